"""Contribution channels, and what keeps people from using them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.schema import LABELS, Mistakes, read_rows

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.words import Label


@dataclass(frozen=True)
class Channel:
    """A way in which people abroad contribute. The label is a common noun, said inside a sentence."""

    channel: str
    label: Label


@dataclass(frozen=True)
class Barrier:
    """A reason for which people who are willing do not act; the list is closed."""

    barrier: str
    label: Label


def load_channels(tree: Tree) -> tuple[Channel, ...]:
    """``channels.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("channels.csv")
    rows = read_rows(tree.structure / "channels.csv", ("channel", *LABELS))
    mistakes.repeated(rows, "channel")
    found = tuple(Channel(mistakes.name(row, "channel"), mistakes.label(row)) for row in rows)
    mistakes.raise_if_any()
    return found


def load_barriers(tree: Tree) -> tuple[Barrier, ...]:
    """``barriers.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("barriers.csv")
    rows = read_rows(tree.structure / "barriers.csv", ("barrier", *LABELS))
    mistakes.repeated(rows, "barrier")
    found = tuple(Barrier(mistakes.name(row, "barrier"), mistakes.label(row)) for row in rows)
    mistakes.raise_if_any()
    return found
