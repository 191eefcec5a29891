"""The rehearsal: what repeated fieldwork tells of an estimator, by hand, by law and by the truth."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.rehearsal import COLUMNS, diagnosis, rehearse
from mekendesh.estimation.planning.rehearsal_designs import OPEN_LINK, RANDOM, RDS, REGISTER, Plan
from mekendesh.estimation.planning.rehearsal_estimators import RDS_II, UNWEIGHTED
from mekendesh.files import current_tree
from mekendesh.structure.design_costs import DesignCosts, UnitCost, load_design_costs
from mekendesh.words import Label
from rehearsal_worlds_small import by_hand, simulated

NOTE = Label("а", "б", "c")
NO_COSTS = DesignCosts(())


def row(table: pd.DataFrame, **cells) -> pd.Series:
    found = table
    for column, value in cells.items():
        found = found[found[column] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_bias_error_coverage_and_width_are_those_worked_by_hand():
    """Truth .5; values .4, .6, .8 with ranges that hold it, hold it, miss it."""
    found = np.array([[[0.4, 0.3, 0.5]], [[0.6, 0.5, 0.7]], [[0.8, 0.7, 0.9]], [[np.nan, np.nan, np.nan]]])
    told = diagnosis(found, np.array([0.5])).iloc[0]
    assert told["mean"] == pytest.approx(0.6)
    assert told["bias"] == pytest.approx(0.1)
    assert told["bias_error"] == pytest.approx(0.2 / np.sqrt(3))
    assert told["rmse"] == pytest.approx(np.sqrt((0.01 + 0.01 + 0.09) / 3))
    assert told["coverage"] == pytest.approx(2 / 3)
    assert told["coverage_error"] == pytest.approx(np.sqrt(4 / 7 * 3 / 7 / 7))
    assert told["width"] == pytest.approx(0.2)
    assert told["refused"] == 1


def test_an_estimator_that_never_answers_is_counted_and_not_averaged():
    """All refused: the count says so and the figures are missing."""
    told = diagnosis(np.full((3, 1, 3), np.nan), np.array([0.5])).iloc[0]
    assert told["refused"] == 3
    assert told[["bias", "rmse", "coverage", "width"]].isna().all()


def test_an_oracle_of_two_of_four_people_errs_as_enumeration_says():
    """Of six pairs from 1, 1, 0, 0 one says 1, one says 0, four say ½: unbiased, mean squared error 1/12."""
    world = by_hand([1, 1, 0, 0])
    told = rehearse(world, [Plan(RANDOM, 2)], NO_COSTS, surveys=1500, rng_seed=1, replicates=10).iloc[0]
    assert told["truth"] == 0.5
    assert abs(told["bias"]) < 4 * told["bias_error"] < 0.05
    assert told["rmse"] ** 2 == pytest.approx(1 / 12, abs=0.01)


def test_the_oracle_covers_as_often_as_it_promises():
    """95 of 100 simple random samples, within four Monte Carlo errors; Wilson's interval is not exact."""
    told = rehearse(simulated(), [Plan(RANDOM, 150)], NO_COSTS, surveys=800, rng_seed=2)
    assert (abs(told["coverage"] - 0.95) < 0.035).all()
    assert (abs(told["bias"]) < 4 * told["bias_error"]).all()
    assert told["width_ratio"].tolist() == [1.0] * len(told)
    assert told["cost"].isna().all()


def test_recruitment_among_people_with_equal_networks_is_unbiased():
    """Equal degrees, one type: RDS-II is the plain share, and neither has a bias."""
    world = by_hand([1, 0, 0, 1, 0, 0, 1, 0, 0, 0] * 6)
    told = rehearse(world, [Plan(RDS, 20, seeds=2)], NO_COSTS, surveys=120, rng_seed=3, replicates=20)
    two, plain = row(told, estimator=RDS_II), row(told, estimator=UNWEIGHTED)
    assert abs(two["bias"]) < 4 * two["bias_error"]
    assert (two["mean"], two["rmse"]) == pytest.approx((plain["mean"], plain["rmse"]))
    assert two["truth"] == pytest.approx(0.3)


def test_an_open_link_is_off_by_more_than_chance_where_those_who_act_are_drawn_to_it():
    """And no sample size mends it, which the rehearsal is there to show."""
    told = rehearse(simulated(), [Plan(OPEN_LINK, 150)], NO_COSTS, surveys=40, rng_seed=4)
    acts = row(told, estimator=UNWEIGHTED, indicator="acts_any")
    assert acts["bias"] > 8 * acts["bias_error"]
    assert acts["coverage"] < 0.5


def test_any_executor_gives_the_same_table():
    """Each rehearsal has a stream of its own, whoever runs it and in which order."""
    plans = [Plan(RDS, 60, seeds=2), Plan(REGISTER, 60)]
    given = {"surveys": 30, "rng_seed": 5, "replicates": 40}
    alone = rehearse(simulated(400), plans, NO_COSTS, **given)
    with ThreadPoolExecutor(3) as threads:
        pd.testing.assert_frame_equal(
            rehearse(simulated(400), plans, NO_COSTS, executor=threads, **given), alone
        )
    with ProcessPoolExecutor(2) as processes:
        pd.testing.assert_frame_equal(
            rehearse(simulated(400), plans, NO_COSTS, executor=processes, **given), alone
        )


def test_a_plan_is_rehearsed_alike_whatever_stands_beside_it():
    """A stream depends on seed, plan and number alone; more surveys begin with the same ones."""
    one, other = Plan(REGISTER, 50), Plan(OPEN_LINK, 50)
    world = simulated(400)
    both = rehearse(world, [other, one], NO_COSTS, surveys=10, rng_seed=6)
    alone = rehearse(world, [one], NO_COSTS, surveys=10, rng_seed=6)
    pd.testing.assert_frame_equal(both[both["design"] == REGISTER].reset_index(drop=True), alone)
    another = rehearse(world, [one], NO_COSTS, surveys=10, rng_seed=7)
    assert not another["mean"].equals(alone["mean"])


def test_costs_are_units_times_unit_costs():
    """50 interviews of a register at 20 dollars and 1,500 to prepare: 2,500."""
    costs = DesignCosts(
        (UnitCost(REGISTER, "preparation", 1500, NOTE), UnitCost(REGISTER, "interview", 20, NOTE))
    )
    told = rehearse(simulated(400), [Plan(REGISTER, 50)], costs, surveys=3, rng_seed=8)
    assert told["cost"].tolist() == [2500.0] * len(told)
    real = load_design_costs(current_tree())
    rds = rehearse(simulated(400), [Plan(RDS, 50, seeds=2)], real, surveys=3, rng_seed=8, replicates=20)
    first = rds.iloc[0]
    recruits = first["interviews"] - 2
    by_hand = 2000 + 2500 + 90 * first["days"] + 14 * first["interviews"] + 4 * recruits
    assert first["cost"] == pytest.approx(by_hand)


def test_every_row_has_its_words_and_no_figure_is_missing_but_the_cost_of_the_oracle():
    """Tidy: a row a plan, estimator and indicator, columns in their order."""
    plans = [Plan(RDS, 60, seeds=2), Plan(REGISTER, 60), Plan(OPEN_LINK, 60), Plan(RANDOM, 60)]
    told = rehearse(simulated(400), plans, NO_COSTS, surveys=12, rng_seed=9, replicates=40)
    assert tuple(told.columns) == COLUMNS
    assert len(told) == (4 + 2 + 2 + 1) * 4
    assert not told.duplicated(["design", "estimator", "indicator"]).any()
    assert told.drop(columns="cost").notna().all(axis=None)
    assert told.loc[told["design"] != RANDOM, "cost"].notna().all()


def test_where_the_oracle_would_ask_everyone_there_is_no_width_to_compare_with():
    """A plan of more interviews than there are people: no ratio to a width of nothing, the other figures stand."""
    world = by_hand([1, 0, 0, 1, 0, 0])
    told = rehearse(world, [Plan(REGISTER, 10)], NO_COSTS, surveys=3, rng_seed=1)
    assert told["width_ratio"].isna().all()
    assert told["interviews"].tolist() == [6.0] * len(told)
    assert told[["bias", "rmse", "coverage", "width"]].notna().all(axis=None)


def test_one_rehearsal_is_refused():
    """A spread needs two."""
    with pytest.raises(EstimationError, match="1 rehearsals asked for"):
        rehearse(simulated(400), [Plan(RANDOM, 10)], NO_COSTS, surveys=1, rng_seed=1)
