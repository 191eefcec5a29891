"""The United Nations' migrant stocks over time and by sex, one revision at a time.

For the same year two revisions can differ by hundreds of thousands: they are two series, and what lies
between them is not a flow. So a series here is of one revision, and changes are computed only within it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.errors import ParameterError
from mekendesh.structure.reference import load_reference, of_corridor

if TYPE_CHECKING:
    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Corridor

REVISIONS = ("un_desa_2024", "un_desa_2020")
"""Source ids of the revisions, the latest first."""


@dataclass(frozen=True)
class StockSeries:
    """Migrant stock of a corridor by one revision; ``points`` are (year, persons), the earliest first.

    ``concept`` is what the destination counts. Empty where the revision has no row, which is not zero.
    """

    corridor: Corridor
    source: str
    concept: str
    with_refugees: bool
    points: tuple[tuple[int, int], ...]

    def change(self, since: int, until: int) -> int:
        """Persons more (or fewer) in ``until`` than in ``since``, both years of this series.

        A difference of stocks: arrivals, departures, deaths and changes of counting together.
        """
        persons = dict(self.points)
        for year in (since, until):
            if year not in persons:
                raise ParameterError(
                    "The series {source} has no year {found}; it has {expected}.",
                    source=self.source,
                    found=year,
                    expected=", ".join(map(str, persons)) or "none",
                )
        return persons[until] - persons[since]


@dataclass(frozen=True)
class FemaleShare:
    """A share (0–1) of women; ``basis``: ``corridor``, or ``origin`` where all its people must stand in."""

    share: float
    source: str
    year: int
    basis: str


def time_series(tree: Tree, corridor: Corridor, source: str = REVISIONS[0]) -> StockSeries:
    """The stock over the years by one revision. Raises ``ParameterError`` for an unknown revision."""
    if source not in REVISIONS:
        raise ParameterError(
            "There is no revision {found} of the migrant stock; choose one of {expected}.",
            found=str(source)[:40],
            expected=", ".join(REVISIONS),
        )
    rows = _revision(of_corridor(load_reference(tree).un_stock, corridor), source).sort_values("year")
    points = tuple(zip(rows["year"].tolist(), rows["persons"].tolist(), strict=True))
    concept = rows["concept"].iloc[-1] if points else ""
    return StockSeries(corridor, source, concept, bool(rows["with_refugees"].any()), points)


def stock_by_sex(tree: Tree, corridor: Corridor) -> pd.DataFrame:
    """The latest stock by sex: sex (female, male), persons, year, concept, source; empty where unknown."""
    stock = of_corridor(load_reference(tree).un_stock, corridor)
    for source in REVISIONS:
        rows = _latest(_revision(stock, source))
        if len(rows):
            break
    by_sex = [rows.assign(sex=sex, persons=rows[sex]) for sex in ("female", "male")]
    return pd.concat(by_sex, ignore_index=True)[["sex", "persons", "year", "concept", "source"]]


def female_share(tree: Tree, corridor: Corridor) -> FemaleShare | None:
    """The share of women in a corridor by the latest revision that knows it, else among all of the origin's.

    ``None`` where the United Nations know nobody of the origin.
    """
    stock = load_reference(tree).un_stock
    whole_origin = stock[stock["origin"] == corridor.origin]
    for basis, table in (("corridor", of_corridor(stock, corridor)), ("origin", whole_origin)):
        for source in REVISIONS:
            rows = _latest(_revision(table, source))
            persons = int(rows["persons"].sum())
            if persons:
                share = int(rows["female"].sum()) / persons
                return FemaleShare(share, source, int(rows["year"].iloc[0]), basis)
    return None


def _revision(stock: pd.DataFrame, source: str) -> pd.DataFrame:
    return stock[stock["source"] == source]


def _latest(stock: pd.DataFrame) -> pd.DataFrame:
    return stock[stock["year"] == stock["year"].max()]
