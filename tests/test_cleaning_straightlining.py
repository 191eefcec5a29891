from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_files import NOTHING, column
from mekendesh.cleaning.straightlining import TOGETHER, batteries, longest_runs, straightliners
from mekendesh.field.responses import Responses, type_responses
from mekendesh.structure.questionnaire import Choice, Questionnaire
from test_cleaning_likeness import simulated


def scales(size: int, seed: int, load: float, lists: int = 4) -> tuple[Responses, Questionnaire]:
    """Four batteries of eight questions, answered 1 to 5, which share one factor."""
    rng = np.random.default_rng(seed)
    names = [f"q{number}" for number in range(8 * lists)]
    questionnaire = Questionnaire(
        tuple(column(name, "", "scale", "channel", f"list{place // 8}") for place, name in enumerate(names)),
        tuple(Choice(f"list{number}", code, NOTHING) for number in range(lists) for code in "12345"),
    )
    drawn = np.sqrt(load) * rng.normal(size=(size, 1)) + np.sqrt(1 - load) * rng.normal(
        size=(size, len(names))
    )
    answers = np.clip(np.floor(drawn + rng.normal(0, 0.5, len(names)) + 3.5), 1, 5).astype(int)
    cells = pd.DataFrame(answers.astype(str), columns=names, index=range(2, 2 + size), dtype="str")
    return type_responses(cells, questionnaire), questionnaire


def test_a_battery_is_at_least_five_questions_with_one_list():
    """Another list or a text ends it; consents are no battery."""
    questions = [column(f"a{n}", "", "scale", "trait", "five") for n in range(4)]
    questions += [column("text", "", "text", "free_text")]
    questions += [column(f"b{n}", "", "scale", "trait", "five") for n in range(5)]
    questions += [column(f"c{n}", "", "boolean", "consent", "yes_no") for n in range(6)]
    questions += [column(f"d{n}", "", "boolean", "trait", "yes_no") for n in range(6)]
    assert batteries(Questionnaire(tuple(questions), ())) == {
        "b0": ("b0", "b1", "b2", "b3", "b4"),
        "d0": ("d0", "d1", "d2", "d3", "d4", "d5"),
    }


def test_the_longest_run_skips_what_was_not_asked():
    """Literal runs; -1 is no answer."""
    codes = np.array([[1, 1, -1, 1, 2], [1, 2, 1, 2, 1], [-1, -1, -1, -1, -1], [3, 3, 3, 3, 3]])
    assert longest_runs(codes).tolist() == [3, 1, 0, 5]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_a_run_reads_the_same_backwards(answers):
    """And lies between one and the number of questions."""
    codes = np.array([answers, answers[::-1]])
    there, back = longest_runs(codes)
    assert there == back
    assert 1 <= there <= len(answers)


def test_clean_simulated_interviews_are_not_doubted():
    """No false alarm in four corridors of about 480 interviews."""
    assert [len(straightliners(*simulated(seed))) for seed in (1, 2, 3, 4)] == [0, 0, 0, 0]


@pytest.mark.parametrize(("load", "corridors", "people"), [(0.0, 0, 0), (0.3, 1, 1), (0.6, 6, 15)])
def test_consistent_people_are_seldom_straightliners(load, corridors, people):
    """Six corridors of 600. Where answers correlate by 0.6 the 5 % do not hold; a few of 3,600 are doubted."""
    doubted = [straightliners(*scales(600, seed, load))["row"].nunique() for seed in range(6)]
    assert sum(number > 0 for number in doubted) <= corridors
    assert sum(doubted) <= people


def test_straightliners_are_found():
    """Of thirty who give one answer all along every battery, ten a corridor, at least 22, and nobody else."""
    hits = 0
    for seed in (1, 2, 3):
        responses, questionnaire = simulated(seed)
        rng = np.random.default_rng(seed)
        cells = responses.cells.copy()
        lazy = rng.choice(cells.index, 10, replace=False)
        for columns in batteries(questionnaire).values():
            codes = questionnaire.codes_of(questionnaire.by_name[columns[0]].choices)
            for name in columns:
                asked = lazy[(cells.loc[lazy, name] != "").to_numpy()]
                cells.loc[asked, name] = codes[len(codes) // 2]
        found = straightliners(type_responses(cells, questionnaire), questionnaire)
        assert set(found["row"]) <= set(lazy)
        hits += found["row"].nunique()
    assert hits >= 22


def test_one_straightlined_battery_is_named():
    """Eight threes among people of mixed answers; the same seed gives the same table."""
    responses, questionnaire = scales(400, 1, 0.0)
    cells = responses.cells.copy()
    cells.loc[7, [f"q{number}" for number in range(32)]] = "3"
    lined = type_responses(cells, questionnaire)
    found = straightliners(lined, questionnaire)
    assert set(found["row"]) == {7}
    assert found[found["battery"] == TOGETHER]["longest_run"].tolist() == [32]
    pd.testing.assert_frame_equal(found, straightliners(lined, questionnaire))


def test_without_batteries_nothing_is_said():
    """An empty table of the same types."""
    questionnaire = Questionnaire((column("a", "", "text", "trait"),), ())
    cells = pd.DataFrame({"a": ["x"] * 40}, index=range(2, 42), dtype="str")
    found = straightliners(type_responses(cells, questionnaire), questionnaire)
    assert found.empty
    assert found.columns.tolist() == ["row", "battery", "longest_run", "chance"]
