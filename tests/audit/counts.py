"""What the counted tables say: people of a delivery, by what became of them, city, wave, list, and idea."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.facts import SMALLEST, Facts, Sum, less, one, total
from audit.published import Told, told

if TYPE_CHECKING:
    from audit.published import Row, Tables

KEPT = "kept"
IDEAS = "ideas"
_EACH_OF = "each of: "


def count_facts(tables: Tables, facts: Facts) -> None:
    """Add what the counted tables of 02 and 03 say, and the cells in them that are hidden."""
    facts.between(one(KEPT), 0, float("inf"))
    for rows, work in (
        ("balance", _balance),
        ("recruitment", _cities),
        ("waves", _waves),
        ("doubts", _doubts),
        ("lists", _lists),
    ):
        if tables.get(rows):
            work(tables[rows], facts)
    if tables.get("ideas_crossed"):
        _ideas(tables, facts)


def _balance(rows: list[Row], facts: Facts) -> None:
    """Received = kept + removed + refused; one row may stand for several reasons that are all hidden."""
    parts: list[Sum] = []
    for row in rows:
        shown = told(row, "number")
        if row["part"] == "received":
            facts.counted(one("received"), shown)
            continue
        kept = row["part"].startswith("kept")
        reasons = [KEPT] if kept else [f"{row['part']}: {reason}" for reason in _reasons(row["reason"])]
        for reason in reasons:
            facts.counted(one(reason), shown)
            facts.between(one(reason), 0, float("inf"))
            if shown.hidden:
                facts.seek(f"balance | {reason}", one(reason), shown.flag)
            parts.append(one(reason))
    facts.equal(total(parts), one("received"))


def _reasons(text: str) -> list[str]:
    if not text.startswith(_EACH_OF):
        return [text]
    listed = text.removeprefix(_EACH_OF).replace(", and ", ", ")
    return listed.split(", ") if ", " in listed else listed.split(" and ", 1)


def _cities(rows: list[Row], facts: Facts) -> None:
    parts = []
    for row in rows:
        shown = told(row, "people")
        if row["city"] == "all cities":
            facts.counted(one(KEPT), shown)
            continue
        city = one(f"city {row['city']}")
        facts.counted(city, shown)
        if shown.hidden:
            facts.seek(f"recruitment | {row['city']}", city, shown.flag)
        parts.append(city)
    facts.equal(total(parts), one(KEPT))


def _waves(rows: list[Row], facts: Facts) -> None:
    parts = []
    for row in rows:
        step = one(f"wave {row['wave']}")
        facts.counted(step, told(row, "people"))
        if told(row, "people").hidden:
            facts.seek(f"waves | {row['wave']}", step, told(row, "people").flag)
        parts.append(step)
    facts.equal(total(parts), one(KEPT))


def _doubts(rows: list[Row], facts: Facts) -> None:
    """A response may have doubts of several weights: each is a part of all, and together they are at least all."""
    whole = one("any doubt")
    parts = []
    for row in rows:
        shown = told(row, "number")
        if row["weight"] == "any doubt":
            facts.counted(whole, shown)
            continue
        part = one(f"doubt {row['weight']}")
        facts.counted(part, shown)
        facts.at_most(part, whole)
        facts.seek(f"doubts | none of: {row['weight']}", less(whole, part))
        if shown.hidden:
            facts.seek(f"doubts | {row['weight']}", part, shown.flag)
        parts.append(part)
    facts.at_most(whole, total(parts))


def _lists(rows: list[Row], facts: Facts) -> None:
    """Linked ≤ compared ≤ kept; whoever was not compared refused it or could not be."""
    for number, row in enumerate(rows):
        compared, linked = one(f"compared {number}"), one(f"linked {number}")
        facts.at_most(compared, one(KEPT))
        facts.at_most(linked, compared)
        facts.counted(compared, told(row, "compared"))
        facts.counted(linked, told(row, "linked"))
        if told(row, "linked").value is not None:
            facts.between(less(compared, linked), SMALLEST, float("inf"))
        if told(row, "compared").value is not None:
            facts.between(less(one(KEPT), compared), SMALLEST, float("inf"))
        if told(row, "linked").hidden:
            facts.seek(f"lists | {number + 1}. {row['list']}", linked, told(row, "linked").flag)


def _ideas(tables: Tables, facts: Facts) -> None:
    """Sector × stage with both margins, sectors left out being hidden, and the answers to each further question."""
    rows = tables["ideas_crossed"]
    stages = stages_of(tables)
    whole = one(IDEAS)
    sectors: dict[str, dict[str, Sum]] = {}
    for row in rows:
        last = row["sector"] == "all sectors"
        cells = {stage: one(f"idea {row['sector']}, {stage}") for stage in stages}
        for stage, people in cells.items():
            shown = told(row, stage)
            _shown_beside(facts, people, whole, shown)
            if shown.hidden:
                facts.seek(f"ideas | {row['sector']}, {stage}", people, shown.flag)
        margin = whole if last else total(cells.values())
        _shown_beside(facts, margin, whole if not last else {}, told(row, "people"))
        if told(row, "people").hidden:
            facts.seek(f"ideas | {row['sector']}", margin, told(row, "people").flag)
        sectors["all" if last else row["sector"]] = cells
    margins = sectors.pop("all")
    left_out = {stage: one(f"idea sectors left out, {stage}") for stage in stages}
    for stage in stages:
        facts.equal(margins[stage], total([*(cells[stage] for cells in sectors.values()), left_out[stage]]))
        facts.seek(f"ideas | sectors left out, {stage}", left_out[stage], "c")
    facts.equal(whole, total(margins.values()))
    for question in dict.fromkeys(row["question"] for row in tables.get("ideas", [])):
        parts = []
        for row in tables["ideas"]:
            if row["question"] != question:
                continue
            shown, people = told(row, "people"), one(f"idea {question} {row['answer']}")
            _shown_beside(facts, people, whole, shown)
            if shown.hidden:
                facts.seek(f"ideas | {question} {row['answer']}", people, shown.flag)
            parts.append(people)
        facts.equal(total(parts), whole)
        if "stage" in question and len(parts) == len(stages):
            for people, stage in zip(parts, stages, strict=True):
                facts.equal(people, margins[stage])


def stages_of(tables: Tables) -> list[str]:
    """The stages of an idea, as the columns of the crossed table have them."""
    ends = ("_low", "_high", "_flag")
    return [
        name
        for name in tables["ideas_crossed"][0]
        if name not in {"sector", "people"} and not name.endswith(ends)
    ]


def _shown_beside(facts: Facts, people: Sum, whole: Sum, shown: Told) -> None:
    """A count that is shown leaves out ten people or more of the whole, unless it is the whole."""
    facts.counted(people, shown)
    if shown.value is not None and whole:
        facts.between(less(whole, people), SMALLEST, float("inf"))
