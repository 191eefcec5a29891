"""The sheets that are there to be read: what a score means, and what was known on the round's date."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from xlsxwriter import Workbook

from mekendesh.reporting.experts.pack_reading import styles_of, write_evidence, write_scale
from mekendesh.reporting.experts.pack_words import EVIDENCE, NO_EVIDENCE, SHEETS
from mekendesh.words import LANGUAGES, Day, Label, say
from roundtable_examples import opened

DAY = date(2027, 1, 1)


def written(write, nation, language="en"):
    """The only sheet of a workbook with one sheet to be read."""
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        write(book, styles_of(book), nation, language)
    (sheet,) = load_workbook(content).worksheets
    return sheet


def cells(sheet) -> list[tuple[str, ...]]:
    return list(sheet.iter_rows(min_row=2, values_only=True))


def known(as_of: date, score: int, item="portal", origin="KGZ") -> SimpleNamespace:
    words = f"known on {as_of}"
    return SimpleNamespace(
        origin=origin, item=item, as_of=as_of, score=score, grade="B",
        quote=Label(words, words, words), source=Label("s", "s", "s"),
    )  # fmt: skip


def nation(*evidence: SimpleNamespace) -> SimpleNamespace:
    """Three items, of which the survey scores the last."""
    items = tuple(
        SimpleNamespace(item=name, label=Label(f"ky {name}", f"ru {name}", f"en {name}"), scored_by=by)
        for name, by in (("portal", "evidence"), ("hotline", "evidence"), ("trust", "survey"))
    )
    framework = SimpleNamespace(items=items, evidence=evidence)
    return SimpleNamespace(origin="KGZ", round=SimpleNamespace(as_of=DAY), framework=framework)


def test_what_was_known_on_the_day_is_told_the_latest_first_and_nothing_later():
    """A participant sees what was known on the round's date; another country's evidence is none of this one's."""
    sheet = written(
        write_evidence,
        nation(
            known(date(2024, 5, 1), 1),
            known(DAY + timedelta(days=1), 4),
            known(DAY, 3),
            known(date(2026, 5, 1), 2, origin="TJK"),
            known(date(2026, 5, 1), 2),
        ),
    )
    portal = [row for row in cells(sheet) if row[0] == "en portal"]
    assert [row[1:4] for row in portal] == [
        ("1 January 2027", "3", "B"),
        ("1 May 2026", "2", "B"),
        ("1 May 2024", "1", "B"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_known_says_so_and_is_no_nought(language):
    """Unknown is not zero; a score stands nowhere in the row."""
    sheet = written(write_evidence, nation(known(DAY, 3)), language)
    assert cells(sheet) == [
        (f"{language} portal", say(Day("2027-01-01"), language), "3", "B", "known on 2027-01-01", "s"),
        (f"{language} hotline", "–", "–", "–", say(NO_EVIDENCE, language), "–"),
    ]
    assert [cell.value for cell in sheet[1]] == [say(head, language) for head in EVIDENCE.values()]
    assert sheet.title == say(SHEETS["evidence"], language)


def test_all_the_evidence_of_the_origin_up_to_the_day_is_there():
    """None of it is left out, whatever the item."""
    framework = opened().framework
    rows = cells(written(write_evidence, opened()))
    asked = {item.item for item in framework.items if item.scored_by == "evidence"}
    dated = [
        found
        for found in framework.evidence
        if found.origin == "KGZ" and found.as_of <= DAY and found.item in asked
    ]
    assert sum(row[1] != "–" for row in rows) == len(dated) > 0
    assert any("not zero" in row[4] for row in rows)


def test_every_rated_item_says_what_each_score_means():
    """So that two participants read the same fact alike; what the survey scores is rated by nobody here."""
    rows = cells(written(write_scale, opened()))
    asked = [item.label.en for item in opened().framework.items if item.scored_by == "evidence"]
    assert [row[0] for row in rows] == asked
    assert all(len(row) == 6 and all(row) and len(set(row)) == 6 for row in rows)
    heads = [cell.value for cell in written(write_scale, opened())[1]]
    assert heads[1:] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("write", [write_scale, write_evidence])
def test_a_sheet_to_be_read_is_locked_and_prints_its_heads_on_every_page(write):
    """Every cell is text; columns may be widened and nothing else."""
    sheet = written(write, opened())
    assert sheet.protection.sheet and not sheet.protection.formatColumns
    assert all(cell.protection.locked and cell.data_type == "s" for row in sheet.iter_rows() for cell in row)
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == (
        "B2",
        "$1:$1",
        "landscape",
    )
