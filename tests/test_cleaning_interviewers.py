from __future__ import annotations

import numpy as np
import pandas as pd

from mekendesh.cleaning.checks import ANSWER_CHECKS, find_issues
from mekendesh.cleaning.interviewers import (
    MEASURES,
    PANEL_COLUMNS,
    flagged,
    interviewer_panel,
)
from mekendesh.cleaning.likeness import near_duplicates, substantive
from mekendesh.cleaning.straightlining import straightliners
from mekendesh.field.responses import Responses, type_responses
from mekendesh.structure.questionnaire import Questionnaire
from test_cleaning_likeness import simulated, with_copies

SEEDS = (1, 2, 3, 4)


def panel_of(responses: Responses, questionnaire: Questionnaire) -> pd.DataFrame:
    issues = find_issues(ANSWER_CHECKS, responses, questionnaire)
    pairs = near_duplicates(responses, questionnaire)
    lined = straightliners(responses, questionnaire)
    return interviewer_panel(responses, questionnaire, issues, pairs=pairs, straightlined=lined)


def made_up(responses: Responses, questionnaire: Questionnaire, seed: int) -> Responses:
    """I01 sits at home: closed answers at random but never "other", round networks, nine minutes each."""
    rng = np.random.default_rng(seed)
    cells = responses.cells.copy()
    mine = cells.index[cells["interviewer"] == "I01"]
    for asked in substantive(questionnaire):
        codes = [code for code in questionnaire.codes_of(asked.choices) if code != "other"]
        if codes and asked.column != "site":
            told = mine[(cells.loc[mine, asked.column] != "").to_numpy()]
            cells.loc[told, asked.column] = rng.choice(codes, len(told))
    cells.loc[mine, "network_size"] = rng.choice(["10", "20", "30", "50"], len(mine))
    ends = responses.typed.loc[mine, "start"] + pd.Timedelta(minutes=9)
    cells.loc[mine, "end"] = [end.isoformat() for end in ends]
    return type_responses(cells, questionnaire)


def test_honest_interviewers_are_not_flagged():
    """Four corridors of six interviewers: none flagged, and one p in twenty at most about 5 %."""
    panels = [panel_of(*simulated(seed)) for seed in SEEDS]
    assert [len(flagged(panel)) for panel in panels] == [0, 0, 0, 0]
    assert (pd.concat(panels)["p"] <= 0.05).mean() < 0.08
    assert panels[0].columns.tolist() == list(PANEL_COLUMNS)
    assert len(panels[0]) == 6 * len(MEASURES)


def test_one_who_makes_answers_up_is_flagged_and_the_others_are_not():
    """Duration, round numbers, "other" and doubts point at I01 in each corridor; of 5 · 4 honest at most one."""
    honest = 0
    for seed in SEEDS:
        responses, questionnaire = simulated(seed)
        found = flagged(panel_of(made_up(responses, questionnaire, seed), questionnaire))
        mine = set(found.loc[found["interviewer"] == "I01", "measure"])
        assert {"minutes", "round", "doubted", "other"} <= mine
        honest += found.loc[found["interviewer"] != "I01", "interviewer"].nunique()
    assert honest <= 1


def test_one_who_copies_is_flagged_for_copies():
    """Twenty interviews that repeat others, brought by one interviewer."""
    responses, questionnaire = simulated(2)
    order = responses.cells.assign(late=responses.cells["interviewer"] == "I02").sort_values(
        "late", kind="stable"
    )
    ordered = type_responses(order.drop(columns="late"), questionnaire)
    last = ordered.cells.index[-40:]
    own = type_responses(ordered.cells.loc[last], questionnaire)
    copied, rows = with_copies(own, questionnaire, 20, 0.05, 1)
    cells = ordered.cells.copy()
    cells.loc[last] = copied.cells
    found = flagged(panel_of(type_responses(cells, questionnaire), questionnaire))
    assert found.loc[found["measure"] == "copied", "interviewer"].tolist() == ["I02"]
    assert len(rows) == 20


def test_of_two_at_a_site_both_or_neither_are_named():
    """Nobody can say which of two is the odd one; one alone is not judged."""
    responses, questionnaire = simulated(1)
    cells = responses.cells.copy()
    cells["interviewer"] = np.where(cells["interviewer"].isin(["I01", "I02", "I03"]), "I01", "I02")
    cells.loc[cells["interviewer"] == "I01", "network_size"] = "20"
    two = panel_of(type_responses(cells, questionnaire), questionnaire).query("measure == 'round'")
    assert two["p"].nunique() == 1
    assert (two["q"] < 0.001).all()
    cells["interviewer"] = cells["site"]
    alone = panel_of(type_responses(cells, questionnaire), questionnaire)
    assert (alone["p"] == 1).all()
