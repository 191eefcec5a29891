"""Families of indicators: what a yes is, who was asked, and that no headline moves because of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from estimation_tables import BARRIERS, CHANNELS, answered, framework, random_parents, recruited, site
from mekendesh.errors import EstimationError
from mekendesh.estimation.indicators import indicators_of
from mekendesh.estimation.shares.corridor import estimate_corridor
from mekendesh.estimation.shares.families import (
    ELSEWHERE,
    FAMILIES,
    estimate_indicators,
    families_of,
    family_indicators,
)
from mekendesh.files import current_tree
from mekendesh.structure.capacity import load_capacity
from mekendesh.structure.mapping import open_mapping
from mekendesh.structure.questionnaire import MODULES, load_questionnaire

NA = pd.NA


@pytest.fixture(scope="module")
def form():
    return load_questionnaire(current_tree())


@pytest.fixture(scope="module")
def capacities(form):
    return load_capacity(current_tree(), [*CHANNELS, "philanthropy", "investment", "knowledge"], form)


def read(form, indicator, capacities=(), **columns) -> list[bool | None]:
    table = pd.DataFrame({name: pd.Series(*given) for name, given in columns.items()})
    found = families_of(table, form, capacities)
    at = found.catalogue["indicator"].tolist().index(indicator)
    return [
        bool(yes) if known else None
        for yes, known in zip(found.yes[:, at], found.answered[:, at], strict=True)
    ]


def test_a_choice_is_yes_or_no_of_those_who_were_asked_and_answered(form):
    """Not asked is not no; ``prefer_not`` is no answer."""
    told = (["under_100", "from_100", None, "prefer_not"], None, None, "str")
    assert read(form, "economic_remit_amount__under_100", remit_amount=(told[0], None, "str")) == [
        True, False, None, None,
    ]  # fmt: skip


def test_a_scale_is_high_from_four_a_number_from_its_threshold_and_a_boolean_yes(form):
    """The same 4 or 5 of 5 as willingness; a transfer above 3 % misses the target of SDG 10.c."""
    scale = ([3, 4, 5, NA], None, "Int64")
    assert read(form, "trust_media__high", trust_media=scale) == [False, True, True, None]
    assert read(form, "economic_remit_cost__from_4", remit_cost=([3, 4, 12, NA], None, "Int64")) == [
        False, True, True, None,
    ]  # fmt: skip
    assert read(form, "social_ties_countries__from_1", ties_countries=([0, 1, NA], None, "Int64")) == [
        False, True, None,
    ]  # fmt: skip
    helps = ([True, False, NA], None, "boolean")
    assert read(form, "social_helps_newcomers__yes", helps_newcomers=helps) == [True, False, None]


def test_a_multiple_choice_is_read_from_its_own_columns(form):
    """Cleaning makes a column of each code."""
    named = ([True, False, NA], None, "boolean")
    assert read(form, "human_skills_area__finance", skills_area__finance=named) == [True, False, None]


def test_needs_are_of_the_willing_who_were_asked(form):
    """The form asks for a need from 4 of 5 on: nobody else is in the share."""
    needs = (["money", "trust", None], None, "str")
    assert read(form, "needs_trade__money", needs_trade=needs) == [True, False, None]


def test_capacity_has_three_bands_that_share_everybody_who_answered(form, capacities):
    """$300 is in the middle; 4 years are few, 5 are not, 15 are many; ``prefer_not`` is in no band."""
    amounts = (["from_100", "from_300", "from_1000", "prefer_not", None], None, "str")
    bands = {
        band: read(form, f"capacity_remittances__{band}", capacities, remit_amount=amounts)
        for band in ("low", "middle", "high")
    }
    assert bands == {
        "low": [True, False, False, None, None],
        "middle": [False, True, False, None, None],
        "high": [False, False, True, None, None],
    }
    years = ([0, 4, 5, 14, 15, NA], None, "Int64")
    assert read(form, "capacity_knowledge__low", capacities, years_experience=years) == [
        True, True, False, False, False, None,
    ]  # fmt: skip
    assert read(form, "capacity_knowledge__high", capacities, years_experience=years) == [
        False, False, False, False, True, None,
    ]  # fmt: skip


def test_what_a_round_does_not_ask_is_left_out_and_not_zero():
    """Without its module a question has no indicator; the core still has its own."""
    mapping = open_mapping("KGZ", "RUS", "2027-1")
    asked = {each.family for each in family_indicators(mapping.questionnaire)}
    assert asked == {"needs", "trust", "used", "cultural", "origin"}
    assert families_of(pd.DataFrame({"age": [1]}), mapping.questionnaire).catalogue.empty


def test_every_question_that_feeds_a_family_gives_an_indicator_or_is_told_elsewhere(form):
    """No question is asked for nothing."""
    of_corridor = open_mapping("KGZ", "RUS", "example").questionnaire
    # A list of regions is filled in by the corridor.
    given = {each.column for asked in (form, of_corridor) for each in family_indicators(asked)}
    for column in form.columns:
        if set(column.feeds) & set(FAMILIES):
            assert column.column in given or column.column in ELSEWHERE, column.column


def test_no_indicator_bears_a_name_of_another_or_of_a_headline(form):
    """Ids are looked up across all tables."""
    ids = [each.indicator for each in family_indicators(form)]
    headlines = indicators_of(answered(recruited([-1, 0])), CHANNELS, BARRIERS).catalogue["indicator"]
    assert len(ids) == len(set(ids))
    assert not set(ids) & set(headlines)


def test_no_text_and_no_identifier_gives_an_indicator(form):
    """Words and names are never counted."""
    private = {column.column for column in form.of_role("free_text", "identifier")}
    assert not private & {each.column for each in family_indicators(form)}


@pytest.fixture(scope="module")
def people():
    rng = np.random.default_rng(4)
    sites = [
        answered(
            recruited(random_parents(60, 4, rng), rng.integers(1, 40, 60).tolist(), site=name, prefix=name),
            rng_seed=number,
        )
        for number, name in enumerate(("MOW", "LED"))
    ]
    return pd.concat(sites, ignore_index=True)


SITES = (site("MOW", 0.7, 0.05), site("LED", 0.3, 0.05))


def test_draws_belong_to_the_replicates_of_the_headlines_to_the_last_bit(people):
    """What is estimated beside the headlines can be multiplied with them draw by draw."""
    headline = estimate_corridor(people, framework(), SITES, replicates=40, rng_seed=7)
    indicators = indicators_of(people, CHANNELS, BARRIERS).only(["trust_high", "gap_trade", "idea_any"])
    beside = estimate_indicators(people, indicators, SITES, replicates=40, rng_seed=7)
    pd.testing.assert_frame_equal(
        beside.draws[sorted(beside.draws)], headline.draws[sorted(beside.draws)], check_exact=True
    )
    both = ["indicator", "site"]
    pd.testing.assert_frame_equal(
        beside.table.sort_values(both).reset_index(drop=True),
        headline.table[headline.table["indicator"].isin(["trust_high", "gap_trade", "idea_any"])]
        .sort_values(both)
        .reset_index(drop=True),
        check_exact=True,
    )


def test_headlines_are_the_same_whether_modules_are_asked_or_not(people, form):
    """A module adds answers and moves no share."""
    rng = np.random.default_rng(5)
    asked = people.assign(
        own_business=pd.Series(rng.choice(["none", "solo"], len(people)), dtype="str"),
        trust_media=pd.Series(rng.integers(1, 6, len(people)), dtype="Int64"),
    )
    plain, more = (
        estimate_corridor(table, framework(), SITES, replicates=20, rng_seed=7) for table in (people, asked)
    )
    pd.testing.assert_frame_equal(plain.draws, more.draws, check_exact=True)
    pd.testing.assert_frame_equal(plain.table, more.table, check_exact=True)
    beside = estimate_indicators(asked, families_of(asked, form), SITES, replicates=20, rng_seed=7)
    assert {"trust_media__high", "economic_own_business__solo"} <= set(beside.table["indicator"])


def test_the_share_of_answers_to_one_question_is_one_in_every_draw(people, form):
    """Answers of a question add up to everyone asked, in the estimate and in each replicate."""
    rng = np.random.default_rng(6)
    needs = pd.Series(rng.choice(["money", "trust", "time"], len(people)), dtype="str")
    asked = people.assign(needs_trade=needs.where(people["willing_trade"] >= 4))
    found = estimate_indicators(asked, families_of(asked, form), SITES, replicates=20, rng_seed=7)
    whole = found.table[found.table["site"] == ""]
    assert whole["value"].sum() == pytest.approx(1)
    of_all = found.draws[[f"{name}|" for name in whole["indicator"]]]
    assert of_all.sum(axis=1).to_numpy() == pytest.approx(np.ones(20))


def test_where_nobody_can_be_weighted_the_reason_is_said(people, form):
    """Without network sizes there is no share."""
    weightless = people.assign(network_size=pd.Series([NA] * len(people), dtype="Int64"))
    with pytest.raises(EstimationError, match="network size"):
        estimate_indicators(
            weightless, families_of(people.assign(trust_media=1), form), SITES, replicates=5, rng_seed=1
        )


def test_a_round_with_all_modules_is_read_whole():
    """Seven modules and the core: more than two hundred indicators, each of one question."""
    mapping = open_mapping("KGZ", "RUS", "example")
    whole = replace(mapping, round=replace(mapping.round, modules=MODULES))
    assert len(family_indicators(whole.questionnaire)) > 200
