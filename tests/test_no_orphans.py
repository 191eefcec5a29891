"""Nothing is orphaned. Each check is a function of its own here, shared with no code of the library, and each is
shown an orphan planted for it: a check that cannot fail is no check."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import replace

import pandas as pd
import pytest

from judgement_examples import survey
from mekendesh.estimation.shares.families import family_indicators
from mekendesh.files import current_tree
from mekendesh.judgement import addressing, agenda, premises, readiness, recommendations
from mekendesh.structure.anchors import ItemAnchor
from mekendesh.structure.bodies import Role
from mekendesh.structure.corridors import Round, load_origins
from mekendesh.structure.framework import load_framework
from mekendesh.structure.mapping import open_mapping
from mekendesh.structure.questionnaire import load_questionnaire
from mekendesh.words import Label

TREE = current_tree()
FRAMEWORK = load_framework(TREE)
QUESTIONS = load_questionnaire(TREE).columns
ROUND_TABLE, TODAY = datetime.date(2014, 12, 26), datetime.date(2026, 6, 30)
SCORES = (0, 1, 2, 3, 4)
READING_ROOMS = ("field", "cleaning", "estimation", "judgement", "reporting", "batch")
"""Rooms whose code reads answers. Those that ask them (structure) or invent them (simulation) do not count."""
USED_BY_ROLE = (
    "meta",
    "identifier",
    "identifier_public",
    "consent",
    "eligibility",
    "recruitment",
    "free_text",
)
"""Roles that the code handles as a whole: what has one of them need not be named."""


@pytest.fixture(scope="module")
def surveyed_shares():
    """A made-up survey that estimates every indicator the ranking and the premises ask for."""
    keys = [channel.channel for channel in FRAMEWORK.channels]
    shares = {f"{family}_{key}": 0.4 for family in ("acts", "willing", "gap") for key in (*keys, "any")}
    shares |= {f"gapbarrier_{key}__{each.barrier}": 0.1 for key in keys for each in FRAMEWORK.barriers}
    shares |= {f"barrier_{each.barrier}": 0.25 for each in FRAMEWORK.barriers}
    shares |= {premise.indicator: 0.3 for premise in FRAMEWORK.premises if premise.indicator}
    shares |= {
        f"proposal_{each.proposal}": 0.2 for each in FRAMEWORK.proposals if each.channels and each.barriers
    }
    return survey({indicator: (share, share - 0.05, share + 0.05) for indicator, share in shares.items()}, 40)


def lists(origin, surveyed_shares):
    """Each list of recommendations of an origin, with the items and estimates it was made from."""
    estimates, draws = surveyed_shares
    for day in (ROUND_TABLE, TODAY):
        items = readiness.score_items(FRAMEWORK, origin, day)
        yield recommendations.before_fieldwork(FRAMEWORK, items), items, None
        items = readiness.score_items(FRAMEWORK, origin, day, estimates)
        yield recommendations.rank(FRAMEWORK, items, estimates, draws), items, estimates


def without_finding(table: pd.DataFrame) -> list[str]:
    """Proposals of a ranked list that name no finding."""
    return table.loc[table["finding_ids"].str.split().str.len().eq(0), "proposal"].tolist()


def without_source(finding_ids: pd.Series, items: pd.DataFrame, estimates: pd.DataFrame | None) -> list[str]:
    """Findings that lead to no dated and graded evidence, and to no estimate that says how it was made."""
    by_item = items.set_index("item")
    sourced = set()
    for finding in {each for ids in finding_ids for each in ids.split()}:
        sort, _, name = finding.partition(":")
        if sort == "item" and name in by_item.index:
            row = by_item.loc[name]
            needed = ["source_ky", "source_ru", "source_en", "quote_en", "as_of"]
            if pd.notna(row["score"]) and all(row[needed]) and row["grade"] in "ABCD":
                sourced.add(finding)
        elif sort == "estimate" and estimates is not None and name.endswith("|"):
            row = estimates[(estimates["indicator"] == name[:-1]) & (estimates["site"] == "")]
            said = row[["method", "interval", "definition", "population"]]
            if len(row) == 1 and row["value"].notna().all() and said.ne("").all(axis=None):
                sourced.add(finding)
    return sorted({each for ids in finding_ids for each in ids.split()} - sourced)


def without_anchor(framework) -> list[tuple[str, int]]:
    """Items and scores for which nobody has said in three languages what they mean."""
    said = {(a.item, a.score) for a in framework.anchors if a.label.ky and a.label.ru and a.label.en}
    return [
        (item.item, score) for item in framework.items for score in SCORES if (item.item, score) not in said
    ]


def never_asked(framework) -> list[str]:
    """Roles that no proposal is addressed to, whether to lead or to support."""
    asked = {role for each in framework.proposals for role in (each.lead_role, *each.supporting_roles)}
    return [role.role for role in framework.roles if role.role not in asked]


def never_named(framework) -> list[str]:
    """Bodies that no recommendation is addressed to on a day on which they are known to hold their role."""
    asked = {role for each in framework.proposals for role in (each.lead_role, *each.supporting_roles)}
    missed = []
    for body in framework.bodies:
        day = body.valid_from or body.valid_to or TODAY
        addressee = addressing.addressee(framework, body.role, body.origin, Round("2026-1", day, False))
        if body.role not in asked or addressee.label != body.label or not addressee.named:
            missed.append(body.label.en)
    return missed


def feeding_nothing(columns, estimated: Collection[str], code: str, rules: str) -> list[str]:
    """Questions whose answers nobody reads.

    An answer is read where an indicator of a family is made of it (``estimated``), where code that reads answers
    names its column in quotes or by the stem of a formatted name (``f"did_{channel}"``), where a rule of
    definitions, cleaning or capacity names it, where it routes another question, or where its role is handled as a
    whole (`USED_BY_ROLE`). What the column ``feeds`` claims is not believed.
    """
    quoted = set(re.findall(r"[\"'](\w+)[\"']", code))
    stems = tuple(re.findall(r"f[\"'](\w+_)\{", code))
    routed = " ".join(f"{column.relevant} {column.constraint}" for column in columns)
    named = {*estimated, *quoted, *re.findall(r"\w+", rules), *re.findall(r"\w+", routed)}
    return [
        column.column
        for column in columns
        if column.role not in USED_BY_ROLE
        and column.column not in named
        and not (stems and column.column.startswith(stems))
    ]


def reading_code() -> str:
    """All code of the rooms that read answers."""
    rooms = [TREE.root / "lib" / "mekendesh" / room for room in READING_ROOMS]
    return "\n".join(path.read_text("utf-8") for room in rooms for path in sorted(room.rglob("*.py")))


def rules() -> str:
    """The rules of definitions, cleaning and capacity, which name columns as ``${column}`` or bare."""
    files = ("definitions", "logic", "capacity")
    return "\n".join((TREE.structure / f"{name}.csv").read_text("utf-8") for name in files)


@pytest.mark.parametrize("origin", list(load_origins(TREE)))
def test_no_recommendation_is_without_a_finding_and_no_finding_without_its_source(origin, surveyed_shares):
    """Before and after the fieldwork, on the day of the round table and today, for every origin."""
    for table, items, estimates in lists(origin, surveyed_shares):
        assert without_finding(table) == []
        assert without_source(table["finding_ids"], items, estimates) == []


def test_some_list_has_recommendations_to_look_at(surveyed_shares):
    """An empty list has no orphan either: the check above must have had something before it."""
    lengths = [len(table) for table, _, _ in lists("KGZ", surveyed_shares)]
    assert all(lengths[2:])


def test_a_recommendation_without_a_finding_is_noticed(surveyed_shares):
    """A planted orphan: a proposal whose findings were blanked."""
    table = list(lists("KGZ", surveyed_shares))[-1][0]
    planted = table["proposal"].iloc[0]
    assert without_finding(table.assign(finding_ids=table["finding_ids"].where(table.index != 0, " "))) == [
        planted
    ]


@pytest.mark.parametrize("lost", ["source_ru", "quote_en", "as_of", "grade", "score"])
def test_a_finding_without_its_source_is_noticed(surveyed_shares, lost):
    """Planted orphans: evidence that lost its source, words, date, grade or score."""
    table, items, estimates = list(lists("KGZ", surveyed_shares))[-1]
    finding = table["finding_ids"].iloc[0].split()[0]
    nothing = float("nan") if lost == "score" else "?" if lost == "grade" else ""
    items[lost] = items[lost].mask(items["item"] == finding.removeprefix("item:"), nothing)
    assert without_source(table["finding_ids"], items, estimates) == [finding]


def test_a_finding_that_leads_nowhere_is_noticed(surveyed_shares):
    """Planted orphans: an item and an estimate that nobody knows, and an estimate before the fieldwork."""
    _, items, estimates = list(lists("KGZ", surveyed_shares))[-1]
    ids = pd.Series(["item:nothing estimate:gap_nothing| rumour:1", "estimate:gap_any|"])
    assert without_source(ids, items, estimates) == ["estimate:gap_nothing|", "item:nothing", "rumour:1"]
    assert "estimate:gap_any|" in without_source(ids, items, None)


@pytest.mark.parametrize("origin", list(load_origins(TREE)))
def test_what_is_not_ranked_has_a_reason_and_hangs_on_something(origin, surveyed_shares):
    """No proposal falls out: it is in the list, or its reason is said; what waits for an item is on the agenda."""
    estimates, draws = surveyed_shares
    items = readiness.score_items(FRAMEWORK, origin, TODAY, estimates)
    ranked = recommendations.rank(FRAMEWORK, items, estimates, draws)["proposal"]
    rest = recommendations.unranked(FRAMEWORK, items, estimates)
    assert sorted([*ranked, *rest["proposal"]]) == sorted(each.proposal for each in FRAMEWORK.proposals)
    tested = premises.test_premises(FRAMEWORK, estimates, items)
    gaps = agenda.agenda(FRAMEWORK, items, tested, {}, agenda.Surveyed(estimates, draws), as_of=TODAY)
    waiting = set(rest.loc[rest["why"] == "items_unknown", "proposal"])
    asked = {item for each in FRAMEWORK.proposals if each.proposal in waiting for item in each.items}
    assert all(
        asked & set(each.items) & set(gaps["subject"])
        for each in FRAMEWORK.proposals
        if each.proposal in waiting
    )
    assert gaps["finding_ids"].str.fullmatch(r"(item|estimate|corridor):\S+").all()


def test_every_item_has_an_anchor_for_each_score():
    """36 items × 5 scores in three languages."""
    assert without_anchor(FRAMEWORK) == []
    assert len(FRAMEWORK.anchors) == 180


def test_a_missing_or_half_translated_anchor_is_noticed():
    """Planted orphans: an anchor taken away, and one without its Kyrgyz."""
    first, second = FRAMEWORK.anchors[0], FRAMEWORK.anchors[7]
    half = ItemAnchor(second.item, second.score, Label("", "что-то", "something"))
    anchors = tuple(half if each == second else each for each in FRAMEWORK.anchors[1:])
    assert without_anchor(replace(FRAMEWORK, anchors=anchors)) == [
        (first.item, first.score),
        (second.item, second.score),
    ]


def test_something_is_asked_of_every_role_and_every_body():
    """A body is on the list because something is asked of it, and on some day it is asked by its name."""
    assert never_asked(FRAMEWORK) == []
    assert never_named(FRAMEWORK) == []


def test_a_role_and_a_body_that_nothing_is_asked_of_are_noticed():
    """Planted orphans: a role no proposal names, and with it the body that holds it."""
    navy = Role("navy", Label("флот", "флот", "the navy"))
    body = replace(FRAMEWORK.bodies[0], role="navy", label=Label("Флот", "Флот", "Navy of Kyrgyzstan"))
    planted = replace(FRAMEWORK, roles=(*FRAMEWORK.roles, navy), bodies=(*FRAMEWORK.bodies, body))
    assert never_asked(planted) == ["navy"]
    assert never_named(planted) == ["Navy of Kyrgyzstan"]


def test_a_body_that_another_hides_on_every_day_is_noticed():
    """Planted orphan: two bodies hold one role on the same days, so one of them is never asked."""
    held = next(body for body in FRAMEWORK.bodies if body.valid_from and not body.valid_to)
    hidden = replace(held, label=Label("Экинчи", "Второй", "The second"))
    assert never_named(replace(FRAMEWORK, bodies=(*FRAMEWORK.bodies, hidden))) == ["The second"]


def test_a_question_that_feeds_nothing_is_noticed():
    """Planted orphans, whatever they claim to feed: nobody reads the shoe size; the others are read somewhere."""
    (question,) = [column for column in QUESTIONS if column.column == "did_trade"]
    planted = [
        replace(question, column=name, relevant=relevant)
        for name, relevant in (
            ("shoe_size", ""),
            ("did_trade", "${hat} = 'yes'"),
            ("glove", ""),
            ("scarf", ""),
            ("hat", ""),
            ("sock", ""),
        )
    ]
    code = 'columns.holds(f"did_{channel}"); take("glove")  # shoe_size'
    assert feeding_nothing(planted, {"sock"}, code, "not(${scarf})") == ["shoe_size"]


def test_no_question_feeds_nothing():
    """Nothing is asked of people, in the core or in a module, that nobody reads."""
    forms = (load_questionnaire(TREE), open_mapping("KGZ", "RUS", "example").questionnaire)
    estimated = {each.column for form in forms for each in family_indicators(form)}
    assert feeding_nothing(QUESTIONS, estimated, reading_code(), rules()) == []
