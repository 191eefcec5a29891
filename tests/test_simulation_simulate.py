"""A round simulated in one step: what comes out fits the form, the people, and itself."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from mekendesh.cleaning.contacts import normal_phone
from mekendesh.files import current_tree
from mekendesh.simulation.simulate import ASSOCIATIONS_TOLD, Simulated, load_setting, simulate, stable_seed
from mekendesh.structure.corridors import Corridor, Round

SITES = [SimpleNamespace(site="moscow", share=0.4), SimpleNamespace(site="moss_town", share=0.2)]
EXAMPLE = Round("example", date(2026, 6, 30), is_example=True)


def russia(rng_seed: int = 11) -> Simulated:
    return simulate(
        load_setting(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE),
        SITES,
        population=400,
        female_share=0.45,
        as_of=date(2026, 6, 30),
        rng_seed=rng_seed,
    )


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return russia()


def test_seeds_of_the_generator_depend_on_names_alone():
    """A corridor's example is the same on every machine."""
    assert stable_seed("KGZ-RUS", "example") == 1064641795
    assert stable_seed("KGZ-KAZ", "example") != stable_seed("KGZ-RUS", "example")


def test_the_header_is_that_of_an_export_of_the_questionnaire(simulated):
    """What is simulated is what the form would deliver."""
    questionnaire = load_setting(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE).questionnaire
    assert tuple(simulated.responses.columns) == questionnaire.headers


def test_rows_stand_in_the_order_of_submission_numbered_as_a_server_does(simulated):
    """Cleaning may rely on neither, and must see both."""
    responses = simulated.responses
    assert responses["_submission_time"].is_monotonic_increasing
    assert responses["_id"].tolist() == [str(number) for number in range(410001, 410001 + len(responses))]


def test_everyone_interviewed_is_one_of_the_people_and_everyone_else_has_no_response(simulated):
    """The truth is known person by person; a form sent twice makes nobody new."""
    again = {m.uuid for m in simulated.planted if m.kind in ("duplicate", "near_copy")}
    interviewed = simulated.people.loc[simulated.people["uuid"] != "", "uuid"]
    assert interviewed.is_unique
    assert set(interviewed) == set(simulated.responses["_uuid"]) - again
    assert len(simulated.people) == 400 > len(interviewed)


def test_lists_speak_of_the_same_people_as_the_survey(simulated):
    """Two independent sets of invented people could never be linked."""
    people = set(simulated.people.index.astype("str"))
    assert len(simulated.associations) == ASSOCIATIONS_TOLD
    for register in (simulated.register, *simulated.associations):
        assert set(register.truth["person"]) <= people | {""}
        surveyed = simulated.people.loc[simulated.people["uuid"] != ""].index.astype("str")
        assert set(register.truth["person"]) & set(surveyed)


def test_another_seed_gives_other_answers_and_the_same_seed_the_same(simulated):
    """Seeded, and not by accident: every table of it."""
    again, other = russia(), russia(12)
    for one, two in (
        (simulated.people, again.people),
        (simulated.responses, again.responses),
        (simulated.register.table, again.register.table),
        (simulated.associations[1].table, again.associations[1].table),
    ):
        assert one.equals(two)
    assert simulated.planted == again.planted
    assert not simulated.people.equals(other.people)
    assert not simulated.register.table.equals(other.register.table)


def test_identifiers_are_invented_and_only_of_those_who_agreed(simulated):
    """Nobody's number can be met by accident: +999 belongs to no country, and is left out only behind an 8."""
    responses = simulated.responses
    told = responses["person/phone"] != ""
    assert (
        responses.loc[told, "person/phone"].map(lambda text: normal_phone(text, ()) or text[0] == "8").all()
    )
    shown = responses["person/document"] != ""
    assert responses.loc[shown, "person/document"].str.fullmatch("EX[0-9]{7}").all()
    agreed = (responses["consent/consent_link"] == "yes") | (responses["consent/consent_recontact"] == "yes")
    assert (told <= agreed).all() and told.any()
    assert (shown <= (responses["consent/consent_link"] == "yes")).all() and shown.any()


@pytest.mark.parametrize("population", [1, 4])
def test_a_corridor_of_a_handful_of_people_is_simulated_too(population):
    """The reference tables know corridors of one person; they give a short delivery, not a crash."""
    setting = load_setting(current_tree(), Corridor("SRB", "RUS"), EXAMPLE)
    day = date(2026, 6, 30)
    simulated = simulate(setting, SITES, population=population, female_share=1.0, as_of=day, rng_seed=1)
    assert 1 <= len(simulated.responses) <= 2 * population
    assert tuple(simulated.responses.columns) == setting.questionnaire.headers
