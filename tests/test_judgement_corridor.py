from mekendesh.judgement.corridor import judge
from mekendesh.structure.mapping import open_mapping


def test_before_the_fieldwork_a_corridor_is_judged_on_evidence_alone(tree):
    """Readiness, premises, proposals and agenda need no survey; locks and potential do."""
    judgement = judge(open_mapping("KGZ", "CHN", "2027-1"), None, None)
    assert (judgement.locks, judgement.potential) == (None, None)
    assert len(judgement.items) == 36
    assert set(judgement.items.loc[judgement.items["scored_by"] == "survey", "score"].isna()) == {True}
    assert 0 <= judgement.index.low < judgement.index.high <= 100


def test_a_surveyed_corridor_has_everything(surveyed):
    """All pairs of channel and obstacle behind the lock table; acts, willing and gap of eight channels and any."""
    judgement = surveyed.judgement
    assert len(judgement.locks) == 8 * 12
    assert len(judgement.potential) == 27
    assert judgement.anchor.persons == 333664
    assert judgement.ranked["people"].max() <= 333664


def test_the_same_estimates_give_the_same_judgement(surveyed):
    """Whatever is drawn follows from corridor and round."""
    again = judge(surveyed.mapping, surveyed.estimates, surveyed.public.shares)
    assert again.ranked.equals(surveyed.judgement.ranked)


def test_a_hidden_share_gives_no_score_and_withholds_the_verdict_on_its_premise(all_hidden):
    """What is judged from the survey is judged from what may be shown."""
    judgement = all_hidden.judgement
    assert judgement.items.loc[judgement.items["scored_by"] == "survey", "score"].isna().all()
    tested = {premise.premise for premise in all_hidden.mapping.framework.premises if premise.indicator}
    verdicts = judgement.premises.set_index("premise").loc[sorted(tested), "verdict"]
    assert set(verdicts) == {"withheld"}
