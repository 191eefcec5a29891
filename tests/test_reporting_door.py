import pandas as pd

from mekendesh.judgement.corridor import judge
from mekendesh.judgement.nation import combine, judge_nation
from mekendesh.judgement.national import Combined
from mekendesh.reporting.doors.door import (
    protect_combined,
    protect_estimates,
    protect_judgement,
    protect_national,
    unions_of,
)
from mekendesh.reporting.statistics import RAW_COLUMNS, Statistics
from mekendesh.structure.mapping import Nation, open_mapping, open_nation


def test_everything_that_leaves_a_corridor_is_a_statistic_without_raw_columns(surveyed):
    """Nothing else may be shown."""
    public = surveyed.public
    for table in (public.shares, public.ranked, public.locks, public.potential):
        assert isinstance(table, Statistics)
        assert RAW_COLUMNS.isdisjoint(table.columns)


def test_the_share_behind_a_recommendation_is_the_protected_one(surveyed):
    """A number says the same wherever it stands."""
    shares = surveyed.public.shares.set_index(["indicator", "site"])["value"]
    for row in surveyed.public.ranked.dropna(subset="share").itertuples():
        assert row.share == shares[(f"proposal_{row.proposal}", "")]


def test_before_the_fieldwork_only_words_and_ranks_leave(tree):
    """No survey, no shares."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    public = protect_judgement(judge(mapping, None, None), protect_estimates(mapping, None))
    assert (public.shares, public.locks, public.potential) == (None, None, None)
    assert public.ranked["share"].isna().all()
    assert len(public.ranked) > 0


def test_an_origin_without_surveys_has_no_shares(tree):
    """Nothing to combine is said as such."""
    country = open_nation("KGZ", "2027-1")
    assert protect_combined(country, Combined(pd.DataFrame(), pd.DataFrame(), 0, "")) is None


def test_everything_that_leaves_an_origin_is_a_statistic_without_raw_columns(surveyed):
    """The national list goes through the same door."""
    country = Nation(surveyed.mapping.tree, "KGZ", surveyed.mapping.round, (surveyed.mapping,))
    combined = combine(country)
    shares = protect_combined(country, combined)
    public = protect_national(judge_nation(country, combined, shares), shares)
    for table in (public.shares, public.ranked):
        assert isinstance(table, Statistics)
        assert RAW_COLUMNS.isdisjoint(table.columns)


def test_every_proposal_unites_its_pairs_of_channel_and_obstacle(surveyed):
    """What is hidden between a proposal and its pairs needs to know them."""
    proposals = surveyed.mapping.framework.proposals
    of_id = {proposal.proposal: proposal for proposal in proposals}
    unions = unions_of(proposals)
    assert unions["proposal_secure_pension_rights"] == (
        "gapbarrier_return__unstable_rules",
        "gapbarrier_return__bureaucracy",
    )
    for union, pairs in unions.items():
        proposal = of_id[union.removeprefix("proposal_")]
        assert len(pairs) == len(proposal.channels) * len(proposal.barriers)


def test_no_pair_is_shown_that_nearly_fills_a_shown_proposal(surveyed):
    """The door knows the proposals: the difference of two numbers it lets out is of ten people or more."""
    raw = surveyed.estimates.table.set_index(["indicator", "site"])["n_yes"]
    shown = surveyed.public.shares.set_index(["indicator", "site"])["flag"].isin(["", "u"])
    differences = [
        raw[(union, "")] - raw[(pair, "")]
        for union, pairs in unions_of(surveyed.mapping.framework.proposals).items()
        for pair in pairs
        if len(pairs) > 1 and shown[(union, "")] and shown[(pair, "")]
    ]
    assert len(differences) > 20
    assert min(differences) >= 10
