from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import NOTHING, QUESTIONNAIRE, column, person
from mekendesh.cleaning.likeness import acquainted, coded_answers, near_duplicates, permuted, substantive
from mekendesh.field.responses import Responses, name_columns, type_responses
from mekendesh.files import current_tree
from mekendesh.simulation.simulate import load_setting, simulate
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.questionnaire import Choice, Questionnaire

SITES = [SimpleNamespace(site="moscow", share=0.4), SimpleNamespace(site="moss_town", share=0.2)]
AS_OF = date(2026, 6, 30)


@lru_cache(maxsize=4)
def simulated(seed: int) -> tuple[Responses, Questionnaire]:
    """Clean interviews: those with planted mistakes, copies among them, are left out. Shared: copy before you write."""
    setting = load_setting(current_tree(), Corridor("KGZ", "RUS"), Round("example", AS_OF, is_example=True))
    done = simulate(setting, SITES, population=5000, female_share=0.45, as_of=AS_OF, rng_seed=seed)
    planted = {mistake.uuid for mistake in done.planted}
    table = done.responses[~done.responses["_uuid"].isin(planted)]
    table.index = pd.RangeIndex(2, 2 + len(table), name="row")
    cells = name_columns(table, setting.questionnaire, "simulated")[0]
    told = cells["consent_analyse"] == "yes"
    again = cells.drop(columns=["_uuid", "_submission_time"]).duplicated(keep=False)
    return type_responses(cells[told & ~again], setting.questionnaire), setting.questionnaire


def attitudes(size: int, seed: int, load: float, questions: int = 50) -> tuple[Responses, Questionnaire]:
    """Answers 0 to 4 that share one factor: correlations of ``load`` within everybody's answers."""
    rng = np.random.default_rng(seed)
    factor = rng.normal(size=(size, 1)) * rng.choice([-1, 1], questions)
    drawn = np.sqrt(load) * factor + np.sqrt(1 - load) * rng.normal(size=(size, questions))
    answers = np.clip(np.floor(drawn + rng.normal(0, 1, questions) + 2.5), 0, 4).astype(int)
    names = [f"q{number}" for number in range(questions)]
    questionnaire = Questionnaire(
        (column("site", "", "choice", "eligibility", "sites.csv"), column("sex", "", "choice", "trait", "sex"),
         *(column(name, "", "choice", "trait", "five") for name in names)),
        tuple(Choice(name, code, NOTHING) for name, codes in
              (("sites.csv", "ab"), ("sex", "fm"), ("five", "01234")) for code in codes),
    )  # fmt: skip
    cells = pd.DataFrame(answers.astype(str), columns=names, index=range(2, 2 + size), dtype="str")
    cells = cells.assign(site=rng.choice(["a", "b"], size), sex=rng.choice(["f", "m"], size)).astype("str")
    return type_responses(cells, questionnaire), questionnaire


def with_copies(
    responses: Responses, questionnaire: Questionnaire, copies: int, changed: float, seed: int
) -> tuple[Responses, list[int]]:
    """The last rows overwritten by earlier interviews, a share of whose answers is somebody else's."""
    rng = np.random.default_rng(seed)
    names = [asked.column for asked in substantive(questionnaire)]
    rows, others = responses.cells.index[-copies:], len(responses.cells) - copies
    told = responses.cells[names].to_numpy(dtype=object)
    for row, source in enumerate(rng.choice(others, copies, replace=False), start=others):
        told[row] = told[source]
        for place in rng.choice(len(names), int(changed * len(names)), replace=False):
            told[row, place] = told[rng.choice(others), place]
    cells = responses.cells.assign(**dict(zip(names, told.T, strict=True))).astype("str")
    return type_responses(cells, questionnaire), [int(row) for row in rows]


def test_clean_simulated_interviews_are_not_doubted():
    """No false alarm in four corridors of about 480 interviews."""
    assert [len(near_duplicates(*simulated(seed))) for seed in (1, 2, 3, 4)] == [0, 0, 0, 0]


def test_copies_with_a_few_changed_answers_are_found():
    """Of 80 copies with a tenth of the answers changed at least 70, and beside them and theirs nobody."""
    hits = 0
    for seed in (1, 2, 3, 4):
        responses, questionnaire = simulated(seed)
        copied, rows = with_copies(responses, questionnaire, 20, 0.1, seed)
        found = near_duplicates(copied, questionnaire)
        hits += len(set(found["row"]) & set(rows))
        assert set(found["row"]) <= set(rows) | set(found.loc[found["row"].isin(rows), "other"])
    assert hits >= 70


@pytest.mark.parametrize(("load", "most"), [(0.0, 0), (0.2, 0), (0.5, 1)])
def test_answers_that_hang_together_are_not_copies(load, most):
    """Permuting alone would doubt people who merely think alike; six corridors of 600."""
    assert sum(len(near_duplicates(*attitudes(600, seed, load))) > 0 for seed in range(6)) <= most


def test_where_too_few_questions_are_asked_nothing_is_said():
    """Two people who answer six questions alike are nothing remarkable."""
    people = [person(f"p{place}") for place in range(60)]
    cells = pd.DataFrame(people, index=range(2, 62), dtype="str").fillna("")
    found = near_duplicates(type_responses(cells, QUESTIONNAIRE), QUESTIONNAIRE)
    assert found.empty
    assert found.dtypes.astype(str).tolist() == ["int64", "int64", "float64", "float64"]


def test_a_doubt_names_both_rows_and_their_share():
    """Which of the two is the original is not said; the same seed gives the same table."""
    responses, questionnaire = attitudes(200, 3, 0.0)
    cells = responses.cells.copy()
    cells.loc[201] = cells.loc[10]
    copied = type_responses(cells, questionnaire)
    found = near_duplicates(copied, questionnaire, rng_seed=4)
    assert found[["row", "other", "share"]].to_numpy().tolist() == [[10, 201, 1.0], [201, 10, 1.0]]
    assert (found["chance"] < 0.01).all()
    pd.testing.assert_frame_equal(found, near_duplicates(copied, questionnaire, rng_seed=4))


def test_what_relatives_have_in_common_is_taken_off():
    """Recruits who repeat half of what their recruiter says are family, not copies."""
    rng = np.random.default_rng(1)
    codes = rng.integers(0, 5, (200, 40))
    codes[100:, :20] = codes[:100, :20]
    cells = pd.DataFrame(
        {"is_seed": ["yes"] * 100 + ["no"] * 100, "coupon_received": [""] * 100 + [f"M-{n}" for n in range(100)],
         "coupon_1": [f"M-{n}" for n in range(100)] + [""] * 100, "coupon_2": "", "coupon_3": "",
         "recruiter_relation": ["family"] * 200},
        index=range(2, 202), dtype="str",
    )  # fmt: skip
    links, added = acquainted(cells, np.zeros(200, dtype=int), codes, rng)
    assert links.tolist() == [[place, place + 100] for place in range(100)]
    assert set(added.round(6)) == {float(added[0].round(6))}
    assert 0.3 < added[0] < 0.5


def test_codes_do_not_depend_on_the_order_of_ticking():
    """A multiple choice is a set."""
    people = [person("a", barriers="no_trust no_time"), person("b", barriers="no_time no_trust")]
    responses = type_responses(pd.DataFrame(people, dtype="str").fillna(""), QUESTIONNAIRE)
    assert coded_answers(responses, (QUESTIONNAIRE.by_name["barriers"],)).tolist() == [[0], [0]]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_dealing_keeps_counts_and_gaps(seed):
    """Within every stratum and question the same answers are given, by people who gave one before."""
    rng = np.random.default_rng(seed)
    codes, groups = rng.integers(-1, 4, (40, 6)), rng.integers(0, 3, 40)
    dealt = permuted(codes, (groups,), rng)
    assert ((dealt < 0) == (codes < 0)).all()
    for group in range(3):
        inside = groups == group
        assert (np.sort(dealt[inside], axis=0) == np.sort(codes[inside], axis=0)).all()
