from dataclasses import replace

import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.reporting.doors.door import protect_judgement
from mekendesh.reporting.recommendations.first_proposals import first_proposals, on_the_order
from mekendesh.reporting.statistics import open_statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


def told(mapping, judgement, public):
    return [
        {name: say(term, "en") for name, term in vars(first).items()}
        for first in first_proposals(mapping, judgement, public)
    ]


def test_three_proposals_say_what_to_do_why_how_sure_and_who_is_asked(surveyed):
    """The first screen is all that most readers see; in an example the role is asked, never a real body."""
    first, second, third = told(surveyed.mapping, surveyed.judgement, surveyed.public)
    assert first == {
        "rank": "1",
        "what": "Five-year strategy with a budget of its own",
        "why": "26% (16–35%) of compatriots in the surveyed cities are willing, do not act and name an obstacle it addresses; the state scores 1.0 (0.3–3.0) "
        "of 4 here",
        "sure": "places it could have: 1 to 6",
        "asked": "the office of the head of state",
    }
    assert (second["rank"], third["rank"]) == ("2", "3")


def test_before_a_survey_the_reason_is_the_state_alone(tree):
    """No share is spoken of where nobody was asked."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    judgement = judge(mapping, None, None)
    for first in told(mapping, judgement, protect_judgement(judgement, None)):
        assert first["why"].startswith("the state scores ")
        assert first["why"].endswith(" of 4 here; no survey yet")


def test_a_shared_place_is_said_to_be_shared(surveyed):
    """Who stands first of six equal ones does so by the alphabet alone."""
    table = surveyed.public.ranked.head(3).assign(rank=[1, 2, 2])
    public = replace(surveyed.public, ranked=open_statistics(table))
    first, second, _ = told(surveyed.mapping, surveyed.judgement, public)
    assert "same place" not in first["sure"]
    assert second["sure"].endswith("others with the same place: 1")


@pytest.mark.parametrize(
    ("lows", "expected"),
    [
        ((1, 1, 2), "3 of 24 proposals can be placed, and 2 of them could be first"),
        ((1, 2, 2), "3 of 24 proposals can be placed, and no other could be first"),
    ],
)
def test_how_many_could_be_first_is_counted_from_the_places_each_could_have(surveyed, lows, expected):
    """An order that is not sure is said not to be."""
    table = surveyed.public.ranked.head(3).assign(rank_low=list(lows))
    public = replace(surveyed.public, ranked=open_statistics(table))
    assert say(on_the_order(surveyed.mapping, surveyed.judgement, public), "en").startswith(expected)


def test_where_nothing_has_a_place_nothing_stands_first(all_hidden):
    """A hidden order is said to be hidden: it is not the order before a survey."""
    parts = all_hidden.mapping, all_hidden.judgement, all_hidden.public
    assert told(*parts) == []
    assert say(on_the_order(*parts), "en").startswith("No recommendation can be put first")
