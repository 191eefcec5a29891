from __future__ import annotations

import datetime

import pandas as pd

from judgement_examples import Framework, Item, Proposal, survey
from mekendesh.judgement.agenda import COLUMNS, agenda

FRAMEWORK = Framework(
    items=(Item("portal", "trust"), Item("desk", "economy")),
    proposals=(
        Proposal("a", ("portal",), ("investment",), ("no_trust",)),
        Proposal("b", ("portal", "desk"), ("investment", "return"), ("no_money",)),
        Proposal("c", ("desk",), ("return",), ("no_trust",)),
    ),
)
NAN = float("nan")
PREMISES = pd.DataFrame(
    [
        ("trust_blocks", "open", "estimate:gapbarrier_return__no_trust|"),
        ("money_is_there", "holds", "estimate:gap_any|"),
        ("desk_exists", "not_tested", "item:desk"),
    ],
    columns=["premise", "verdict", "tested_by"],
)
SIZES = {"KGZ-RUS": pd.DataFrame({"persons": [10]}), "KGZ-USA": pd.DataFrame({"persons": []})}
DATE = datetime.date(2027, 1, 1)


def items(portal: str, desk: float = NAN) -> pd.DataFrame:
    rows = [
        ("portal", "evidence", 2.0, portal),
        ("desk", "evidence", desk, "" if pd.isna(desk) else "2026-01-01"),
    ]
    return pd.DataFrame(rows, columns=["item", "scored_by", "score", "as_of"])


def test_every_gap_becomes_a_line_ranked_by_the_proposals_that_hang_on_it() -> None:
    """Proposals for further fieldwork come out of the mapping's own gaps."""
    estimates, _ = survey(
        {"gap_investment": (0.5, 0.3, 0.6), "gap_return": (0.5, 0.4, 0.6), "acts_any": (0.5, 0, 1)}
    )
    table = agenda(FRAMEWORK, items("2021-12-31"), PREMISES, SIZES, estimates, as_of=DATE)
    assert table[["rank", "kind", "subject", "why", "proposals"]].values.tolist() == [
        [1, "corridor_without_figure", "KGZ-USA", "", 3],
        [2, "item_unknown", "desk", "evidence", 2],
        [2, "premise_not_tested", "desk_exists", "item:desk", 2],
        [2, "interval_wide", "gap_investment", "30", 2],
        [2, "evidence_old", "portal", "2021-12-31", 2],
        [6, "premise_open", "trust_blocks", "estimate:gapbarrier_return__no_trust|", 1],
    ]


def test_evidence_is_old_only_after_five_years() -> None:
    """Evidence older than five years at the date of the round, not as old."""
    table = agenda(FRAMEWORK, items("2022-01-01", 1.0), PREMISES.iloc[:0], {}, None, as_of=DATE)
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_every_line_has_a_finding() -> None:
    """Nothing is orphaned."""
    table = agenda(FRAMEWORK, items("2010-01-01"), PREMISES, SIZES, None, as_of=DATE)
    assert table["finding_ids"].str.contains(":").all()
