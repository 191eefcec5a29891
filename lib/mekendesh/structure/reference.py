"""Public figures as typed tables, and the facts of an origin and a corridor that are not numbers of people.

The tables are read once per process and tree. They are shared: take a selection, never write into them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.structure.schema import Mistakes
from mekendesh.structure.sidecars import read_verified
from mekendesh.structure.sources import RELIABILITY, load_concepts, load_issuers, load_sources

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mekendesh.files import Tree
    from mekendesh.structure.corridors import Corridor

WORLD = "WLD"
"""In ``size_estimates.csv`` and ``footprint.csv``: all destinations together; never a destination."""

_COUNTRY = r"[A-Z]{3}"
_YEAR = r"[12][0-9]{3}"
_DATE = r"[12][0-9]{3}(-[0-1][0-9](-[0-3][0-9])?)?"
_WHOLE = r"[0-9]{1,15}"
_BOUND = r"(at_least|at_most)?"
_DECIMAL = r"[0-9]{1,15}(\.[0-9]+)?"
_DEGREES = r"-?[0-9]{1,3}(\.[0-9]+)?"
_PAIR = {"origin": _COUNTRY, "destination": _COUNTRY}


@dataclass(frozen=True, eq=False)
class Reference:
    """The reference tables, typed; every frame is one row per figure.

    ``un_stock``: source, origin, destination, year, concept, with_refugees, female, male, persons.
    ``bank_stock``: source, origin, destination, year, persons. ``remittances``: … year, usd_million.
    ``economy``: country, concept, year, value. ``sizes``: origin, destination, concept, ref_date, persons,
    bound, issuer, source, reliability, note_ky, note_ru, note_en; ``bound`` is empty, ``at_least`` or ``at_most``. ``footprint``: origin, destination, measure,
    ref_date, count, issuer, source.
    """

    un_stock: pd.DataFrame
    bank_stock: pd.DataFrame
    remittances: pd.DataFrame
    economy: pd.DataFrame
    sizes: pd.DataFrame
    footprint: pd.DataFrame


@lru_cache(maxsize=8)
def load_reference(tree: Tree) -> Reference:
    """Read, verify and type the tables of ``data/reference``.

    Raises ``StructureError`` where a table is not the one its sidecar describes, or a cell is not what its
    column promises.
    """
    sources = {"source": load_sources(tree)}
    concepts = {"concept": load_concepts(tree)}
    issuers = {"issuer": load_issuers(tree)}
    stock = {"source": ".+", **_PAIR, "year": _YEAR}
    un_stock = _typed(
        tree,
        "migrant_stock.csv",
        {**stock, "concept": ".+", "with_refugees": "yes|no", "female": _WHOLE, "male": _WHOLE},
        {**sources, **concepts},
    )
    un_stock["with_refugees"] = un_stock["with_refugees"] == "yes"
    un_stock["persons"] = un_stock["female"] + un_stock["male"]
    return Reference(
        un_stock=un_stock,
        bank_stock=_typed(tree, "world_bank_stock.csv", {**stock, "persons": _WHOLE}, sources),
        remittances=_typed(tree, "world_bank_remittances.csv", {**stock, "usd_million": _DECIMAL}, sources),
        economy=_typed(
            tree,
            "economy.csv",
            {"country": _COUNTRY, "concept": ".+", "year": _YEAR, "value": _DECIMAL},
            concepts,
        ),
        sizes=_typed(
            tree,
            "size_estimates.csv",
            {**_PAIR, "concept": ".+", "ref_date": _DATE, "persons": _WHOLE, "bound": _BOUND}
            | {"issuer": ".+", "source": ".+"}
            | {"reliability": "|".join(RELIABILITY), "note_ky": ".*", "note_ru": ".*", "note_en": ".*"},
            {**sources, **concepts, **issuers},
        ),
        footprint=_typed(
            tree,
            "footprint.csv",
            {**_PAIR, "measure": ".+", "ref_date": _DATE, "count": _WHOLE, "issuer": ".+", "source": ".+"},
            {**sources, **issuers, "measure": load_concepts(tree)},
        ),
    )


def remittances(tree: Tree, corridor: Corridor) -> pd.DataFrame:
    """Modelled remittances from destination to origin: year, usd_million, concept, issuer, source, url.

    A model shares out the origin's receipts by stocks and incomes, so they say little that the stocks do not.
    """
    found = of_corridor(load_reference(tree).remittances, corridor).sort_values("year", ascending=False)
    found = _cited(tree, found[["year", "usd_million", "source"]].assign(concept="remittances_modelled"))
    return found[["year", "usd_million", "concept", "issuer", "source", "url"]]


def footprint(tree: Tree, corridor: Corridor) -> pd.DataFrame:
    """What a community is seen by: measure (a concept id), ref_date, count, issuer, source, url."""
    found = of_corridor(load_reference(tree).footprint, corridor)
    sources = load_sources(tree)
    return (
        found.drop(columns=["origin", "destination"])
        .assign(url=[sources[source].url for source in found["source"]])
        .reset_index(drop=True)
    )


def origin_facts(tree: Tree, origin: str) -> pd.DataFrame:
    """The latest facts about an origin: fact (a concept id), year, value, quantity, issuer, source, url.

    Population, gross domestic product, remittances received (current US dollars), unemployment, and
    remittances received as a share (0–1) of gross domestic product in the latest year that has both.
    """
    facts = _facts(tree, origin)
    wide = facts.pivot(index="year", columns="fact", values="value")
    if {"gdp", "remittances_received"} <= set(wide.columns):
        share = (wide["remittances_received"] / wide["gdp"]).dropna().rename("value").reset_index()
        facts = pd.concat([facts, share.assign(fact="remittances_of_gdp")], ignore_index=True)
    return _latest(tree, facts)


def destination_facts(tree: Tree, destination: str) -> pd.DataFrame:
    """The latest population and gross domestic product of a destination, in the columns of `origin_facts`."""
    return _latest(tree, _facts(tree, destination))


def world_dots(tree: Tree) -> pd.DataFrame:
    """A dotted silhouette of the land for maps: longitude, latitude in degrees. It shows no borders."""
    return _typed(tree, "world_dots.csv", {"longitude": _DEGREES, "latitude": _DEGREES}, {})


def country_points(tree: Tree) -> pd.DataFrame:
    """One point per country for maps: country (ISO 3166-1 alpha-3), longitude, latitude in degrees."""
    return _typed(
        tree, "country_points.csv", {"country": _COUNTRY, "longitude": _DEGREES, "latitude": _DEGREES}, {}
    )


def of_corridor(table: pd.DataFrame, corridor: Corridor) -> pd.DataFrame:
    """The rows of a reference table that speak of a corridor."""
    chosen = (table["origin"] == corridor.origin) & (table["destination"] == corridor.destination)
    return table[chosen]


def _facts(tree: Tree, country: str) -> pd.DataFrame:
    economy = load_reference(tree).economy
    return economy.loc[economy["country"] == country, ["concept", "year", "value"]].rename(
        columns={"concept": "fact"}
    )


def _latest(tree: Tree, facts: pd.DataFrame) -> pd.DataFrame:
    concepts = load_concepts(tree)
    latest = facts.sort_values(["fact", "year"]).groupby("fact", as_index=False).last()
    latest["quantity"] = [concepts[fact].quantity for fact in latest["fact"]]
    cited = _cited(tree, latest.assign(source="wdi"))
    return cited[["fact", "year", "value", "quantity", "issuer", "source", "url"]]


def _cited(tree: Tree, table: pd.DataFrame) -> pd.DataFrame:
    sources = load_sources(tree)
    return table.assign(
        issuer=[sources[source].issuer for source in table["source"]],
        url=[sources[source].url for source in table["source"]],
    ).reset_index(drop=True)


def _typed(
    tree: Tree, file: str, patterns: Mapping[str, str], closed: Mapping[str, Collection[str]]
) -> pd.DataFrame:
    """Read a table whose cells match ``patterns`` wholly and, where ``closed`` names ids, are among them."""
    table = read_verified(tree, file, tuple(patterns))
    mistakes = Mistakes(file)
    for column, pattern in patterns.items():
        wrong = ~table[column].str.fullmatch(pattern)
        if column in closed:
            wrong |= ~table[column].isin(list(closed[column]))
        for line, cell in table.loc[wrong, column].items():
            expected = "a known id" if column in closed else f"the pattern {pattern}"
            mistakes.add(line, column, f"'{cell}'", expected)
    mistakes.raise_if_any()
    whole = [column for column, pattern in patterns.items() if pattern in (_WHOLE, _YEAR)]
    decimal = [column for column in ("usd_million", "value", "longitude", "latitude") if column in patterns]
    return table.astype(dict.fromkeys(whole, "int64") | dict.fromkeys(decimal, "float64")).reset_index(
        drop=True
    )
