import pytest

from mekendesh.reporting.methods import methodology
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


def brief(*corridor):
    return [say(finding, "en") for finding in methodology.in_brief(open_mapping(*corridor)).findings]


@pytest.mark.parametrize(
    "corridor", [("KGZ", "RUS"), ("KGZ", "CHN"), ("BGD", "SAU"), ("JAM", "USA"), ("KGZ", "AFG")]
)
def test_a_brief_never_has_more_than_six_findings(tree, corridor):
    """Most readers read the main points and nothing else."""
    assert 3 <= len(brief(*corridor, "example")) <= 6


def test_the_brief_says_how_far_figures_are_apart_what_the_plan_shows_and_where_to_begin(tree):
    """The number stands first, and the plan says what it can know."""
    lines = brief("KGZ", "RUS", "example")
    assert lines[0].startswith("333,664 (2024) to 591,025 (2021) people")
    assert "500 interviews are planned" in lines[2]
    assert "± 9 percentage points" in lines[2]
    assert lines[-1].startswith("124 registered associations and 40 polling stations")


def test_a_silent_source_is_counted_and_is_not_zero(tree):
    """The 2024 revision has no Kyrgyz row for the United States."""
    said = "1 of 4 international compilations have no figure for this destination. That is not zero."
    assert said in brief("KGZ", "USA", "example")
