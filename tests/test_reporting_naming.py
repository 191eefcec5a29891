import pytest

from mekendesh.files import current_tree
from mekendesh.reporting.naming import indicator_name
from mekendesh.structure.framework import load_framework
from mekendesh.structure.indicators import indicator_ids
from mekendesh.words import LANGUAGES, say

FRAMEWORK = load_framework(current_tree())
INDICATORS = indicator_ids(
    [channel.channel for channel in FRAMEWORK.channels],
    [barrier.barrier for barrier in FRAMEWORK.barriers],
    [definition.definition for definition in FRAMEWORK.definitions],
    [proposal.proposal for proposal in FRAMEWORK.proposals],
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_indicator_that_may_be_estimated_has_a_name_in_every_language(language):
    """No result is shown by its id."""
    assert len(INDICATORS) > 150
    for indicator in INDICATORS:
        name = say(indicator_name(FRAMEWORK, indicator), language)
        assert name
        assert "⟦" not in name
        assert indicator not in name


def test_a_name_is_composed_of_the_labels_of_the_framework():
    """A new channel or obstacle is named without a line of code."""
    assert say(indicator_name(FRAMEWORK, "gap_trade"), "en") == "willing, not acting: trade"
    assert say(indicator_name(FRAMEWORK, "gapbarrier_trade__no_trust"), "en").endswith(
        "and name: lack of trust"
    )
