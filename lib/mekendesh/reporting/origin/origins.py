"""The countries of origin of the programme beside one another, as facts. In the order of their codes: no ranks, no index.

What a state has done is not compared here. How many readiness items have evidence says how much this project has
read, not how ready a state is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mekendesh.judgement.readiness import score_items
from mekendesh.reporting.blocks import Column, Table
from mekendesh.reporting.citing import source_notes
from mekendesh.structure.corridors import load_origins
from mekendesh.structure.reference import origin_facts
from mekendesh.structure.sizes import origin_sizes
from mekendesh.structure.sources import load_sources
from mekendesh.words import Count, Country, Day, Decimal, Percent, Term, Verbatim, message

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.structure.mapping import Nation

ISSUERS = {"un_desa_2024": message("United Nations"), "knomad_2021": message("World Bank")}
STOCKS = tuple(ISSUERS)
"""The two compilations that have a total for every origin; their totals are two counts, not a range."""

FACTS = ("population", "remittances_received", "remittances_of_gdp")
FACTS_SOURCE = "wdi"
NOT_KNOWN = Verbatim("[na]")


def side_by_side(nation: Nation) -> Table:
    """All origins, this one among them: people abroad by two compilations, remittances, population, items with evidence.

    The totals leave out people whom destinations count under "Other", the more the smaller an origin is, and each
    destination counts its own way: they cannot rank origins. Evidence is counted as of the round's day.
    """
    sources = load_sources(nation.tree)
    known = {origin: _facts(nation, origin) for origin in sorted(load_origins(nation.tree))}
    years = [fact[1] for facts in known.values() for fact in facts if fact]
    usual = max(sorted(set(years)), key=years.count)
    return Table(
        name="origins",
        caption=message("The countries of origin of the programme, beside one another"),
        columns=(
            Column("origin", message("Country of origin")),
            *(
                Column(
                    source,
                    message(
                        "Abroad, {issuer} {year}", issuer=ISSUERS[source], year=Day(sources[source].edition)
                    ),
                    numeric=True,
                )
                for source in STOCKS
            ),
            Column("population", message("Population at home, million"), numeric=True),
            Column("abroad", message("Abroad for 100 at home"), numeric=True),
            Column("remittances", message("Remittances, billion US dollars"), numeric=True),
            Column("of_gdp", message("Remittances, share of GDP"), numeric=True),
            Column("evidence", message("Items with evidence"), numeric=True),
        ),
        rows=tuple(_row(nation, origin, facts, usual) for origin, facts in known.items()),
        notes=(
            message("In the order of the countries' codes. Nothing here ranks one state against another."),
            message(
                "Each destination counts in its own way, and small origins are partly counted under “Other”: the totals may be too low, by an unknown part."
            ),
            message(
                "Population and remittances are of {year}, unless a cell says another year. Abroad for 100 at home: {source}, over this population.",
                year=Day(str(usual)),
                source=sources[STOCKS[0]].label,
            ),
            message(
                "Items with evidence tell how much has been read for this mapping, not how ready a state is."
            ),
        ),
    )


def sources(nation: Nation) -> Table:
    """The publications the table of origins is read from."""
    return replace(
        source_notes(nation.tree, (*STOCKS, FACTS_SOURCE)),
        name="origins_sources",
        caption=message("Sources of the table of origins"),
    )


def _facts(nation: Nation, origin: str) -> list[tuple[float, int] | None]:
    """Population, remittances received and their share of the domestic product, each with its year."""
    facts = origin_facts(nation.tree, origin)
    return [_latest(facts[facts["fact"] == fact], "value") for fact in FACTS]


def _row(nation: Nation, origin: str, facts: list[tuple[float, int] | None], usual: int) -> tuple[Term, ...]:
    totals = origin_sizes(nation.tree, origin)
    stocks = [_latest(totals[totals["source"] == source], "persons") for source in STOCKS]
    population, received, of_gdp = facts
    evidence = score_items(nation.framework, origin, nation.round.as_of)["score"].notna()
    share: Term = NOT_KNOWN
    if stocks[0] and population:
        share = Decimal(100 * stocks[0][0] / population[0], 1)
    return (
        Country(origin),
        *(Count(round(stock[0])) if stock else NOT_KNOWN for stock in stocks),
        _dated(Decimal(population[0] / 1e6, 1), population[1], usual) if population else NOT_KNOWN,
        share,
        _dated(Decimal(received[0] / 1e9, 1), received[1], usual) if received else NOT_KNOWN,
        _dated(Percent(of_gdp[0], 1), of_gdp[1], usual) if of_gdp else NOT_KNOWN,
        message("{known} of {all}", known=Count(int(evidence.sum())), all=Count(len(evidence))),
    )


def _latest(rows: pd.DataFrame, column: str) -> tuple[float, int] | None:
    """The value of the latest year, and that year; ``None`` where there is no row."""
    if rows.empty:
        return None
    last = rows.sort_values("year", kind="stable").iloc[-1]
    return float(last[column]), int(last["year"])


def _dated(value: Term, year: int, usual: int) -> Term:
    """A value, its year in brackets where that is not the usual one."""
    return value if year == usual else message("{value} ({year})", value=value, year=Day(str(year)))
