from __future__ import annotations

import dataclasses
from datetime import date

import pandas as pd
import pytest

from judgement_examples import Evidence, Framework, Item
from mekendesh.errors import EstimationError
from mekendesh.files import current_tree
from mekendesh.judgement.readiness import index, narrowing_by_item, score_domains, score_items
from mekendesh.judgement.readiness_change import ROUND_TABLE, compare_dates
from mekendesh.structure.framework import load_framework

LATER = date(2026, 6, 30)


@pytest.fixture(scope="module")
def framework():
    return load_framework(current_tree())


def known(framework, origin: str, day: date) -> dict[str, tuple[float, float, float]]:
    items = score_items(framework, origin, day).set_index("item")
    rows = items[items["score"].notna()]
    return {row.Index: (row.score, row.low, row.high) for row in rows.itertuples()}


def one(score: float) -> tuple[float, float, float]:
    return (score, score, score)


def test_the_day_of_the_round_table_is_the_one_of_the_press_release():
    """26 December 2014."""
    assert ROUND_TABLE.isoformat() == "2014-12-26"


def test_every_origin_has_its_literal_scores_on_the_day_of_the_round_table(framework):
    """Scores as of 26 December 2014, read off the ledger by hand; what is not listed is unknown."""
    assert {origin: known(framework, origin, ROUND_TABLE) for origin in _origins()} == {
        "KGZ": {"voting_abroad": one(3), "forum": one(2), "mapping_recent": one(1), "data_protection": one(2)},
        "BGD": {},
        "MDA": {"lead_body": one(2), "voting_abroad": one(3)},
        "MAR": {"consultative_council": one(2), "voting_abroad": one(2)},
        "SRB": {
            "legal_definition": one(2), "lead_body": one(2), "consultative_council": one(2),
            "recognition_awards": one(2),
        },
        "TUN": {"representation": one(3)},
        "ECU": {},
        "JAM": {"coordination": one(2)},
    }  # fmt: skip


def test_every_origin_has_its_literal_scores_in_mid_2026(framework):
    """Scores as of 30 June 2026, with the bounds that dissent opens."""
    assert {origin: known(framework, origin, LATER) for origin in _origins()} == {
        "KGZ": {
            "legal_definition": one(2), "time_bound_strategy": one(1), "coordination": one(2),
            "consultative_council": one(2), "dual_citizenship": one(2), "voting_abroad": one(3),
            "former_citizens": (2, 2, 3), "forum": one(2), "data_protection": one(2), "return_programme": one(2),
        },
        "BGD": {"lead_body": one(2), "dual_citizenship": one(2), "voting_abroad": one(3)},
        "MDA": {"lead_body": one(2), "dual_citizenship": one(2), "voting_abroad": one(3)},
        "MAR": {
            "lead_body": one(2), "consultative_council": one(2), "dual_citizenship": one(2),
            "voting_abroad": one(2),
        },
        "SRB": {
            "legal_definition": one(2), "lead_body": one(2), "consultative_council": one(2),
            "dual_citizenship": one(2), "recognition_awards": one(2),
        },
        "TUN": {"lead_body": one(2), "dual_citizenship": (0, 0, 2), "representation": one(3)},
        "ECU": {
            "lead_body": one(2), "dual_citizenship": one(2), "representation": one(2), "incentives": one(2),
            "skills_startup": one(2),
        },
        "JAM": {
            "time_bound_strategy": one(1), "in_national_strategy": one(1), "coordination": (2, 2, 3),
            "dual_citizenship": one(2), "voting_abroad": one(0),
        },
    }  # fmt: skip


def test_the_index_of_kyrgyzstan_has_its_bounds_by_hand_on_both_dates(framework):
    """Points of the ten domains added up by hand and divided by ten.

    2014, lowest: rights 3/16 of 100, trust 2/16, data (1 + 2)/16; highest: these lose 1/16, 2/16 and 5/16, the
    other seven nothing. 2026, lowest: vision 3/16, institutions 4/16, rights 7/16, trust 2/16, data 2/16,
    return 2/8; highest: they lose 5/16, 4/16, 4/16, 2/16, 2/16 and 2/8, the other four nothing.
    """
    then = index(score_domains(score_items(framework, "KGZ", ROUND_TABLE)))
    assert then == ((18.75 + 12.5 + 18.75) / 10, (700 + 93.75 + 87.5 + 68.75) / 10) == (5.0, 95.0)
    now = index(score_domains(score_items(framework, "KGZ", LATER)))
    low = (18.75 + 25 + 43.75 + 12.5 + 12.5 + 25) / 10
    high = (68.75 + 75 + 75 + 87.5 + 87.5 + 75 + 400) / 10
    assert now == (low, high) == (13.75, 86.875)


@pytest.mark.parametrize(
    ("item", "points"), [("language_support", 5.0), ("lead_body", 2.5), ("former_citizens", 0.625)]
)
def test_one_new_row_of_evidence_narrows_the_index_by_the_points_that_were_stated(framework, item, points):
    """5 points in a domain of two, 2.5 in a domain of four, 0.625 for one point of dissent settled."""
    before = score_items(framework, "KGZ", LATER)
    stated = narrowing_by_item(before).set_index("item").at[item, "points"]
    row = dataclasses.replace(
        framework.evidence[0], item=item, score=3, as_of=LATER, until=None, dissent_score=None
    )
    more = dataclasses.replace(framework, evidence=(*framework.evidence, row))
    was, became = (index(score_domains(score_items(each, "KGZ", LATER))) for each in (framework, more))
    assert (was.high - was.low) - (became.high - became.low) == pytest.approx(stated, abs=1e-12)
    assert stated == pytest.approx(points, abs=1e-12)
    assert was.low <= became.low <= became.high <= was.high
    after = score_items(more, "KGZ", LATER)
    assert before[before["item"] != item].equals(after[after["item"] != item])


def test_each_kind_of_change_is_told_apart():
    """Knowledge gained or run out is not a change of the state."""
    names = ("gained", "lapsed", "higher", "lower", "same", "unknown")
    early, late = date(2010, 1, 1), date(2020, 1, 1)
    framework = Framework(
        items=tuple(Item(name, "trust") for name in names),
        evidence=(
            Evidence("gained", 0, late),
            Evidence("lapsed", 2, early, until=date(2016, 1, 1)),
            Evidence("higher", 1, early),
            Evidence("higher", 2, late),
            Evidence("lower", 2, early),
            Evidence("lower", 0, late),
            Evidence("same", 2, early),
        ),
    )
    table = compare_dates(framework, "KGZ", ROUND_TABLE, LATER).set_index("item")
    assert table["change"].to_dict() == {
        "gained": "became_known", "lapsed": "lapsed", "higher": "higher", "lower": "lower", "same": "same",
        "unknown": "not_known",
    }  # fmt: skip
    assert (table.at["higher", "score_then"], table.at["higher", "score_now"]) == (1, 2)
    assert (table.at["higher", "as_of_then"], table.at["higher", "as_of_now"]) == ("2010-01-01", "2020-01-01")
    assert (table.at["gained", "low_then"], table.at["gained", "high_then"]) == (0, 4)
    assert pd.isna(table.at["gained", "score_then"])


def test_two_dates_in_the_wrong_order_are_refused():
    """A change from later to earlier would be read the wrong way round."""
    with pytest.raises(EstimationError, match="from 2026-06-30 to 2014-12-26"):
        compare_dates(Framework(), "KGZ", LATER, ROUND_TABLE)
    with pytest.raises(EstimationError, match="from 2026-06-30 to 2026-06-30"):
        compare_dates(Framework(), "KGZ", LATER, LATER)


def _origins() -> list[str]:
    return ["KGZ", "BGD", "MDA", "MAR", "SRB", "TUN", "ECU", "JAM"]
