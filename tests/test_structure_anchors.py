from __future__ import annotations

import re
from collections import Counter

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.anchors import load_anchors
from mekendesh.structure.framework import load_framework
from structure_examples import written

HEADER = "item,score,label_ky,label_ru,label_en"


@pytest.fixture(scope="module")
def framework():
    return load_framework(current_tree())


def of(framework, item: str) -> list[str]:
    return [anchor.label.en for anchor in framework.anchors if anchor.item == item]


def test_every_item_has_an_anchor_for_each_score_from_0_to_4(framework):
    """Without an anchor a score is a matter of taste."""
    given = Counter((anchor.item, anchor.score) for anchor in framework.anchors)
    assert given == Counter((item.item, score) for item in framework.items for score in (0, 1, 2, 3, 4))


def test_no_two_scores_of_an_item_mean_the_same(framework):
    """A scale with two equal steps has four."""
    for language in ("ky", "ru", "en"):
        for item in framework.items:
            said = [getattr(a.label, language) for a in framework.anchors if a.item == item.item]
            assert len(set(said)) == 5, item.item


def test_the_general_scale_stands_in_the_anchors_of_every_item_that_evidence_scores(framework):
    """2 is paper whose working is not shown, 3 has means or an owner, 4 is published."""
    for item in framework.items:
        if item.scored_by == "survey":
            continue
        said = of(framework, item.item)
        assert re.search("not shown|not fully shown|not open", said[2]), said[2]
        assert re.search("published", said[4]), said[4]
        assert re.search("budget|means|money|public cost|at most|paid for", said[3]), said[3]


def test_the_survey_s_items_are_anchored_in_quarters_of_the_people(framework):
    """Their score is 4 × a share: 0, a quarter, half, three quarters, all."""
    assert [re.sub(r" (knows?|trusts?) .*", "", said) for said in of(framework, "awareness")] == [
        "Nobody", "A quarter", "Half", "Three quarters", "Everybody",
    ]  # fmt: skip
    assert [re.sub(r" trusts? .*", "", said) for said in of(framework, "trust_in_state")] == [
        "Nobody", "A quarter", "Half", "Three quarters", "Everybody",
    ]  # fmt: skip


def test_an_anchor_tells_the_same_numbers_in_three_languages(framework):
    """A translated threshold is the same threshold."""
    for anchor in framework.anchors:
        found = [re.findall(r"\d+", getattr(anchor.label, language)) for language in ("ky", "ru", "en")]
        assert found[0] == found[1] == found[2], anchor


def test_a_missing_an_unknown_and_a_repeated_anchor_are_told(tmp_path):
    """The file is refused before a score is read by it."""
    tree = written(
        tmp_path,
        "anchors.csv",
        HEADER,
        "forum,0,Жок.,Нет.,None.",
        "forum,1,Бир.,Один.,One.",
        "forum,1,Бир.,Один.,One.",
        "forum,3,Үч.,,Three.",
        "forum,5,Беш.,Пять.,Five.",
        "fora,0,Жок.,Нет.,None.",
    )
    with pytest.raises(StructureError) as raised:
        load_anchors(tree, ["forum", "portal"])
    told = str(raised.value)
    assert raised.value.values["count"] == 6
    for expected in (
        "line 1, column score: found no anchor of forum for 2, 4, expected one for each score",
        "line 1, column score: found no anchor of portal for 0, 1, 2, 3, 4, expected one for each score",
        "line 4, column item+score: found 'forum 1' again, first on line 3",
        "line 5, column label_ru: found an empty cell",
        "line 6, column score: found '5', expected a whole number from 0 to 4",
        "line 7, column item: found 'fora', expected one of forum, portal",
    ):
        assert expected in told
