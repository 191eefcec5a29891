"""Blocks of every kind, written out, for the tests of reporting."""

from __future__ import annotations

from mekendesh.reporting.blocks import Brief, Column, Figure, First, Masthead, Paragraph, Table
from mekendesh.words import Count, Country, Day, Interval, Label, Listed, Percent, Verbatim, message, plural

EXAMPLE = Masthead("KGZ", "DEU", "example", "2026-06-30", True)
REAL = Masthead("KGZ", "DEU", "2027-1", "2027-01-01", False)
FIRST = First(Count(1), message("A"), message("B"), message("C"), message("D"))
BRIEF = Brief(
    (message("{n} people", n=Count(333664)), plural("{count} barrier", "{count} barriers", 2)), (FIRST,)
)
PARAGRAPH = Paragraph(message("Where trust is low, little is sent."), "notice")
TABLE = Table(
    name="sizes",
    caption=Label("Жарыяланган сандар", "Опубликованные числа", "Published figures"),
    columns=(
        Column("destination", message("Country of destination")),
        Column("share", Verbatim("Share"), numeric=True),
    ),
    rows=(
        (Country("RUS"), Interval(0.45, 0.38, 0.52, flag="u")),
        (Verbatim("Ассоциация «Мурас»", "ru"), Interval(None, flag="c")),
    ),
    notes=(Listed((Day("2024"), Verbatim("<b>bold</b> & more"))),),
)
KYRGYZ = "Өлкөдөн чыккан үй-бүлөлөр жана алардын укуктары жөнүндө маалымат жок"
ROWS = (Label(KYRGYZ, "Отечественные семьи", "Families"), Verbatim("Two"), Verbatim("Three"))
POINTS = [
    {"value": 0.4, "low": 0.3, "high": 0.5, "code": ""},
    {"value": None, "low": None, "high": None, "code": "[c]"},
    {"value": 0.2, "low": None, "high": None, "code": "[u]"},
]
CHARTS = {
    "bars": (
        {"values": [0.5, None, 0.0], "series": [0, 1, 1], "unit": "percent"},
        {"rows": ROWS, "series": (Verbatim("first"), Verbatim("second")), "missing": (Verbatim("[c]"),)},
    ),
    "dots": (
        {"latest": [333664, 0, 12000], "earlier": [[250000, 300000], [], [9000]], "unit": "count"},
        {"rows": ROWS},
    ),
    "ranges": (
        {"points": [POINTS, POINTS], "unit": "percent", "maximum": 1.0},
        {
            "rows": ROWS,
            "series": (Verbatim("did"), Verbatim("would")),
            "x": (Label("үлүшү", "доля", "share"),),
        },
    ),
    "bounds": (
        {"low": [0.0, 40.0, 75.0], "high": [100.0, 60.0, 75.0], "unit": "decimal", "maximum": 100},
        {"rows": ROWS, "x": (Label("упай", "баллы", "score"),)},
    ),
    "lines": (
        {"years": [[2015, 2020], [2015, 2020]], "values": [[1000, 2000], [None, 1500]], "unit": "count"},
        {"series": (Verbatim("Men"), Verbatim("Women"))},
    ),
    "map": (
        {
            "spacing": 1.6,
            "land": [[-1.6, 40.0, 3], [68.0, 41.6, 1]],
            "origin": [72.9, 41.9],
            "flows": [
                {"at": [51.1, 56.2], "persons": 333664, "kind": "scaled", "surveyed": True},
                {"at": [-93.7, 38.8], "persons": 8890, "kind": "otherwise", "surveyed": False},
                {"at": [138.0, 36.0], "persons": None, "kind": "none", "surveyed": False},
            ],
            "legend": ["origin", "scaled", "otherwise", "none", "surveyed", "not_surveyed"],
        },
        {
            "origin": (Country("KGZ"),),
            "rows": ROWS,
            "missing": (Verbatim("no figure"),),
            "legend": tuple(Verbatim(f"sample {number}") for number in range(6)),
        },
    ),
}


def figure(chart: str, name: str = "", **changed) -> Figure:
    marks, words = CHARTS[chart]
    return Figure(
        name=name or chart,
        chart=chart,
        title=message("What the chart finds"),
        subtitle=Verbatim("Share of people, with range"),
        alt=Verbatim('The finding "as words" <here>'),
        marks=changed.get("marks", marks),
        words=changed.get("words", words),
        data=TABLE,
        notes=(Percent(0.5), Verbatim("A note")),
    )
