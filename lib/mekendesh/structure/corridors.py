"""Corridors, rounds and origins: the closed lists every parameter is checked against.

A corridor exists where a published figure or a footprint speaks of it, or where ``corridors.csv`` adds it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mekendesh.errors import ParameterError
from mekendesh.structure.questionnaire import MODULES
from mekendesh.structure.reference import WORLD, load_reference
from mekendesh.structure.schema import Mistakes, read_rows
from mekendesh.words import LANGUAGES, Label, country_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mekendesh.files import Tree

EXAMPLE = "example"
"""The round in which everybody is simulated."""

BASES = ("compatriots", "seasonal_work")
"""Why a corridor matters beyond any figure: compatriots by law who were born there, or work by the season."""

_ROUND_NAME = re.compile(r"(20[0-9]{2})-([1-9])")


@dataclass(frozen=True)
class Corridor:
    """People of ``origin`` in ``destination``; both ISO 3166-1 alpha-3 codes."""

    origin: str
    destination: str

    @property
    def code(self) -> str:
        return f"{self.origin}-{self.destination}"


@dataclass(frozen=True)
class Round:
    """One mapping at one time. ``as_of`` is the day its evidence is judged on and its pages are dated by;
    ``modules`` are the parts of the persons' form that it asks beside the core.
    """

    name: str
    as_of: date
    is_example: bool
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Origin:
    """A country that maps its diaspora; ``people`` is the civic name of its people, in the plural."""

    origin: str
    label: Label
    people: Label


def place(corridor: Corridor, of_round: Round) -> str:
    """The folder of a corridor in a round, as ``KGZ/example/RUS``."""
    return f"{corridor.origin}/{of_round.name}/{corridor.destination}"


@lru_cache(maxsize=8)
def load_origins(tree: Tree) -> Mapping[str, Origin]:
    """The origins by code, in the order of ``origins.csv``."""
    mistakes = Mistakes("origins.csv")
    names = tuple(f"{prefix}_{language}" for prefix in ("label", "people") for language in LANGUAGES)
    rows = read_rows(tree.structure / "origins.csv", ("origin", *names))
    mistakes.repeated(rows, "origin")
    origins = {
        row["origin"]: Origin(
            mistakes.filled(row, "origin"), mistakes.label(row), mistakes.label(row, "people")
        )
        for row in rows
    }
    mistakes.raise_if_any()
    return MappingProxyType(origins)


def find_origin(tree: Tree, origin: str) -> Origin:
    """The origin with this code; ``ParameterError`` where there is none."""
    origins = load_origins(tree)
    if str(origin) not in origins:
        raise ParameterError(
            "There is no origin {found}; choose one of {expected}.",
            found=_shown(origin),
            expected=", ".join(origins),
        )
    return origins[origin]


@lru_cache(maxsize=8)
def load_corridors(tree: Tree) -> tuple[Corridor, ...]:
    """Every corridor, origins in the order of ``origins.csv``, destinations by code."""
    reference = load_reference(tree)
    tables = (
        reference.un_stock,
        reference.bank_stock,
        reference.remittances,
        reference.sizes,
        reference.footprint,
    )
    pairs = {
        pair
        for table in tables
        for pair in table[["origin", "destination"]].drop_duplicates().itertuples(index=False, name=None)
    } | set(_additions(tree))
    return tuple(
        Corridor(origin, destination)
        for origin in load_origins(tree)
        for destination in sorted(destination for known, destination in pairs if known == origin)
        if destination not in (WORLD, origin)
    )


def find_corridor(tree: Tree, origin: str, destination: str) -> Corridor:
    """The corridor with these codes; ``ParameterError`` names the closest ones where there is none."""
    find_origin(tree, origin)
    corridors = {known.destination: known for known in load_corridors(tree) if known.origin == origin}
    if str(destination) not in corridors:
        raise ParameterError(
            "No source knows a corridor from {origin} to {found}; the closest destinations are {closest}.",
            origin=origin,
            found=_shown(destination),
            closest=", ".join(_closest(destination, corridors)),
        )
    return corridors[destination]


def find_round(tree: Tree, name: str) -> Round:
    """The round with this name: ``example``, or a year and a running number, as ``2027-1``.

    A round that ``rounds.csv`` does not date is as of 1 January of its year. Raises ``ParameterError`` for
    any other name.
    """
    declared = {row[0]: row[3:] for row in _rounds(tree)}
    if str(name) in declared:
        as_of, modules = declared[name]
        return Round(name, as_of, name == EXAMPLE, modules)
    matched = _ROUND_NAME.fullmatch(str(name))
    if not matched:
        raise ParameterError(
            "There is no round {found}; write {example}, or a year and a number such as 2027-1.",
            found=_shown(name),
            example=EXAMPLE,
        )
    return Round(name, date(int(matched[1]), 1, 1), is_example=False)


def programme(tree: Tree, origin: str, round_name: str) -> tuple[Corridor, ...]:
    """The corridors an origin declares for a round, in the order declared; empty where it declares none."""
    return tuple(
        find_corridor(tree, origin, destination)
        for declared, by, destinations, *_ in _rounds(tree)
        if (declared, by) == (round_name, origin)
        for destination in destinations
    )


@lru_cache(maxsize=8)
def _rounds(tree: Tree) -> tuple[tuple[str, str, tuple[str, ...], date, tuple[str, ...]], ...]:
    mistakes = Mistakes("rounds.csv")
    rows = read_rows(
        tree.structure / "rounds.csv", ("round", "origin", "destinations", "as_of", "modules", "note")
    )
    mistakes.repeated(rows, "round", "origin")
    known: dict[str, list[str]] = {}
    for corridor in load_corridors(tree):
        known.setdefault(corridor.origin, []).append(corridor.destination)
    declared = []
    first: dict[str, tuple[date, tuple[str, ...]]] = {}
    for row in rows:
        name, origin = mistakes.filled(row, "round"), mistakes.one_of(row, "origin", known)
        if name != EXAMPLE and not _ROUND_NAME.fullmatch(name):
            mistakes.add(row.line, "round", f"'{name}'", f"{EXAMPLE}, or a year and a number such as 2027-1")
        day = mistakes.day(row, "as_of")
        modules = mistakes.many_of(row, "modules", MODULES)
        as_above = first.setdefault(name, (day, modules))
        if as_above[0] != day:
            mistakes.add(row.line, "as_of", f"'{day}'", f"the day this round has above, {as_above[0]}")
        if as_above[1] != modules:
            mistakes.add(row.line, "modules", f"'{row['modules']}'", "the modules this round has above")
        destinations = mistakes.many_of(row, "destinations", known.get(origin, ()))
        declared.append((name, origin, destinations, day, modules))
    mistakes.raise_if_any()
    return tuple(declared)


def _additions(tree: Tree) -> list[tuple[str, str]]:
    mistakes = Mistakes("corridors.csv")
    rows = read_rows(tree.structure / "corridors.csv", ("origin", "destination", "basis", "note"))
    mistakes.repeated(rows, "origin", "destination", "basis")
    origins = load_origins(tree)
    pairs = []
    for row in rows:
        mistakes.one_of(row, "basis", BASES)
        mistakes.filled(row, "note")
        if not re.fullmatch("[A-Z]{3}", row["destination"]):
            mistakes.add(row.line, "destination", f"'{row['destination']}'", "an ISO 3166-1 alpha-3 code")
        pairs.append((mistakes.one_of(row, "origin", origins), row["destination"]))
    mistakes.raise_if_any()
    return pairs


def _closest(asked: str, destinations: Iterable[str]) -> list[str]:
    """Up to three codes whose code or name, in any of the languages, is nearest to what was asked."""
    codes = list(destinations)
    said = str(asked).strip().casefold()
    spelled = {country_name(code, language).casefold(): code for code in codes for language in LANGUAGES}
    spelled |= {code.casefold(): code for code in codes}
    near = get_close_matches(said, spelled, n=3) or get_close_matches(said, spelled, n=3, cutoff=0.0)
    return list(dict.fromkeys(spelled[name] for name in near))


def _shown(value: object) -> str:
    """What was asked for, short and printable, quoted."""
    return "'" + "".join(letter for letter in str(value)[:40] if letter.isprintable()) + "'"
