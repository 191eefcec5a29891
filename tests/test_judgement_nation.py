from mekendesh.judgement.nation import combine, judge_nation
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
