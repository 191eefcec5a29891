from __future__ import annotations

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from judgement_examples import Framework, Item, Proposal, survey
from mekendesh.judgement import recommendations
from mekendesh.judgement.stability import survey_effect


def ranked(with_it, without, high=None):
    names = [chr(ord("a") + place) for place in range(len(with_it))]
    return pd.DataFrame(
        {"proposal": names, "rank": with_it, "rank_without_survey": without, "rank_high": high or with_it}
    )


def test_tau_of_two_orders_with_ties_is_the_one_worked_by_hand() -> None:
    """Ranks 1 2 3 4 against 1 1 3 3: of 6 pairs 4 agree, none disagrees, 2 are tied once: 4/√(6 · 4) = 0.8165."""
    assert survey_effect(ranked([1, 2, 3, 4], [1, 1, 3, 3])).tau == pytest.approx(4 / math.sqrt(24))
    assert survey_effect(ranked([1, 2, 3], [1, 2, 3])).tau == pytest.approx(1)
    assert survey_effect(ranked([1, 2, 3], [3, 2, 1])).tau == pytest.approx(-1)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=9))
def test_tau_is_what_counting_pairs_gives(pairs) -> None:
    """A second way of computing: (agreeing − disagreeing) / √(pairs untied in one · pairs untied in the other)."""
    signs = [((a > b) - (a < b), (c > d) - (c < d)) for (a, c), (b, d) in itertools.combinations(pairs, 2)]
    untied = [sum(sign[side] != 0 for sign in signs) for side in (0, 1)]
    found = survey_effect(ranked([one for one, _ in pairs], [other for _, other in pairs])).tau
    if min(untied) == 0:
        assert math.isnan(found)
    else:
        assert found == pytest.approx(sum(a * b for a, b in signs) / math.sqrt(untied[0] * untied[1]))


def test_who_is_among_the_first_five_because_of_the_survey_is_named() -> None:
    """Six places: f replaces a; of the five, those whose range of ranks ends within the five are firm."""
    effect = survey_effect(ranked([6, 2, 3, 4, 5, 1], [1, 2, 3, 4, 5, 6], [6, 5, 6, 6, 6, 3]))
    assert (effect.entered, effect.left, effect.firm) == (("f",), ("a",), ("b", "f"))


def test_a_row_that_protection_hides_takes_no_part() -> None:
    """A hidden rank is no rank: the others are counted among themselves."""
    table = ranked([1, 2, None, 3], [3, 2, 1, 4])
    table["rank"] = table["rank"].astype("Int64")
    effect = survey_effect(table)
    assert effect.ranked == 3
    assert effect.tau == pytest.approx(1 / 3)


@pytest.mark.parametrize("length", [0, 1])
def test_fewer_than_two_proposals_have_no_tau(length) -> None:
    """Nothing to compare is said as not a number, not as agreement."""
    effect = survey_effect(ranked([1] * length, [1] * length))
    assert math.isnan(effect.tau)
    assert effect.ranked == length


FRAMEWORK = Framework(
    items=tuple(Item(f"item_{place}", "economy") for place in range(7)),
    proposals=tuple(Proposal(f"p{place}", (f"item_{place}",)) for place in range(7)),
)
ITEMS = pd.DataFrame(
    {
        "item": [f"item_{place}" for place in range(7)],
        "scored_by": "evidence",
        **{key: [0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0] for key in ("score", "low", "high")},
    }
)


def of_shares(*shares):
    estimates, draws = survey(
        {f"proposal_p{place}": (share, share - 0.01, share + 0.01) for place, share in enumerate(shares)}
    )
    return survey_effect(recommendations.rank(FRAMEWORK, ITEMS, estimates, draws))


def test_the_survey_matters_a_changed_one_changes_the_list() -> None:
    """Equal shares leave the order to readiness (τ-b 1); people behind the last proposal bring it to the front."""
    assert of_shares(*[0.3] * 7).tau == pytest.approx(1)
    assert of_shares(*[0.3] * 7).entered == ()
    changed = of_shares(0.05, 0.1, 0.3, 0.3, 0.3, 0.3, 0.9)
    # Priorities .05 .1 .225 .225 .15 .15 .225; by score alone all but p6 stand at five or better, ties among them.
    assert (changed.entered, changed.left) == (("p6",), ("p1", "p0"))
    assert changed.tau < 0
