"""The run record at the end of a report: what it was made with, without any clock."""

from __future__ import annotations

from importlib.metadata import version

from mekendesh.files import digest_files
from mekendesh.reporting.blocks import Column, Table
from mekendesh.structure.mapping import Mapping, Nation
from mekendesh.words import Day, Verbatim, message

PACKAGES = ("mekendesh", "pandas", "numpy", "matplotlib", "papermill", "nbconvert")
SHOWN = 16


def of(mapping: Mapping | Nation) -> Table:
    """Versions and hashes: with them the same report can be made again, byte for byte."""
    tree = mapping.tree
    rows = [
        (message("Mapping round"), Verbatim(mapping.round.name)),
        (message("Evidence as of"), Day(mapping.round.as_of.isoformat())),
        (message("Mapping structure (sha256)"), Verbatim(digest_files(tree.root, [tree.structure])[:SHOWN])),
        (message("Published figures (sha256)"), Verbatim(digest_files(tree.root, [tree.reference])[:SHOWN])),
    ]
    if isinstance(mapping, Mapping) and mapping.is_in_the_field:
        delivery = digest_files(tree.root, [tree.raw(mapping.place)])[:SHOWN]
        rows.append((message("Delivery (sha256)"), Verbatim(delivery)))
    rows += [(Verbatim(name), Verbatim(version(name))) for name in PACKAGES]
    return Table(
        name="record",
        caption=message("Run record"),
        columns=(Column("what", message("What")), Column("value", message("Value"))),
        rows=tuple(rows),
        notes=(message("The first {shown} characters of each hash are shown.", shown=Verbatim(str(SHOWN))),),
    )
