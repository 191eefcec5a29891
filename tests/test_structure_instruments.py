from __future__ import annotations

from datetime import date

import pytest

from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.expressions import parse, references
from mekendesh.structure.instruments import OFFICIALS, ORGANISATIONS, PERSONS, SCORES, corridor_questionnaire
from mekendesh.structure.items import load_domains, load_items
from mekendesh.structure.questionnaire import CORE, FORMS, MODULES, Questionnaire, load_questionnaire
from mekendesh.structure.regions import regions_of
from mekendesh.structure.sites import sites_of

TREE = current_tree()


def made(form: str = PERSONS, modules: tuple[str, ...] = MODULES, destination: str = "RUS") -> Questionnaire:
    mapping_round = Round("2027-1", date(2027, 1, 1), False, modules)
    return corridor_questionnaire(TREE, Corridor("KGZ", destination), mapping_round, form)


def test_the_forms_are_named_in_their_order():
    """Whoever unpacks them gets what the names say."""
    assert (PERSONS, ORGANISATIONS, OFFICIALS) == ("persons", "organisations", "officials") == FORMS


def test_the_core_is_asked_without_any_module():
    """A short round still asks what every estimate needs."""
    core = made(modules=())
    assert {column.module for column in core.columns} == {CORE}
    assert core.columns == tuple(c for c in load_questionnaire(TREE).columns if c.module == CORE)


@pytest.mark.parametrize("module", MODULES)
def test_a_round_switches_a_module_on(module):
    """Its questions come in their places among the core's, in the order of the form."""
    one = made(modules=(module,))
    assert {column.module for column in one.columns} == {CORE, module}
    everything = [column.column for column in load_questionnaire(TREE).columns]
    assert [name for name in everything if name in one.by_name] == [column.column for column in one.columns]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("modules", [(), MODULES, *((module,) for module in MODULES)])
def test_no_condition_speaks_of_a_question_that_is_switched_off(form, modules):
    """A telephone would refuse the form, or never ask the question."""
    questionnaire = made(form, modules)
    before: set[str] = set()
    for column in questionnaire.columns:
        for text in (column.relevant, column.constraint):
            assert set(references(text)) <= before | {column.column}
            if text:
                parse(text)
        before.add(column.column)


@pytest.mark.parametrize("form", FORMS)
def test_every_list_that_is_asked_offers_answers(form):
    """A question without answers stops an interview."""
    questionnaire = made(form)
    for column in questionnaire.columns:
        if column.choices:
            assert len(questionnaire.codes_of(column.choices)) > 1, column.column


def test_cities_and_regions_are_those_of_the_corridor():
    """Nobody in Moscow is asked for a quarter of Istanbul."""
    for destination in ("RUS", "TUR"):
        questionnaire = made(destination=destination)
        assert questionnaire.codes_of("sites.csv") == tuple(site.site for site in sites_of(TREE, destination))
        assert questionnaire.codes_of("regions.csv") == tuple(one.region for one in regions_of(TREE, "KGZ"))
    assert made(destination="RUS").codes_of("sites.csv") != made(destination="TUR").codes_of("sites.csv")


def test_officials_are_asked_for_each_item_that_evidence_scores():
    """A score, its evidence, and since when; the latter two only where a score was given."""
    officials = made(OFFICIALS)
    domains = [domain.domain for domain in load_domains(TREE)]
    items = [item.item for item in load_items(TREE, domains) if item.scored_by == "evidence"]
    assert items
    own = len(load_questionnaire(TREE, OFFICIALS).columns)
    asked = [(column.column, column.type, column.role, column.relevant) for column in officials.columns[own:]]
    assert asked == [
        row
        for item in items
        for row in (
            (f"score_{item}", "choice", "trait", ""),
            (f"evidence_{item}", "text", "free_text", f"${{score_{item}}} != ''"),
            (f"since_{item}", "date", "trait", f"${{score_{item}}} != ''"),
        )
    ]
    assert officials.codes_of(SCORES) == ("0", "1", "2", "3", "4")


@pytest.mark.parametrize("form", FORMS)
def test_every_name_stands_for_one_question(form):
    """Two columns of one name could not be told apart in an export."""
    names = [column.column for column in made(form).columns]
    assert len(names) == len(set(names))


def test_only_the_persons_form_has_modules():
    """Organisations and officials are asked the same in every round."""
    for form in (ORGANISATIONS, OFFICIALS):
        assert made(form, ()).columns == made(form, MODULES).columns
