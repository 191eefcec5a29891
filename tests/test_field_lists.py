from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from field_files import PLACE, csv_of, deliver, seed
from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import read_delivery
from mekendesh.field.lists import LIST_COLUMNS, NamedList, declared_lists, read_list
from mekendesh.files import Tree, digest

DAY = date(2027, 6, 1)
COLUMNS = {"record": "No", "family": "Family", "given": "Given", "birth": "Born", "sex": "Sex"}
TEXT = "No,Family,Given,Born,Sex\nREC-1, Исаков ,Бакыт,1984-03-02,Э\nREC-2,Осмонова,Гүлзат,02.03.1990,А\n"
CANARIES = ("REC-1", "REC-2", "Исаков", "Бакыт", "Осмонова", "Гүлзат", "1984", "02.03.1990", "+99655")
ENTRY: dict[str, Any] = {
    "file": "register.csv",
    "kind": "register",
    "legal_basis": "Agreement 12 of 2027",
    "purpose": "to estimate how many people live there",
    "as_of": "2027-01-01",
    "delete_by": "2027-12-31",
    "columns": COLUMNS,
    "sexes": {"э": "male", "А": "female"},
}


def declared(folder: Path, **changed: Any) -> NamedList:
    """The register of `ENTRY`; ``None`` leaves a key out."""
    entry = {key: value for key, value in (ENTRY | changed).items() if value is not None}
    return declared_lists({"register": entry}, folder, "delivery.yml")[0]


def lying(folder: Path, content: str | bytes = TEXT, **changed: Any) -> NamedList:
    """The same, with its file beside the declaration."""
    named = declared(folder, **changed)
    named.path.write_bytes(content.encode() if isinstance(content, str) else content)
    return named


def test_a_list_is_read_into_its_columns_as_text(tmp_path):
    """Family before given, sexes in our words, nothing guessed; what the list does not hold is empty."""
    table = read_list(lying(tmp_path), DAY)
    assert tuple(table.columns) == LIST_COLUMNS
    assert table.to_numpy().tolist() == [
        ["REC-1", "Исаков Бакыт", "", "1984-03-02", "male", "", "", "", ""],
        ["REC-2", "Осмонова Гүлзат", "", "02.03.1990", "female", "", "", "", ""],
    ]
    assert table.index.tolist() == [2, 3]


def test_a_workbook_is_read_like_a_text(tmp_path):
    """Consulates keep registers in spreadsheets."""
    from openpyxl import Workbook

    book = Workbook()
    for row in (line.split(",") for line in TEXT.splitlines()):
        book.active.append(row)
    content = BytesIO()
    book.save(content)
    table = read_list(lying(tmp_path, content.getvalue(), file="register.xlsx"), DAY)
    assert table["name"].tolist() == ["Исаков Бакыт", "Осмонова Гүлзат"]


@pytest.mark.parametrize("ground", ["legal_basis", "purpose", "as_of", "delete_by"])
@pytest.mark.parametrize("said", [None, "", "  ", ["law"]])
def test_a_list_without_one_of_its_grounds_is_refused(tmp_path, ground, said):
    """Nobody on it was asked: without the ground it may not be read, nor is it opened."""
    with pytest.raises(DeliveryError, match=f"does not say its {ground}") as refused:
        declared(tmp_path, **{ground: said})
    assert refused.value.values == {"file": "delivery.yml", "name": "register", "lacking": ground}


def test_all_lacking_grounds_are_named_at_once(tmp_path):
    """Whoever mends the declaration mends it once."""
    with pytest.raises(DeliveryError, match="legal_basis, purpose, as_of, delete_by"):
        declared(tmp_path, legal_basis=None, purpose=None, as_of=None, delete_by=None)


@pytest.mark.parametrize("key", ["as_of", "delete_by"])
@pytest.mark.parametrize("day", ["soon", "31.12.2027", "2027-02-30"])
def test_a_day_that_is_none_is_refused(tmp_path, key, day):
    """Until when is no matter of interpretation."""
    with pytest.raises(DeliveryError, match=f"{key} of the list register is no day"):
        declared(tmp_path, **{key: day})


@given(st.integers(-400, 400))
def test_a_list_past_its_day_of_deletion_is_refused(days):
    """On the day itself it may still be read; afterwards it is not even opened."""
    named = declared(Path("/nowhere"), delete_by=(DAY + timedelta(days=days)).isoformat())
    expected = "had to be deleted by" if days < 0 else "not there or cannot be read"
    with pytest.raises(DeliveryError, match=expected):
        read_list(named, DAY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "police"}, "of no known kind"),
        ({"kind": None}, "of no known kind"),
        ({"columns": None}, "are not declared"),
        ({"columns": {"name": "Family"}}, "are not declared"),
        ({"columns": {"record": "No", "family": "Family"}}, "are not declared"),
        ({"columns": COLUMNS | {"salary": "Salary"}}, "are not declared"),
        ({"columns": COLUMNS | {"birth": ["Born"]}}, "are not declared"),
        ({"file": None}, "names no file"),
        ({"file": "../register.csv"}, "names no file"),
        ({"file": "/etc/passwd"}, "names no file"),
        ({"file": "a\0b"}, "names no file"),
    ],
)
def test_a_declaration_that_cannot_be_followed_is_refused(tmp_path, changed, said):
    """An unknown kind or part, no name or number, a file elsewhere."""
    with pytest.raises(DeliveryError, match=said):
        declared(tmp_path, **changed)


@pytest.mark.parametrize(
    "lists", [["register"], "register", {"register": "register.csv"}, {"register": None}]
)
def test_lists_without_names_are_refused(tmp_path, lists):
    """A list is declared by its name, with its grounds beneath."""
    with pytest.raises(DeliveryError, match="holds no named lists"):
        declared_lists(lists, tmp_path, "delivery.yml")


@pytest.mark.parametrize("nothing", [None, "", {}])
def test_a_delivery_without_lists_has_none(tmp_path, nothing):
    """The normal case."""
    assert declared_lists(nothing, tmp_path, "delivery.yml") == ()


@pytest.mark.parametrize(
    ("content", "changed", "said"),
    [
        (TEXT.replace("REC-2", "REC-1"), {}, "row 3: the record has no number of its own"),
        (TEXT.replace("REC-2", " "), {}, "row 3: the record has no number of its own"),
        (TEXT + "REC-3,+996555010203\n", {}, "row 4"),
        (TEXT + 'REC-3,"+996555010203,x,y,z\n', {}, "row 4: a quotation opens"),
        (TEXT, {"columns": COLUMNS | {"phone": "Telephone"}}, "no column Telephone"),
        (TEXT, {"sha256": "0" * 64}, "sha256 differs"),
        (TEXT, {"rows": "3"}, "has 2 rows"),
        (TEXT.encode("cp1251", "replace"), {}, "register.csv"),
        (TEXT, {"delimiter": ";"}, "register.csv"),
        (TEXT.replace("No,", "No;"), {}, "register.csv"),
        ("", {}, "is empty"),
        (b"PK\x03\x04 no workbook", {"file": "register.xlsx"}, "register.xlsx"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_and_names_nobody(tmp_path, content, changed, said):
    """The message has the file, the row and the mend; never a value of a person."""
    with pytest.raises(DeliveryError, match=said) as refused:
        read_list(lying(tmp_path, content, **changed), DAY)
    whole = f"{refused.value} {refused.value.values}"
    assert not [canary for canary in CANARIES if canary in whole]


def test_the_bytes_declared_are_the_bytes_read(tmp_path):
    """A digest in capitals is the same digest."""
    assert len(read_list(lying(tmp_path, sha256=digest(TEXT.encode()).upper(), rows="2"), DAY)) == 2


def test_a_sex_the_declaration_does_not_know_is_not_known(tmp_path):
    """A word that nobody declared says nothing."""
    assert read_list(lying(tmp_path, TEXT.replace(",А\n", ",Б\n")), DAY)["sex"].tolist() == ["male", ""]


def test_a_delivery_names_its_lists(tmp_path):
    """What is declared under lists comes with the delivery, each list with its own grounds."""
    tree = Tree(tmp_path)
    entry = {key: value for key, value in ENTRY.items() if key != "kind"}
    folder = deliver(
        tree,
        csv_of([seed("a")]),
        lists={"murok": entry | {"kind": "association", "file": "murok.csv"}, "register": ENTRY},
    )
    read = read_delivery(tree, PLACE).lists
    assert [(named.name, named.kind, named.path.name) for named in read] == [
        ("murok", "association", "murok.csv"),
        ("register", "register", "register.csv"),
    ]
    assert {named.path.parent for named in read} == {folder}
    assert (read[0].as_of, read[0].delete_by) == (date(2027, 1, 1), date(2027, 12, 31))


# Declarations that get through or fall over.


def test_a_file_that_lies_elsewhere_is_refused_also_behind_a_link(tmp_path):
    """As the file of responses is: what is read lies beside its declaration."""
    folder, elsewhere = tmp_path / "delivery", tmp_path / "elsewhere.csv"
    folder.mkdir()
    elsewhere.write_text(TEXT)
    (folder / "register.csv").symlink_to(elsewhere)
    with pytest.raises(DeliveryError):
        read_list(declared(folder), DAY)


def test_a_file_that_is_no_name_is_refused(tmp_path):
    """A list of names, or keys beneath it."""
    with pytest.raises(DeliveryError, match="names no file"):
        declared(tmp_path, file=["register.csv"])


def test_a_delimiter_that_is_none_is_refused(tmp_path):
    """One of the signs a table may have, as for the responses."""
    with pytest.raises(DeliveryError):
        read_list(lying(tmp_path, delimiter="semicolon"), DAY)


def test_a_list_may_not_be_called_survey(tmp_path):
    """Linkage takes it for the respondents: people who were never asked would count as having agreed."""
    with pytest.raises(DeliveryError):
        declared_lists({"survey": ENTRY}, tmp_path, "delivery.yml")
