from __future__ import annotations

import pytest

from mekendesh.files import current_tree
from mekendesh.structure.nonresponse import ANSWERED, CODES, KINDS, REFUSED
from mekendesh.structure.questionnaire import load_questionnaire


def test_every_code_that_is_no_answer_has_a_kind():
    """A code of a closed list must not lead to a kind nobody tells, nor count as an answer."""
    assert set(CODES.values()) <= set(KINDS)
    assert ANSWERED not in KINDS


@pytest.mark.parametrize("code", ["prefer_not", "unsure"])
def test_the_codes_are_those_of_the_choices(code):
    """A code that no list offers would be dead; one that means silence and is not listed would pass for an answer."""
    offered = {choice.code for choice in load_questionnaire(current_tree()).choices}
    assert code in offered


def test_preferring_not_to_say_is_a_refusal():
    """The one silent code of a headline question: legal status."""
    assert CODES["prefer_not"] == REFUSED
