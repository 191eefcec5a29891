"""Invented associations: what they answer is what the organisations' form offers, and nobody real is among them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from mekendesh.files import current_tree
from mekendesh.simulation.organisations import FEWEST, MOST, simulate_organisations
from mekendesh.simulation.registers import ASSOCIATIONS
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.instruments import ORGANISATIONS, corridor_questionnaire
from mekendesh.structure.sites import sites_of

EXAMPLE = Round("example", date(2026, 6, 30), is_example=True)
FORM = corridor_questionnaire(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE, ORGANISATIONS)
SITES = sites_of(current_tree(), "RUS")


def simulated(seed: int) -> pd.DataFrame:
    return simulate_organisations(FORM, SITES, "Россия", np.random.default_rng(seed))


@pytest.fixture(scope="module")
def many() -> list[pd.DataFrame]:
    return [simulated(seed) for seed in range(12)]


def test_the_header_is_that_of_an_export_of_the_form_and_every_cell_is_text(many):
    """What is simulated is what the form would deliver, with the server's own key behind it."""
    for table in many:
        assert list(table.columns) == [*(column.header for column in FORM.columns), "_uuid"]
        assert (table.dtypes == "str").all() and not table.isna().any(axis=None)


def test_there_are_a_handful_of_associations_each_with_a_key_of_its_own(many):
    """From five to nine, all of which occur in a dozen corridors or so; no two share a key."""
    sizes = {len(table) for table in many}
    assert sizes <= set(range(FEWEST, MOST + 1)) and len(sizes) > 2
    keys = pd.concat([table["_uuid"] for table in many])
    assert keys.is_unique
    assert keys.str.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}").all()


def test_names_are_invented_words_with_a_number_so_that_no_two_are_one(many):
    """Nobody looks for a real association behind them, and more than there are words can be told apart."""
    for table in many:
        expected = [f"{ASSOCIATIONS[place % len(ASSOCIATIONS)]} {place + 1}" for place in range(len(table))]
        assert table["organisations/org_name"].tolist() == expected


def test_every_answer_is_one_the_form_offers(many):
    """Codes of the list, numbers within their bounds, cities of the corridor, and nothing where nothing was asked."""
    table = pd.concat(many, ignore_index=True)
    assert set(table["organisations/org_city"]) <= {site.label.ru for site in SITES}
    assert set(table["organisations/org_country"]) == {"Россия"}
    for column in FORM.columns:
        cells = table[column.header]
        codes = set(FORM.codes_of(column.choices))
        if column.type == "multiple":
            assert set(cells.str.split().explode().dropna()) <= codes, column.column
        elif codes:
            assert set(cells) <= codes | {""}, column.column
        elif column.type == "integer":
            assert cells.astype(int).between(column.low, column.high).all(), column.column
    without_projects = table["organisations/org_projects_3y"] == "0"
    assert ((table["organisations/org_project_regions"] == "") == without_projects).all()


def test_most_agree_to_be_named_and_some_do_not(many):
    """Both must occur, or no page would show what happens without consent."""
    agrees = pd.concat(many)["organisations/org_publish_consent"]
    assert set(agrees) == {"yes", "no"}
    assert (agrees == "yes").mean() > 0.6


def test_the_same_generator_gives_the_same_associations(many):
    """An example is the same on every machine, keys included."""
    assert simulated(3).equals(many[3])
    assert not simulated(4).equals(many[3])
