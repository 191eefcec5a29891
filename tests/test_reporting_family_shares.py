"""The door for families: what is hidden beside what, and that nothing of it is left."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from family_examples import estimates, round_asking
from mekendesh.reporting.compatriots.family_shares import band_id, capacities, protect_families
from mekendesh.structure.questionnaire import MODULES


@pytest.fixture(scope="module")
def core():
    return round_asking(())


@pytest.fixture(scope="module")
def whole():
    return round_asking(MODULES)


def flags(mapping, counts, **more) -> dict[str, str]:
    safe = protect_families(mapping, estimates(counts, **more))
    return dict(zip(safe["indicator"], safe["flag"], strict=True))


def test_a_small_answer_takes_the_next_smallest_of_its_question_with_it(core):
    """The answers of a question add up to one: a lone hidden one is the difference."""
    found = flags(
        core,
        {
            "needs_trade__money": 5,
            "needs_trade__trust": 95,
            "needs_trade__time": 300,
            "trust_media__high": 90,
        },
    )
    assert found == {
        "needs_trade__money": "c", "needs_trade__trust": "c", "needs_trade__time": "", "trust_media__high": "",
    }  # fmt: skip


def test_hidden_answers_of_few_people_together_take_a_third_with_them(core):
    """What the answers shown leave over is the sum of the hidden ones: two and three people would be told as five."""
    few = {
        "needs_trade__money": 2,
        "needs_trade__trust": 3,
        "needs_trade__time": 95,
        "needs_trade__contact_person": 300,
    }
    found = flags(core, few)
    assert [name for name, flag in found.items() if flag == "c"] == [
        "needs_trade__money", "needs_trade__trust", "needs_trade__time",
    ]  # fmt: skip
    enough = flags(core, few | {"needs_trade__money": 7})
    assert [name for name, flag in enough.items() if flag == "c"] == [
        "needs_trade__money",
        "needs_trade__trust",
    ]


def test_answers_of_which_several_may_be_named_cover_nothing(whole):
    """They do not add up, so a lone hidden one is no difference of the others."""
    found = flags(whole, {"human_skills_area__finance": 5, "human_skills_area__digital": 95})
    assert found == {"human_skills_area__finance": "c", "human_skills_area__digital": ""}


def test_a_band_is_hidden_with_any_of_the_answers_it_sums(whole):
    """Low savings are those who save nothing and those who save little: the sum gives the hidden one away."""
    found = flags(
        whole,
        {
            "economic_savings_share__none": 4,
            "economic_savings_share__under_10": 96,
            "economic_savings_share__from_10": 100,
            "economic_savings_share__from_30": 200,
            "capacity_investment__low": 100,
            "capacity_investment__middle": 100,
            "capacity_investment__high": 200,
        },
    )
    assert found["economic_savings_share__none"] == found["economic_savings_share__under_10"] == "c"
    assert found["capacity_investment__low"] == "c"
    assert found["capacity_investment__middle"] == "c"
    assert found["capacity_investment__high"] == found["economic_savings_share__from_30"] == ""


def test_a_hidden_share_has_no_number_left(core):
    """A flag without emptied numbers would hide nothing from who opens the file."""
    safe = protect_families(
        core, estimates({"needs_trade__money": 5, "needs_trade__trust": 95, "needs_trade__time": 300})
    )
    hidden = safe[safe["flag"] == "c"]
    assert len(hidden) == 2
    assert hidden[["value", "low", "high"]].isna().all(axis=None)


def test_no_share_of_single_sites_is_told(core):
    """A site has too few for answers of a list; its rows would be the difference to the total."""
    both = estimates({"trust_media__high": 100})
    table = pd.concat([both.table, both.table.assign(site="moscow", n=np.int64(50))], ignore_index=True)
    safe = protect_families(core, replace(both, table=table))
    assert safe["site"].tolist() == [""]


def test_before_the_fieldwork_there_is_nothing_to_protect(core):
    """No table of zeros."""
    assert protect_families(core, None) is None


def test_no_column_that_recomputes_a_count_leaves(core):
    """A share with its yes answers or its design effect would give the hidden one away."""
    safe = protect_families(core, estimates({"needs_trade__money": 5, "needs_trade__trust": 95}))
    assert {"n_yes", "se", "deff", "n_eff"}.isdisjoint(safe.columns)


def test_bands_are_named_as_estimation_names_them(whole):
    """A name of its own would find no row, and a band would stay shown beside its hidden answer."""
    named = [band_id(band) for band in capacities(whole)]
    assert named[:3] == [f"capacity_remittances__{band}" for band in ("low", "middle", "high")]
    assert len(named) == len(set(named)) == 15
