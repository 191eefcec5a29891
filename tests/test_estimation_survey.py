from mekendesh.estimation.corridor import load_estimates
from mekendesh.estimation.survey import REPLICATES, estimate
from mekendesh.structure.mapping import open_mapping


def test_without_respondents_there_are_no_estimates_and_no_files(tree):
    """Not yet in the field is no error."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    assert estimate(mapping, None) is None
    assert not tree.estimates(mapping.place).exists()


def test_estimates_are_kept_with_their_draws_for_what_follows(surveyed):
    """04 combines corridors per draw, so the draws are kept."""
    kept = load_estimates(surveyed.mapping.tree, surveyed.mapping.place)
    assert len(kept.draws) == REPLICATES == 1000
    assert kept.table["indicator"].to_list() == surveyed.estimates.table["indicator"].to_list()


def test_every_definition_of_the_origin_is_estimated(surveyed):
    """A survey says how many of those it reached meet each definition."""
    indicators = set(surveyed.estimates.table["indicator"])
    assert {f"definition_{name}" for name in ("statistical", "civic", "compatriot_law", "iom")} <= indicators
