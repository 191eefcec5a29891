"""Several published figures of one concept: which enter, what they say together, what moves it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.combined_size import (
    REASONS,
    combine_sizes,
    independent_figures,
    paule_mandel,
    random_effects,
)

ERRORS = {"high": 0.05, "medium": 0.15, "low": 0.4}
COLUMNS = ["concept", "year", "ref_date", "persons", "issuer", "source", "reliability"]
# Trials of a vaccine (Colditz et al. 1994): cases and others, vaccinated and not.
TRIALS = np.array(
    [
        (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
        (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232),
        (17, 1699, 65, 1600), (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
    ],
    dtype=float,
)  # fmt: skip


def trials() -> tuple[np.ndarray, np.ndarray]:
    """Log risk ratios and their variances."""
    a, b, c, d = TRIALS.T
    return np.log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)


def figures(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS).assign(bound="")


def test_the_published_variance_between_trials_is_met():
    """Viechtbauer 2010 (metafor): .3181 by the empirical Bayes estimator, which is Paule and Mandel's."""
    assert paule_mandel(*trials()) == pytest.approx(0.3181, abs=5e-5)


def test_the_interval_is_hartungs_and_knapps():
    """A second way: the t interval of the mean with weights 1/(v + τ²), and the prediction around it."""
    values, variances = trials()
    found = random_effects(values, variances)
    weights = 1 / (variances + found.between**2)
    mean = np.average(values, weights=weights)
    # At Paule and Mandel's τ² the weighted squares sum to k − 1, so the factor is 1 by definition.
    se = weights.sum() ** -0.5
    assert (found.mean, found.se) == (pytest.approx(mean), pytest.approx(se, rel=1e-6))
    assert found.high - found.mean == pytest.approx(student.ppf(0.975, 12) * se, rel=1e-6)
    further = student.ppf(0.975, 11) * np.hypot(found.between, se)
    assert [found.next_low, found.next_high] == pytest.approx([mean - further, mean + further])


def test_values_closer_than_their_errors_have_no_variance_between_and_no_feigned_certainty():
    """The factor is held at 1: four equal values give the error of their mean, not nothing."""
    found = random_effects(np.full(4, 2.0), np.full(4, 0.04))
    assert (found.between, found.mean) == (0, 2.0)
    assert found.se == pytest.approx(0.1)
    assert found.high - 2 == pytest.approx(student.ppf(0.975, 3) * 0.1)


@given(
    st.lists(st.floats(-3, 3), min_size=2, max_size=8).flatmap(
        lambda values: st.tuples(
            st.just(values), st.lists(st.floats(0.001, 1), min_size=len(values), max_size=len(values))
        )
    ),
    st.floats(-5, 5),
)
def test_moving_all_values_moves_the_mean_and_nothing_else(both, by):
    """In people: all figures twice as large, the combination twice as large, its ratio of bounds the same."""
    values, variances = (np.array(part) for part in both)
    one, two = random_effects(values, variances), random_effects(values + by, variances)
    assert two.mean - by == pytest.approx(one.mean, abs=1e-6)
    assert two.between == pytest.approx(one.between, abs=1e-5)
    assert one.low <= one.mean <= one.high
    assert values.min() - 1e-9 <= one.mean <= values.max() + 1e-9


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=8))
def test_paule_and_mandel_solve_their_equation(values):
    """Σ (y − μ)²/(v + τ²) = k − 1 wherever τ² is above zero, and is below it at zero otherwise."""
    values, variances = np.array(values), np.full(len(values), 0.1)
    between = paule_mandel(values, variances)
    spread = ((values - values.mean()) ** 2).sum() / (0.1 + between)
    assert spread == pytest.approx(len(values) - 1, rel=1e-6) if between else spread <= len(values) - 1


def test_the_intervals_cover_nearly_what_they_say():
    """Four sources, errors of 5 to 40 %, 30 % between them, 1,000 times: 93 % and 90 %, as the docstring says."""
    rng = np.random.default_rng(4)
    variances = np.array([0.05, 0.15, 0.15, 0.4]) ** 2
    mean_held, next_held = 0, 0
    for _ in range(1000):
        found = random_effects(rng.normal(10, np.sqrt(variances + 0.09)), variances)
        mean_held += found.low <= 10 <= found.high
        next_held += found.next_low <= rng.normal(10, 0.3) <= found.next_high
    assert mean_held / 1000 == pytest.approx(0.93, abs=0.025)
    assert next_held / 1000 == pytest.approx(0.90, abs=0.03)


def test_two_figures_by_hand():
    """100 and 400 with one error: 200 between them, an interval with one degree of freedom, and no prediction."""
    found = combine_sizes(
        figures(
            ("born", 2024, "2024", 100, "a", "s1", "high"), ("born", 2024, "2024", 400, "b", "s2", "high")
        ),
        ERRORS,
    )
    assert found.size.value == pytest.approx(200)
    # ln 4 apart: the mean's standard error is half of that, the t quantile 12.706.
    assert found.size.high == pytest.approx(200 * np.exp(12.7062 * np.log(4) / 2), rel=1e-4)
    assert (found.next_low, found.next_high, found.sources) == (None, None, 2)
    assert found.moves["value"].tolist() == pytest.approx([400, 100])
    assert found.moves["change"].tolist() == pytest.approx([1, -0.5])


def test_leaving_a_source_out_is_combining_the_others():
    """A second way: each row of the table is the combination of a shorter one."""
    table = figures(
        *(
            ("born", 2024, "2024", persons, f"issuer {number}", f"source {number}", grade)
            for number, (persons, grade) in enumerate(
                [(1000, "high"), (1300, "medium"), (5000, "low"), (900, "medium")]
            )
        )
    )
    moves = combine_sizes(table, ERRORS).moves
    for number in range(4):
        without = combine_sizes(table.drop(index=number), ERRORS).size
        assert moves.loc[number, ["value", "low", "high"]].tolist() == pytest.approx(
            [without.value, without.low, without.high]
        )
    # The figure that stands apart moves it most, and downwards when it goes.
    assert moves["change"].abs().idxmax() == 2
    assert moves.loc[2, "change"] < 0


def test_doubtful_figures_weigh_less():
    """Where sources hardly differ more than their errors the reliable one decides."""
    found = combine_sizes(
        figures(
            ("born", 2024, "2024", 1000, "a", "s1", "high"), ("born", 2024, "2024", 1300, "b", "s2", "low")
        ),
        ERRORS,
    )
    assert found.between == 0
    assert 1000 < found.size.value < 1010


def test_concepts_are_never_combined_and_one_figure_is_none():
    """Different people are not two measurements of one number."""
    mixed = figures(
        ("born", 2024, "2024", 100, "a", "s1", "high"), ("working", 2024, "2024", 400, "b", "s2", "high")
    )
    with pytest.raises(EstimationError, match="never combined"):
        combine_sizes(mixed, ERRORS)
    with pytest.raises(EstimationError, match=r"1 independent figure.*nothing to combine"):
        combine_sizes(mixed.iloc[:1], ERRORS)
    with pytest.raises(EstimationError, match="0 independent"):
        combine_sizes(mixed.iloc[:0], ERRORS)


def test_figures_that_cannot_be_weighed_are_refused():
    """A grade without an error, and a figure of nobody."""
    table = figures(
        ("born", 2024, "2024", 100, "a", "s1", "high"), ("born", 2024, "2024", 400, "b", "s2", "odd")
    )
    with pytest.raises(EstimationError, match="reliability odd"):
        combine_sizes(table, ERRORS)
    with pytest.raises(EstimationError, match="no people"):
        combine_sizes(table.assign(persons=[0, 5]), ERRORS)


def test_each_issuer_speaks_once_and_only_of_the_last_five_years():
    """The newest of each; a repeated number is one witness; what is left out says why; “more than” is no number to average."""
    table = figures(
        ("registered", 2026, "2026-01", 341_000, "ministry", "s1", "high"),
        ("registered", 2025, "2025-10", 400_000, "commission", "s2", "high"),
        ("registered", 2023, "2023-07", 467_000, "ministry", "s3", "medium"),
        ("registered", 2021, "2021-05", 350_123, "police", "s4", "high"),
        ("registered", 2022, "2022-05", 350_123, "bank", "s5", "low"),
        ("registered", 2025, "2025", 0, "nobody", "s6", "low"),
        ("working", 2025, "2025", 500_000, "press", "s7", "medium"),
        ("registered", 2024, "2024", 300_000, "spokesman", "s8", "medium"),
    )
    table["bound"] = ["at_least" if source == "s8" else "" for source in table["source"]]
    rows = independent_figures(table, "registered", 2026)
    assert rows[["source", "left_out"]].to_numpy().tolist() == [
        ["s1", ""], ["s2", ""], ["s6", "nobody"], ["s8", "bound"], ["s3", "older"], ["s5", "repeats"], ["s4", "long_ago"],
    ]  # fmt: skip
    assert set(rows["left_out"]) - {""} == set(REASONS)


def test_of_one_date_the_more_reliable_figure_speaks():
    """An issuer with two figures of a month has one voice, the better known one."""
    table = figures(
        ("born", 2025, "2025-12", 10, "ministry", "rumour", "low"),
        ("born", 2025, "2025-12", 20, "ministry", "bulletin", "high"),
    )
    rows = independent_figures(table, "born", 2026)
    assert rows.loc[rows["left_out"] == "", "source"].tolist() == ["bulletin"]


def test_a_number_first_said_under_another_concept_may_still_speak_in_its_own():
    """Within a concept its only witness stays; nothing is counted twice there."""
    table = figures(
        ("born", 2024, "2024", 12_345, "un", "un", "high"),
        ("compiled", 2025, "2025", 12_345, "bank", "bank", "medium"),
    )
    assert independent_figures(table, "compiled", 2026)["left_out"].tolist() == [""]


def test_no_figure_of_a_concept_is_an_empty_table():
    """The normal state of most concepts in most corridors."""
    table = figures(("born", 2024, "2024", 12_345, "un", "un", "high"))
    assert independent_figures(table, "working", 2026).empty
