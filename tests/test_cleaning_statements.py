from __future__ import annotations

import pandas as pd
import pytest

from field_files import PLACE, csv_of, deliver, seed
from mekendesh.cleaning.statements import count_statements, read_statements
from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import read_delivery
from mekendesh.files import Tree, digest
from mekendesh.reporting.collection.interviews import protect_statements

THEMES = ("trade", "return")
HEADER = "statement_id,informant,theme,stance,statement\n"


def read(tmp_path, text: str) -> pd.DataFrame | None:
    tree = Tree(tmp_path)
    content = csv_of([seed("a")])
    files = {"responses": {"name": "responses.csv", "sha256": digest(content.encode())}}
    folder = deliver(tree, content, files=files | {"statements": {"name": "statements.csv"}})
    (folder / "statements.csv").write_text(text, encoding="utf-8")
    return read_statements(read_delivery(tree, PLACE), THEMES)


def test_statements_are_counted_by_theme_and_stance_and_informants_once(tmp_path):
    """Two statements of one informant are one informant."""
    table = read(tmp_path, HEADER + "1,K1,trade,supports,a\n2,K1,trade,opposes,b\n3,K2,return,mixed,c\n")
    assert count_statements(table).to_numpy().tolist() == [["return", 0, 0, 1, 1], ["trade", 1, 1, 0, 1]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("1,K1,weather,supports,secret\n", "row 2, column theme: not on the list"),
        ("1,K1,trade,likes,secret\n", "row 2, column stance: not on the list"),
        ("1,K1,trade,mixed,a\n1,K2,trade,mixed,secret\n", "row 3: the record has no number of its own"),
    ],
)
def test_a_coding_that_cannot_be_read_is_refused_with_its_place(tmp_path, rows, said):
    """It is not guessed, and nobody's words are in the message."""
    with pytest.raises(DeliveryError, match=said) as refused:
        read(tmp_path, HEADER + rows)
    assert "secret" not in str(refused.value)


def test_a_missing_column_is_named(tmp_path):
    """Expected columns are listed."""
    with pytest.raises(DeliveryError, match="the column stance is missing"):
        read(tmp_path, "statement_id,informant,theme,statement\n1,K1,trade,x\n")


def test_a_theme_of_fewer_than_five_informants_is_hidden():
    """Panels are small and known."""
    counted = pd.DataFrame(
        {
            "theme": ["trade", "return"],
            "supports": [4, 9],
            "opposes": [1, 0],
            "mixed": [0, 1],
            "informants": [4, 5],
        }
    )
    done = type("Done", (), {"statements": counted})()
    table = protect_statements(done)
    assert table["flag"].tolist() == ["c", ""]
    assert table.loc[0, ["supports", "opposes", "mixed"]].isna().all()
    assert table.loc[1, "supports"] == 10
    assert table.loc[1, ["opposes", "mixed"]].isna().all()
    assert "informants" not in table
