"""Definitions of *diaspora* as data: a boolean rule over what a respondent said about himself or herself.

A rule is written with the columns below, ``and``, ``or``, ``not`` and brackets, and nothing else:
``(born_in_origin or ancestor_born) and has_link``.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import StructureError
from mekendesh.structure.schema import LABELS, Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from mekendesh.files import Tree
    from mekendesh.words import Label

VARIABLES = (
    "born_in_origin",
    "citizen_of_origin",
    "ethnic_affiliation",
    "ancestor_born",
    "self_identifies",
    "has_link",
    "stays_12_months",
)
"""Columns of the respondents table a rule may use."""
LONGEST_RULE = 500


@dataclass(frozen=True)
class Definition:
    """One definition. ``origin``: the country whose law words it; blank where it holds for any origin."""

    definition: str
    label: Label
    rule: str
    origin: str


def load_definitions(tree: Tree, origins: Collection[str]) -> tuple[Definition, ...]:
    """``definitions.csv`` in the order of the file.

    Raises ``StructureError`` with every mistake in it, a rule outside the small grammar among them.
    """
    mistakes = Mistakes("definitions.csv")
    rows = read_rows(tree.structure / "definitions.csv", ("definition", "rule", "origin", *LABELS))
    mistakes.repeated(rows, "definition", "origin")
    for row in rows:
        refused = _refused(row["rule"])
        if refused:
            mistakes.add(row.line, "rule", refused, "columns joined by and, or, not and brackets")
    found = tuple(
        Definition(
            definition=mistakes.name(row, "definition"),
            label=mistakes.label(row),
            rule=row["rule"],
            origin=mistakes.one_of(row, "origin", origins, blank=True),
        )
        for row in rows
    )
    mistakes.raise_if_any()
    return found


def definitions_for(definitions: Collection[Definition], origin: str) -> tuple[Definition, ...]:
    """Those that can be asked of people from ``origin``: the general ones, and the one of its own law."""
    return tuple(definition for definition in definitions if definition.origin in ("", origin))


def holds(rule: str, respondents: pd.DataFrame) -> pd.Series:
    """Whether ``rule`` holds for each respondent: a nullable boolean, indexed as ``respondents``.

    Kleene logic: a missing answer leaves the result missing unless the other answers decide it either way.
    The variables of the rule must be columns of nullable booleans. A definition wider than the survey's own
    eligibility can only be measured inside it: people who were never eligible are not in the table.

    Raises ``StructureError`` for a rule outside the grammar or a column that is not there.
    """
    refused = _refused(rule)
    if refused:
        raise StructureError(
            "The rule {rule} has {found}. Write it with columns, and, or, not and brackets.",
            rule=rule,
            found=refused,
        )
    return _value(_parse(rule), respondents).rename(None)


def _parse(rule: str) -> ast.expr:
    return ast.parse(rule, mode="eval").body


def _refused(rule: str) -> str:
    """What in a rule is outside the grammar, in words; empty where nothing is."""
    if len(rule) > LONGEST_RULE:
        return f"{len(rule)} characters, more than {LONGEST_RULE}"
    try:
        tree = _parse(rule)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return f"'{rule}', which cannot be read" if rule else "an empty cell"
    return _outside_grammar(tree)


def _outside_grammar(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return "" if name in VARIABLES else f"'{name}', which is no column of a definition"
        case ast.BoolOp(values=parts):
            return next(filter(None, map(_outside_grammar, parts)), "")
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return _outside_grammar(part)
        case _:
            return f"'{ast.unparse(node)}', which is not allowed there"


def _value(node: ast.expr, respondents: pd.DataFrame) -> pd.Series:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return reduce(and_, (_value(part, respondents) for part in parts))
        case ast.BoolOp(values=parts):
            return reduce(or_, (_value(part, respondents) for part in parts))
        case ast.UnaryOp(operand=part):
            return ~_value(part, respondents)
        case ast.Name(id=name) if name in respondents.columns:
            return respondents[name].astype("boolean")
        case _:
            raise StructureError(
                "The respondents have no column {column}, which a definition needs. Run the cleaning again.",
                column=ast.unparse(node),
            )
