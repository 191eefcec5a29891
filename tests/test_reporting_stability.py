from dataclasses import replace

import pandas as pd
import pytest

from mekendesh.errors import ProtectionError
from mekendesh.judgement.stability import survey_effect
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.doors.door import Public
from mekendesh.reporting.recommendations import stability
from mekendesh.reporting.statistics import open_statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say

KNOWN = ("recognise_qualifications", "open_investor_desk", "match_community_projects", "publish_project_accounts",
         "lower_transfer_costs", "move_services_online", "extend_legal_aid")  # fmt: skip


def public(ranks, without, low, high, shares=True):
    table = pd.DataFrame(
        {
            "proposal": KNOWN[: len(ranks)],
            "rank": pd.array(ranks, "Int64"),
            "rank_without_survey": without,
            "rank_low": low,
            "rank_high": high,
        }
    )
    return Public(open_statistics(pd.DataFrame()) if shares else None, open_statistics(table), None, None)


def rows(block, language="en"):
    return [[say(cell, language) for cell in row] for row in block.rows]


@pytest.fixture
def mapping(tree):
    return open_mapping("KGZ", "RUS", "2027-1")


def test_the_order_is_told_with_what_the_survey_changed_and_what_is_firm(mapping):
    """Seven ranked, the first and the sixth exchanged: 21 pairs, 9 of them turned round, τ = (12 − 9)/21 = 0.14."""
    given = public([1, 2, 3, 4, 5, 6, 7], [6, 2, 3, 4, 5, 1, 7], [1, 2, 2, 2, 2, 4, 6], [1, 5, 6, 6, 5, 7, 7])
    text = {proposal.proposal: say(proposal.title, "en") for proposal in mapping.framework.proposals}
    assert rows(stability.order(mapping, given)) == [
        [
            "How many of those on the first five places keep one of them in the whole range of their ranks?",
            "3 of 5",
        ],
        ["Is it certain which one comes first?", "yes, within these ranges"],
        ["How alike are the orders with and without the survey (Kendall's tau-b)?", "0.14, over 7 proposals"],
        ["Which are among the first five with the survey only?", text[KNOWN[0]]],
        ["Which are among the first five without the survey only?", text[KNOWN[5]]],
    ]


def test_a_first_place_whose_range_goes_further_is_not_certain(mapping):
    """Overlapping ranges are said, not hidden behind a number one."""
    given = public([1, 2], [1, 2], [1, 1], [2, 2])
    told = rows(stability.order(mapping, given))
    assert told[0][1] == "all: no more than five proposals have a rank"
    assert told[1][1] == "no: the ranges of ranks overlap"
    assert [row[1] for row in told[3:]] == ["none", "none"]


def test_before_the_fieldwork_only_what_the_bounds_allow_is_told(mapping):
    """No word of a survey that was not made."""
    given = public([1, 1, 3, 4, 5, 6], [1, 1, 3, 4, 5, 6], [1] * 6, [6] * 6, shares=False)
    told = rows(stability.order(mapping, given))
    assert [row[1] for row in told] == ["0 of 5", "no: the ranges of ranks overlap"]


def test_two_orders_that_cannot_be_compared_have_no_number(mapping):
    """All level without the survey: not available, never 0 or 1."""
    told = rows(stability.order(mapping, public([1, 2, 3], [1, 1, 1], [1, 1, 1], [3, 3, 3])))
    assert told[2][1].startswith("[na]")


def test_a_list_with_every_rank_hidden_is_met_with_a_sentence(mapping):
    """Nothing hidden is told by the back door."""
    given = public([None, None], [1, 2], [1, 1], [2, 2])
    assert isinstance(stability.order(mapping, given), Paragraph)


def test_a_raw_list_is_refused(mapping):
    """What did not come through protection is not shown."""
    given = public([1, 2], [1, 2], [1, 1], [2, 2])
    with pytest.raises(ProtectionError):
        stability.order(mapping, replace(given, ranked=pd.DataFrame(given.ranked)))


def test_the_example_round_prints_the_rank_correlation_of_its_lists(surveyed):
    """The survey matters, and it is printed how much: the number on the page is that of the protected list."""
    told = rows(stability.order(surveyed.mapping, surveyed.public))
    effect = survey_effect(surveyed.public.ranked)
    assert told[2][1] == f"{effect.tau:.2f}, over {effect.ranked} proposals"
    assert -1 <= effect.tau < 1
