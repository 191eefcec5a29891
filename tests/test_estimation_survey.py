import pandas as pd
import pytest

from mekendesh.estimation.shares import survey
from mekendesh.estimation.shares.corridor import load_estimates
from mekendesh.estimation.shares.survey import REPLICATES, assumed_of, estimate
from mekendesh.estimation.weighting.variants import Assumed
from mekendesh.structure.mapping import open_mapping
from mekendesh.structure.sizes import anchor_size
from mekendesh.structure.stocks import stock_by_sex


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


def test_variants_are_computed_on_the_published_size_and_share_of_women(surveyed):
    """Successive sampling at the sites' shares of the figure that scenarios rest on; women as the UN counts them."""
    assumed = assumed_of(surveyed.mapping)
    stock = stock_by_sex(surveyed.mapping.tree, surveyed.mapping.corridor).set_index("sex")["persons"]
    assert assumed.people == anchor_size(surveyed.mapping.sizes).persons
    assert assumed.sex.shares == pytest.approx([stock["female"] / stock.sum(), stock["male"] / stock.sum()])
    assert assumed.sex.ages is None
    at = surveyed.estimates.variants.query("method == 'SS' and site == 'moscow'")["population_assumed"]
    assert sorted(at.unique()) == [round(factor * 0.45 * assumed.people) for factor in (0.5, 1, 2)]


def test_a_corridor_without_a_stock_by_sex_has_no_margin(tree):
    """The United Nations name no Kyrgyz in the Emirates: that is no margin, and no margin of zeros."""
    mapping = open_mapping("KGZ", "ARE", "2027-1")
    assert stock_by_sex(tree, mapping.corridor).empty
    assert assumed_of(mapping) == Assumed(float(anchor_size(mapping.sizes).persons), None)


def test_a_stock_almost_without_women_is_no_margin(tree, monkeypatch):
    """One woman in a hundred men: a handful of respondents would carry the margin."""
    few = pd.DataFrame(
        {"sex": ["female", "male"], "persons": [1, 99], "concept": "foreign_born", "source": "un_desa_2024"}
    )
    monkeypatch.setattr(survey, "stock_by_sex", lambda *_: few)
    assert assumed_of(open_mapping("KGZ", "RUS", "2027-1")).sex is None
    monkeypatch.setattr(survey, "stock_by_sex", lambda *_: few.assign(persons=[30, 70]))
    assert assumed_of(open_mapping("KGZ", "RUS", "2027-1")).sex.totals == (0.3, 0.7)
