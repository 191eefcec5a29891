from __future__ import annotations

import pandas as pd
import pytest

from mekendesh.errors import FileError
from mekendesh.files import Tree
from mekendesh.judgement.reordering import COLUMNS, read_reordering, reorder

RANKED = pd.DataFrame({"proposal": ["a", "b", "c", "d"], "rank": pd.array([1, 2, 2, pd.NA], dtype="Int64")})
GOOD = "c,2,1,Ready to be signed,state,2026-11-20"


def log(folder, *rows: str, header: str = ",".join(COLUMNS)) -> Tree:
    tree = Tree(folder)
    path = tree.roundtable("KGZ/2027-1") / "reordering.csv"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return tree


def moves(*rows: tuple[str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(
        [(name, old, new, "why", "state", "2026-11-20") for name, old, new in rows], columns=list(COLUMNS)
    )


def after(*rows: tuple[str, int, int]) -> tuple[list, list]:
    table, logged = reorder(RANKED, moves(*rows))
    assert table["rank"].equals(RANKED["rank"])
    return table["experts_rank"].tolist(), logged["state"].tolist()


def test_a_move_gives_the_experts_rank_and_leaves_that_of_the_rule():
    """c goes first, the others move down by one; d has no rank and gets none."""
    places, states = after(("c", 2, 1))
    assert places == [2, 3, 1, pd.NA]
    assert states == ["applied"]


def test_moves_are_carried_out_in_the_order_made():
    """The second move starts from where the first has put the proposal; beyond the end means the end."""
    places, states = after(("c", 2, 1), ("c", 1, 99))
    assert places == [1, 2, 3, pd.NA]
    assert states == ["applied", "applied"]


def test_a_move_made_on_an_older_list_is_told_and_not_carried_out():
    """New evidence has changed the rank since: what experts said of another list is not said of this one."""
    places, states = after(("a", 3, 1), ("d", 4, 1))
    assert places == [pd.NA] * 4
    assert states == ["rank_has_changed", "not_in_order"]


def test_without_a_log_nothing_has_been_moved(tmp_path):
    """No round table yet is the normal first state."""
    table = read_reordering(Tree(tmp_path), "KGZ/2027-1", ["a"])
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_a_log_is_read_as_written(tmp_path):
    """Ranks are numbers, reasons words."""
    table = read_reordering(log(tmp_path, GOOD), "KGZ/2027-1", ["c"])
    assert table.values.tolist() == [["c", 2, 1, "Ready to be signed", "state", "2026-11-20"]]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,2,1,Ready,state,2026-11-20", "proposal"),
        ("c,first,1,Ready,state,2026-11-20", "from_rank"),
        ("c,2,0,Ready,state,2026-11-20", "to_rank"),
        ("c,2,1,  ,state,2026-11-20", "reason"),
        ("c,2,1,Ready,Mr Bakirov,2026-11-20", "who"),
        ("c,2,1,Ready,state,2026-02-30", "when"),
    ],
)
def test_a_move_that_does_not_say_what_why_who_and_when_is_refused(tmp_path, row, column):
    """Logged means whole; a name does not stand where a stratum should, and is not repeated in the error."""
    with pytest.raises(FileError, match=f"line 3: the column {column}") as raised:
        read_reordering(log(tmp_path, GOOD, row), "KGZ/2027-1", ["c"])
    assert "Bakirov" not in str(raised.value)


def test_a_log_with_other_columns_is_refused(tmp_path):
    """A column too few cannot be guessed."""
    with pytest.raises(FileError, match="has the columns proposal, who"):
        read_reordering(log(tmp_path, header="proposal,who"), "KGZ/2027-1", ["c"])
