import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.errors import FileError
from mekendesh.files import (
    Tree,
    current_tree,
    digest_files,
    read_json,
    read_text_table,
    read_typed_table,
    write_atomically,
    write_json,
    write_text_table,
    write_typed_table,
)


def table_file(folder: Path, content: str | bytes) -> Path:
    path = folder / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_table_keeps_every_cell_as_it_is_written(tmp_path):
    """Nothing is guessed: NA is Namibia, zeros and plus signs stay."""
    table = read_text_table(table_file(tmp_path, "country,phone\nNA,+99600\nNO,007\n"))
    assert table.to_dict("list") == {"country": ["NA", "NO"], "phone": ["+99600", "007"]}


def test_a_text_table_is_indexed_by_the_line_a_person_sees(tmp_path):
    """A message about a row names the line of the file, blank lines and long cells counted."""
    table = read_text_table(table_file(tmp_path, 'a,b\n1,2\n\n"x\ny",3\n'))
    assert list(table.index) == [2, 5]


def test_a_text_table_is_cut_into_rows_at_line_ends_only(tmp_path):
    """Separators that Unicode also calls line breaks are part of an answer, even outside quotation marks."""
    table = read_text_table(table_file(tmp_path, "a,b\none\u2028two,1\r\nthree\u0085four,2\nfive\fsix,3\n"))
    assert table.to_dict("list") == {
        "a": ["one\u2028two", "three\u0085four", "five\fsix"],
        "b": ["1", "2", "3"],
    }
    assert list(table.index) == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "table.csv is empty; a header row was expected. Restore the file."),
        ("a,b\n1,2,3\n", "table.csv, line 2: 3 cells where the header has 2. Mend the row's separators."),
        (
            "a,a\n1,2\n",
            "table.csv, line 1: the column name a stands there more than once. Rename one of them.",
        ),
        (b"a\n\xff\n", "table.csv is not UTF-8 text (byte 2). Save it as UTF-8 and try again."),
        (
            'a\n"x\n',
            "table.csv, line 2: a quotation mark is not closed. Close it, or double it inside a text.",
        ),
    ],
)
def test_a_broken_text_table_is_refused_with_place_and_mend(tmp_path, content, said):
    """Every refusal says file, place, what was expected and what to do."""
    with pytest.raises(FileError) as refused:
        read_text_table(table_file(tmp_path, content))
    assert str(refused.value) == said


def test_a_missing_file_is_refused_by_name(tmp_path):
    """A missing file is a sentence, not a traceback."""
    with pytest.raises(FileError, match=r"nowhere\.csv is missing"):
        read_text_table(tmp_path / "nowhere.csv")


def test_a_failed_write_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch):
    """Readers see the old or the new file, never half of one."""
    path = tmp_path / "kept.txt"
    write_atomically(path, b"old")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["kept.txt"]


def test_json_is_written_the_same_whatever_the_order_of_its_keys(tmp_path):
    """Same content, same bytes."""
    write_json(tmp_path / "a.json", {"b": 1, "a": "ө"})
    write_json(tmp_path / "b.json", {"a": "ө", "b": 1})
    assert (
        (tmp_path / "a.json").read_bytes()
        == (tmp_path / "b.json").read_bytes()
        == b'{\n "a": "\xd3\xa9",\n "b": 1\n}\n'
    )


def test_half_a_json_file_is_refused(tmp_path):
    """A truncated record is told, not guessed."""
    (tmp_path / "run.json").write_text(json.dumps({"a": 1})[:4])
    with pytest.raises(FileError, match=r"run\.json is not readable JSON"):
        read_json(tmp_path / "run.json")


def test_a_typed_table_has_the_same_bytes_every_time_and_comes_back_typed(tmp_path):
    """Parquet without pandas' own metadata is deterministic."""
    table = pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "site": ["moscow", "kazan"]})
    write_typed_table(tmp_path / "a.parquet", table)
    write_typed_table(tmp_path / "b.parquet", table)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    assert read_typed_table(tmp_path / "a.parquet")["site"].to_list() == ["moscow", "kazan"]


def test_a_damaged_typed_table_is_refused_by_name(tmp_path):
    """A damaged file under data/ is disposable: say so."""
    (tmp_path / "respondents.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(FileError, match=r"respondents\.parquet is not a readable table"):
        read_typed_table(tmp_path / "respondents.parquet")


@given(
    st.lists(
        st.tuples(st.text("ab", min_size=1, max_size=4), st.binary(max_size=4)),
        unique_by=lambda file: file[0],
    )
)
def test_a_digest_of_files_changes_with_names_and_bytes_only(files):
    """A key hangs on what is in the files, not on the order in which they were made."""
    import tempfile

    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        for name, content in files:
            (Path(first) / name).write_bytes(content)
        for name, content in reversed(files):
            (Path(second) / name).write_bytes(content)
        assert digest_files(Path(first), [Path(first)]) == digest_files(Path(second), [Path(second)])
        (Path(second) / "c").write_bytes(b"more")
        assert digest_files(Path(first), [Path(first)]) != digest_files(Path(second), [Path(second)])


def test_the_tree_is_the_checkout_unless_another_is_named(monkeypatch, tmp_path):
    """Batch kernels and tests work on another tree by one environment variable."""
    monkeypatch.delenv("MEKENDESH_ROOT", raising=False)
    assert (current_tree().root / "pyproject.toml").is_file()
    monkeypatch.setenv("MEKENDESH_ROOT", str(tmp_path))
    assert current_tree() == Tree(tmp_path)


def test_a_text_table_goes_out_as_it_came_in(tmp_path):
    """Writing and reading a text table are inverse."""
    table = pd.DataFrame({"a": ["1", 'x,"y"'], "b": ["", "ү"]})
    write_text_table(tmp_path / "t.csv", table)
    assert read_text_table(tmp_path / "t.csv").to_dict("list") == {"a": ["1", 'x,"y"'], "b": ["", "ү"]}
