from __future__ import annotations

import pytest

from mekendesh.errors import DeliveryError
from mekendesh.field.text import candidates, read_text

WORDS = "имя;орус тили\nсалам, жумуш издейм\n"
KYRGYZ = "Өскөнбай үй-бүлөсү менен, жаңы жер\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_or_without_a_mark_reads_alike(encoding):
    """A mark at the start says the encoding, and is no part of the first header."""
    assert read_text(KYRGYZ.encode(encoding), "", "f.csv").characters == KYRGYZ


def test_a_big_endian_mark_is_read():
    """UTF-16 comes in two byte orders."""
    assert read_text(b"\xfe\xff" + KYRGYZ.encode("utf-16-be"), "", "f.csv").characters == KYRGYZ


def test_cp1251_is_read_where_it_is_declared():
    """The declared encoding counts once strict UTF-8 has failed."""
    text = read_text(WORDS.encode("cp1251"), "cp1251", "f.csv")
    assert (text.characters, text.encoding) == (WORDS, "cp1251")


def test_cp1251_undeclared_is_refused_with_its_name_among_the_candidates():
    """Nothing is guessed: the person is told what it may be and decides."""
    with pytest.raises(
        DeliveryError, match=r"f\.csv, line 1: this is not UTF-8.*it may be cp1251"
    ) as refused:
        read_text(WORDS.encode("cp1251"), "utf-8", "f.csv")
    assert "салам" not in str(refused.value)


def test_a_wrong_declaration_does_not_spoil_utf_8():
    """UTF-8 that reads strictly is UTF-8, whatever was declared by habit."""
    assert read_text(KYRGYZ.encode(), "cp1251", "f.csv").characters == KYRGYZ


def test_utf_16_without_a_mark_is_read_where_it_is_declared_and_refused_where_not():
    """UTF-16 of plain letters is UTF-8 full of NUL, which no table holds."""
    content = "a,b\n1,2\n".encode("utf-16-le")
    assert read_text(content, "utf-16-le", "f.csv").characters == "a,b\n1,2\n"
    with pytest.raises(DeliveryError, match=r"NUL.*utf-16-le"):
        read_text(content, "", "f.csv")


def test_a_nul_character_is_refused_with_its_line():
    """NUL marks a damaged file; cutting it out would hide that."""
    with pytest.raises(DeliveryError, match="line 2: a NUL"):
        read_text(b"a,b\n1,\x002\n", "", "f.csv")


def test_a_file_cut_inside_a_letter_is_said_to_be_cut_off():
    """Half a letter at the very end is a cut, not another encoding."""
    with pytest.raises(DeliveryError, match="line 2: the file ends inside a letter"):
        read_text("аты\nҮмүт".encode()[:-1], "", "f.csv")
    with pytest.raises(DeliveryError, match="ends inside a letter"):
        read_text("name\nҮ".encode()[:-1], "utf-8", "f.csv")


def test_half_a_utf_16_letter_is_refused_with_its_byte():
    """A cut file is refused in every encoding."""
    with pytest.raises(DeliveryError, match="byte 9 is not utf-16-le"):
        read_text("абвгд".encode("utf-16")[:-1], "", "f.csv")


def test_an_unknown_encoding_is_refused_by_its_name():
    """A misspelt declaration is the deliverer's mistake, and is named."""
    with pytest.raises(DeliveryError, match="the encoding cp-kyrgyz, which is not known"):
        read_text(WORDS.encode("cp1251"), "cp-kyrgyz", "f.csv")


def test_letters_with_separate_accents_are_composed_and_it_is_said():
    """й is one letter: comparing decomposed with composed text would find nothing."""
    text = read_text("и\u0306\n".encode(), "", "f.csv")
    assert (text.characters, text.recomposed) == ("й\n", True)
    assert not read_text(KYRGYZ.encode(), "", "f.csv").recomposed


def test_candidates_come_the_likeliest_first():
    """cp1251 bytes can be read as koi8-r too, but then hold letters nobody writes so often."""
    assert candidates(WORDS.encode("cp1251"))[0] == "cp1251"
    assert candidates(WORDS.encode("koi8-r"))[0] == "koi8-r"
    assert candidates(WORDS.encode("cp866"))[0] == "cp866"
