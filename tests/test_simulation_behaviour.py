from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mekendesh.files import current_tree
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.simulation.behaviour import simulate_behaviour
from mekendesh.simulation.population import simulate_people


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    assumptions = load_assumptions(current_tree()).with_value("spread", "corridors", 0.0)
    rng = np.random.default_rng(3)
    sites = [SimpleNamespace(site="town", share=1.0)]
    people = simulate_people(assumptions, sites, population=9000, female_share=0.5, year=2026, rng=rng)
    return simulate_behaviour(assumptions, people, rng)


def test_acting_and_willing_shares_are_those_assumed(people):
    """Margins of the channels are the assumed ones, whatever the traits do."""
    assert people["did_remittances"].mean() == pytest.approx(0.56, abs=0.001)
    assert people["did_civic"].mean() == pytest.approx(0.15, abs=0.001)
    assert (people["willing_investment"] >= 4).mean() == pytest.approx(0.38, abs=0.001)
    assert set(people["willing_investment"]) == {1, 2, 3, 4, 5}


def test_everyone_names_one_to_three_barriers_at_the_assumed_rates(people):
    """The form allows three; the rates are of people who name the barrier."""
    barriers = people.filter(regex="^barrier_")
    assert barriers.shape[1] == 12
    assert set(barriers.sum(axis=1)) == {1, 2, 3}
    assert barriers["barrier_no_trust"].mean() == pytest.approx(0.36, abs=0.01)
    assert barriers["barrier_no_recognition"].mean() == pytest.approx(0.08, abs=0.01)


def test_traits_move_outcomes_as_assumed(people):
    """Knowledge is shared by the educated, papers hinder those without, and the willing act more."""
    by_education = people.groupby("higher")["did_knowledge"].mean()
    assert by_education[True] > 1.5 * by_education[False]
    by_papers = people.groupby("irregular")["barrier_no_legal_status"].mean()
    assert by_papers[True] > 3 * by_papers[False]
    willing = people["willing_knowledge"] >= 4
    assert people.loc[willing, "did_knowledge"].mean() > people.loc[~willing, "did_knowledge"].mean()


def test_what_was_not_asked_is_not_answered(people):
    """Satisfaction belongs to those who turned to the body, a stage to those who have an idea."""
    assert (people["satisfied_body"].notna() == people["used_body"]).all()
    assert (people["idea_stage"].notna() == people["idea_sector"].notna()).all()
    assert people["idea_stage"].notna().mean() == pytest.approx(0.34, abs=0.001)
