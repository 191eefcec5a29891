"""Families, told: what is hidden beside what, and what a round without modules says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import ProtectionError
from mekendesh.estimation.shares.corridor import Estimates
from mekendesh.estimation.shares.families import family_indicators
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.compatriots import families as told
from mekendesh.reporting.compatriots.family_shares import protect_families
from mekendesh.structure.mapping import open_mapping
from mekendesh.structure.questionnaire import MODULES
from mekendesh.words import Interval, say


@pytest.fixture(scope="module")
def core():
    mapping = open_mapping("KGZ", "RUS", "example")
    return replace(mapping, round=replace(mapping.round, modules=()))


@pytest.fixture(scope="module")
def whole(core):
    return replace(core, round=replace(core.round, modules=MODULES))


def estimates(counts: dict[str, int], n=400, deff=1.0) -> Estimates:
    """Raw estimates of shares yes/n, narrow enough to be shown."""
    table = pd.DataFrame(
        [
            {
                "indicator": name, "family": name.split("_")[0], "key": name.split("_", 1)[1], "site": "",
                "value": yes / n, "se": 0.01, "low": max(0, yes / n - 0.03), "high": yes / n + 0.03,
                "level": 0.95, "n": n, "n_yes": yes, "deff": deff, "n_eff": n / deff, "method": "RDS-II",
                "interval": "tree bootstrap", "definition": "statistical", "population": "sampled_cities",
                "flag": "",
            }
            for name, yes in counts.items()
        ]
    )  # fmt: skip
    return Estimates(table, pd.DataFrame(), pd.DataFrame())


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


def test_the_needs_most_named_stand_first_and_what_is_hidden_stands_nowhere(core):
    """Of 400 willing traders 300 need time and 60 trust; who need money are too few to be told."""
    counts = {
        "needs_trade__money": 5,
        "needs_trade__trust": 35,
        "needs_trade__time": 300,
        "needs_trade__nothing": 60,
    }
    table = told.needs(core, protect_families(core, estimates(counts)))
    assert isinstance(table, Table)
    rows = {say(row[0], "en"): row for row in table.rows}
    trade = rows["trade"]
    assert [say(cell, "en") for cell in (trade[1], trade[3])] == ["time", "nothing"]
    assert (trade[2].value, trade[4].value) == (0.75, 0.15)
    assert [say(cell, "en") for cell in rows["return"][1:]] == ["none can be shown", "[x]"] * 2


def test_a_round_without_modules_says_which_sides_it_does_not_ask(core):
    """What was not asked is no zero and no blank."""
    safe = protect_families(
        core, estimates({"cultural_language_home__kyrgyz": 200, "cultural_language_home__russian": 200})
    )
    notice = told.capacity(core, safe)
    assert isinstance(notice, Paragraph)
    assert say(notice.text, "en").startswith("Capacity is not estimated")
    table = told.side_by_side(core, safe)
    assert "human, economic, social, origin, and carrying out ideas" in say(table.notes[-1], "en")
    assert [say(row[2], "en") for row in table.rows] == ["Kyrgyz", "Russian"]


def test_with_modules_the_four_sides_stand_in_their_order_and_no_index_is_made(whole):
    """Human, economic, social, cultural, side by side."""
    counts = {each.indicator: 100 for each in family_indicators(whole.questionnaire)}
    table = told.side_by_side(whole, protect_families(whole, estimates(counts)))
    sides = list(dict.fromkeys(say(row[0], "en") for row in table.rows))
    assert sides == ["human", "economic", "social", "cultural", "origin", "carrying out ideas"]
    answers = {say(row[2], "en") for row in table.rows}
    assert {"4 or more", "4 or 5 of 5", "yes"} <= answers
    state = told.state_and_community(whole, protect_families(whole, estimates(counts)))
    assert {say(row[0], "en") for row in state.rows} == {
        "trust",
        "contact with bodies",
        "services",
        "civic life",
    }


def test_capacity_stands_per_channel_and_says_where_no_question_asks_it(whole):
    """A channel without a question is not applicable, never zero."""
    counts = {f"capacity_trade__{band}": n for band, n in (("low", 200), ("middle", 150), ("high", 50))}
    table = told.capacity(whole, protect_families(whole, estimates(counts)))
    rows = {say(row[0], "en"): row for row in table.rows}
    assert [cell.value for cell in rows["trade"][1:4]] == [0.5, 0.38, 0.12]
    assert rows["return"][1:4] == (Interval(None, flag="z"),) * 3
    assert say(rows["return"][4], "en") == "no question of this round"


def test_before_the_fieldwork_there_is_a_notice_and_no_number(core):
    """Not yet in the field is the normal first state."""
    assert protect_families(core, None) is None
    for block in (told.needs, told.capacity, told.side_by_side, told.state_and_community):
        assert say(block(core, None).text, "en").startswith("Not yet in the field")


def test_raw_shares_are_refused(core):
    """Tables take statistics, never estimates."""
    with pytest.raises(ProtectionError):
        told.needs(core, estimates({"needs_trade__time": 100}).table)


def test_no_share_of_single_sites_is_told(core):
    """A site has too few for answers of a list; its rows would be the difference to the total."""
    both = estimates({"trust_media__high": 100})
    table = pd.concat([both.table, both.table.assign(site="moscow", n=np.int64(50))], ignore_index=True)
    safe = protect_families(core, replace(both, table=table))
    assert safe["site"].tolist() == [""]
