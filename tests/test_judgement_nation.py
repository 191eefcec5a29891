import pandas as pd
import pytest

from judgement_examples import survey
from mekendesh.estimation.shares.corridor import Estimates, write_estimates
from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.judgement.resolving import coarse
from mekendesh.structure.mapping import Nation, open_nation


def test_an_origin_without_surveys_is_judged_before_the_fieldwork(tree):
    """The list follows from readiness alone; every corridor says what it stands on."""
    country = open_nation("MDA", "2027-1")
    combined = combine(country)
    judgement = judge_nation(country, combined, None)
    assert combined.estimates.empty
    assert judgement.ranked["share"].isna().all()
    assert set(judgement.weights["state"]) == {"no_survey"}


def test_a_surveyed_corridor_enters_with_its_own_estimates(surveyed):
    """With one corridor the combined shares are that corridor's."""
    country = Nation(surveyed.mapping.tree, "KGZ", surveyed.mapping.round, (surveyed.mapping,))
    combined = combine(country)
    own = surveyed.estimates.table.set_index(["indicator", "site"])["value"]
    together = combined.estimates.set_index(["indicator", "site"])["value"]
    assert combined.persons == 333664
    assert abs(together[("acts_any", "")] - own[("acts_any", "")]) < 1e-12
    assert abs(together[("acts_any", "RUS")] - own[("acts_any", "")]) < 1e-12


def test_two_surveyed_corridors_stand_in_one_list_by_their_size(tree):
    """Russia 333,664 and Germany 92,834: (333,664 · 0.4 + 92,834 · 0.8) / 426,498; Italy is not in the field."""
    country = open_nation("KGZ", "2027-1", "RUS DEU ITA")
    for mapping in country.mappings:
        if mapping.corridor.destination != "ITA":
            share = {"RUS": (0.4, 0.3, 0.5), "DEU": (0.8, 0.7, 0.9)}[mapping.corridor.destination]
            table, draws = survey({"proposal_adopt_funded_strategy": share})
            write_estimates(tree, mapping.place, Estimates(table, draws, pd.DataFrame({"site": ["x"]})))
    combined = combine(country)
    judgement = judge_nation(country, combined, None)
    weights = judgement.weights.set_index("destination")
    assert combined.persons == 426498
    assert weights["state"].to_dict() == {"RUS": "in", "DEU": "in", "ITA": "no_survey"}
    assert weights["weight"].round(4).to_dict() == {"RUS": 0.7823, "DEU": 0.2177, "ITA": 0.0}
    (row,) = judgement.ranked.itertuples()
    assert row.proposal == "adopt_funded_strategy"
    assert row.share == pytest.approx(0.48707, abs=5e-6)
    assert row.people == pytest.approx(row.share * 426498)
    assert len(judgement.unranked) == len(country.framework.proposals) - 1


def test_another_figure_for_a_corridor_is_on_the_agenda_with_what_it_would_change(tree):
    """Kazakhstan's figures run from 7,085 to 113,000; it and Germany (92,834) put two proposals in opposite order.

    Of its six figures those that turn the order round are counted here by the rule, one after another.
    """
    country = open_nation("KGZ", "2027-1", "KAZ DEU")
    first, second = "adopt_funded_strategy", "give_council_a_voice"
    shares = {"KAZ": {first: 0.9, second: 0.05}, "DEU": {first: 0.02, second: 0.5}}
    for mapping in country.mappings:
        given = {
            f"proposal_{name}": (share, share - 0.01, share + 0.01)
            for name, share in shares[mapping.corridor.destination].items()
        }
        table, draws = survey(given)
        write_estimates(tree, mapping.place, Estimates(table, draws, pd.DataFrame({"site": ["x"]})))
    judgement = judge_nation(country, combine(country), None)
    assert judgement.ranked["proposal"].tolist() == [first, second]
    short = (4 - judgement.ranked.set_index("proposal")["score"]) / 4
    turned = [
        short[first] * (0.9 * persons + 0.02 * 92834) < short[second] * (0.05 * persons + 0.5 * 92834)
        for persons in (65000, 45000, 113000, 100242, 7085, 30000)
    ]
    assert 0 < sum(turned) < 6
    kazakhstan = judgement.agenda.set_index(["kind", "subject"]).loc[("definition_decides", "KGZ-KAZ")]
    assert (kazakhstan["rule"], kazakhstan["why"]) == ("changes", "15.9")
    assert kazakhstan["p_changes"] == 0.0
    assert kazakhstan["p_reorders"] == coarse(sum(turned) / 6)
