from __future__ import annotations

import datetime

import pandas as pd

from judgement_examples import Framework, Item, Proposal, survey
from mekendesh.judgement.gaps import KINDS, Surveyed, find_gaps
from mekendesh.judgement.resolving import Answers, present_list, worth

NAN = float("nan")
DATE = datetime.date(2027, 1, 1)
FRAMEWORK = Framework(
    items=(Item("portal", "trust"), Item("desk", "economy")),
    proposals=(
        Proposal("a", ("portal",), ("investment",), ("no_trust",)),
        Proposal("b", ("desk",), ("return",), ("no_money",)),
    ),
)
ITEMS = pd.DataFrame(
    [("portal", "evidence", 4.0, 4.0, 4.0, "2015-01-01"), ("desk", "evidence", NAN, 0.0, 4.0, "")],
    columns=["item", "scored_by", "score", "low", "high", "as_of"],
)
PREMISES = pd.DataFrame(
    [
        ("desk_exists", "not_tested", "item:desk"),
        ("many_give", "open", "estimate:gap_investment|"),
        ("trust_is_low", "withheld", "estimate:trust_high|"),
        ("most_send", "fails", "estimate:acts_remittances|"),
    ],
    columns=["premise", "verdict", "tested_by"],
)
SIZES = {
    "KGZ-USA": pd.DataFrame({"persons": [], "concept": []}),
    "KGZ-RUS": pd.DataFrame({"persons": [10, 20], "concept": ["foreign_born", "registered"]}),
    "KGZ-KAZ": pd.DataFrame({"persons": [10, 19], "concept": ["foreign_born", "registered"]}),
    "KGZ-UZB": pd.DataFrame({"persons": [10, 900], "concept": ["foreign_born", "ethnic"]}),
}


def found(surveyed=None, weighing=None):
    present = present_list(FRAMEWORK, ITEMS, surveyed.estimates if surveyed else None)
    gaps = find_gaps(
        FRAMEWORK, ITEMS, PREMISES, SIZES, surveyed, present, as_of=DATE, weighing=weighing or {}
    )
    return present, {gap.subject: gap for gap in gaps}


def test_each_gap_is_found_once_with_its_kind() -> None:
    """Withheld and decided premises are no gaps; figures of other people (ethnic) make no definition decide."""
    _, gaps = found()
    assert {subject: gap.kind for subject, gap in gaps.items()} == {
        "KGZ-USA": "corridor_without_figure",
        "KGZ-RUS": "definition_decides",
        "portal": "evidence_old",
        "desk": "item_unknown",
        "desk_exists": "premise_not_tested",
        "many_give": "premise_open",
    }


def test_what_closing_a_gap_could_show_goes_with_it() -> None:
    """An unknown item and the premise on it: 0 to 4; an old 4: 3 or 4; a premise on a survey not made: nothing."""
    _, gaps = found()
    assert gaps["desk"].answers.scores["desk"].tolist() == [0, 1, 2, 3, 4]
    assert gaps["desk_exists"].answers.scores["desk"].tolist() == [0, 1, 2, 3, 4]
    assert gaps["portal"].answers.scores["portal"].tolist() == [3, 4]
    assert gaps["many_give"].answers.scores.empty
    assert gaps["many_give"].answers.shares.empty


def test_a_corridors_own_figure_moves_nothing_unless_corridors_are_weighed() -> None:
    """Certainly nothing in one corridor; among several what the weighing says."""
    present, gaps = found()
    assert worth(present, gaps["KGZ-USA"].answers).reorders == 0.0
    weighed = Answers(shares=pd.DataFrame({"a": [0.1]}))
    assert found(weighing={"KGZ-RUS": weighed})[1]["KGZ-RUS"].answers is weighed


def test_with_a_survey_wide_ranges_are_found_and_answered_from_their_draws() -> None:
    """Thirty points or more, of gaps and proposals, all sites together; each replicate is an answer."""
    estimates, draws = survey(
        {"gap_investment": (0.5, 0.3, 0.6), "proposal_a": (0.5, 0.36, 0.65), "acts_any": (0.5, 0.0, 1.0)}, 7
    )
    _, gaps = found(Surveyed(estimates, draws))
    wide = {subject for subject, gap in gaps.items() if gap.kind == "interval_wide"}
    assert wide == {"gap_investment"}
    assert len(gaps["gap_investment"].answers.shares) == 7
    assert len(gaps["many_give"].answers.shares) == 7


def test_every_kind_that_is_found_has_a_place() -> None:
    """The order of kinds breaks ties, so each needs one."""
    assert {gap.kind for gap in found()[1].values()} <= set(KINDS)
