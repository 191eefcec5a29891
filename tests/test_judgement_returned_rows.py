"""Why a row of a panel cannot be taken: each reason alone, which of two wins, and what is nobody's mistake."""

from __future__ import annotations

import pytest

from mekendesh.judgement.rating_sheets import (
    COMMENT,
    CONSENTS,
    CONTEXT,
    OPEN,
    PARTICIPANT,
    names_by_word,
    seal_of,
)
from mekendesh.judgement.returned_rows import (
    REFUSALS,
    named,
    rows_of,
    section_of,
    why_no_comment,
    why_refused,
)
from mekendesh.judgement.returned_sheets import Line, Workbook
from mekendesh.structure.roundtable import MOMENTS, STRATA
from mekendesh.words import Label, say

PACK = "KGZ/2027-1"
SUBJECTS = (("readiness", "portal"), ("importance", "run_portal"), ("feasibility", "run_portal"))
EXPECTED = {(*subject, moment) for subject in SUBJECTS for moment in MOMENTS}
LISTS = names_by_word(
    {
        "stratum": STRATA,
        "consent": CONSENTS,
        "section": {
            "general": Label("Жалпы", "В целом", "As a whole"),
            "plan": Label("План", "План", "Plan"),
        },
    }
)


def row(
    rating="", what="readiness", id="portal", moment="before", reason="", number=3, pack=PACK, **more
) -> Line:
    """A row as it was sent, then filled in; ``altered`` are locked cells changed after the sealing."""
    sent = dict.fromkeys([*CONTEXT, *OPEN], "x") | {"what": what, "id": id, "moment": moment}
    cells = sent | {"rating": rating, "reason": reason} | more.pop("altered", {})
    formulas, merged = (frozenset(more.pop(name, ())) for name in ("formulas", "merged"))
    assert not more
    return Line(number, cells, seal_of(pack, sent), formulas, merged)


def person(code="P01", stratum="state", consent="yes", pack=PACK, formulas=()) -> Line:
    cells = dict(zip(PARTICIPANT, (code, stratum, consent, pack), strict=True))
    return Line(3, cells, "", frozenset(formulas), frozenset())


def book(*lines: Line, by: Line | None = None, words=None) -> Workbook:
    return Workbook("en", person() if by is None else by, lines, (), words or {}, 1)


def reasons(*books: Workbook) -> list[str]:
    read = {f"file{number}": each for number, each in enumerate(books, start=1)}
    rows = [filled for file, each in read.items() for filled in rows_of(file, each, LISTS)]
    return why_refused(rows, read, PACK, EXPECTED)


@pytest.mark.parametrize(
    ("what", "rating", "reason"),
    [
        ("readiness", "0", ""),
        ("readiness", "4", ""),
        ("readiness", "5", "off_five"),
        ("readiness", "-1", "off_five"),
        ("readiness", "03", "off_five"),
        ("importance", "1", ""),
        ("importance", "9", ""),
        ("importance", "0", "off_nine"),
        ("feasibility", "10", "off_nine"),
        ("feasibility", "3.0", "not_a_number"),
        ("readiness", "3,5", "not_a_number"),
        ("readiness", "٣", "not_a_number"),
        ("readiness", "high", "not_a_number"),
        ("importance", "9999999", "not_a_number"),
        ("importance", "", ""),
    ],
)
def test_a_rating_is_a_whole_number_of_its_own_scale_or_nothing(what, rating, reason):
    """A 0 is the lowest readiness and no importance at all; 03 could be a slip for 30."""
    subject = "portal" if what == "readiness" else "run_portal"
    assert reasons(book(row(rating, what, subject, reason="because"))) == [reason]


@pytest.mark.parametrize(
    ("filled", "reason"),
    [
        (row("3", id="somewhere_else"), "unknown"),
        (row("3", moment="later"), "unknown"),
        (row("3", merged=["rating"]), "merged"),
        (row("3", altered={"subject": "Something else"}), "altered"),
        (row("3", formulas=["question"]), "altered"),
        (row("3", pack="KGZ/2028-1"), "altered"),
        (row("3", formulas=["rating"]), "formula"),
        (row("", formulas=["reason"]), "formula"),
        (row("9", reason="so"), "off_five"),
    ],
)
def test_a_row_is_refused_by_what_is_wrong_with_it(filled, reason):
    """One reason a row, that of its own row and no other's."""
    good = row("7", "importance", "run_portal", number=4)
    assert reasons(book(filled, good)) == [reason, ""]


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        (person(pack="KGZ/2028-1"), "other_pack"),
        (person(code=""), "no_code"),
        (person(code="AIBEK"), "no_code"),
        (person(code="996555123456"), "no_code"),
        (person(code="-7"), "no_code"),
        (person(code="P 07"), "no_code"),
        (person(formulas=["code"]), "no_code"),
        (person(stratum=""), "no_stratum"),
        (person(stratum="president"), "no_stratum"),
    ],
)
def test_without_a_code_or_a_place_to_speak_from_no_rating_is_taken(by, reason):
    """A code has a figure in it and at most eight signs: a name, or a telephone, is none."""
    assert reasons(book(row("3"), row("7", "importance", "run_portal"), by=by)) == [reason, reason]


def test_ratings_without_a_participant_s_sheet_have_no_code():
    """A sheet torn out of its workbook is nobody's."""
    alone = Workbook("en", None, (row("3"),), (), {}, 1)
    assert reasons(alone) == ["no_code"]


@pytest.mark.parametrize("by", [person(code=""), person(stratum=""), person(pack="KGZ/2028-1")])
def test_an_empty_row_is_no_mistake_whoever_sends_it(by):
    """To have no view is an answer; what stands in no cell cannot be wrong, but a key that is none can."""
    assert reasons(book(row(), row(id="somewhere_else"), row(merged=["rating"]), by=by)) == [
        "",
        "unknown",
        "merged",
    ]


@pytest.mark.parametrize("code", ["P07", "p07", "Р07", "р07"])
def test_a_code_is_read_as_keyboards_have_it(code):
    """A Cyrillic Р looks the same, and is what a keyboard in Bishkek gives."""
    assert [filled.participant for filled in rows_of("one", book(row("3"), by=person(code)), LISTS)] == [
        "P07"
    ]


def test_who_speaks_is_read_in_words_of_any_language_and_silence_is_no_consent():
    """The names of the lists, not the words: else a stratum in three languages would be three strata."""
    for language in ("ky", "ru", "en"):
        by = person(stratum=say(STRATA["experts"], language).upper(), consent=say(CONSENTS["yes"], language))
        (filled,) = rows_of("one", book(row("3"), by=by), LISTS)
        assert (filled.stratum, filled.consent) == ("experts", "yes")
    for silent in ("", "perhaps", "no"):
        (filled,) = rows_of("one", book(row("3"), by=person(consent=silent)), LISTS)
        assert filled.consent == "no"


def test_a_word_means_what_the_workbook_meant_by_it_when_it_was_sent():
    """A later edition of the catalogue may word a list otherwise; a name that is gone falls back on today's."""
    sent = book(words={"stratum": {"state bodies": "experts", "plan makers": "gone"}})
    assert named("stratum", "State Bodies", sent, LISTS) == "experts"
    assert named("stratum", "state bodies", book(), LISTS) == "state"
    assert named("stratum", "plan makers", sent, LISTS) == ""


def test_a_sheet_is_called_by_its_moment_and_never_by_what_somebody_wrote_there():
    """The name of a sheet is repeated in lists of refusals."""
    lines = row("3"), row("3", moment="after"), row("3", moment="Асанова")
    assert [filled.sheet for filled in rows_of("one", book(*lines), LISTS)] == ["before", "after", "ratings"]


def test_a_row_twice_is_refused_in_both_places_unless_it_says_the_same():
    """One of the two is a slip, and nobody here knows which; twice the same is no second vote."""
    again = row("3", number=9)
    assert reasons(book(row("3"), again)) == ["", ""]
    assert reasons(book(row("3"), row("1", number=9), row("7", "importance", "run_portal"))) == [
        "row_twice",
        "row_twice",
        "",
    ]
    assert reasons(book(row("3"), row("9", number=9))) == ["", "off_five"]


def test_two_workbooks_of_one_code_that_contradict_each_other_are_refused_whole():
    """Two people share a code: nothing of either is mixed into one person, their words included."""
    first = book(row("3"), row("8", "importance", "run_portal"), row("", "feasibility", "run_portal"))
    second = book(row("1"), row("", "importance", "run_portal", reason="Not so"))
    other = book(row("1"), by=person("P02"))
    twice = "participant_twice"
    assert reasons(first, second, other) == [twice, twice, "", twice, twice, ""]


def test_two_workbooks_of_one_code_that_agree_or_speak_of_other_things_are_one_person():
    """The first rating may be handed in at noon, and again in the evening."""
    noon = book(row("3"))
    evening = book(row("3"), row("2", moment="after"))
    assert reasons(noon, evening) == ["", "", ""]


def test_one_code_in_two_strata_is_refused_where_it_rated_and_only_there():
    """Two people share a code: neither can be counted; a row that is empty has nothing to refuse."""
    state = book(row("3"), row("", "importance", "run_portal"))
    diaspora = book(row("3", moment="after"), by=person(stratum="diaspora"))
    assert reasons(state, diaspora) == ["two_strata", "", "two_strata"]


def comment(section="", words="", formulas=(), merged=()) -> Line:
    cells = dict(zip(COMMENT, (section, words, "", ""), strict=True))
    return Line(3, cells, "", frozenset(formulas), frozenset(merged))


@pytest.mark.parametrize(
    ("line", "section", "reason"),
    [
        (comment("План", "Shorter"), "plan", ""),
        (comment("plan", "Shorter"), "plan", ""),
        (comment("", "Shorter"), "general", ""),
        (comment("Жок", "Shorter"), "", "no_section"),
        (comment("План", ""), "plan", "no_comment"),
        (comment("План", "\x07"), "plan", "no_comment"),
        (comment("План", "x", formulas=["comment"]), "plan", "formula"),
        (comment("План", "x", merged=["comment"]), "plan", "merged"),
    ],
)
def test_a_comment_has_words_and_a_section_of_the_list_or_none(line, section, reason):
    """Without a section it is on the whole; with one nobody knows it cannot be laid to any."""
    assert section_of(line, book(), LISTS) == section
    assert why_no_comment(line, section) == reason


def test_every_refusal_is_a_sentence_of_its_own_without_a_place_for_what_was_written():
    """What is refused may hold a name; its reason is told again to everybody, and looked up by its words."""
    texts = [refusal.text for refusal in REFUSALS.values()]
    assert len(set(texts)) == len(texts)
    assert not any(
        "{" in text or refusal.values for text, refusal in zip(texts, REFUSALS.values(), strict=True)
    )
    assert all(text.endswith(".") for text in texts)
