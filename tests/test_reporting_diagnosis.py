"""The door of recruitment diagnostics: what comes through, and that nothing smaller can be had by subtraction."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_account import MAPPING
from estimation_tables import answered, random_parents, recruited
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.reporting.collection.diagnosis import (
    BANDS,
    protect_diagnostics,
    protect_heaping,
    settled_steps,
)
from mekendesh.reporting.collection.headlines import HEADLINES
from mekendesh.reporting.statistics import insist_protected, open_statistics
from mekendesh.structure.sites import sites_of

CHANNELS = tuple(channel.channel for channel in MAPPING.framework.channels)


def survey(n: int = 600, seeds: int = 8, rng_seed: int = 3) -> SimpleNamespace:
    rng = np.random.default_rng(rng_seed)
    parents = random_parents(n, seeds, rng)
    people = recruited(parents, rng.integers(1, 60, n).tolist(), "moscow")
    return SimpleNamespace(respondents=answered(people, rng_seed, CHANNELS, ()))


def shown(*headlines: str) -> pd.DataFrame:
    """Protected headline shares in which only these are shown."""
    return open_statistics(
        pd.DataFrame(
            [
                (
                    version,
                    headline,
                    0.4 if headline in headlines else np.nan,
                    "" if headline in headlines else "c",
                )
                for version in ("raw", "automatic", "reviewed")
                for headline in HEADLINES
            ],
            columns=["version", "indicator", "value", "flag"],
        )
    )


def cumulative(*waves: tuple[int, int], headline: str = "trust_high") -> pd.DataFrame:
    """The table of `by_wave` from people and yes per wave; equal weights, other headlines without people."""
    n, n_yes = np.cumsum(waves, axis=0).T
    rows = [(wave, headline, n[wave], n_yes[wave], n_yes[wave] / n[wave]) for wave in range(len(waves))]
    rows += [
        (wave, other, 0, 0, np.nan) for wave in range(len(waves)) for other in HEADLINES if other != headline
    ]
    return pd.DataFrame(rows, columns=["wave", "indicator", "n", "n_yes", "share"])


def test_before_the_fieldwork_nothing_comes_through_the_door():
    """A corridor without a delivery has no diagnostics."""
    assert protect_diagnostics(MAPPING, None, None) is None


def test_everything_that_leaves_is_protected_and_holds_no_count():
    """No n, no yes, no wave length, no single chain: shares in whole percent, bands, and codes."""
    made = protect_diagnostics(MAPPING, survey(), shown("trust_high", "used_yes"))
    assert list(insist_protected(made.curves).columns) == ["indicator", "first", "last", "value"]
    assert list(insist_protected(made.bands).columns) == ["indicator", *BANDS]
    assert list(insist_protected(made.heaping).columns) == ["multiple", "value", "expected", "flag"]
    assert (made.curves["value"] * 100 % 1).round(9).isin([0, 1]).all()
    assert made.bands["indicator"].tolist() == ["trust_high", "used_yes"]
    assert len(made.curves) >= 4


def test_a_curve_ends_at_the_share_the_report_shows():
    """Its last point is everyone: two cities, each with its share, as the estimate itself combines them."""
    parts = [survey(500).respondents, survey(300, 6, 4).respondents]
    parts[1] = parts[1].assign(
        site="yekaterinburg", respondent="y" + parts[1]["respondent"], recruiter="y" + parts[1]["recruiter"]
    )
    respondents = pd.concat(parts, ignore_index=True)
    made = protect_diagnostics(MAPPING, SimpleNamespace(respondents=respondents), shown("trust_high"))
    estimated = estimate_corridor(
        respondents,
        replace(MAPPING.framework, barriers=(), proposals=()),
        sites_of(MAPPING.tree, "RUS"),
        replicates=2,
        rng_seed=1,
    ).table.set_index(["indicator", "site"])
    assert made.curves["value"].iloc[-1] == round(estimated.at[("trust_high", ""), "value"], 2)


def test_a_headline_that_is_hidden_has_no_diagnostics():
    """Its last point would be the hidden share itself."""
    made = protect_diagnostics(MAPPING, survey(), shown("trust_high"))
    assert set(made.curves["indicator"]) == {"trust_high"}
    assert made.bands["indicator"].tolist() == ["trust_high"]
    nothing = protect_diagnostics(MAPPING, survey(), shown())
    assert nothing.curves.empty
    assert nothing.bands.empty


def test_a_survey_of_nobody_or_without_weights_passes_with_nothing_in_it():
    """An empty site and missing network sizes give codes, not errors."""
    for respondents in (survey().respondents.iloc[:0], survey().respondents.assign(network_size=pd.NA)):
        made = protect_diagnostics(MAPPING, SimpleNamespace(respondents=respondents), shown("trust_high"))
        assert made.curves.empty
        assert made.heaping["flag"].tolist() == ["c", "c"]


def test_waves_are_joined_until_each_step_could_stand_alone():
    """Waves 1 and 2 bring 25 people, but nine yes: wave 3 joins them; the last one is too small and joins too."""
    table = cumulative((200, 90), (12, 4), (13, 5), (10, 5), (30, 15), (8, 4))
    assert settled_steps(table, "trust_high", 4.0) == [
        ("trust_high", 0, 0, pytest.approx(90 / 200)),
        ("trust_high", 1, 3, pytest.approx(104 / 235)),
        ("trust_high", 4, None, pytest.approx(123 / 273)),
    ]


def test_a_curve_begins_where_its_share_may_be_quoted_and_needs_two_points():
    """At a design effect of 4 a half needs 171 people for a range under 30 points; 120 for n/deff of 30."""
    assert settled_steps(cumulative((170, 85), (40, 20), (40, 20)), "trust_high", 4.0)[0][2] == 1
    assert settled_steps(cumulative((171, 86), (40, 20), (40, 20)), "trust_high", 4.0)[0][2] == 0
    assert settled_steps(cumulative((119, 12), (40, 10), (40, 10)), "trust_high", 4.0)[0][2] == 1
    assert settled_steps(cumulative((120, 12), (40, 10), (40, 10)), "trust_high", 4.0)[0][2] == 0
    assert settled_steps(cumulative((300, 150), (24, 12)), "trust_high", 4.0) == []


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 1)), min_size=2, max_size=14))
def test_no_step_and_no_rest_is_smaller_than_a_cell(waves):
    """The law: between two points of a curve stand 25 people or more, ten who say so and ten who do not, and
    nobody is left over after the last.
    """
    people = [(n, round(n * part)) for n, part in waves]
    table = cumulative((100, 40), *people)
    steps = settled_steps(table, "trust_high", 2.0)
    assert len(steps) != 1
    counts = [(100, 40), *people]
    for number, (_, first, last, _share) in enumerate(steps):
        inside = counts[first : None if last is None else last + 1]
        n, yes = map(sum, zip(*inside, strict=True))
        assert n >= 25
        assert min(yes, n - yes) >= 10
        assert first == (0 if number == 0 else steps[number - 1][2] + 1)
        assert (last is None) == (number == len(steps) - 1)


def test_a_small_cell_between_neighbouring_questions_joins_waves_too():
    """Willing less gap are those willing who act: fewer than ten of them in a step would be told by subtraction."""
    n, willing = np.array([200, 260, 320]), np.array([90, 120, 150])
    gap = np.array([70, 95, 110])
    rows = [
        (wave, headline, n[wave], yes[wave], yes[wave] / n[wave])
        for headline, yes in {"willing_any": willing, "gap_any": gap}.items()
        for wave in range(3)
    ]
    table = pd.DataFrame(rows, columns=["wave", "indicator", "n", "n_yes", "share"])
    # Wave 1 brings 30 willing, 25 of them in the gap: five act. Wave 2 brings 15 more.
    assert [step[1:3] for step in settled_steps(table, "willing_any", 2.0)] == [(0, 0), (1, None)]
    assert [step[1:3] for step in settled_steps(table, "gap_any", 2.0)] == [(0, 0), (1, 1), (2, None)]


def test_bands_are_those_of_the_numbers_behind_them():
    """Everyone's own chain of one answer: chains differ much, and recruits are like recruiters."""
    parents = [-1] * 2 + [max(person - 2, 0) for person in range(2, 400)]
    people = recruited(parents, [10] * 400, "moscow")
    respondents = answered(people, 1, CHANNELS, ())
    respondents["trust_state"] = pd.array([5 if person % 2 else 1 for person in range(400)], dtype="Int64")
    made = protect_diagnostics(MAPPING, SimpleNamespace(respondents=respondents), shown("trust_high"))
    assert made.bands.iloc[0].tolist() == ["trust_high", 3, 1, 2, 2, 0]


def test_round_network_sizes_are_told_from_rounded_counts():
    """200 of 300 at multiples of five, 100 of them of ten: 67 and 33 percent beside 20 and 10."""
    sizes = [10] * 102 + [15] * 98 + [7] * 101
    table = protect_heaping(pd.DataFrame({"network_size": pd.array(sizes, dtype="Int64")}))
    assert table.to_numpy().tolist() == [[5, 0.67, 0.2, ""], [10, 0.33, 0.1, ""]]


@pytest.mark.parametrize(
    ("sizes", "flags"),
    [
        ([10] * 9 + [7] * 91, ["c", "c"]),
        ([10] * 91 + [7] * 9, ["c", "c"]),
        ([10] * 50 + [15] * 9 + [7] * 41, ["", "c"]),
        ([3] * 50, ["c", "c"]),
    ],
)
def test_few_people_on_or_off_the_multiples_are_hidden(sizes, flags):
    """Ten people on either side, and ten between the multiples of five and of ten."""
    table = protect_heaping(pd.DataFrame({"network_size": pd.array(sizes, dtype="Int64")}))
    assert table["flag"].tolist() == flags
    assert (table["value"].isna() == (table["flag"] == "c")).all()
