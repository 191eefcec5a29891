"""Doubly robust: right if either model is, and wrong, visibly here, if neither is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from mekendesh.errors import EstimationError
from mekendesh.estimation.recruitment import recruitment_trees
from mekendesh.estimation.samples.doubly_robust import FLAGS, doubly_robust
from mekendesh.estimation.shares.domains import COLUMNS
from web_samples import FULL, PART, PEOPLE, recruited_reference, samples

SURVEYS = 20


def combined(web, answers, reference, selection=FULL, outcome=None, rng_seed=1, replicates=2, **options):
    rng = np.random.default_rng(rng_seed)
    people = recruited_reference(reference, rng)
    (tree,) = recruitment_trees(people)
    options = {"population": float(PEOPLE), **options}
    return doubly_robust(
        web, {"y": answers}, tree, people,
        selection=selection, outcome=outcome, replicates=replicates, rng=rng, **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def errors():
    """Error of each mean in simulated surveys, by which of the two models knows both covariates."""
    models = {
        "both": (FULL, FULL),
        "selection": (FULL, PART),
        "outcome": (PART, FULL),
        "neither": (PART, PART),
    }
    found = {name: [] for name in models}
    for survey in range(SURVEYS):
        web, answers, reference, truth = samples(np.random.default_rng(survey))
        for name, (selection, outcome) in models.items():
            components = combined(web, answers, reference, selection, outcome).components
            found[name].append(components.iloc[0, 1:].to_numpy(float) - truth)
    return {name: pd.DataFrame(e, columns=components.columns[1:]) for name, e in found.items()}


@pytest.mark.parametrize("models", ["both", "selection", "outcome"])
def test_one_right_model_is_enough(errors, models):
    """The mean error is within chance (3 standard errors), where the plain web mean is off by 16 points."""
    off = errors[models]["doubly_robust"]
    assert abs(off.mean()) < 3 * off.std() / SURVEYS**0.5
    assert abs(off.mean()) < 0.015
    assert errors[models]["unweighted"].mean() > 0.14


def test_two_wrong_models_are_biased(errors):
    """Nothing mends what neither model knows: the error is above 4 points in every single survey."""
    assert (errors["neither"]["doubly_robust"] > 0.04).all()
    assert errors["neither"]["doubly_robust"].mean() > 0.09


def test_each_model_alone_fails_where_it_is_the_wrong_one(errors):
    """What makes it *doubly* robust: with one wrong model, that model's own mean is far off."""
    assert errors["outcome"]["quasi_randomised"].mean() > 0.08
    assert errors["selection"]["outcome_model"].mean() > 0.08
    assert abs(errors["selection"]["quasi_randomised"].mean()) < 0.015
    assert abs(errors["outcome"]["outcome_model"].mean()) < 0.015


def test_the_interval_covers_the_truth_of_most_surveys():
    """20 surveys, 95 % intervals: at least 16 must hold the truth (fewer would come once in 1,000 times)."""
    covered = 0
    for survey in range(20):
        web, answers, reference, truth = samples(np.random.default_rng(100 + survey), reference=300)
        estimate = combined(web, answers, reference, rng_seed=survey, replicates=100).table.iloc[0]
        covered += estimate["low"] <= truth <= estimate["high"]
    assert covered >= 16


def test_the_mean_is_that_of_its_formula():
    """A second way of computing: saturated models are shares of cells, written out."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    found = combined(web, answers, reference, ["young"]).components.iloc[0]
    expected = sum(
        (reference["young"] == young).mean() * answers[web["young"] == young].mean()
        for young in (True, False)
    )
    assert found[["quasi_randomised", "outcome_model", "doubly_robust"]].to_numpy(float) == pytest.approx(
        [expected] * 3
    )


def test_a_linear_model_of_a_share_gives_nearly_the_same():
    """The form of the outcome model matters little where the selection model is right."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    one, two = (
        combined(web, answers, reference, linear=linear).table["value"][0] for linear in (False, True)
    )
    assert one == pytest.approx(two, abs=0.01)
    assert one != two


def test_a_number_moves_with_its_unit():
    """A mean of 3·y + 1 is 3 times the share plus 1 under a linear model, in every draw."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    share = combined(web, answers, reference, linear=True, replicates=20)
    mean = combined(web, answers.astype("Float64") * 3 + 1, reference, replicates=20)
    assert mean.draws.to_numpy() == pytest.approx(3 * share.draws.to_numpy() + 1)
    assert mean.table["family"].tolist() == ["mean"]
    assert mean.table["n_yes"].isna().all()


def test_same_seed_same_draws_whatever_the_size_of_chunks(monkeypatch):
    """Memory is a matter of the machine, numbers are not."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    plain = combined(web, answers, reference, replicates=12).draws
    monkeypatch.setattr("mekendesh.estimation.samples.doubly_robust.CELLS_AT_ONCE", 5 * 4 * len(web))
    assert combined(web, answers, reference, replicates=12).draws.to_numpy() == pytest.approx(
        plain.to_numpy(), abs=1e-12
    )


def test_the_same_run_twice_gives_the_same_bytes():
    """Sums are added in one order."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    one, two = (combined(web, answers, reference, replicates=12).draws for _ in range(2))
    assert one.to_numpy().tobytes() == two.to_numpy().tobytes()


def test_who_did_not_answer_or_has_no_weight_is_not_counted():
    """n counts web respondents with an answer; the reference's people without network size say nothing."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    answers[:7] = None
    rng = np.random.default_rng(1)
    people = recruited_reference(reference, rng)
    people.loc[:4, "network_size"] = None
    (tree,) = recruitment_trees(people)
    asked = {"selection": FULL, "population": float(PEOPLE), "replicates": 2}
    one = doubly_robust(web, {"y": answers}, tree, people, rng=np.random.default_rng(1), **asked)
    people.loc[:4, "young"] = ~people.loc[:4, "young"]
    two = doubly_robust(web, {"y": answers}, tree, people, rng=np.random.default_rng(1), **asked)
    assert one.table["n"].tolist() == [len(web) - 7]
    pd.testing.assert_frame_equal(one.table, two.table)


def test_everybody_alike_has_an_interval_that_is_not_a_point():
    """All web respondents say yes: Wilson's interval, said by the flag."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    estimate = combined(web, answers | True, reference, replicates=20).table.iloc[0]
    assert estimate["value"] == pytest.approx(1)
    assert "no_spread" in estimate["flag"]
    assert estimate["low"] < 0.999


def test_an_uncertain_population_is_drawn_and_its_length_checked():
    """One size a replicate; another number of them is refused."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    sizes = pd.Series(np.linspace(5_000, 30_000, 20))
    assert combined(web, answers, reference, replicates=20, population=sizes).draws.notna().all(axis=None)
    with pytest.raises(EstimationError, match="20 drawn population sizes for 10 replicates"):
        combined(web, answers, reference, replicates=10, population=sizes)


def test_few_web_respondents_for_many_people_are_flagged():
    """Twelve people who stand for a city: the flag says on whom the number hangs."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    rows = np.concatenate([np.flatnonzero(web["young"] == young)[:6] for young in (True, False)])
    few = web.iloc[rows].reset_index(drop=True), answers.iloc[rows].reset_index(drop=True)
    found = combined(*few, reference, ["young"], replicates=50, linear=True)
    assert "thin_overlap" in found.table["flag"][0]
    assert found.positivity["y"].n_eff < 30
    assert {flag for flags in found.table["flag"] for flag in flags.split()} <= set(FLAGS)
    assert tuple(found.table.columns) == COLUMNS


def test_covariates_that_tell_the_answer_are_refused_for_a_logistic_model_only():
    """Only the young say yes: a logistic model has no bounds, a linear one is a share of cells."""
    web, _, reference, _ = samples(np.random.default_rng(3))
    answers = web["young"].astype("boolean")
    with pytest.raises(EstimationError, match="almost for certain who answers yes to y"):
        combined(web, answers, reference)
    assert combined(web, answers, reference, linear=True).table["value"][0] == pytest.approx(
        reference["young"].mean(), abs=0.02
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answers": pd.Series([pd.NA] * 3, dtype="boolean")}, "y has 3 entries for"),
        ({"population": -1.0}, "population size is missing or below zero"),
        ({"population": 500.0}, "The population of 500 is not larger"),
        ({"selection": ["height"]}, "height is not in both"),
    ],
)
def test_what_cannot_be_combined_is_refused(change, words):
    """Each refusal says what was found and what would mend it."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    asked = {"answers": answers, **change}
    with pytest.raises(EstimationError, match=words):
        combined(web, asked.pop("answers"), reference, **asked)


def test_an_outcome_nobody_answered_is_refused():
    """There is nothing to weight."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    with pytest.raises(EstimationError, match="Nobody in the web sample answered y"):
        combined(web, answers.mask(answers.notna()), reference)


def test_a_share_outside_its_range_is_cut_and_flagged():
    """Linear models can leave 0–1; the table does not, and says so."""
    rng = np.random.default_rng(8)
    reference = pd.DataFrame({"age": rng.normal(62, 3, 300)})
    web = pd.DataFrame({"age": rng.normal(50, 5, 400)})
    answers = pd.Series(rng.random(400) < expit((web["age"] - 46) / 1.5), dtype="boolean")
    found = combined(web, answers, reference, [], ["age"], linear=True, replicates=30)
    assert found.components["doubly_robust"][0] > 1
    assert found.table["value"][0] == 1
    assert "out_of_range" in found.table["flag"][0]


def test_outcomes_together_are_those_of_each_alone():
    """Outcomes share their draws, and the model of taking part where the same people answered."""
    web, answers, reference, _ = samples(np.random.default_rng(3))
    people = recruited_reference(reference, np.random.default_rng(1))
    (tree,) = recruitment_trees(people)
    outcomes = {"y": answers, "not_y": ~answers, "some": answers.mask(np.arange(len(web)) < 50)}
    asked = {"selection": FULL, "population": float(PEOPLE), "replicates": 10}
    together = doubly_robust(web, outcomes, tree, people, rng=np.random.default_rng(2), **asked)
    for name, values in outcomes.items():
        alone = doubly_robust(web, {name: values}, tree, people, rng=np.random.default_rng(2), **asked)
        assert together.draws[f"{name}|MOW"].tolist() == alone.draws[f"{name}|MOW"].tolist()
    both = together.draws["y|MOW"] + together.draws["not_y|MOW"]
    assert both.to_numpy() == pytest.approx(1)
