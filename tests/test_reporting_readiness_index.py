from __future__ import annotations

import dataclasses

import pytest

from mekendesh.judgement.corridor import judge
from mekendesh.reporting.blocks import Paragraph
from mekendesh.reporting.state.readiness_index import (
    by_weighting,
    most_telling_evidence,
    what_would_narrow_it,
)
from mekendesh.structure.mapping import Mapping, open_mapping
from mekendesh.words import say


@pytest.fixture(scope="module")
def mapping():
    return open_mapping("KGZ", "RUS", "2027-1")


def all_known(mapping: Mapping, *left_open: str) -> Mapping:
    """The same corridor with a row of evidence for every item but ``left_open``."""
    row, framework = mapping.framework.evidence[0], mapping.framework
    evidence = [
        dataclasses.replace(row, item=item.item, score=2, as_of=mapping.round.as_of, until=None)
        for item in framework.items
        if item.scored_by == "evidence" and item.item not in left_open
    ]
    known = Mapping(mapping.tree, mapping.corridor, mapping.round)
    known.__dict__["framework"] = dataclasses.replace(framework, evidence=tuple(evidence))
    return known


def test_the_index_stands_with_twelve_weightings_and_the_span_over_them(mapping):
    """Alike by domain, alike by item, and without each of ten domains."""
    table = by_weighting(mapping, judge(mapping, None, None))
    said = {say(row[0], "en"): [say(cell, "en") for cell in row[1:]] for row in table.rows}
    assert len(said) == 12
    assert said["each domain counts the same: the index"] == ["14", "87"]
    # 20 points of 144 known; 26 unknown items and one point of dissent above them: 125 of 144.
    assert said["each item counts the same"] == ["14", "87"]
    # Without its 43.75 of 137.5 points at the lowest, its 75 of 868.75 at the highest, over nine domains.
    assert said["without the domain “rights”"] == ["10", "88"]
    # Without vision the highest is (868.75 less 68.75) over nine: 88.9.
    assert "between 10 and 89" in say(table.notes[0], "en")


def test_the_items_of_the_smallest_domains_come_first_with_their_points(mapping):
    """Five points of 100 each; an item of a domain of four 2.5."""
    table = what_would_narrow_it(mapping)
    rows = [[say(cell, "en") for cell in row] for row in table.rows]
    assert say(table.caption, "en") == "What would narrow the index most: evidence on any of 3 items"
    assert [row[1:] for row in rows[:4]] == [
        ["culture", "0 to 4", "5.0", "2.8"],
        ["culture", "0 to 4", "5.0", "2.8"],
        ["return", "0 to 4", "5.0", "2.8"],
        ["vision and law", "0 to 4", "2.5", "2.8"],
    ]
    assert say(table.notes[1], "en").startswith("Shown: 12 of the 25 items ")


def test_what_is_unknown_adds_up_to_what_evidence_could_narrow(mapping):
    """26 unknown, less the 2 of the survey, and one known item read two ways: 25."""
    scored = judge(mapping, None, None).items
    assert int(scored["score"].isna().sum()) == 26
    assert say(what_would_narrow_it(mapping).notes[0], "en") == (
        "By dated evidence 26 of 36 items are not known. Of these, 2 that only a survey answers are left out here. "
        "Known, but open by another reading of the evidence: 1."
    )
    assert say(what_would_narrow_it(all_known(mapping, "portal")).notes[0], "en") == (
        "By dated evidence 3 of 36 items are not known. Of these, 2 that only a survey answers are left out here."
    )


def test_no_document_is_asked_for_what_only_people_can_answer(mapping):
    """Awareness and trust are the survey's."""
    table = what_would_narrow_it(all_known(mapping, "portal"))
    assert [say(row[0], "en") for row in table.rows] == ["portal or hotline"]
    assert say(table.caption, "en") == "What would narrow the index most: evidence on 1 item"


def test_with_every_item_known_nothing_is_asked_for(mapping):
    """A notice in place of an empty table."""
    block = what_would_narrow_it(all_known(mapping))
    assert isinstance(block, Paragraph)


def test_one_sentence_names_the_most_telling_evidence(mapping):
    """All that tie are named, with the points one piece of evidence closes."""
    assert say(most_telling_evidence(mapping), "en") == (
        "A single piece of evidence narrows the index of readiness most on: language and culture support, "
        "recognition: awards, a day, media, and recognition of acquired skills and start-up support. "
        "It closes 5.0 points of 100."
    )
    assert "most on: portal or hotline. It closes 2.5 " in say(
        most_telling_evidence(all_known(mapping, "portal")), "en"
    )
