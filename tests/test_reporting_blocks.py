import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.reporting.blocks import (
    MIME,
    Block,
    Brief,
    Column,
    Masthead,
    Paragraph,
    Table,
    block_from_json,
)
from mekendesh.words import Count, Decimal, Interval, Percent, Verbatim, message
from reporting_examples import BRIEF, CHARTS, EXAMPLE, PARAGRAPH, REAL, TABLE, figure

KINDS = [EXAMPLE, REAL, BRIEF, PARAGRAPH, TABLE, *(figure(chart) for chart in CHARTS)]


def there_and_back(block: Block) -> Block:
    return block_from_json(json.loads(json.dumps(block.to_json(), ensure_ascii=False)))


@pytest.mark.parametrize("block", KINDS, ids=lambda block: block.to_json()["block"])
def test_a_block_comes_back_from_a_notebook_as_it_went_in(block):
    """The page is written from what the notebook keeps, so numbers in three languages are the same numbers."""
    assert there_and_back(block) == block


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), min_size=1, max_size=8)
cells = st.one_of(
    st.builds(Verbatim, words, st.sampled_from(["", "ru"])),
    st.builds(Count, st.integers(-(10**9), 10**9)),
    st.builds(Percent, st.floats(0, 1), st.integers(0, 2)),
    st.builds(Decimal, st.floats(-1000, 1000)),
    st.builds(Interval, st.none() | st.floats(0, 1), flag=st.sampled_from(["", "c", "u", "x"])),
)


@given(
    st.integers(1, 4).flatmap(
        lambda width: st.tuples(
            st.lists(st.builds(Column, words, cells, st.booleans()), min_size=width, max_size=width),
            st.lists(st.lists(cells, min_size=width, max_size=width), max_size=4),
        )
    )
)
def test_every_table_comes_back_as_it_went_in(parts):
    """Whatever terms its cells are."""
    columns, rows = parts
    table = Table("t", message("T"), tuple(columns), tuple(map(tuple, rows)))
    assert there_and_back(table) == table


def test_a_row_of_another_width_is_refused():
    """A cell too few would stand under the wrong heading."""
    columns = (Column("a", Verbatim("A")), Column("b", Verbatim("B")))
    with pytest.raises(ValueError, match="table sizes, row 2: 1 cells for 2 columns"):
        Table("sizes", message("T"), columns, ((Count(1), Count(2)), (Count(3),)))


def test_a_blank_cell_is_refused():
    """A reader cannot tell nothing from not known: a code stands there."""
    with pytest.raises(ValueError, match=r"table sizes, row 1: a cell is blank; say \[na\] or \[z\]"):
        Table("sizes", message("T"), (Column("a", Verbatim("A")),), ((Verbatim(""),),))


@pytest.mark.parametrize("count", [0, 7])
def test_a_brief_holds_one_to_six_findings(count):
    """More is no brief."""
    with pytest.raises(ValueError, match=f"not {count}"):
        Brief((message("a"),) * count)


def test_an_unknown_kind_is_refused():
    """Only what this version can say is shown."""
    with pytest.raises(ValueError, match="picture is not a kind of block"):
        block_from_json({"block": "picture"})
    with pytest.raises(TypeError, match="Block is not a kind of block"):
        Block().to_json()


def test_a_finding_is_a_sentence_and_nothing_else():
    """A bare number in a brief has no words around it."""
    with pytest.raises(ValueError, match="a finding is a message"):
        block_from_json({"block": "brief", "findings": [{"term": "count", "value": 3}]})


@pytest.mark.parametrize(("asked", "said"), [("ru", "45 %"), ("en", "45%"), ("xx", "45%")])
def test_a_preview_is_in_the_researchers_language_and_the_block_in_none(monkeypatch, asked, said):
    """JupyterLab shows the preview; the block beside it knows no language."""
    monkeypatch.setenv("MEKENDESH_LANGUAGE", asked)
    shown = Paragraph(Percent(0.45))._repr_mimebundle_()
    assert sorted(shown) == [MIME, "text/html"]
    assert shown["text/html"].replace("\u00a0", " ") == f'<p class="plain">{said}</p>'
    assert shown[MIME] == {
        "block": "paragraph",
        "text": {"term": "percent", "value": 0.45, "digits": 0},
        "tone": "plain",
    }


def test_a_masthead_names_the_corridor_and_whether_it_is_an_example():
    """What the title and the stamp of a page are made from."""
    assert Masthead("KGZ", "DEU", "example", "2026-06-30", True).to_json() == {
        "block": "masthead",
        "origin": "KGZ",
        "destination": "DEU",
        "round": "example",
        "as_of": "2026-06-30",
        "is_example": True,
    }
