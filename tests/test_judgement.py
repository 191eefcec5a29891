"""Judgement on the framework as it is, with a made-up survey: every table can be made for every origin."""

from __future__ import annotations

import datetime

import pytest

from judgement_examples import Anchor, survey
from mekendesh.files import current_tree
from mekendesh.judgement import addressing, agenda, locks, premises, readiness, recommendations
from mekendesh.reporting.doors import protection
from mekendesh.structure.corridors import Round, load_origins
from mekendesh.structure.framework import load_framework

FRAMEWORK = load_framework(current_tree())
DATE = datetime.date(2026, 6, 30)


@pytest.fixture(scope="module")
def estimates_and_draws():
    shares = {"aware_yes": 0.3, "trust_high": 0.4, "gap_any": 0.6}
    for channel in FRAMEWORK.channels:
        shares |= {
            f"acts_{channel.channel}": 0.2,
            f"willing_{channel.channel}": 0.5,
            f"gap_{channel.channel}": 0.4,
        }
        shares |= {f"gapbarrier_{channel.channel}__{barrier.barrier}": 0.1 for barrier in FRAMEWORK.barriers}
    shares |= {f"barrier_{barrier.barrier}": 0.25 for barrier in FRAMEWORK.barriers}
    shares |= {
        f"proposal_{proposal.proposal}": 0.1 + number / 100
        for number, proposal in enumerate(FRAMEWORK.proposals)
        if proposal.channels and proposal.barriers
    }
    return survey({indicator: (share, share - 0.05, share + 0.05) for indicator, share in shares.items()})


@pytest.mark.parametrize("origin", list(load_origins(current_tree())))
def test_every_origin_has_recommendations_and_an_agenda_before_and_after_the_fieldwork(
    origin, estimates_and_draws
):
    """No origin needs a line of code of its own; each recommendation has a finding, no proposal is lost."""
    estimates, draws = estimates_and_draws
    for given in (None, estimates):
        items = readiness.score_items(FRAMEWORK, origin, DATE, given)
        domains = readiness.score_domains(items)
        assert 0 <= readiness.index(domains).low <= readiness.index(domains).high <= 100
        tested = premises.test_premises(FRAMEWORK, given, items)
        assert set(tested["verdict"]) <= set(premises.VERDICTS)
        surveyed = None if given is None else agenda.Surveyed(given, draws)
        assert not agenda.agenda(FRAMEWORK, items, tested, {}, surveyed, as_of=DATE).empty
        if given is None:
            table = recommendations.before_fieldwork(FRAMEWORK, items)
        else:
            table = recommendations.rank(FRAMEWORK, items, given, draws, Anchor(10_000), rng_seed=1)
            left_out = recommendations.unranked(FRAMEWORK, items, given)
            told = sorted([*table["proposal"], *left_out["proposal"]])
            assert told == sorted(proposal.proposal for proposal in FRAMEWORK.proposals)
        assert table["finding_ids"].str.len().gt(0).all()


def test_the_whole_lock_table_goes_through_the_door(estimates_and_draws):
    """Eight channels, two barriers each, and what comes out is a statistic."""
    estimates, draws = estimates_and_draws
    items = readiness.score_items(FRAMEWORK, "KGZ", DATE, estimates)
    table = protection.protect_locks(
        locks.lock_table(FRAMEWORK, estimates, draws, items), protection.protect(estimates)
    )
    assert len(protection.insist_protected(table)) == 16


def test_no_lead_of_an_example_round_is_a_real_body():
    """An example report addresses no real body by name; a real one names those known to be in office."""
    leads = {proposal.lead_role for proposal in FRAMEWORK.proposals}
    example = addressing.address_all(FRAMEWORK, "KGZ", Round("example", DATE, True))
    real = addressing.address_all(FRAMEWORK, "KGZ", Round("2026-1", DATE, False))
    assert not any(example[lead].named for lead in leads)
    assert any(real[lead].named for lead in leads)
