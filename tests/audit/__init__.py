"""An attacker who has only what is published of a corridor and its origin, and wants a number that was hidden.

Nothing here imports the package under test (TRUST.md 6: a check that guards people shares no code with what it
checks). Tables are read from the published files (`published`), turned into linear facts about counts of people
(`facts`, `counts`, `survey`, `nation`), and every hidden or never shown cell is bounded by two linear programmes
over all facts at once (`attack`).

What the attacker is taken to know beside the tables: the rules of rounding and of hiding, which are public (a
number shown is of ten people or more, and so are the others; counts are rounded to five, shares to a hundredth or
a thousandth); the form (which questions add up, which are parts of which); and that nearly all answered. Of the
weights he knows how far two groups can weigh differently (``contrast``): 1 where everyone weighs alike, the worst
case, for which the tables of a world with even weights are audited; 4 otherwise, about twice what the example has.

What he is not taken to know: single persons; that a code stands for a small number (it may stand for one that would
give a small one away); more than pairs of questions at once. So his intervals are never narrower than those of an
attacker who solves for the joint table of all questions, and this audit proves leaks, not their absence.
"""
