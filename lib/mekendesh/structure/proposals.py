"""What the mapping may propose: measures for the state, and changes to the mapping itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mekendesh.structure.schema import Mistakes, labels_of, read_rows

if TYPE_CHECKING:
    from collections.abc import Collection

    from mekendesh.files import Tree
    from mekendesh.structure.schema import Row
    from mekendesh.words import Label

KINDS = ("policy", "structure", "premise", "fieldwork")
ANGLES = ("potential", "readiness")
HORIZONS = ("1y", "2y", "5y")
COST_BANDS = ("low", "medium", "high")
STATUSES = ("proposed", "discussed", "accepted", "declined", "under_way", "done")
"""What became of a proposal, as the bodies asked have said; ``proposed`` until one of them answers."""

_COLUMNS = (
    "proposal", "kind", "angle", "items", "channels", "barriers", "lead_role", "supporting_roles", "horizon",
    "cost_band", "kpi_indicator", "kpi_change", "status",
    *labels_of("title"), *labels_of("text"), *labels_of("legal_instrument"), *labels_of("kpi"), *labels_of("target"),
)  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """One proposal, before any number ranks it.

    ``text`` says what is asked, whole; ``title`` is what it goes by in charts, tables and the main points.
    ``items`` are the readiness items it would raise; ``channels`` and ``barriers`` whom it concerns: people
    in the gap of a channel who name a barrier. A policy proposal has at least one of each. ``kpi_indicator``
    is the estimate the KPI reads, or blank where the KPI is no survey result. ``kpi_change`` is the target, in
    percent of the KPI's baseline (−20: a fifth less); where no estimate is read, ``target`` says it in words and
    ``kpi_change`` is ``None``. A target is what the project puts before the round table, not a forecast: nothing
    here says what a measure would change, since a survey of one moment cannot show it.
    """

    proposal: str
    kind: str
    angle: str
    title: Label
    text: Label
    items: tuple[str, ...]
    channels: tuple[str, ...]
    barriers: tuple[str, ...]
    lead_role: str
    supporting_roles: tuple[str, ...]
    horizon: str
    cost_band: str
    legal_instrument: Label
    kpi: Label
    kpi_indicator: str
    kpi_change: int | None
    target: Label | None
    status: str


@dataclass(frozen=True)
class Known:
    """The ids a proposal may refer to."""

    items: Collection[str]
    channels: Collection[str]
    barriers: Collection[str]
    roles: Collection[str]
    indicators: Collection[str]


def load_proposals(tree: Tree, known: Known) -> tuple[Proposal, ...]:
    """``proposals.csv`` in the order of the file. Raises ``StructureError`` with every mistake in it."""
    mistakes = Mistakes("proposals.csv")
    rows = read_rows(tree.structure / "proposals.csv", _COLUMNS)
    mistakes.repeated(rows, "proposal")
    found = tuple(_read(row, mistakes, known) for row in rows)
    mistakes.raise_if_any()
    return found


def _read(row: Row, mistakes: Mistakes, known: Known) -> Proposal:
    kind = mistakes.one_of(row, "kind", KINDS)
    links = 1 if kind == "policy" else 0
    lead = mistakes.one_of(row, "lead_role", known.roles)
    supporting = mistakes.many_of(row, "supporting_roles", known.roles)
    if lead in supporting:
        mistakes.add(row.line, "supporting_roles", f"the lead role '{lead}'", "only other roles")
    indicator = mistakes.one_of(row, "kpi_indicator", known.indicators, blank=True)
    change, target = _target(row, mistakes, indicator)
    return Proposal(
        proposal=mistakes.name(row, "proposal"),
        kind=kind,
        angle=mistakes.one_of(row, "angle", ANGLES),
        title=mistakes.label(row, "title"),
        text=mistakes.label(row, "text"),
        items=mistakes.many_of(row, "items", known.items, at_least=1),
        channels=mistakes.many_of(row, "channels", known.channels, at_least=links),
        barriers=mistakes.many_of(row, "barriers", known.barriers, at_least=links),
        lead_role=lead,
        supporting_roles=supporting,
        horizon=mistakes.one_of(row, "horizon", HORIZONS),
        cost_band=mistakes.one_of(row, "cost_band", COST_BANDS),
        legal_instrument=mistakes.label(row, "legal_instrument"),
        kpi=mistakes.label(row, "kpi"),
        kpi_indicator=indicator,
        kpi_change=change,
        target=target,
        status=mistakes.one_of(row, "status", STATUSES),
    )


def _target(row: Row, mistakes: Mistakes, indicator: str) -> tuple[int | None, Label | None]:
    """A change in percent where an estimate is read, words where none is: never both, never neither."""
    if not indicator:
        if row["kpi_change"]:
            mistakes.add(row.line, "kpi_change", f"'{row['kpi_change']}'", "nothing without a kpi_indicator")
        return None, mistakes.label(row, "target")
    if any(row[column] for column in labels_of("target")):
        mistakes.add(
            row.line, "target_en", "words", "nothing beside a kpi_indicator: kpi_change is the target"
        )
    change = mistakes.whole(row, "kpi_change", -100, 300)
    if change == 0:
        mistakes.add(row.line, "kpi_change", "'0'", "a change")
    return change, None
