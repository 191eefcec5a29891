"""Means, ratios, totals and domains from the headline's own replicates."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation_tables import (
    BARRIERS,
    CHANNELS,
    answered,
    framework,
    random_parents,
    recruited,
    site,
)
from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import Answer, indicators_of
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.replicates import stream, tree_bootstrap
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.estimation.shares.domains import COLUMNS, FLAGS, estimate_domains
from mekendesh.estimation.shares.measures import (
    EVERYONE,
    Domain,
    domains_by,
    mean_of,
    ratio_of,
    share_of,
    shares_of,
)
from mekendesh.estimation.sites import draw_shares

SITES = (site("MOW", 0.5, 0.06), site("LED", 0.2, 0.04))
HERE = (site("MOW", 1.0),)


def two_sites() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    parts = [
        recruited(random_parents(n, 5, rng), rng.integers(2, 50, n), code, f"p{code}")
        for code, n in (("MOW", 90), ("LED", 60))
    ]
    people = answered(pd.concat(parts, ignore_index=True))
    people.loc[[3, 100], "sex"] = None
    people.loc[[7, 120], "network_size"] = None
    people["sent"] = pd.Series(rng.lognormal(5, 1, 150)).mask(rng.random(150) < 0.1)
    return people


@pytest.fixture(scope="module")
def people():
    return two_sites()


@pytest.fixture(scope="module")
def found(people):
    measures = [
        *shares_of(indicators_of(people, CHANNELS, BARRIERS)),
        mean_of("sent", people["sent"]),
        ratio_of("per_contact", people["sent"], people["network_size"]),
    ]
    domains = [EVERYONE, *domains_by("sex", people["sex"])]
    return estimate_domains(people, measures, domains, SITES, replicates=80, rng_seed=5, population=10_000.0)


def row(found, indicator, place=""):
    table = found.table
    return table[(table["indicator"] == indicator) & (table["site"] == place)].iloc[0]


def test_shares_of_everyone_are_the_headlines_to_the_last_bit(people, found):
    """Domains and headlines come from one joint set of replicates, so they may be multiplied and subtracted."""
    headline = estimate_corridor(people, framework(), SITES, replicates=80, rng_seed=5)
    assert (headline.draws.to_numpy() == found.draws[list(headline.draws)].to_numpy()).all()
    same = ["value", "se", "low", "high", "n", "n_yes", "deff", "n_eff"]
    keys = ["indicator", "site"]
    mine = found.table.set_index(keys).loc[pd.MultiIndex.from_frame(headline.table[keys]), same]
    assert mine.astype(float).to_numpy() == pytest.approx(
        headline.table[same].to_numpy(float), abs=1e-12, nan_ok=True
    )


def plain_loops(people, place, values, of, inside, replicates=80):
    """Σ m·w·y and Σ m·w·x written out person by person."""
    tree = next(tree for tree in recruitment_trees(people) if tree.site == place)
    times = np.concatenate(list(tree_bootstrap(tree, replicates, stream(5, f"site {place}"))), dtype=float)
    sums = np.zeros((replicates, 3))
    for person, row_of in enumerate(tree.rows):
        weight, y, x, member = tree.inverse_sizes[person], values[row_of], of[row_of], inside[row_of]
        if np.isnan(y) or np.isnan(x) or member is None:
            continue
        counted = times[:, person] * weight
        sums += np.stack([counted * y * member, counted * x * member, counted], axis=1)
    return sums


@pytest.mark.parametrize("measure", ["sent", "per_contact"])
def test_draws_of_means_and_ratios_in_a_domain_are_those_of_plain_loops(people, found, measure):
    """A second way of computing, for both sites and for the sites together."""
    values = people["sent"].to_numpy()
    of = np.ones(150) if measure == "sent" else people["network_size"].to_numpy(float, na_value=np.nan)
    women = [None if pd.isna(sex) else sex == "female" for sex in people["sex"]]
    _, drawn = draw_shares(SITES, ["LED", "MOW"], 80, stream(5, "sites"))
    together = np.zeros((80, 2))
    for place, share in zip(("LED", "MOW"), drawn.T, strict=True):
        sums = plain_loops(people, place, values, of, women)
        expected = sums[:, 0] / sums[:, 1]
        assert found.draws[f"{measure}__sex_female|{place}"].to_numpy() == pytest.approx(expected, rel=1e-8)
        together += share[:, None] * sums[:, :2] / sums[:, 2:]
    expected = together[:, 0] / together[:, 1]
    assert found.draws[f"{measure}__sex_female|"].to_numpy() == pytest.approx(expected, rel=1e-8)


def test_a_site_counts_for_a_domain_by_the_people_of_the_domain_it_holds():
    """Worked by hand: half the people live in each city, but women are 1 in 2 in one and 1 in 4 in the other."""
    people = pd.concat(
        [recruited([-1] * 4, site="A", prefix="a"), recruited([-1] * 4, site="B", prefix="b")],
        ignore_index=True,
    )
    people["sex"] = ["f", "f", "m", "m", "f", "m", "m", "m"]
    years = mean_of("years", pd.Series([2.0, 4, 9, 9, 9, 1, 1, 1]))
    found = estimate_domains(
        people,
        [years],
        domains_by("sex", people["sex"]),
        (site("A", 0.5), site("B", 0.5)),
        replicates=50,
        rng_seed=1,
        population=800.0,
    )
    # Women: (1/2·(2+4)/4 + 1/2·9/4) / (1/2·2/4 + 1/2·1/4) = 15/3.
    assert row(found, "years__sex_f")["value"] == pytest.approx(5.0)
    assert row(found, "years__sex_f", "A")["value"] == pytest.approx(3.0)
    # Their years together: 800 people · (6/8 + 9/8).
    assert row(found, "sum_years__sex_f")["value"] == pytest.approx(1500.0)


def test_a_total_is_population_times_share_of_the_domain_times_its_share_in_every_draw(found):
    """share × N per draw, and the totals of the domains are parts of one whole."""
    draws = found.draws
    women = draws["people_acts_any__sex_female|"]
    men = draws["people_acts_any__sex_male|"]
    assert (women + men).between(0, 10_000).all()
    size = draws["people_sex_female__sex_female|"]
    assert women.to_numpy() == pytest.approx((size * draws["acts_any__sex_female|"]).to_numpy(), rel=1e-9)
    assert draws["people_acts_any|"].to_numpy() == pytest.approx(
        10_000 * draws["acts_any|"].to_numpy(), rel=1e-12
    )


def test_an_uncertain_population_is_multiplied_draw_by_draw(people):
    """The totals' interval holds both uncertainties, jointly."""
    size = pd.Series(np.linspace(500, 1500, 60))
    measure = share_of("a", Answer(people["did_trade"].to_numpy(bool), np.ones(150, bool)))
    found = estimate_domains(people, [measure], [EVERYONE], SITES, replicates=60, rng_seed=2, population=size)
    expected = found.draws["a|"] * size
    assert found.draws["people_a|"].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-12)
    assert row(found, "people_a")["low"] == pytest.approx(np.quantile(expected, 0.025))


def test_everybody_outside_a_domain_may_answer_anything_and_changes_nothing(people):
    """Outsiders have weight zero: they keep the tree whole and say nothing."""
    women = domains_by("sex", people["sex"])[:1]
    plain = people["sent"]
    other = plain.where(people["sex"] == "female", plain * 50)
    one, two = (
        estimate_domains(people, [mean_of("sent", values)], women, SITES, replicates=30, rng_seed=3)
        for values in (plain, other)
    )
    pd.testing.assert_frame_equal(one.table, two.table)
    pd.testing.assert_frame_equal(one.draws, two.draws)


def test_cutting_the_tree_down_to_the_domain_would_give_other_draws(people):
    """The design is kept: a domain's replicates are those of the whole recruitment."""
    women = people[people["sex"] == "female"].reset_index(drop=True)
    women["recruiter"] = women["recruiter"].where(women["recruiter"].isin(women["respondent"]))
    whole = estimate_domains(
        people, [mean_of("sent", people["sent"])], domains_by("sex", people["sex"]), SITES,
        replicates=30, rng_seed=3,
    )  # fmt: skip
    cut = estimate_domains(
        women, [mean_of("sent", women["sent"])], [EVERYONE], SITES, replicates=30, rng_seed=3
    )
    assert row(whole, "sent__sex_female", "MOW")["value"] == pytest.approx(row(cut, "sent", "MOW")["value"])
    assert not np.allclose(whole.draws["sent__sex_female|MOW"], cut.draws["sent|MOW"])


samples = st.tuples(st.integers(0, 2**32), st.integers(2, 30))


def small(rng_seed: int, n: int):
    rng = np.random.default_rng(rng_seed)
    people = recruited(random_parents(n, min(n, 3), rng), rng.integers(1, 40, n))
    return people, pd.Series(rng.normal(size=n)), pd.Series(rng.choice(["a", "b"], n), dtype="str")


@given(samples, st.floats(0.01, 1000), st.floats(-50, 50))
@settings(max_examples=20, deadline=None)
def test_a_mean_moves_with_its_unit_and_its_zero(drawn_from, factor, shift):
    """Mean of a·y + b is a times the mean plus b, in value, in every draw and at both ends."""
    people, y, group = small(*drawn_from)
    one, two = (
        estimate_domains(
            people,
            [mean_of("y", values)],
            [EVERYONE, *domains_by("g", group)],
            HERE,
            replicates=20,
            rng_seed=1,
        )
        for values in (y, y * factor + shift)
    )
    close = {"rel": 1e-6, "abs": 1e-6 * (factor + abs(shift)), "nan_ok": True}
    for column in ("value", "low", "high"):
        assert two.table[column].to_numpy() == pytest.approx(
            one.table[column].to_numpy() * factor + shift, **close
        )
    assert two.draws.to_numpy() == pytest.approx(one.draws.to_numpy() * factor + shift, **close)


@given(samples)
@settings(max_examples=20, deadline=None)
def test_domains_that_divide_the_people_make_up_the_whole(drawn_from):
    """Σ over groups of group share × group mean is the mean of all, draw by draw."""
    people, y, group = small(*drawn_from)
    groups = domains_by("g", group)
    member = [share_of(domain.name, domain.members) for domain in groups]
    found = estimate_domains(
        people, [mean_of("y", y), *member], [EVERYONE, *groups], HERE, replicates=20, rng_seed=1
    ).draws
    parts = [found[f"{domain.name}|"] * found[f"y__{domain.name}|"].fillna(0) for domain in groups]
    assert sum(parts).to_numpy() == pytest.approx(found["y|"].to_numpy(), abs=1e-7)


@given(samples)
@settings(max_examples=20, deadline=None)
def test_a_person_without_a_network_size_changes_no_value(drawn_from):
    """Weight zero says nothing, whatever the answer."""
    people, y, group = small(*drawn_from)
    extra = recruited([-1], [None], prefix="late")
    more = pd.concat([people, extra], ignore_index=True)
    one = estimate_domains(people, [mean_of("y", y)], domains_by("g", group), HERE, replicates=2, rng_seed=1)
    two = estimate_domains(
        more,
        [mean_of("y", pd.concat([y, pd.Series([1e6])], ignore_index=True))],
        domains_by("g", pd.concat([group, pd.Series(["a"])], ignore_index=True)),
        HERE,
        replicates=2,
        rng_seed=1,
    )
    shared = one.table["indicator"]
    mine = two.table[two.table["indicator"].isin(shared)]
    assert mine["value"].to_numpy() == pytest.approx(one.table["value"].to_numpy())
    assert mine["n"].tolist() == one.table["n"].tolist()


def one_site(values, inside=None, sizes=None, parents=None, **options):
    n = len(values)
    people = recruited([-1, *[0] * (n - 1)] if parents is None else parents, sizes)
    domain = EVERYONE if inside is None else Domain("d", Answer(np.array(inside), np.ones(n, bool)))
    measure = mean_of("y", pd.Series(values, dtype="Float64"))
    return estimate_domains(people, [measure], [domain], HERE, replicates=50, rng_seed=1, **options)


def test_an_empty_domain_has_no_value_and_says_so():
    """Never a NaN without a word."""
    estimate = row(one_site([1.0, 2, 3], [False] * 3, population=10.0), "y__d")
    assert np.isnan(estimate["value"])
    assert (estimate["n"], estimate["flag"]) == (0, "no_answers")


def test_one_person_in_a_domain_has_a_value_no_interval_and_flags():
    """Few people are flagged, not made to vanish; nothing is made up either."""
    estimate = row(one_site([1.0, 2, 3, 4], [False, True, False, False]), "y__d", "MOW")
    assert estimate["value"] == 2
    assert estimate[["se", "low", "high"]].isna().all()
    assert {"no_interval", "few_people", "empty_replicates"} <= set(estimate["flag"].split())
    assert estimate["interval"].startswith("none")


def test_a_share_without_spread_leans_on_wilson_in_its_domain_and_its_total():
    """All women say yes: the interval of share and people is not a point."""
    people = recruited([-1, *[0] * 39], [10] * 40)
    yes = share_of("a", Answer(np.ones(40, bool), np.ones(40, bool)))
    found = estimate_domains(people, [yes], [EVERYONE], HERE, replicates=20, rng_seed=1, population=100.0)
    share, total = row(found, "a"), row(found, "people_a")
    # Wilson for 10 of 10 at z = 1.96: 10/(10 + 3.8415).
    assert share["low"] == pytest.approx(10 / (10 + 3.841459), abs=1e-6)
    assert share["high"] == pytest.approx(1)
    assert (total["low"], total["high"]) == pytest.approx((100 * share["low"], 100))
    assert "no_spread" in total["flag"]
    assert total["se"] > 0


def test_a_ratio_whose_denominator_is_zero_has_no_value_and_says_so():
    """0/0 is told apart from nobody having answered."""
    people = recruited([-1, 0, 0])
    measure = ratio_of("r", pd.Series([1.0, 2, 3]), pd.Series([0.0, 0, 0]))
    estimate = row(estimate_domains(people, [measure], [EVERYONE], HERE, replicates=5, rng_seed=1), "r")
    assert estimate["flag"] == "no_denominator"
    assert np.isnan(estimate["value"])
    assert estimate["n"] == 3


def test_the_design_effect_of_a_mean_is_held_against_a_simple_random_sample_of_the_domain():
    """With equal network sizes s² is the plain variance (over n), and deff = var(draws)/(s²/n)."""
    rng = np.random.default_rng(3)
    people, y = recruited(random_parents(60, 6, rng)), rng.normal(size=60)
    inside = rng.random(60) < 0.6
    domain = Domain("d", Answer(inside, np.ones(60, bool)))
    found = estimate_domains(people, [mean_of("y", pd.Series(y))], [domain], HERE, replicates=200, rng_seed=1)
    estimate, draws = row(found, "y__d"), found.draws["y__d|"]
    assert estimate["deff"] == pytest.approx(draws.var(ddof=1) / (y[inside].var() / inside.sum()))
    assert estimate["n_eff"] == pytest.approx(inside.sum() / estimate["deff"])


def test_every_row_has_every_column_and_known_flags(found):
    """A row says method, level, definition and of whom it speaks."""
    assert tuple(found.table.columns) == COLUMNS
    assert {flag for flags in found.table["flag"] for flag in flags.split()} <= set(FLAGS)
    assert list(found.draws) == list(found.table["indicator"] + "|" + found.table["site"])
    assert found.table.loc[found.table["family"] == "share", "n_yes"].notna().all()
    assert found.table.loc[found.table["family"] == "mean", "n_yes"].isna().all()


def test_memory_does_not_hold_replicates_by_people_by_measures(people):
    """Of the replicates only sums are kept: a hundred measures take less than one full cube would."""
    measures = [mean_of(f"y{i}", people["sent"]) for i in range(100)]
    tracemalloc.start()
    estimate_domains(people, measures, [EVERYONE], SITES, replicates=1000, rng_seed=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.5 * (1000 * 150 * 100 * 8)


@pytest.mark.parametrize(
    ("measures", "domains", "words"),
    [
        ([], [EVERYONE], "No measure or no domain"),
        ([("y", 3), ("y", 3)], [EVERYONE], "The name y stands"),
        ([("y", 3)], [EVERYONE, EVERYONE], "The name  stands"),
        ([("y", 2)], [EVERYONE], "y has 2 entries for 3"),
    ],
)
def test_what_does_not_fit_the_respondents_is_refused(measures, domains, words):
    """Rows of another table would be estimated for the wrong people."""
    given_measures = [mean_of(name, pd.Series(np.ones(n))) for name, n in measures]
    with pytest.raises(EstimationError, match=words):
        estimate_domains(recruited([-1, 0, 0]), given_measures, domains, HERE, replicates=5, rng_seed=1)


def test_without_any_network_size_nothing_is_estimated():
    """No one can be weighted."""
    with pytest.raises(EstimationError, match="No respondent has a network size"):
        one_site([1.0, 2], sizes=[None, 0])


def test_a_site_without_answers_is_left_out_and_said():
    """The number then speaks of the other sites only."""
    people = pd.concat(
        [recruited([-1, 0], site="A", prefix="a"), recruited([-1, 0], site="B", prefix="b")],
        ignore_index=True,
    )
    found = estimate_domains(
        people, [mean_of("y", pd.Series([1.0, 2, None, None], dtype="Float64"))], [EVERYONE],
        (site("A", 0.5), site("B", 0.5)), replicates=20, rng_seed=1,
    )  # fmt: skip
    assert row(found, "y")["value"] == pytest.approx(1.5)
    assert "site_left_out" in row(found, "y")["flag"]
    assert row(found, "y", "B")["flag"] == "no_answers"
