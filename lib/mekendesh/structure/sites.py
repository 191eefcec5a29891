"""Sites: the cities of a destination where people are recruited, each with a recruitment of its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.files import Tree
    from mekendesh.words import Label

ANYWHERE = "*"
"""The destination of the row that stands for every destination ``sites.csv`` does not list."""


@dataclass(frozen=True)
class Site:
    """A city. ``share`` of the corridor's people is assumed to live there, give or take ``share_sd``.

    The shares are assumptions for planning and simulation, of no source, and the same for every origin.
    """

    site: str
    share: float
    share_sd: float
    label: Label


def sites_of(tree: Tree, destination: str) -> tuple[Site, ...]:
    """The sites of a destination, in the file's order; one site ``main_city`` where the file lists none."""
    sites = load_sites(tree)
    return sites.get(destination, sites[ANYWHERE])


@lru_cache(maxsize=8)
def load_sites(tree: Tree) -> Mapping[str, tuple[Site, ...]]:
    """Sites by destination; under ``*`` those of a destination that is not listed.

    Raises ``StructureError`` also where the shares of a destination exceed 1, or a share claims another basis
    than an assumption.
    """
    mistakes = Mistakes("sites.csv")
    rows = read_rows(
        tree.structure / "sites.csv",
        ("destination", "site", "share", "share_sd", "label_ky", "label_ru", "label_en", "basis"),
    )
    mistakes.repeated(rows, "site")
    sites: dict[str, tuple[Site, ...]] = {}
    for row in rows:
        mistakes.one_of(row, "basis", ("assumption",))
        site = Site(
            mistakes.filled(row, "site"),
            mistakes.number(row, "share", 0, 1),
            mistakes.number(row, "share_sd", 0, 0.5),
            mistakes.label(row),
        )
        destination = mistakes.filled(row, "destination")
        sites[destination] = (*sites.get(destination, ()), site)
        if (together := sum(known.share for known in sites[destination])) > 1:
            mistakes.add(
                row.line, "share", f"{together:.2f} with the rows above", "at most 1 per destination"
            )
    if ANYWHERE not in sites:
        mistakes.add(1, "destination", "no row for *", "the site of destinations that are not listed")
    mistakes.raise_if_any()
    return MappingProxyType(sites)
