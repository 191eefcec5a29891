"""The simulated panel of the example round: stamped by its place, made on demand, and rough enough to be useful."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mekendesh.files import current_tree
from mekendesh.judgement.panel import judge_panel
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.simulation.panel import simulate_panel_if_example, simulate_ratings
from mekendesh.structure.corridors import find_round
from mekendesh.structure.framework import load_framework
from mekendesh.structure.roundtable import SCALES, load_answers, rated_subjects, read_comments, read_ratings

SUBJECTS = rated_subjects(load_framework(current_tree()))


def simulated(seed: int = 1, **changed: float) -> pd.DataFrame:
    assumptions = load_assumptions(current_tree())
    for key, value in changed.items():
        assumptions = assumptions.with_value("panel", key, value)
    return simulate_ratings(assumptions, SUBJECTS, np.random.default_rng(seed))


def test_an_example_round_gets_its_panel_and_no_other_round_does(tree):
    """Simulated and real inputs never meet."""
    framework = load_framework(tree)
    for name in ("example", "2027-1"):
        simulate_panel_if_example(tree, "KGZ", find_round(tree, name), framework)
    assert read_ratings(tree, "KGZ/2027-1") is None
    ratings = read_ratings(tree, "KGZ/example")
    assert ratings["participant"].nunique() == 24
    path = tree.roundtable("KGZ/example") / "ratings.csv"
    written = (path.stat().st_mtime_ns, path.read_bytes())
    simulate_panel_if_example(tree, "KGZ", find_round(tree, "example"), framework)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == written


def test_some_comments_of_the_example_are_answered_and_some_are_not(tree):
    """Both must be seen on the page; an answer that fits no comment would be lost."""
    simulate_panel_if_example(tree, "KGZ", find_round(tree, "example"), load_framework(tree))
    comments = read_comments(tree, "KGZ/example")
    answered = {answer.comment_id for answer in load_answers(tree) if answer.round == "example"}
    assert answered < set(comments["comment_id"])
    assert {"yes", "no"} == set(comments["quote"])
    assert set(comments["name"]) == {""}


def test_ratings_lie_on_their_scales_and_nobody_rates_twice():
    """What the door of a panel would refuse is never simulated."""
    ratings = simulated()
    for what, (low, high) in SCALES.items():
        values = ratings.loc[ratings["what"] == what, "rating"].astype(int)
        assert set(range(low, high + 1)) >= set(values)
    assert not ratings.duplicated(["participant", "what", "id", "moment"]).any()


def test_the_panel_has_what_a_page_must_be_able_to_tell():
    """Missing ratings, members who left, hidden strata, agreement and disagreement, moves."""
    ratings = simulated()
    assert len(ratings) < 24 * 2 * len(SUBJECTS)
    after = ratings[ratings["moment"] == "after"]
    assert 0 < after["participant"].nunique() < 24
    panel = judge_panel(ratings, rng_seed=1)
    assert {"", "c"} == set(panel.strata["flag"])
    assert {"agreement", "neither"} <= set(panel.results["thirds"])
    assert (panel.results["shift"] != 0).any()


def test_an_assumption_moves_what_it_names():
    """Without anyone leaving and nothing left out every row is there; a higher bias rates higher."""
    assert len(simulated(missing=0.0, leaves_early=0.0)) == 24 * 2 * len(SUBJECTS)
    plain, lifted = (
        simulated(bias_state=bias).query("stratum == 'state'")["rating"].astype(int).mean()
        for bias in (-2, 2)
    )
    assert lifted > plain + 1


def test_the_same_seed_gives_the_same_panel():
    """And another one another."""
    assert simulated(4).equals(simulated(4))
    assert not simulated(4).equals(simulated(5))
