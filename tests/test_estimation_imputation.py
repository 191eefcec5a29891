"""Imputed shares and bounds: nothing where nothing is missing, right where class explains silence, bounded always."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from estimation_tables import BARRIERS, CHANNELS, answered, framework, random_parents, recruited, site
from mekendesh.errors import EstimationError
from mekendesh.estimation import replicates
from mekendesh.estimation.answers.imputation import TREATMENTS, impute
from mekendesh.estimation.indicators import Indicators, indicators_of
from mekendesh.estimation.shares.corridor import estimate_corridor

NAMES = ("acts_any", "gap_any", "trust_high")
SITES = (site("BER", 0.3, 0.1), site("MOW", 0.6, 0.1))
SHOWN = ["value", "low", "high"]


def sample(rng_seed: int = 1, n: int = 60, silent: float = 0.0, site_names=("MOW", "BER")) -> pd.DataFrame:
    """Two recruitments with answers, a share of them silent on every question that the three shares rest on."""
    rng = np.random.default_rng(rng_seed)
    parts = [
        recruited(random_parents(n, 4, rng), rng.integers(1, 40, n).tolist(), name, name.lower())
        for name in site_names
    ]
    people = answered(pd.concat(parts, ignore_index=True), rng_seed)
    for column in ("trust_state", "did_trade", "willing_trade"):
        people[column] = people[column].mask(rng.random(len(people)) < silent)
    return people


def asked(people: pd.DataFrame, names=NAMES) -> Indicators:
    return indicators_of(people, CHANNELS, BARRIERS).only(names)


def imputed(people: pd.DataFrame, count: int = 40, **more):
    return impute(people, asked(people), SITES, replicates=count, rng_seed=7, **more)


def by_treatment(found) -> dict[str, pd.DataFrame]:
    return {name: rows.reset_index(drop=True) for name, rows in found.table.groupby("treatment", sort=False)}


def test_without_a_missing_answer_all_four_are_the_same_bits():
    """Nothing to impute changes nothing, in the value and in every draw."""
    found = imputed(sample())
    tables = by_treatment(found)
    for treatment in TREATMENTS[1:]:
        assert tables[treatment][SHOWN].equals(tables["answered"][SHOWN])
        other = found.draws.filter(like=f"|{treatment}").to_numpy()
        assert (other == found.draws.filter(like="|answered").to_numpy()).all()
    assert (found.table["n_missing"] == 0).all()


def test_the_replicates_are_those_of_the_estimates():
    """The answered column is the headline's, draw by draw, so that differences are taken within replicates."""
    people = sample(silent=0.2)
    found = imputed(people)
    headline = estimate_corridor(people, framework(), SITES, replicates=40, rng_seed=7)
    for name in NAMES:
        for place in ("", "BER", "MOW"):
            assert found.draws[f"{name}|{place}|answered"].equals(
                headline.draws[f"{name}|{place}"].rename(f"{name}|{place}|answered")
            )
    rows = headline.table.set_index(["indicator", "site"])["value"]
    mine = found.table[found.table["treatment"] == "answered"].set_index(["indicator", "site"])["value"]
    assert (mine == rows.reindex(mine.index)).all()


@given(st.integers(0, 2**32), st.floats(0, 1))
@settings(max_examples=15, deadline=None)
def test_the_bounds_hold_both_shares_in_every_replicate(rng_seed, silent):
    """All no ≤ answered and imputed ≤ all yes, whatever is missing; Manski's bounds assume nothing."""
    found = imputed(sample(rng_seed, 25, silent), 10)
    draws = {name: found.draws.filter(like=f"|{name}").to_numpy() for name in TREATMENTS}
    values = {name: table["value"].to_numpy() for name, table in by_treatment(found).items()}
    for shares in (draws, values):
        known = ~np.isnan(shares["imputed"])
        assert (shares["all_no"][known] <= shares["imputed"][known] + 1e-12).all()
        assert (shares["imputed"][known] <= shares["all_yes"][known] + 1e-12).all()
        assert not np.isnan(shares["all_no"]).any()
        assert not np.isnan(shares["all_yes"]).any()
    # Several sites together may leave one out of the answered; at each site these lie between the bounds too.
    for place in ("BER", "MOW"):
        at = {name: found.draws[f"gap_any|{place}|{name}"] for name in TREATMENTS}
        inside = at["answered"].between(at["all_no"] - 1e-12, at["all_yes"] + 1e-12)
        assert (inside | at["answered"].isna()).all()


def test_the_width_of_the_bounds_is_the_weighted_share_missing():
    """Worked by hand: sizes 1, 2, 4 (weights 4, 2, 1 of 7); who weighs 2 is silent, who weighs 4 says yes."""
    people = answered(recruited([-1, 0, 0], [1, 2, 4])).assign(
        trust_state=pd.Series([5, pd.NA, 1], dtype="Int64")
    )
    rows = impute(people, asked(people, ["trust_high"]), [site("MOW", 1.0)], replicates=5, rng_seed=1).table
    value = rows[rows["site"] == "MOW"].set_index("treatment")["value"]
    assert value["answered"] == pytest.approx(4 / 5)
    assert value["all_no"] == pytest.approx(4 / 7)
    assert value["all_yes"] == pytest.approx(6 / 7)
    # Fewer than five donors anywhere: everyone of the site lends, so the imputed share is the answered one.
    assert value["imputed"] == pytest.approx(4 / 5)
    assert rows["n_missing"].tolist() == [1] * 8
    counted = rows[rows["site"] == "MOW"].set_index("treatment")["n"]
    assert counted.to_dict() == {"answered": 2, "imputed": 3, "all_no": 3, "all_yes": 3}
    flags = rows[rows["site"] == "MOW"].set_index("treatment")["flag"]
    assert flags.to_dict() == {"answered": "", "imputed": "coarser_classes", "all_no": "", "all_yes": ""}


def silenced(rng: np.random.Generator, chance_of) -> tuple[float, float, float]:
    """The true share of one sample, the share of those who answered, and the imputed one.

    Women trust with .8, men with .2; ``chance_of`` gives each person's chance of silence from sex and trust.
    """
    n = 200
    people = answered(recruited(random_parents(n, 5, rng), rng.integers(1, 40, n).tolist()), 1)
    female = rng.random(n) < 0.5
    trusts = rng.random(n) < np.where(female, 0.8, 0.2)
    quiet = rng.random(n) < chance_of(female, trusts)
    people["sex"] = np.where(female, "female", "male")
    people["trust_state"] = pd.Series(np.where(trusts, 5, 1), dtype="Int64").mask(quiet)
    rows = impute(people, asked(people, ["trust_high"]), [site("MOW", 1.0)], replicates=2, rng_seed=1).table
    value = rows[rows["site"] == "MOW"].set_index("treatment")["value"]
    weights = 1 / people["network_size"].to_numpy(float)
    return float(weights @ trusts / weights.sum()), value["answered"], value["imputed"]


def errors(chance_of, samples: int = 40) -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean error and its standard error, of the answered share and of the imputed one."""
    rng = np.random.default_rng(11)
    truth, complete, filled = np.array([silenced(rng, chance_of) for _ in range(samples)]).T
    return tuple(
        (float(e.mean()), float(e.std(ddof=1) / np.sqrt(samples))) for e in (complete - truth, filled - truth)
    )


def test_silence_at_random_biases_neither_share():
    """MCAR: both are right on average, within three standard errors of the simulation."""
    for mean, error in errors(lambda female, trusts: np.full(len(female), 0.3)):
        assert abs(mean) < 3 * error


def test_silence_that_class_explains_is_corrected():
    """MAR by sex: women, who trust more, answer less; leaving them out costs 9 points, imputing within sex none."""
    (complete, _), (filled, error) = errors(lambda female, trusts: np.where(female, 0.5, 0.05))
    assert complete < -0.07
    assert abs(filled) < 3 * error


def test_silence_that_hangs_on_the_answer_itself_is_not_corrected():
    """MNAR: those who do not trust keep quiet. Imputing takes part of the bias away and leaves most of it."""
    (complete, error), (filled, _) = errors(lambda female, trusts: np.where(trusts, 0.05, 0.5))
    assert complete > 3 * error
    assert filled > 0.05


def test_imputing_adds_its_own_noise_to_the_replicates():
    """Copies of people filled by chance: where everyone is drawn alike, the imputed share still varies."""
    people = answered(recruited([-1] * 40)).assign(
        trust_state=pd.Series([5, 1] * 10 + [pd.NA] * 20, dtype="Int64")
    )
    found = impute(people, asked(people, ["trust_high"]), [site("MOW", 1.0)], replicates=400, rng_seed=2)
    answered_, filled = (found.draws[f"trust_high|MOW|{name}"].std() for name in ("answered", "imputed"))
    assert filled > answered_


def test_where_nobody_answered_nothing_is_imputed_and_the_bounds_say_all():
    """No value, with a flag; between nothing and everything."""
    people = sample().assign(trust_state=pd.Series([pd.NA] * 120, dtype="Int64"))
    rows = imputed(people).table.query("indicator == 'trust_high' and site == 'MOW'").set_index("treatment")
    assert rows.loc[["answered", "imputed"], SHOWN].isna().all(axis=None)
    assert rows.loc[["answered", "imputed"], "flag"].tolist() == ["no_answers"] * 2
    assert rows["value"][["all_no", "all_yes"]].tolist() == [0.0, 1.0]


def test_small_chunks_of_replicates_give_as_many_draws(monkeypatch):
    """Memory is bounded by chunks; each replicate is there once, in the headline's order."""
    people = sample(silent=0.2)
    monkeypatch.setattr(replicates, "CELLS_AT_ONCE", 180)
    found = imputed(people)
    headline = estimate_corridor(people, framework(), SITES, replicates=40, rng_seed=7)
    assert len(found.draws) == 40
    assert (found.draws["gap_any||answered"] == headline.draws["gap_any|"]).all()


def test_people_without_a_network_size_are_not_imputed():
    """They carry no weight; they are not counted among the missing either."""
    people = sample(silent=0.2)
    without = people["trust_state"].isna()
    sized = people.assign(network_size=people["network_size"].mask(without))
    rows = imputed(sized).table.query("indicator == 'trust_high'")
    assert (rows["n_missing"] == 0).all()
    values = rows.pivot(index="site", columns="treatment", values="value")
    assert (values["imputed"] == values["answered"]).all()


def test_rows_in_another_order_give_the_same_values():
    """The order of a delivery is no property of people; the draws of donors may differ."""
    people = sample(silent=0.3)
    turned = people.iloc[::-1].reset_index(drop=True)
    one, other = (imputed(table).table for table in (people, turned))
    assert other["value"].to_numpy() == pytest.approx(one["value"].to_numpy(), abs=1e-12)


def test_the_same_people_give_the_same_draws_again():
    """Seeded, no clock."""
    people = sample(silent=0.3)
    assert imputed(people).draws.equals(imputed(people).draws)


def test_nobody_with_a_network_size_is_refused():
    """A sentence, not a table of missing numbers."""
    people = sample().assign(network_size=pd.Series([pd.NA] * 120, dtype="Int64"))
    with pytest.raises(EstimationError, match="no one can be weighted"):
        imputed(people)
