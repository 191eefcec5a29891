"""Which body an idea is handed over to: one role a sector, because people agreed to one body, not to several."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mekendesh.files import Tree

UNKNOWN_SECTOR = "none"
"""The sector whose body receives an idea without a sector."""


def load_idea_routes(tree: Tree, sectors: Collection[str], roles: Collection[str]) -> Mapping[str, str]:
    """The role each sector's ideas go to (``idea_routes.csv``), for every sector of the questionnaire.

    Raises ``StructureError`` with every mistake in it: an unknown sector or role, a sector that stands twice
    or nowhere.
    """
    mistakes = Mistakes("idea_routes.csv")
    rows = read_rows(tree.structure / "idea_routes.csv", ("sector", "role", "note"))
    mistakes.repeated(rows, "sector")
    routes = {mistakes.one_of(row, "sector", sectors): mistakes.one_of(row, "role", roles) for row in rows}
    for sector in sectors:
        if sector not in routes:
            mistakes.add(1, "sector", f"no row for {sector}", "a row for every sector of the questionnaire")
    mistakes.raise_if_any()
    return MappingProxyType(routes)
