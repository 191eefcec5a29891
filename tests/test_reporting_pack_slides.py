"""The slides of the methodology: cut to the page, without losing, doubling or moving a row."""

from __future__ import annotations

from itertools import pairwise

import pytest

from mekendesh.reporting.blocks import Table
from mekendesh.reporting.experts import pack_slides
from mekendesh.reporting.experts.pack_slides import LINES, Slide, methodology_slides
from mekendesh.reporting.methods import framework
from mekendesh.words import LANGUAGES, say
from roundtable_examples import opened


@pytest.fixture(scope="module")
def slides() -> tuple[Slide, ...]:
    return methodology_slides(opened())


def first_table(slide: Slide) -> Table | None:
    return slide.blocks[0] if slide.blocks and isinstance(slide.blocks[0], Table) else None


def printed_lines(table: Table) -> int:
    """Row by row as a page prints them: 125 letters over equal columns, one line of room."""
    width = 125 // len(table.columns)
    longest = [max(len(say(cell, language)) for cell in row for language in LANGUAGES) for row in table.rows]
    return sum(1 + (letters + width - 1) // width for letters in longest)


def pieces(slides: tuple[Slide, ...], table: Table) -> list[tuple[Slide, Table]]:
    """The slides that hold a part of this table."""
    names = {table.name, *(f"{table.name}_{number}" for number in range(2, 100))}
    return [(slide, part) for slide in slides if (part := first_table(slide)) and part.name in names]


def test_no_table_is_longer_than_a_page_unless_one_row_is(slides):
    """What is shown on a wall is also handed out on paper."""
    tables = [table for slide in slides if (table := first_table(slide))]
    assert len(tables) > 8
    for table in tables:
        assert table.rows
        assert printed_lines(table) <= LINES or len(table.rows) == 1, table.name


def test_a_table_that_is_cut_keeps_every_row_in_its_order(slides):
    """The premises are told whole, over as many slides as they need; and no slide more."""
    whole = framework.premises(opened().mappings[0])
    parts = [table for _, table in pieces(slides, whole)]
    assert tuple(row for table in parts for row in table.rows) == whole.rows
    assert len(parts) > 1
    for one, following in pairwise(parts):
        first = Table("x", whole.caption, whole.columns, following.rows[:1])
        assert printed_lines(one) + printed_lines(first) > LINES


def test_parts_are_numbered_and_notes_stand_under_the_last(slides):
    """“(2 of 3)” in the title and in the caption; what was said above the first is not said again."""
    whole = framework.premises(opened().mappings[0])
    parts = pieces(slides, whole)
    for number, (slide, table) in enumerate(parts, start=1):
        counted = f"({number} of {len(parts)})"
        assert say(slide.title, "en").endswith(counted)
        assert say(table.caption, "en").endswith(counted)
        assert bool(slide.lines) == (number == 1)
        assert table.notes == (whole.notes if number == len(parts) else ())
    assert whole.notes


def test_every_block_of_a_pack_has_a_name_of_its_own(slides):
    """Names are anchors and downloads: two of one name would be one."""
    names = [block.name for slide in slides for block in slide.blocks if hasattr(block, "name")]
    assert len(set(names)) == len(names)


def test_what_follows_a_table_stands_on_its_last_slide(slides, monkeypatch):
    """How sure answers can be: the second table belongs beneath the whole first one."""
    monkeypatch.setattr(pack_slides, "LINES", 6)
    cut = methodology_slides(opened())
    assert len(cut) > len(slides)
    holding = [slide for slide in cut if len(slide.blocks) > 1]
    assert len(holding) == 1
    (slide,) = holding
    name = slide.blocks[0].name.rsplit("_", 1)[0]
    after = [other for other in cut[cut.index(slide) + 1 :] if first_table(other)]
    assert not any(first_table(other).name.startswith(name) for other in after)


def test_the_last_slide_asks_and_shows_nothing(slides):
    """The round table's own questions come at the end, in words."""
    assert slides[-1].blocks == () and len(slides[-1].lines) == 3
