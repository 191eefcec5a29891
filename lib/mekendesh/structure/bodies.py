"""To whom a recommendation may be addressed: roles that exist in any state, and the bodies that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.schema import LABELS, Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from mekendesh.files import Tree
    from mekendesh.words import Label


@dataclass(frozen=True)
class Role:
    """A kind of body that exists in any origin; its label stands in where no named body is known."""

    role: str
    label: Label


@dataclass(frozen=True)
class Body:
    """A named body of one origin and the days between which it is known to hold a role.

    The days are known ones, not always those of founding and closing (``source`` says which): between two
    bodies of a role there may be a gap, in which the role is addressed instead of a wrong name.
    """

    origin: str
    role: str
    label: Label
    valid_from: date | None
    valid_to: date | None
    source: str


def load_roles(tree: Tree) -> tuple[Role, ...]:
    """``roles.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("roles.csv")
    rows = read_rows(tree.structure / "roles.csv", ("role", *LABELS))
    mistakes.repeated(rows, "role")
    found = tuple(Role(mistakes.name(row, "role"), mistakes.label(row)) for row in rows)
    mistakes.raise_if_any()
    return found


def load_bodies(tree: Tree, roles: Collection[str], origins: Collection[str]) -> tuple[Body, ...]:
    """``bodies.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it.

    Two bodies of one origin and role whose days overlap are a mistake: nobody could say whom to address.
    """
    mistakes = Mistakes("bodies.csv")
    rows = read_rows(
        tree.structure / "bodies.csv", ("origin", "role", *LABELS, "valid_from", "valid_to", "source")
    )
    found: list[Body] = []
    for row in rows:
        body = Body(
            origin=mistakes.one_of(row, "origin", origins),
            role=mistakes.one_of(row, "role", roles),
            label=mistakes.label(row),
            valid_from=mistakes.day_or_blank(row, "valid_from"),
            valid_to=mistakes.day_or_blank(row, "valid_to"),
            source=mistakes.filled(row, "source"),
        )
        if body.valid_from and body.valid_to and body.valid_to < body.valid_from:
            mistakes.add(row.line, "valid_to", f"'{row['valid_to']}'", "a day not before valid_from")
        elif any(_overlap(body, earlier) for earlier in found):
            mistakes.add(row.line, "valid_from", "days of an earlier body", "one body a role and day")
        found.append(body)
    mistakes.raise_if_any()
    return tuple(found)


def _overlap(one: Body, other: Body) -> bool:
    if (one.origin, one.role) != (other.origin, other.role):
        return False
    return _begins_by_end_of(one, other) and _begins_by_end_of(other, one)


def _begins_by_end_of(one: Body, other: Body) -> bool:
    return one.valid_from is None or other.valid_to is None or one.valid_from <= other.valid_to
