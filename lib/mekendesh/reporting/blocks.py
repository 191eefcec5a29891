"""Blocks: what a notebook displays. Language-neutral content, said in a language only when a page is written.

A block goes into the executed notebook as JSON under `MIME`, with an HTML preview beside it in the researcher's
language. Export reads the JSON again, so the numbers in three languages are the same numbers.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mekendesh.words import LANGUAGES, SOURCE, Message, Term, Verbatim, from_json, to_json

MIME = "application/vnd.mekendesh.block+json"
LANGUAGE_VARIABLE = "MEKENDESH_LANGUAGE"
"""Environment variable with the language of previews in JupyterLab."""


@dataclass(frozen=True)
class Block:
    """Anything a report may show. Subclasses know how to become JSON and how to come back from it."""

    def to_json(self) -> dict[str, Any]:
        raise TypeError(f"{type(self).__name__} is not a kind of block")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from mekendesh.reporting.rendering import preview

        asked = os.environ.get(LANGUAGE_VARIABLE, SOURCE)
        language = asked if asked in LANGUAGES else SOURCE
        return {MIME: self.to_json(), "text/html": preview(self, language)}


@dataclass(frozen=True)
class Masthead(Block):
    """Who and what a report speaks of: shown under its title, and the source of the page's title and stamp."""

    origin: str
    destination: str
    round: str
    as_of: str
    is_example: bool

    def to_json(self) -> dict[str, Any]:
        return {"block": "masthead", **self.__dict__}


@dataclass(frozen=True)
class First:
    """A proposal that stands first: its place, what to do, why, how sure its place is, and who is asked."""

    rank: Term
    what: Term
    why: Term
    sure: Term
    asked: Term


@dataclass(frozen=True)
class Brief(Block):
    """*In brief*: what to do first, if anything can be, then at most six findings, the number first."""

    findings: tuple[Message, ...]
    first: tuple[First, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.findings) <= 6:
            raise ValueError(f"a brief holds one to six findings, not {len(self.findings)}")

    def to_json(self) -> dict[str, Any]:
        return {
            "block": "brief",
            "findings": [to_json(finding) for finding in self.findings],
            "first": [
                {name: to_json(term) for name, term in proposal.__dict__.items()} for proposal in self.first
            ],
        }


@dataclass(frozen=True)
class Paragraph(Block):
    """One computed sentence or more, between the prose of the notebook. ``tone`` is ``plain`` or ``notice``."""

    text: Term
    tone: str = "plain"

    def to_json(self) -> dict[str, Any]:
        return {"block": "paragraph", "text": to_json(self.text), "tone": self.tone}


@dataclass(frozen=True)
class Column:
    """One column of a table. ``numeric`` aligns it; ``key`` names it in the downloaded file."""

    key: str
    label: Term
    numeric: bool = False


@dataclass(frozen=True)
class Table(Block):
    """A captioned table. The first cell of a row is its header. No cell is blank.

    ``name`` is the file name of its download; ``notes`` stand beneath it (what it measures, whom, from which source).
    ``layout`` is ``table``, or ``cards`` for long words: each row a card, its first cell the heading, the others facts.
    Rows that follow one another with the same first cell make a part of their own, that cell its heading, as ``parts``
    (tables one beneath the other), ``folds`` (tables opened by the reader) or ``pages`` (cards, printed on a page each).
    """

    name: str
    caption: Term
    columns: tuple[Column, ...]
    rows: tuple[tuple[Term, ...], ...]
    notes: tuple[Term, ...] = ()
    layout: str = "table"

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.name}, row {number}: {len(row)} cells for {len(self.columns)} columns"
                )
            if any(cell == Verbatim("") for cell in row):
                raise ValueError(f"table {self.name}, row {number}: a cell is blank; say [na] or [z]")

    def to_json(self) -> dict[str, Any]:
        return {
            "block": "table",
            "name": self.name,
            "caption": to_json(self.caption),
            "columns": [
                {"key": column.key, "label": to_json(column.label), "numeric": column.numeric}
                for column in self.columns
            ],
            "rows": [[to_json(cell) for cell in row] for row in self.rows],
            "notes": [to_json(note) for note in self.notes],
            "layout": self.layout,
        }


@dataclass(frozen=True)
class Figure(Block):
    """A chart, titled with its finding, with its data as a table beneath.

    ``chart`` names a drawing in `mekendesh.reporting.charts`; ``marks`` are its plain numbers and ``words`` its labels.
    ``alt`` says the finding to someone who does not see the chart.
    """

    name: str
    chart: str
    title: Term
    subtitle: Term
    alt: Term
    marks: Mapping[str, Any]
    words: Mapping[str, tuple[Term, ...]]
    data: Table
    notes: tuple[Term, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return {
            "block": "figure",
            "name": self.name,
            "chart": self.chart,
            "title": to_json(self.title),
            "subtitle": to_json(self.subtitle),
            "alt": to_json(self.alt),
            "marks": dict(self.marks),
            "words": {key: [to_json(word) for word in words] for key, words in self.words.items()},
            "data": self.data.to_json(),
            "notes": [to_json(note) for note in self.notes],
        }


def block_from_json(content: Mapping[str, Any]) -> Block:
    """The block that ``to_json`` wrote. Raises ``ValueError`` for an unknown kind."""
    parts = {name: value for name, value in content.items() if name != "block"}
    match content["block"]:
        case "masthead":
            return Masthead(**parts)
        case "brief":
            return _brief(parts)
        case "paragraph":
            return Paragraph(from_json(parts["text"]), parts["tone"])
        case "table":
            return _table(parts)
        case "figure":
            return _figure(parts)
        case kind:
            raise ValueError(f"{kind} is not a kind of block")


def _brief(parts: Mapping[str, Any]) -> Brief:
    return Brief(
        findings=tuple(_message(finding) for finding in parts["findings"]),
        first=tuple(
            First(**{name: from_json(term) for name, term in proposal.items()}) for proposal in parts["first"]
        ),
    )


def _message(content: Mapping[str, Any]) -> Message:
    term = from_json(content)
    if not isinstance(term, Message):
        raise ValueError("a finding is a message")
    return term


def _table(parts: Mapping[str, Any]) -> Table:
    return Table(
        name=parts["name"],
        caption=from_json(parts["caption"]),
        columns=tuple(
            Column(column["key"], from_json(column["label"]), column["numeric"])
            for column in parts["columns"]
        ),
        rows=tuple(tuple(from_json(cell) for cell in row) for row in parts["rows"]),
        notes=tuple(from_json(note) for note in parts["notes"]),
        layout=parts["layout"],
    )


def _figure(parts: Mapping[str, Any]) -> Figure:
    return Figure(
        name=parts["name"],
        chart=parts["chart"],
        title=from_json(parts["title"]),
        subtitle=from_json(parts["subtitle"]),
        alt=from_json(parts["alt"]),
        marks=parts["marks"],
        words={key: tuple(from_json(word) for word in words) for key, words in parts["words"].items()},
        data=_table({name: value for name, value in parts["data"].items() if name != "block"}),
        notes=tuple(from_json(note) for note in parts["notes"]),
    )
