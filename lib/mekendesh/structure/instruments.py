"""The instruments of a corridor and round: each form with the lists and modules that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.structure.items import load_domains, load_items
from mekendesh.structure.questionnaire import FORMS, Column, Questionnaire, load_questionnaire
from mekendesh.structure.regions import regions_of
from mekendesh.structure.sites import sites_of
from mekendesh.words import Label

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Corridor, Round

PERSONS, ORGANISATIONS, OFFICIALS = FORMS
SCORES = "score_0_4"


def corridor_questionnaire(
    tree: Tree, corridor: Corridor, round: Round, form: str = PERSONS
) -> Questionnaire:
    """The form that is used in a corridor and round.

    Of the persons' form the core and the modules the round switches on; the destination's cities as
    ``sites.csv``, the origin's regions as ``regions.csv``. The officials' form also asks for every readiness
    item that evidence scores: a score, the evidence, and its date.
    """
    questionnaire = load_questionnaire(tree, form)
    if form == PERSONS:
        questionnaire = questionnaire.of_modules(round.modules)
    if form == OFFICIALS:
        domains = [domain.domain for domain in load_domains(tree)]
        asked = [item for item in load_items(tree, domains) if item.scored_by == "evidence"]
        items = tuple(column for item in asked for column in _about_item(item.item, item.label))
        questionnaire = Questionnaire((*questionnaire.columns, *items), questionnaire.choices)
    sites = [(site.site, site.label) for site in sites_of(tree, corridor.destination)]
    regions = [(region.region, region.label) for region in regions_of(tree, corridor.origin)]
    return questionnaire.with_list("sites.csv", sites).with_list("regions.csv", regions)


def _about_item(item: str, label: Label) -> tuple[Column, ...]:
    """Three questions about one readiness item. A score without evidence is an opinion: it is asked for."""
    scored = f"${{score_{item}}} != ''"
    common = {"required": False, "low": None, "high": None, "feeds": ("readiness",), "module": OFFICIALS}
    evidence = Label("Далил: документ, күнү, беренеси", "Свидетельство: документ, дата, статья",
                     "Evidence: document, date, article")  # fmt: skip
    since = Label("Качантан бери", "С какого времени", "Since when")
    return (
        Column(f"score_{item}", "items", "choice", SCORES, "trait", relevant="", label=label, **common),
        Column(
            f"evidence_{item}", "items", "text", "", "free_text", relevant=scored, label=evidence, **common
        ),
        Column(f"since_{item}", "items", "date", "", "trait", relevant=scored, label=since, **common),
    )
