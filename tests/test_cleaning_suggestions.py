from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import column
from mekendesh.cleaning.suggestions import suggested
from mekendesh.field.responses import type_cells

KINDS = {
    kind: column("q", "", kind, "trait") for kind in ("integer", "scale", "date", "boolean", "text", "choice")
}


def fits(kind: str, text: str) -> bool:
    codes = tuple(str(number) for number in range(1000)) if kind == "scale" else ("yes", "no")
    return bool(type_cells(pd.Series([text], dtype="str"), KINDS[kind], codes)[1].iloc[0])


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("integer", "1 000", "1000"),
        ("integer", "25 000 000", "25000000"),
        ("integer", "1'000", "1000"),
        ("integer", " 5,0 ", "5"),
        ("integer", "5.", "5"),
        ("integer", "-3,00", "-3"),
        ("integer", "1 000,00", "1000"),
        ("scale", "4,0", "4"),
        ("date", "1.2.2020", "2020-02-01"),
        ("date", "01/02/2020", "2020-02-01"),
        ("date", "29-02-2024", "2024-02-29"),
        ("date", "44000", "2020-06-18"),
        ("boolean", "Да", "yes"),
        ("boolean", "ООБА", "yes"),
        ("boolean", "жок ", "no"),
        ("boolean", "Evet", "yes"),
        ("boolean", "hayır", "no"),
    ],
)
def test_what_was_meant_is_suggested(kind, text, meant):
    """Habits of our countries' keyboards and spreadsheets."""
    assert suggested(KINDS[kind], text) == meant


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            ("integer", text)
            for text in ("", "5", "five", "1 00", "5,5", "1.5", "12 34", "7e2", "1,2,3", "~5", "10-15")
        ),
        *(
            ("date", text)
            for text in ("", "31.02.2020", "13.13.2020", "1.2.20", "2020/02/01", "440", "90000", "вчера")
        ),
        *(("boolean", text) for text in ("", "maybe", "2", "да нет", "?")),
        *(("text", "да"), ("choice", "да"), ("choice", "1 000")),
    ],
)
def test_where_nothing_can_be_said_nothing_is_suggested(kind, text):
    """A wrong suggestion is worse than none: somebody may confirm them all."""
    assert suggested(KINDS[kind], text) == ""


@pytest.mark.parametrize("text", ["1.000", "1,000", "12.000", "250.000"])
def test_a_thousand_is_not_one(text):
    """“1.000” is a thousand in Turkish, German and Russian habits, and is not decided (field.responses)."""
    assert suggested(KINDS["integer"], text) != text.split(text[-4])[0]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2009"])
def test_a_thousands_blank_that_does_not_break_is_a_blank(blank):
    """Spreadsheets and CLDR write thousands in Kyrgyz and Russian with U+00A0, in French with U+202F."""
    assert suggested(KINDS["integer"], f"25{blank}000") == "25000"


def test_no_in_turkish_capitals_is_no():
    """Turkish I is the capital of ı."""
    assert suggested(KINDS["boolean"], "HAYIR") == "no"


@pytest.mark.parametrize(
    ("kind", "text"), [("integer", "٥٠ ٠٠٠"), ("date", "01.01.0001"), ("date", "01.01.1850")]
)
def test_a_suggestion_would_itself_be_read(kind, text):
    """A correction that raises the same doubt again helps nobody."""
    meant = suggested(KINDS[kind], text)
    assert meant == "" or fits(kind, meant)


@settings(deadline=None)
@given(
    st.sampled_from(["integer", "scale", "date", "boolean"]),
    st.one_of(
        st.text(st.sampled_from("0123456789 .,'/-+\u00a0"), max_size=9),
        st.dates(pd.Timestamp("1900-01-01").date(), pd.Timestamp("2199-12-31").date()).map(lambda d: f"{d.day}.{d.month}.{d.year}"),
        st.sampled_from(["Да", "нет", "ооба", "Жок", "ja", "N"]),
    ).filter(lambda text: not any(part.isdigit() and len(part) == 4 and not "1900" <= part < "2200"
                                  for part in text.replace("/", ".").replace("-", ".").split("."))),
)  # fmt: skip
def test_every_suggestion_fits_its_type(kind, text):
    """Whatever is confirmed can be read afterwards."""
    meant = suggested(KINDS[kind], text)
    assert meant == "" or kind == "scale" or fits(kind, meant)
