import pytest
from hypothesis import given
from hypothesis import strategies as st

from mekendesh.words import (
    LANGUAGES,
    Count,
    Country,
    Day,
    Decimal,
    Interval,
    Label,
    Listed,
    Message,
    Percent,
    Verbatim,
    country_name,
    from_json,
    message,
    plural,
    read_catalogue,
    say,
    to_json,
)

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "{people} people in {country}"
msgstr "{country}: {people} человек"

#, fuzzy
msgid "doubtful"
msgstr "сомнительно"

msgid "{count} person"
msgid_plural "{count} people"
msgstr[0] "{count} человек (one)"
msgstr[1] "{count} человека (few)"
msgstr[2] "{count} человек (many)"
"""


@pytest.fixture
def russian(tmp_path, monkeypatch):
    (tmp_path / "locale").mkdir()
    (tmp_path / "locale" / "ru.po").write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setenv("MEKENDESH_ROOT", str(tmp_path))
    read_catalogue.cache_clear()
    yield
    read_catalogue.cache_clear()


def test_a_message_is_said_with_its_values_in_the_language(russian):
    """Numbers and country names are localised inside the sentence."""
    term = message("{people} people in {country}", people=Count(333664), country=Country("KGZ"))
    assert say(term, "en") == "333,664 people in Kyrgyzstan"
    assert say(term, "ru") == "Кыргызстан: 333\u00a0664 человек"


def test_a_missing_or_fuzzy_translation_is_marked_and_said_in_english(russian):
    """A draft shows the source words, marked; a fuzzy entry never passes for a translation."""
    assert say(message("doubtful"), "ru") == "⟦doubtful⟧"
    assert say(message("never seen"), "ru") == "⟦never seen⟧"


@pytest.mark.parametrize(("count", "form"), [(1, "one"), (3, "few"), (5, "many"), (21, "one"), (11, "many")])
def test_russian_has_three_plural_forms(russian, count, form):
    """1 человек, 3 человека, 5 человек: the form follows CLDR."""
    assert say(plural("{count} person", "{count} people", count), "ru").endswith(f"({form})")


def test_the_country_is_kyrgyzstan_in_russian():
    """CLDR's own Russian name is not what the country calls itself."""
    assert country_name("KGZ", "ru") == "Кыргызстан"
    assert country_name("RUS", "ky") == "Россия"
    assert [country_name("KOR", language) for language in LANGUAGES] == [
        "Корея Республикасы", "Республика Корея", "Republic of Korea",
    ]  # fmt: skip
    assert [country_name("MDA", language) for language in LANGUAGES] == [
        "Молдова Республикасы", "Республика Молдова", "Republic of Moldova",
    ]  # fmt: skip
    assert country_name("BMU", "ru") == "Бермудские острова"
    assert country_name("WLD", "en") == "world"


@pytest.mark.parametrize(
    ("term", "ky", "ru", "en"),
    [
        (Count(1066129), "1\u00a0066\u00a0129", "1\u00a0066\u00a0129", "1,066,129"),
        (Percent(0.453, 1), "45,3\u00a0%", "45,3\u00a0%", "45.3%"),
        (Decimal(2.5), "2,5", "2,5", "2.5"),
        (Day("2026-06-30"), "2026-ж., 30-июнь", "30 июня 2026\u202fг.", "30 June 2026"),
        (Day("2024"), "2024", "2024", "2024"),
        (Label("а", "б", "c"), "а", "б", "c"),
        (Verbatim("KGZ-RUS"), "KGZ-RUS", "KGZ-RUS", "KGZ-RUS"),
    ],
)
def test_numbers_and_dates_follow_the_language_and_never_the_machine(term, ky, ru, en):
    """Numbers and dates come from CLDR."""
    plain = [say(term, language).replace("\u202f", "\u00a0") for language in LANGUAGES]
    assert plain == [words.replace("\u202f", "\u00a0") for words in (ky, ru, en)]


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (Interval(0.45, 0.38, 0.52), "45% (38–52%)"),
        (Interval(0.45, 0.3, 0.55, flag="u"), "45% (30–55%) [u]"),
        (Interval(None, flag="c"), "[c]"),
        (Interval(12000, 9000, 15000, "count"), "12,000 (9,000–15,000)"),
        (Interval(None), "[na]"),
    ],
)
def test_a_number_is_said_with_its_range_or_with_the_code_that_hides_it(interval, said):
    """Uncertainty stands in the same place as the number; a hidden number says why."""
    assert say(interval, "en") == said


def test_a_list_is_joined_as_the_language_joins_it():
    """Lists follow CLDR."""
    assert say(Listed((Country("RUS"), Country("KAZ"))), "ru") == "Россия и Казахстан"


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="{}"), max_size=8)
leaves = st.one_of(
    st.builds(Count, st.integers(0, 10**9)),
    st.builds(Percent, st.floats(0, 1), st.integers(0, 2)),
    st.builds(Label, words, words, words),
    st.builds(Verbatim, words, st.sampled_from(["", "en"])),
    st.builds(Interval, st.none() | st.floats(0, 1), st.none(), st.none(), st.just("percent"), st.just(0)),
)
terms = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(
            Message, words, st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner, max_size=3)
        ),
        st.builds(Listed, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@given(terms)
def test_a_term_comes_back_from_json_as_it_went_in(term):
    """What a notebook keeps is what the page says."""
    assert from_json(to_json(term)) == term
