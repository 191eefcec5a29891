from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgement_examples import Evidence, Framework, Item, survey
from mekendesh.judgement import readiness

DAY = datetime.date
TODAY = DAY(2026, 1, 1)


def scored(
    *evidence: Evidence, as_of: datetime.date = TODAY, estimates: pd.DataFrame | None = None
) -> pd.DataFrame:
    framework = Framework(
        items=(
            Item("portal", "trust"),
            Item("awareness", "trust", "survey"),
            Item("budget_line", "vision"),
            Item("lead_body", "institutions"),
            Item("coordination", "institutions"),
        ),
        evidence=evidence,
    )
    return readiness.score_items(framework, "KGZ", as_of, estimates).set_index("item")


def test_an_item_without_evidence_has_no_score_and_the_widest_bounds() -> None:
    """Unknown is not zero."""
    row = scored().loc["portal"]
    assert pd.isna(row["score"])
    assert (row["low"], row["high"]) == (0.0, 4.0)


def test_evidence_after_the_date_is_not_seen() -> None:
    """Scores are computed as of any date."""
    early, late = Evidence("portal", 1, DAY(2015, 4, 29)), Evidence("portal", 3, DAY(2018, 11, 1))
    assert scored(early, late, as_of=DAY(2018, 10, 31)).at["portal", "score"] == 1
    assert scored(early, late, as_of=DAY(2018, 11, 1)).at["portal", "score"] == 3


def test_what_is_known_and_its_source_stand_in_every_language() -> None:
    """A reader of any of the three languages sees the evidence in it; what is unknown is empty in all."""
    items = scored(Evidence("portal", 1, DAY(2015, 4, 29)))
    assert items.loc["portal", ["source_ky", "source_ru", "source_en"]].tolist() == [
        "баяндама", "отчёт", "a report",
    ]  # fmt: skip
    assert items.loc["portal", ["quote_ky", "quote_ru", "quote_en"]].tolist() == [
        "эмне дейт", "что говорит", "what it says",
    ]  # fmt: skip
    assert items.loc["budget_line", ["source_ky", "quote_ru", "url"]].tolist() == ["", "", ""]


def test_of_equally_dated_evidence_the_better_grade_counts() -> None:
    """The latest wins; a tie goes to the better grade."""
    rows = (Evidence("portal", 4, DAY(2020, 1, 1), "D"), Evidence("portal", 2, DAY(2020, 1, 1), "A"))
    assert scored(*rows).at["portal", "score"] == 2
    assert scored(*rows).at["portal", "grade"] == "A"


def test_evidence_that_disagrees_in_every_respect_leaves_bounds() -> None:
    """Dissent is kept: the lower score stands, the bounds span both."""
    row = scored(Evidence("portal", 3, DAY(2020, 1, 1)), Evidence("portal", 1, DAY(2020, 1, 1))).loc["portal"]
    assert (row["score"], row["low"], row["high"]) == (1, 1, 3)


def test_evidence_of_another_origin_is_not_taken() -> None:
    """A score belongs to one origin."""
    assert pd.isna(scored(Evidence("portal", 3, DAY(2020, 1, 1), origin="MDA")).at["portal", "score"])


def test_a_survey_item_is_scored_by_the_survey_alone() -> None:
    """Four times the share with its bounds, to a tenth; evidence does not score it."""
    estimates, _ = survey({"aware_yes": (0.31, 0.22, 0.43)})
    evidence = Evidence("awareness", 4, DAY(2020, 1, 1))
    row = scored(evidence, estimates=estimates).loc["awareness"]
    assert (row["score"], row["low"], row["high"], row["source_en"]) == (1.2, 0.9, 1.7, "estimate:aware_yes|")
    assert pd.isna(scored(evidence).at["awareness", "score"])


def test_a_hidden_share_leaves_its_item_unknown() -> None:
    """What protection hides cannot come back as a score."""
    estimates, _ = survey({"aware_yes": (0.31, 0.22, 0.43)})
    hidden = estimates.assign(value=float("nan"), low=float("nan"), high=float("nan"))
    assert scored(estimates=hidden).at["awareness", "high"] == 4.0


def test_a_domain_is_the_mean_of_its_items_times_25_with_bounds() -> None:
    """Domain = mean × 25; a middle is given only where every item is known."""
    items = scored(Evidence("lead_body", 3, DAY(2020, 1, 1)), Evidence("budget_line", 2, DAY(2020, 1, 1)))
    domains = readiness.score_domains(items.reset_index()).set_index("domain")
    assert tuple(domains.loc["institutions", ["n_items", "n_known", "low", "high"]]) == (2, 1, 37.5, 87.5)
    assert pd.isna(domains.at["institutions", "mid"])
    assert domains.at["vision", "mid"] == 50


def test_the_index_counts_domains_alike_and_shows_other_weightings() -> None:
    """The index carries bounds and its sensitivity to weights."""
    domains = pd.DataFrame(
        {
            "domain": ["a", "b"],
            "n_items": [1, 3],
            "n_known": [1, 0],
            "low": [40.0, 0.0],
            "high": [40.0, 100.0],
        }
    )
    assert readiness.index(domains) == (20.0, 70.0)
    other = readiness.index_by_weighting(domains).set_index("weighting")
    assert tuple(other.loc["equal_items"]) == (10.0, 85.0)
    assert tuple(other.loc["without_b"]) == (40.0, 40.0)


def test_the_lowest_domain_is_certain_only_where_no_other_could_lie_as_low() -> None:
    """A lowest domain is named honestly where bounds overlap."""
    domains = pd.DataFrame({"domain": ["a", "b", "c"], "low": [30.0, 10.0, 60.0], "high": [50.0, 90.0, 80.0]})
    assert readiness.lowest_domain(domains) == readiness.Lowest("a", 30.0, 50.0, ("a", "b"))
    assert not readiness.lowest_domain(domains).certain
    assert readiness.lowest_domain(domains[domains["domain"] != "b"]).certain


def test_an_unknown_item_of_a_small_domain_narrows_the_index_most() -> None:
    """Items weigh alike within a domain only; all that tie are named."""
    items = scored(Evidence("budget_line", 2, DAY(2020, 1, 1))).reset_index()
    found = readiness.narrowing(items)
    assert found.items == ("portal", "awareness", "lead_body", "coordination")
    assert found.points == pytest.approx(100 / 2 / 3)
    assert readiness.narrowing(scored().reset_index()).items == ("budget_line",)
    known = items.assign(score=1.0, low=1.0, high=1.0)
    assert readiness.narrowing(known) == readiness.Narrowing((), 0.0)


def test_an_item_that_a_dissent_leaves_open_narrows_the_index_by_its_span() -> None:
    """One point of four in a domain of two among three: 25 / 2 / 3; among five items alike 25 / 5."""
    items = scored(
        Evidence("portal", 2, DAY(2020, 1, 1), dissent_score=3),
        Evidence("budget_line", 2, DAY(2020, 1, 1)),
    ).reset_index()
    table = readiness.narrowing_by_item(items).set_index("item")
    assert table.at["portal", "points"] == pytest.approx(25 / 2 / 3)
    assert table.at["portal", "points_equal_items"] == pytest.approx(5)
    assert table.at["budget_line", "points"] == 0
    assert table["points"].sum() == pytest.approx(_width(items))


def test_weightings_move_the_index_as_reckoned_by_hand() -> None:
    """Three domains: trust of two items (2, unknown), vision of one (3), institutions of two (unknown).

    Lowest points 25, 75, 0 and highest 75, 75, 100: means 100/3 and 250/3; by items (2·25 + 75)/5 = 25 and
    (2·75 + 75 + 2·100)/5 = 85; without vision 12.5 and 87.5.
    """
    items = scored(Evidence("portal", 2, DAY(2020, 1, 1)), Evidence("budget_line", 3, DAY(2020, 1, 1)))
    table = readiness.index_by_weighting(readiness.score_domains(items.reset_index())).set_index("weighting")
    assert tuple(table.loc["equal_domains"]) == pytest.approx((100 / 3, 250 / 3))
    assert tuple(table.loc["equal_items"]) == pytest.approx((25, 85))
    assert tuple(table.loc["without_vision"]) == pytest.approx((12.5, 87.5))
    assert tuple(table.loc["without_trust"]) == pytest.approx((37.5, 87.5))


def test_an_unknown_item_counts_neither_as_nothing_nor_in_the_middle() -> None:
    """A domain with one item at 4 and one unknown lies between 50 and 100, and has no middle."""
    items = scored(Evidence("lead_body", 4, DAY(2020, 1, 1))).reset_index()
    row = readiness.score_domains(items).set_index("domain").loc["institutions"]
    assert (row["low"], row["high"], row["n_known"]) == (50.0, 100.0, 1)
    assert pd.isna(row["mid"])


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.none() | st.integers(0, 4)), min_size=1))
def test_filling_an_unknown_item_never_widens_the_index(rows: list[tuple[str, int | None]]) -> None:
    """Knowledge narrows: each fill stays within the earlier bounds."""
    items = pd.DataFrame(
        {
            "item": [str(i) for i in range(len(rows))],
            "domain": [domain for domain, _ in rows],
            "score": [float("nan") if s is None else float(s) for _, s in rows],
            "low": [0.0 if s is None else float(s) for _, s in rows],
            "high": [4.0 if s is None else float(s) for _, s in rows],
        }
    )
    before = readiness.index(readiness.score_domains(items))
    filled = items.assign(
        low=items["low"].where(items["score"].notna(), 3.0), score=items["score"].fillna(3.0)
    )
    filled["high"] = filled["score"]
    after = readiness.index(readiness.score_domains(filled))
    assert before.low - 1e-9 <= after.low <= after.high <= before.high + 1e-9


def _width(items: pd.DataFrame) -> float:
    low, high = readiness.index(readiness.score_domains(items))
    return high - low
