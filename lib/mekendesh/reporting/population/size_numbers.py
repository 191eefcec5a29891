"""Every number of people for a corridor, protected: published, combined, and from the lists beside the survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.errors import EstimationError
from mekendesh.estimation.population.beside_lists import BesideLists
from mekendesh.estimation.population.chao import chao_of_lists
from mekendesh.estimation.population.lists import log_linear_size
from mekendesh.estimation.population.registered import (
    register_chapman,
    register_multiplier,
    register_weighted_multiplier,
)
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.protection import rounded_people
from mekendesh.reporting.population.combined_sizes import combinations
from mekendesh.reporting.population.latest_figures import of_latest_years, people_only
from mekendesh.reporting.population.lists import too_few
from mekendesh.reporting.statistics import Statistics, open_statistics

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mekendesh.estimation.population.histories import Histories
    from mekendesh.estimation.population.registered import Overlapping
    from mekendesh.estimation.population.size import SizeEstimate
    from mekendesh.reporting.population.lists import Linked
    from mekendesh.structure.mapping import Mapping

COLUMNS = ("method", "concept", "date", "value", "low", "high", "bound", "flag", "state")


def protect_sizes(
    mapping: Mapping,
    linked: Linked | None = None,
    beside: BesideLists = BesideLists(),  # noqa: B008
) -> Statistics:
    """Every number of people for a corridor, one row a number; a method without one has a row that says why.

    ``linked``: the lists beside the survey as cleaning counts them, ``None`` before the fieldwork; ``beside``: what
    the survey says of them (`beside_lists.beside_lists`). Returns `COLUMNS`: ``state`` is "" or a key of `size_words.STATES`; ``flag`` c where
    fewer than ten people stand behind a part of it. A published ``value`` is as its source says it (``bound``: one of
    `structure.sizes.BOUNDS`), and an end of its range that is itself only a bound is missing: the range is open there.
    """
    rows = [*_published(mapping), *_combined(mapping), *_of_register(mapping, linked, beside.share)]
    rows += _of_lists(linked, beside.histories)
    return open_statistics(pd.DataFrame(rows, columns=list(COLUMNS)))


def _published(mapping: Mapping) -> list[tuple]:
    figures = people_only(mapping.sizes)
    if figures.empty:
        return [_without("published", "no_figure")]
    newest = of_latest_years(figures)
    rows = []
    for latest in figures.drop_duplicates("concept").sort_values("persons", ascending=False).itertuples():
        low, high = _range(newest[newest["concept"] == latest.concept])
        rows.append(
            (
                "published",
                latest.concept,
                str(latest.year),
                int(latest.persons),
                low,
                high,
                latest.bound,
                "",
                "",
            )
        )
    return rows


def _range(figures: pd.DataFrame) -> tuple[int | None, int | None]:
    """The ends of the figures of one concept and year, ``None`` where there is no range or it is open."""
    low, high = int(figures["persons"].min()), int(figures["persons"].max())
    if low == high:
        return None, None
    bounds = set(zip(figures["persons"], figures["bound"], strict=True))
    return (
        None if (low, "at_most") in bounds else low,
        None if (high, "at_least") in bounds else high,
    )


def _combined(mapping: Mapping) -> list[tuple]:
    found = combinations(mapping)
    if not found:
        return [_without("combined", "one_source")]
    return [_row(combined.size, combined.concept) for combined in found]


def _of_register(
    mapping: Mapping, linked: Linked | None, share: tuple[float, NDArray[np.float64]] | None
) -> list[tuple]:
    """The numbers that follow from a register and the survey; of several registers the longest speaks."""
    ways: dict[str, Callable[[Overlapping], SizeEstimate]] = {
        "multiplier": register_multiplier,
        "weighted_multiplier": lambda register: register_weighted_multiplier(
            register, *share, np.random.default_rng(mapping.rng_seed)
        ),
        "chapman_linked": lambda register: register_chapman(register, mapping.rng_seed),
    }
    if linked is None:
        return [_without(method, "no_survey") for method in ways]
    registers = [overlap for overlap in linked.overlaps if overlap.kind == "register"]
    if not registers:
        return [_without(method, "no_register") for method in ways]
    register = max(registers, key=lambda overlap: overlap.persons)
    rows = []
    for method, way in ways.items():
        if method == "weighted_multiplier" and share is None:
            rows.append(_without(method, "no_share"))
        elif too_few(register):
            rows.append(_without(method, flag="c"))
        else:
            rows.append(_tried(method, lambda way=way: way(register)))
    return rows


def _of_lists(linked: Linked | None, histories: Histories | None) -> list[tuple]:
    ways = {"log_linear": log_linear_size, "chao": chao_of_lists}
    if histories is None:
        return [_without(method, "no_survey" if linked is None else "few_lists") for method in ways]
    if histories.lists < 3:
        return [_without(method, "few_lists") for method in ways]
    pairs = [
        histories.on_both(one, other)
        for one in range(histories.lists)
        for other in range(one + 1, histories.lists)
    ]
    # A log-linear number is a function of every combination: with its range it can be solved for small ones.
    behind = {
        "log_linear": [int(count) for count in histories.counts],
        "chao": [histories.on_so_many(1), histories.on_so_many(2), *pairs],
    }
    return [
        _without(method, flag="c")
        if min(behind[method]) < SMALLEST_CELL
        else _tried(method, lambda way=way: way(histories))
        for method, way in ways.items()
    ]


def _tried(method: str, way: Callable[[], SizeEstimate]) -> tuple:
    try:
        return _row(way())
    except EstimationError:
        return _without(method, "contradicted")


def _row(size: SizeEstimate, concept: str = "") -> tuple:
    rounded = [
        float(rounded_people(pd.Series([end], dtype=float), name).iloc[0])
        for name, end in (("value", size.value), ("low", size.low), ("high", size.high))
    ]
    return (size.method, concept, "", *rounded, "", "", "")


def _without(method: str, state: str = "", flag: str = "") -> tuple:
    return (method, "", "", None, None, None, "", flag, state)
