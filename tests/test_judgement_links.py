from __future__ import annotations

import numpy as np
import pandas as pd

from judgement_examples import Framework, Item, Proposal
from mekendesh.judgement.links import Links, drawn_links, links_of, one_fewer, one_more, share_factor

FRAMEWORK = Framework(
    items=(
        Item("portal", "trust"),
        Item("awareness", "trust", "survey"),
        Item("forum", "trust"),
        Item("lead", "inst"),
    )
)
LINKS = Links(("portal",), ("investment",), ("no_trust", "no_money"))


def test_items_the_survey_scores_are_no_links() -> None:
    """The survey enters one side only."""
    proposal = Proposal("p", ("portal", "awareness"))
    assert links_of(FRAMEWORK, proposal).items == ("portal",)


def test_one_fewer_leaves_no_sort_of_link_empty() -> None:
    """Links ± 1, never a proposal without a channel, barrier or item."""
    assert one_fewer(LINKS) == [
        Links(("portal",), ("investment",), ("no_money",)),
        Links(("portal",), ("investment",), ("no_trust",)),
    ]


def test_one_more_offers_items_of_the_same_domain_and_any_channel_or_barrier() -> None:
    """An added item stays near what the proposal is about, and is never one the survey scores."""
    assert one_more(FRAMEWORK, LINKS) == [
        Links(("portal", "forum"), ("investment",), ("no_trust", "no_money")),
        Links(("portal",), ("investment", "return"), ("no_trust", "no_money")),
    ]


def test_every_replicate_draws_exactly_one_variant() -> None:
    """The variants share the replicates out among themselves."""
    drawn = drawn_links(FRAMEWORK, LINKS, 300, np.random.default_rng(3))
    assert sorted(np.concatenate([rows for _, rows in drawn])) == list(range(300))
    assert len(drawn) == 5


def test_the_share_moves_as_the_cells_of_the_links_move() -> None:
    """The factor is the variant's cells against the proposal's own; without cells nothing moves."""
    draws = pd.DataFrame(
        {"gapbarrier_investment__no_trust|": [0.3, 0.0], "gapbarrier_investment__no_money|": [0.1, 0.0]}
    )
    variant = Links(("portal",), ("investment",), ("no_trust",))
    assert share_factor(draws, LINKS, variant, np.array([0, 1])).tolist() == [0.3 / 0.4, 1.0]
    assert share_factor(draws, LINKS, LINKS, np.array([0])).tolist() == [1.0]
