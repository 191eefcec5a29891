"""An open link: results of respondents, raked where margins are known, never called the population's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from estimation_tables import answered, framework, recruited, site
from mekendesh.errors import EstimationError
from mekendesh.estimation.estimates import FLAGS as SHARE_FLAGS
from mekendesh.estimation.samples.open_link import FLAGS, estimate_open_link, total_under
from mekendesh.estimation.shares.corridor import estimate_corridor, load_estimates, write_estimates
from mekendesh.estimation.weighting.margins import Margin
from mekendesh.files import Tree

ADULTS = (18, None)


def sex(women: float, men: float, *, name="sex", ages=ADULTS, sd=()):
    return Margin(name, ("female", "male"), (women, men), "a census", "statistical", ages, sd)


@pytest.fixture(scope="module")
def people():
    return answered(recruited([-1] * 300))


def estimated(people, *margins, **options):
    return estimate_open_link(
        people, framework(), margins=margins, **{"replicates": 200, "rng_seed": 3, **options}
    )


def row(estimates, indicator):
    return estimates.table.set_index("indicator").loc[indicator]


def test_without_margins_a_share_is_the_plain_share_of_those_who_answered(people):
    """Nobody was drawn, so nobody has a design weight."""
    people = people.assign(did_trade=people["did_trade"].mask(people.index < 10))
    estimate = row(estimated(people), "acts_trade")
    assert estimate["value"] == pytest.approx(people["did_trade"].mean())
    assert estimate["n"] == 290
    assert (estimate["method"], estimate["population"]) == ("open link, unweighted", "respondents")
    assert "self-selection not in it" in estimate["interval"]
    assert estimate["flag"] == "self_selected"


def test_the_bootstrap_of_a_plain_share_has_the_textbook_standard_error(people):
    """√(p(1−p)/n), and so a design effect near 1: network sizes and recruiters play no part."""
    estimates = estimated(people, replicates=2000)
    estimate = row(estimates, "acts_trade")
    p = estimate["value"]
    assert estimate["se"] == pytest.approx((p * (1 - p) / 300) ** 0.5, rel=0.06)
    assert 0.85 < estimate["deff"] < 1.15


def test_raking_meets_the_margin_in_value_and_in_every_draw(people):
    """The margin is known, so the raked share of women has no error at all."""
    estimates = estimated(people, sex(30, 70))
    assert row(estimates, "sex_female")["value"] == pytest.approx(0.3)
    assert estimates.draws["sex_female|"].to_numpy() == pytest.approx(0.3)
    women = people["sex"] == "female"
    expected = 0.3 * people.loc[women, "did_trade"].mean() + 0.7 * people.loc[~women, "did_trade"].mean()
    assert row(estimates, "acts_trade")["value"] == pytest.approx(expected)
    assert row(estimates, "acts_trade")["method"] == "open link, raked"


def test_an_uncertain_margin_is_drawn_anew_in_every_replicate(people):
    """The error of the margin is in the interval."""
    estimate = row(estimated(people, sex(0.3, 0.7, sd=(0.05, 0.05)), replicates=1000), "sex_female")
    assert estimate["se"] == pytest.approx(0.05, rel=0.1)


def test_margins_in_people_and_in_shares_are_the_same(people):
    """Only proportions matter, so margins of different years need no common total."""
    age = Margin("young", ("no", "yes"), (0.5, 0.5), "a census", "statistical", ADULTS)
    people = people.assign(young=np.where(people["age"] < 40, "yes", "no"))
    one = estimated(people, sex(3000, 7000, sd=(100, 100)), age)
    two = estimated(people, sex(0.3, 0.7, sd=(0.01, 0.01)), age)
    assert one.draws.to_numpy() == pytest.approx(two.draws.to_numpy(), abs=1e-9)


def test_whoever_has_no_category_keeps_a_share_of_the_weight(people):
    """Nobody is dropped for not having said their sex."""
    people = people.assign(sex=people["sex"].mask(people.index < 30))
    estimates = estimated(people, sex(0.3, 0.7))
    assert row(estimates, "sex_female")["value"] == pytest.approx(0.3)
    assert row(estimates, "acts_trade")["n"] == 300


def test_the_order_of_rows_and_network_sizes_change_no_value(people):
    """An open link knows neither recruiters nor acquaintances."""
    moved = people.assign(network_size=pd.Series([3, None, 50] * 100, dtype="Int64"))
    moved = moved.sample(frac=1, random_state=1).reset_index(drop=True)
    one, two = (estimated(table, sex(0.3, 0.7)).table["value"] for table in (people, moved))
    assert two.to_numpy() == pytest.approx(one.to_numpy())


def test_the_result_has_the_form_of_a_corridors_estimates(people, tmp_path):
    """Same columns, same draws' names, same files: whatever reads estimates can read these."""
    found = estimated(people)
    headline = estimate_corridor(people, framework(), (site("MOW", 1.0),), replicates=10, rng_seed=1)
    assert list(found.table.columns) == list(headline.table.columns)
    assert list(found.recruitment.columns) == list(headline.recruitment.columns)
    assert (
        found.table["indicator"].tolist()
        == headline.table.loc[headline.table["site"] == "", "indicator"].tolist()
    )
    assert found.table["site"].unique().tolist() == [""]
    tree = Tree(tmp_path)
    write_estimates(tree, "KGZ/2027-1/RUS", found)
    kept = load_estimates(tree, "KGZ/2027-1/RUS")
    pd.testing.assert_frame_equal(kept.draws, found.draws)


def test_same_seed_same_bytes_and_chunks_change_nothing(people, monkeypatch):
    """Memory is a matter of the machine, numbers are not."""
    margin = sex(0.3, 0.7, sd=(0.02, 0.02))
    one = estimated(people, margin, replicates=30).draws
    monkeypatch.setattr("mekendesh.estimation.replicates.CELLS_AT_ONCE", 7 * 300)
    assert estimated(people, margin, replicates=30).draws.to_numpy() == pytest.approx(
        one.to_numpy(), abs=1e-12
    )


def test_all_alike_lean_on_wilson_and_still_speak_of_respondents_only(people):
    """An interval from draws without spread would feign certainty."""
    estimate = row(estimated(people.assign(did_trade=True, did_remittances=True)), "acts_trade")
    assert estimate["interval"] == "Wilson at deff 4, self-selection not in it"
    assert estimate["flag"] == "no_spread self_selected"
    assert estimate["low"] < 0.96


def test_replicates_that_lose_a_category_are_left_out_and_said(people):
    """Two women of 300: some replicates hold none of them."""
    few = people.assign(sex=np.where(people.index < 2, "female", "male"))
    estimates = estimated(few, sex(0.3, 0.7))
    assert estimates.draws["acts_trade|"].isna().any()
    flags = row(estimates, "acts_trade")["flag"].split()
    assert {"lost_margin", "empty_replicates", "self_selected"} <= set(flags)
    assert {f for flags in estimates.table["flag"] for f in flags.split()} <= {*FLAGS, *SHARE_FLAGS}


def test_an_unanswered_question_has_no_value_and_says_so(people):
    """Never a NaN without a word."""
    silent = people.assign(did_trade=pd.Series([pd.NA] * 300, dtype="boolean"))
    estimate = row(estimated(silent), "acts_trade")
    assert np.isnan(estimate["value"])
    assert estimate["flag"] == "no_answers"


@pytest.mark.parametrize(
    ("change", "margin", "words"),
    [
        (lambda p: p.iloc[:0], None, "has no rows"),
        (lambda p: p.assign(respondent="same"), None, "299 answers to the open link stand under a pseudonym"),
        (lambda p: p, sex(1, 1, name="gender"), "no column gender, which a margin speaks of"),
        (lambda p: p, sex(1, 1, ages=None), "does not say of which ages"),
        (lambda p: p.assign(sex="male"), sex(1, 1), "Nobody is in the category female"),
        (lambda p: p.drop(columns="did_trade"), None, "no column did_trade"),
    ],
)
def test_what_cannot_be_estimated_is_refused(people, change, margin, words):
    """A refusal says what was found and the mend."""
    with pytest.raises(EstimationError, match=words):
        estimated(change(people), *([margin] if margin else []))


def test_a_margin_of_other_people_is_used_only_where_accepted_by_name(people):
    """The United Nations' stock knows no age; whoever uses it says so."""
    found = estimated(people, sex(0.3, 0.7, ages=None), accepted=["sex"])
    assert row(found, "sex_female")["value"] == pytest.approx(0.3)


def test_too_many_lost_replicates_are_no_interval():
    """Three categories of one person each: hardly one replicate in four holds all three."""
    people = answered(recruited([-1] * 40))
    one_of = {"sex": ("female", "male"), "area": ("b", "a"), "work": ("y", "x")}
    for place, (column, (rare, common)) in enumerate(one_of.items()):
        people[column] = np.where(people.index == place, rare, common)
    margins = [
        Margin(column, codes, (0.2, 0.8), "a census", "statistical", ADULTS)
        for column, codes in one_of.items()
    ]
    with pytest.raises(EstimationError, match="of 200 replicates cannot meet the margins"):
        estimated(people, *margins)


def test_a_total_names_the_model_it_stands_on(people):
    """share × population per draw, under a model from a closed list."""
    estimates = estimated(people, sex(0.3, 0.7))
    size = pd.Series(np.linspace(900, 1100, 200), index=range(7, 207))
    total = total_under(estimates, ["acts_trade"], size, model="like_others_within_margins").iloc[0]
    assert total["value"] == pytest.approx(1000 * row(estimates, "acts_trade")["value"])
    expected = np.quantile(estimates.draws["acts_trade|"] * size.to_numpy(), [0.025, 0.975])
    assert (total["low"], total["high"]) == pytest.approx(tuple(expected))
    assert (total["model"], total["population"]) == ("like_others_within_margins", "modelled")


@pytest.mark.parametrize(
    ("model", "indicator", "words"),
    [
        ("", "acts_trade", "only under a stated model; expected was one of like_others, like_others_within"),
        ("like_others_within_margins", "acts_trade", "not raked to any margin"),
        ("like_others", "acts_flying", "no estimate acts_flying"),
    ],
)
def test_without_a_model_there_is_no_total(people, model, indicator, words):
    """A number of people from an open link is an assumption with a number in it."""
    with pytest.raises(EstimationError, match=words):
        total_under(estimated(people), [indicator], 1000.0, model=model)
