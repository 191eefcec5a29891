from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mekendesh.errors import DeliveryError
from mekendesh.field import archive
from mekendesh.field.archive import refuse_unsafe
from test_field_xlsforms import book

WORKBOOK = b"<?xml version='1.0'?><workbook/>"
GOOD = book(Sheet=[["a", "b"], ["1", "2"]])


def packed(parts: dict[str, bytes], *, workbook: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in ({"xl/workbook.xml": WORKBOOK} if workbook else {} | parts).items():
            made.writestr(name, content)
        for name, content in parts.items() if workbook else ():
            made.writestr(name, content)
    return out.getvalue()


def test_an_ordinary_workbook_is_let_through():
    """What spreadsheet programs write is no danger."""
    refuse_unsafe(GOOD, "data.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK", b"a,b\n1,2\n", b"<html></html>", GOOD[:200], GOOD[:-30]])
def test_what_is_no_archive_is_refused(content):
    """A page of a log-in, a CSV renamed, or half a file."""
    with pytest.raises(DeliveryError, match=r"data\.xlsx is not an \.xlsx, or was cut off"):
        refuse_unsafe(content, "data.xlsx")


def test_a_locked_or_old_workbook_is_told_apart():
    """A password and the old format look alike from outside, and both need the sender."""
    with pytest.raises(DeliveryError, match=r"locked with a password, or an old \.xls"):
        refuse_unsafe(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "data.xlsx")


def test_another_archive_is_no_workbook():
    """A zip of CSV files, a text document."""
    with pytest.raises(DeliveryError, match=r"is an archive, but no \.xlsx"):
        refuse_unsafe(packed({"word/document.xml": b"<w/>"}, workbook=False), "data.xlsx")


@pytest.mark.parametrize(
    "name",
    ["../evil.xml", "/etc/evil.xml", "xl/../../evil.xml", "\\evil.xml", "xl\\..\\evil.xml", "C:evil.xml"],
)
def test_a_part_that_points_outside_is_refused(name):
    """Whatever unpacks it must not be led to another place."""
    with pytest.raises(DeliveryError, match="point outside"):
        refuse_unsafe(packed({name: b"<x/>"}), "data.xlsx")


def test_dots_in_a_name_point_nowhere():
    """Only a part of the path that is two dots leads outside."""
    refuse_unsafe(packed({"xl/media/picture..1.png": b"x"}), "data.xlsx")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    """One program would read the first and the next program the last."""
    with pytest.raises(DeliveryError, match="two of one name"):
        refuse_unsafe(packed({"xl/workbook.xml": WORKBOOK}), "data.xlsx")


def test_an_archive_that_swells_is_refused(monkeypatch):
    """A few kilobytes must not become gigabytes."""
    monkeypatch.setattr(archive, "RATIO_MATTERS_FROM", 2**16)
    with pytest.raises(DeliveryError, match="more than a survey can hold"):
        refuse_unsafe(packed({"xl/worksheets/sheet1.xml": bytes(2**20)}), "data.xlsx")


def test_an_archive_of_too_many_or_too_large_parts_is_refused(monkeypatch):
    """Limits far above any survey."""
    many = packed({f"xl/media/{number}.png": b"" for number in range(archive.ENTRIES)})
    with pytest.raises(DeliveryError, match="in 2001 parts"):
        refuse_unsafe(many, "data.xlsx")
    monkeypatch.setattr(archive, "UNPACKED", 100)
    with pytest.raises(DeliveryError, match="more than a survey can hold"):
        refuse_unsafe(GOOD, "data.xlsx")


@pytest.mark.parametrize(
    "part",
    [
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
        b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><x/>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>".encode("utf-16"),
        "<!DOCTYPE x><x/>".encode("utf-16-be"),
        b"\n" * 4000 + b"<!DOCTYPE x><x/>",
    ],
)
@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/_rels/workbook.xml.rels"])
def test_definitions_of_document_types_are_refused(name, part):
    """With them a few bytes unfold into gigabytes, or read other files."""
    with pytest.raises(DeliveryError, match="document type definition in"):
        refuse_unsafe(packed({name: part}), "data.xlsx")


def test_a_definition_behind_a_long_comment_is_refused_too():
    """XML allows comments of any length before it."""
    part = b"<!--" + b"x" * 5000 + b"--><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"
    with pytest.raises(DeliveryError, match="document type definition in"):
        refuse_unsafe(packed({"xl/worksheets/sheet1.xml": part}), "data.xlsx")


@pytest.mark.parametrize("name", ["xl/worksheets/sheet1.XML", "xl/worksheets/sheet1.bin"])
def test_a_definition_hides_behind_no_other_ending(name):
    """Which part is a sheet the archive says itself, by any name."""
    with pytest.raises(DeliveryError, match="document type definition in"):
        refuse_unsafe(packed({name: b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "data.xlsx")


def test_a_damaged_part_is_refused_with_its_name():
    """A bit lost on the way shows only when the part is unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr("xl/workbook.xml", WORKBOOK)
        made.writestr("xl/worksheets/sheet1.xml", b"<sheet>untouched</sheet>")
    with pytest.raises(DeliveryError, match=r"the part xl/worksheets/sheet1\.xml cannot be unpacked"):
        refuse_unsafe(out.getvalue().replace(b"untouched", b"unt0uched"), "data.xlsx")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1))
def test_half_an_archive_is_refused_in_our_words(place):
    """Wherever a file was cut off on its way, a person reads a sentence and no traceback."""
    with pytest.raises(DeliveryError, match=r"data\.xlsx is not an \.xlsx, or was cut off"):
        refuse_unsafe(GOOD[:place], "data.xlsx")


def test_a_part_before_the_beginning_is_refused_in_our_words():
    """One byte of the archive's own table of contents was spoilt."""
    place = GOOD.rindex(b"PK\x05\x06") + 16
    begins = int.from_bytes(GOOD[place : place + 4], "little")
    spoilt = GOOD[:place] + (begins + 100).to_bytes(4, "little") + GOOD[place + 4 :]
    with pytest.raises(DeliveryError, match=r"data\.xlsx"):
        refuse_unsafe(spoilt, "data.xlsx")
