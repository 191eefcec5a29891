"""The words of the ways to a number of people: their names, what they rest on, how they fail, and why one is missing."""

from __future__ import annotations

from collections.abc import Mapping

from mekendesh.words import Term, message

NAMES: Mapping[str, Term] = {
    "published": message("published figure"),
    "combined": message("published figures of one concept, combined"),
    "multiplier": message("register and unweighted share on it (multiplier)"),
    "weighted_multiplier": message("register and weighted share on it (multiplier by RDS)"),
    "chapman_linked": message("register and survey, linked (Chapman)"),
    "log_linear": message("three lists or more, linked (log-linear models)"),
    "chao": message("lower bound from lists (Chao)"),
}
RESTS_ON: Mapping[str, Term] = {
    "issuer_counts_all": message("The issuer counts everyone of the concept, once, and says what it counts."),
    "sources_err_apart": message(
        "Sources that count the same people err independently of each other, by as much as is assumed of their reliability."
    ),
    "sample_like_population": message(
        "Respondents are on the register as often as everyone else is; recruitment is taken into the range, not into the share."
    ),
    "weights_right": message(
        "Weighting by network size makes the share on the register that of all people; the register has no stale entries."
    ),
    "lists_independent": message(
        "Being on the register neither helps nor hinders being interviewed; the survey counts as a simple random sample."
    ),
    "dependence_in_pairs": message(
        "Lists depend on each other in pairs at most; which pairs is chosen by fit, and the range spans all models as good as the best."
    ),
    "lists_alike": message("The lists find people equally easily, whatever is true of the people."),
}
FAILS_LOW: Mapping[str, Term] = {
    "missed_by_office": message("People have no reason, or reason not, to come to the office that counts."),
    "all_miss_same": message("All sources miss the same people; the range does not contain that."),
    "listed_found_easier": message("People on the register are also easier to recruit."),
    "listed_know_more": message(
        "People on the register know more compatriots than they say, and so weigh too much."
    ),
    "same_people_twice": message("The same people are easy to find twice."),
    "all_lists_same_people": message("All lists find the same people, and all miss the same."),
    "people_differ": message("People differ in how easily they are found: it is a bound from below."),
}
FAILS_HIGH: Mapping[str, Term] = {
    "left_but_listed": message("People who left or died are still counted, or one person is counted twice."),
    "all_keep_departed": message("All sources keep people who left."),
    "list_outdated": message(
        "The register holds people who left, or one person twice, or links were missed."
    ),
    "lists_avoid_each_other": message(
        "Registering keeps people from being surveyed; the register holds people who left; links were missed."
    ),
    "sparse_overlaps": message("Few people are on several lists, or links were missed."),
    "lists_unlike": message("Lists are of very unlike length, avoid each other, or links were missed."),
}
STATES: Mapping[str, Term] = {
    "no_figure": message("No source has a figure; that is not zero."),
    "one_source": message("Needs two independent figures of one concept; no concept has them."),
    "no_survey": message("Needs a survey; none has been made here."),
    "no_register": message("Needs a register linked with the survey; none came with the delivery."),
    "no_share": message("Needs the share on the register, weighted; it was not estimated."),
    "few_lists": message("Needs three lists linked person by person; there are fewer."),
    "contradicted": message("The lists contradict each other, so they give no number."),
}
LEFT_OUT: Mapping[str, Term] = {
    "": message("yes"),
    "alone": message("the only one that could: nothing to combine it with"),
    "older": message("no: the issuer has a newer figure"),
    "long_ago": message("no: more than five years old"),
    "repeats": message("no: repeats another source’s number"),
    "bound": message("no: said as “more than” or “up to”, so it is one end only"),
    "nobody": message("no: a figure of zero cannot be combined"),
}
"""Whether a figure enters a combined number: keys of `mekendesh.estimation.population.combined_size.REASONS`, "" for yes, and "alone"."""
