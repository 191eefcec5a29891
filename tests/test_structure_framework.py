from __future__ import annotations

import dataclasses
import re

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.framework import load_framework
from mekendesh.words import Label
from structure_examples import change_line, copied


@pytest.fixture(scope="module")
def framework():
    return load_framework(current_tree())


def labels(framework) -> list[Label]:
    rows = [row for part in vars(framework).values() for row in part]
    values = [getattr(row, field.name) for row in rows for field in dataclasses.fields(row)]
    return [value for value in values if isinstance(value, Label)]


def test_the_files_as_shipped_load(framework):
    """A clone works before anyone edits a file."""
    counts = {name: len(rows) for name, rows in vars(framework).items()}
    assert counts == {
        "channels": 8, "barriers": 12, "domains": 10, "items": 36, "anchors": 180, "evidence": 59, "roles": 15, "bodies": 30,
        "proposals": 24, "premises": 12, "definitions": 4,
    }  # fmt: skip


def test_the_framework_cannot_be_changed_while_a_report_is_made(framework):
    """Every notebook of a run reads the same framework."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        framework.items = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        framework.items[0].domain = "trust"


def test_labels_are_written_in_the_letters_of_their_language(framework):
    """A label in the wrong column, or with a look-alike Latin letter inside a Cyrillic word, is a slip."""
    mixed = re.compile(r"[a-z][а-яөүңё]|[а-яөүңё][a-z]", re.IGNORECASE)
    for label in labels(framework):
        assert not mixed.search(label.ky + " " + label.ru), label
        assert not re.search(r"[а-яөүңё]", label.en, re.IGNORECASE), label
        assert not re.search(r"[өүң]", label.ru, re.IGNORECASE), label


def test_the_country_is_called_as_its_officials_write_it(framework):
    """In Russian the country is Кыргызстан or Кыргызская Республика, never the older name."""
    assert not [label for label in labels(framework) if re.search("киргизи", label.ru, re.IGNORECASE)]


def test_nothing_promises_what_a_measure_would_unlock(framework):
    """One cross-section identifies no effect."""
    promise = re.compile(
        r"\b(will|would) (increase|raise|reduce|unlock|lead)|увеличит|повысит|приведёт", re.IGNORECASE
    )
    assert not [label for label in labels(framework) if promise.search(f"{label.en} {label.ru}")]


def test_mistakes_planted_in_one_file_are_told_together_with_their_lines(tmp_path):
    """An id renamed in one place is found in every row that used it."""
    tree = copied(tmp_path)
    change_line(tree, "items.csv", 36, "return_programme", "return_program")
    change_line(tree, "evidence.csv", 2, "2018-12-31", "31.12.2018")
    with pytest.raises(StructureError) as raised:
        load_framework(tree)
    told = str(raised.value)
    assert told.startswith("evidence.csv has 4 mistake(s): ")
    assert "line 2, column as_of: found '31.12.2018', expected a day as YYYY-MM-DD" in told
    assert told.count("found 'return_programme', expected one of return_program, ") == 3
