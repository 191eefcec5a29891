from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.expressions import references
from mekendesh.structure.logic import SEVERITIES, LogicRule, load_logic
from mekendesh.structure.questionnaire import load_questionnaire
from mekendesh.words import Label
from structure_examples import written

HEADER = "rule,severity,column,condition,said_ky,said_ru,said_en"
GOOD = "too_young,warning,age,${age} < 18,Жаш,Молод,Young"


def test_a_rule_is_read_as_it_stands(tmp_path):
    """What a researcher wrote is what is looked for."""
    tree = written(tmp_path, "logic.csv", HEADER, "two,note,b,\"${a} = 'x' and ${b} != ''\",К,Р,E", GOOD)
    assert load_logic(tree) == (
        LogicRule("two", "note", "b", "${a} = 'x' and ${b} != ''", Label("К", "Р", "E")),
        LogicRule("too_young", "warning", "age", "${age} < 18", Label("Жаш", "Молод", "Young")),
    )


def test_a_table_without_rules_is_a_table(tmp_path):
    """Nobody must write a rule."""
    assert load_logic(written(tmp_path, "logic.csv", HEADER)) == ()


def test_a_rule_cannot_be_changed(tmp_path):
    """It is shared by all who loaded it."""
    with pytest.raises(FrozenInstanceError):
        load_logic(written(tmp_path, "logic.csv", HEADER, GOOD))[0].severity = "note"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (GOOD.replace("warning", "fatal"), "line 2, column severity: found 'fatal'"),
        (GOOD.replace("too_young", "Too young"), "line 2, column rule: found 'Too young'"),
        (GOOD.replace("warning,age", "warning,"), "line 2, column column: found an empty cell"),
        (GOOD.replace("${age} < 18", ""), "line 2, column condition: found an empty cell"),
        (
            GOOD.replace("${age} < 18", "${age} <"),
            "line 2, column condition: found 'an expression that breaks off'",
        ),
        (
            GOOD.replace("${age} < 18", "${age} < pulldata(1)"),
            r"line 2, column condition: found 'pulldata\(\)'",
        ),
        (GOOD.replace("Жаш", ""), "line 2, column said_ky: found an empty cell"),
        (GOOD + "\n" + GOOD, "line 3, column rule: found 'too_young' again, first on line 2"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, line, said):
    """The researcher mends it without asking a programmer."""
    with pytest.raises(StructureError, match=said):
        load_logic(written(tmp_path, "logic.csv", HEADER, line))


def test_all_mistakes_are_told_at_once(tmp_path):
    """Mending one and meeting the next wears people out."""
    lines = [GOOD.replace("warning", "bad"), "b,note,c,${,К,Р,"]
    with pytest.raises(StructureError, match=r"has 3 mistake\(s\)"):
        load_logic(written(tmp_path, "logic.csv", HEADER, *lines))


def test_the_shipped_rules_speak_of_questions_that_are_asked():
    """A rule with a name misspelt would never be true, and nobody would notice."""
    asked = load_questionnaire(current_tree()).by_name
    rules = load_logic(current_tree())
    assert len(rules) > 0
    for rule in rules:
        assert rule.severity in SEVERITIES
        assert {rule.column, *references(rule.condition)} <= set(asked)


def test_every_rule_speaks_of_questions_that_are_asked():
    """A rule on a question that is not in the form raises no doubt, and nobody would notice."""
    asked = load_questionnaire(current_tree()).by_name
    for rule in load_logic(current_tree()):
        assert {rule.column, *references(rule.condition)} <= set(asked), rule.rule
