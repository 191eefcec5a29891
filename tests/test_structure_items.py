from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.framework import load_framework
from mekendesh.structure.items import load_evidence, load_items
from mekendesh.words import LANGUAGES, Day, say
from structure_examples import written

HEADER = (
    "origin,item,score,as_of,until,source_ky,source_ru,source_en,url,grade,quote_ky,quote_ru,quote_en,assessor,"
    "dissent_score,dissent_ky,dissent_ru,dissent_en"
)
CYRILLIC = re.compile("[а-яёңөү]", re.IGNORECASE)


@pytest.fixture(scope="module")
def framework():
    return load_framework(current_tree())


def numbers(text: str) -> list[str]:
    """The numbers in a text, sorted, however it sets thousands apart."""
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text)))


def latest(framework, origin: str, item: str, day: date) -> int | None:
    rows = [e for e in framework.evidence if (e.origin, e.item) == (origin, item) and e.as_of <= day]
    return max(rows, key=lambda row: row.as_of).score if rows else None


def test_thirty_six_items_stand_in_ten_domains(framework):
    """Domain means and the index rest on these numbers of items."""
    assert len(framework.items) == 36
    assert Counter(item.domain for item in framework.items) == {
        "vision": 4, "institutions": 4, "rights": 4, "protection": 4, "economy": 4, "knowledge": 4,
        "culture": 2, "trust": 4, "data": 4, "return": 2,
    }  # fmt: skip
    assert [domain.domain for domain in framework.domains] == list(Counter(i.domain for i in framework.items))


def test_only_awareness_and_trust_are_scored_by_the_survey(framework):
    """What people abroad say enters one side of the mapping only."""
    by_survey = [item.item for item in framework.items if item.scored_by == "survey"]
    assert by_survey == ["awareness", "trust_in_state"]


def test_the_round_table_of_2014_knows_two_forums_and_nothing_later(framework):
    """Scores are computed as of any date, from what could be known by then."""
    day = date(2014, 12, 26)
    assert latest(framework, "KGZ", "forum", day) == 2
    assert latest(framework, "KGZ", "forum", date(2013, 1, 1)) == 1
    assert latest(framework, "KGZ", "forum", date(2012, 1, 1)) is None
    known = {row.item for row in framework.evidence if row.origin == "KGZ" and row.as_of <= day}
    assert known == {"forum", "mapping_recent", "voting_abroad", "data_protection"}
    assert latest(framework, "KGZ", "mapping_recent", day) == 1


def test_a_programme_that_ran_out_stops_counting_as_adopted(framework):
    """The newest evidence speaks, also where it is worse."""
    assert latest(framework, "KGZ", "return_programme", date(2023, 12, 28)) == 2
    assert latest(framework, "KGZ", "return_programme", date(2024, 6, 1)) == 0
    assert latest(framework, "KGZ", "time_bound_strategy", date(2019, 6, 1)) == 2
    assert latest(framework, "KGZ", "time_bound_strategy", date(2026, 6, 30)) == 1


def test_a_data_set_that_reads_laws_gives_at_most_adopted_on_paper(framework):
    """GLOBALCIT sees no owner, no budget and no results."""
    rows = [row for row in framework.evidence if row.source.en.startswith("GLOBALCIT")]
    assert {row.origin: row.score for row in rows} == {
        "KGZ": 2, "ECU": 2, "JAM": 2, "MAR": 2, "MDA": 2, "SRB": 2, "BGD": 0, "TUN": 0,
    }  # fmt: skip
    assert all("at most 2" in row.quote.en for row in rows if row.score)


def test_a_data_set_that_does_not_see_exceptions_leaves_its_refusals_open(framework):
    """Bangladesh allowed what the rule of its law denies: such a 0 is bounded by another reading."""
    refusals = [row for row in framework.evidence if row.source.en.startswith("GLOBALCIT") and not row.score]
    assert {(row.origin, row.dissent_score) for row in refusals} == {("BGD", 2), ("TUN", 2)}


def test_a_dissent_has_its_reason_in_three_languages_and_who_agrees_has_none(framework):
    """Dissent is told in words, never as a bare number."""
    for row in framework.evidence:
        words = [row.dissent.ky, row.dissent.ru, row.dissent.en]
        assert all(words) if row.dissent_score is not None else not any(words)
        assert row.dissent_score != row.score
        assert numbers(row.dissent.ky) == numbers(row.dissent.ru) == numbers(row.dissent.en)


def test_programmes_with_a_term_stop_speaking_at_its_end(framework):
    """A strategy until 2025 says nothing of 2026."""
    terms = {(row.origin, row.item, row.until.year) for row in framework.evidence if row.until}
    assert terms == {
        ("KGZ", "time_bound_strategy", 2020), ("KGZ", "return_programme", 2023),
        ("KGZ", "return_programme", 2029), ("KGZ", "mapping_recent", 2015), ("MDA", "time_bound_strategy", 2025),
    }  # fmt: skip


def test_no_item_is_scored_from_governance_indicators_or_remittance_volumes(framework):
    """They are context: a state is not readier because more money is sent home."""
    assert not [row for row in framework.evidence if re.search("WGI|WDI", row.source.en)]
    assert not [row for row in framework.evidence if row.item == "remittance_cost"]


def test_what_is_known_is_told_in_the_language_of_the_report(framework):
    """A Kyrgyz or a Russian page shows no English evidence, and the three tell the same numbers."""
    for row in framework.evidence:
        assert CYRILLIC.search(row.quote.ky)
        assert CYRILLIC.search(row.quote.ru)
        assert row.quote.ky != row.quote.ru
        assert numbers(row.quote.ky) == numbers(row.quote.ru) == numbers(row.quote.en)


def test_every_origin_has_at_least_one_known_item(framework):
    """All eight origins run; their unknown items stay unknown."""
    assert {row.origin for row in framework.evidence} == {
        "KGZ", "BGD", "MDA", "MAR", "SRB", "TUN", "ECU", "JAM",
    }  # fmt: skip


def test_an_item_of_an_unknown_domain_is_refused(tmp_path):
    """An item outside every domain would silently drop out of the index."""
    tree = written(
        tmp_path,
        "items.csv",
        "item,domain,scored_by,label_ky,label_ru,label_en",
        "portal,trust,opinion,портал,портал,portal",
        "forum,trusts,evidence,форум,форум,forum",
    )
    with pytest.raises(StructureError) as raised:
        load_items(tree, ["trust", "data"])
    assert "line 2, column scored_by: found 'opinion', expected one of evidence, survey" in str(raised.value)
    assert "line 3, column domain: found 'trusts', expected one of trust, data" in str(raised.value)


def test_every_bad_cell_of_evidence_is_told_with_its_line(tmp_path):
    """A score that cannot be traced to a dated source may not enter."""
    tree = written(
        tmp_path,
        "evidence.csv",
        HEADER,
        "KGZ,forum,2,2014-07-26,,Булак,Источник,Source,,D,Эки форум.,Два форума.,Two forums.,project team,,,,",
        "KGZ,forum,5,2014-07,,Булак,Источник,,nowhere,E,,Форум.,A forum.,project team,,,,",
        "KGZ,forum,2,2014-07-26,,Булак,Источник,Source,,D,Кайра.,Снова.,Again.,project team,,,,",
        "XYZ,awareness,1,2015-01-01,,Булак,Источник,Source,,D,Сурамжылоо.,Опрос.,A survey.,project team,,,,",
    )
    with pytest.raises(StructureError) as raised:
        load_evidence(tree, ["forum"], ["KGZ"])
    told = str(raised.value)
    assert raised.value.values["count"] == 9
    for expected in (
        "line 3, column score: found '5', expected a whole number from 0 to 4",
        "line 3, column as_of: found '2014-07', expected a day as YYYY-MM-DD",
        "line 3, column source_en: found an empty cell",
        "line 3, column url: found 'nowhere'",
        "line 3, column grade: found 'E', expected one of A, B, C, D",
        "line 3, column quote_ky: found an empty cell",
        "line 4, column origin+item+as_of+source_en: found 'KGZ forum 2014-07-26 Source' again, first on line 2",
        "line 5, column origin: found 'XYZ', expected one of KGZ",
        "line 5, column item: found 'awareness', expected one of forum",
    ):
        assert expected in told


def test_a_dissent_or_a_term_that_makes_no_sense_is_told(tmp_path):
    """A dissent that agrees, one without a reason or without a score, an end before the beginning."""
    known = "Булак,Источник,Source,,D,Форум.,Форум.,A forum.,project team"
    tree = written(
        tmp_path,
        "evidence.csv",
        HEADER,
        f"KGZ,forum,2,2014-01-01,2013-12-31,{known},,,,",
        f"KGZ,forum,2,2014-01-02,2014-01-02,{known},2,Башкача.,Иначе.,Otherwise.",
        f"KGZ,forum,2,2014-01-03,,{known},3,Башкача.,,Otherwise.",
        f"KGZ,forum,2,2014-01-04,,{known},,Башкача.,Иначе.,Otherwise.",
        f"KGZ,forum,2,2014-01-05,,{known},7,Башкача.,Иначе.,Otherwise.",
    )
    with pytest.raises(StructureError) as raised:
        load_evidence(tree, ["forum"], ["KGZ"])
    told = str(raised.value)
    assert raised.value.values["count"] == 5
    for expected in (
        "line 2, column until: found '2013-12-31', expected no day before 2014-01-01",
        "line 3, column dissent_score: found '2', expected a score other than the row's",
        "line 4, column dissent_ru: found an empty cell, expected a value",
        "line 5, column dissent_score: found an empty cell, expected the score the dissent gives",
        "line 6, column dissent_score: found '7', expected a whole number from 0 to 4",
    ):
        assert expected in told


def test_a_source_does_not_repeat_the_date_that_stands_beside_it():
    """A page writes the date after the source: said in the source too it is read twice. A dated act keeps its title."""
    for row in load_framework(current_tree()).evidence:
        for language in LANGUAGES:
            day = say(Day(row.as_of.isoformat()), language)
            label = getattr(row.source, language)
            assert not label.endswith((f", {day}", f", {row.as_of.year}")), label
