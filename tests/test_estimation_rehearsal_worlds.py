"""Worlds: invented once, with a truth, and with the ties they are said to have."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.planning.rehearsal_designs import RDS, Plan, ask
from mekendesh.estimation.planning.rehearsal_worlds import (
    BOTTLENECK,
    NO_HOMOPHILY,
    corridor_world,
    make_world,
)
from mekendesh.files import current_tree
from mekendesh.simulation.register_plan import USUAL
from mekendesh.structure.channels import load_channels
from mekendesh.structure.mapping import open_mapping
from rehearsal_worlds_small import ASKED, assumed, by_hand, simulated, town


def world(people: int = 3000, **changed):
    given = {
        "channels": [channel.channel for channel in load_channels(current_tree())],
        "asked": ASKED,
        "population": people,
        "female": 0.45,
        "year": 2026,
        "rng_seed": 1,
    }
    return make_world("w", assumed(), [town()], **(given | changed))


def same_sex(world) -> float:
    """The share of recruitments between people of one sex."""
    sample = ask(world, Plan(RDS, 600, seeds=8), np.random.default_rng(1))
    (tree,) = sample.trees
    women = world.people["female"].to_numpy()[sample.persons[tree.rows]]
    recruits = tree.parents >= 0
    return float((women[recruits] == women[tree.parents[recruits]]).mean())


def test_the_truth_is_the_share_among_all_people():
    """Counted by another way than through indicators."""
    made = simulated()
    told = dict(zip(ASKED, made.truth, strict=True))
    assert told["sex_female"] == pytest.approx((made.people["sex"] == "female").mean())
    assert told["used_yes"] == pytest.approx(made.people["used_body"].mean())
    did = [column for column in made.people if column.startswith("did_")]
    assert told["acts_any"] == pytest.approx(made.people[did].any(axis=1).mean())
    assert by_hand([1, 0, 0, 0]).truth.tolist() == [0.25]


def test_a_bottleneck_lets_few_recruitments_between_the_communities():
    """A tie within is 20 times likelier: about 1 recruitment of 20 crosses; without homophily one half does."""
    assert same_sex(world(homophily=BOTTLENECK)) > 0.9
    assert same_sex(world(homophily=NO_HOMOPHILY)) == pytest.approx(0.5, abs=0.1)


def test_the_register_holds_the_assumed_share_and_fewer_people_of_irregular_status():
    """Who stands in it is not who is there."""
    made = simulated()
    assert made.registered.mean() == pytest.approx(USUAL.share_registered, abs=1e-3)
    irregular = made.people["irregular"].to_numpy()
    assert made.registered[irregular].mean() < made.registered[~irregular].mean()


def test_an_open_link_attracts_those_with_higher_education():
    """By the assumed odds: e^0.7 times, all else equal."""
    made = simulated()
    logs = pd.Series(np.log(made.attraction))
    traits = made.people[["higher", "female", "age_45_plus", "irregular", "engaged"]].astype(float)
    design = np.column_stack([np.ones(len(traits)), traits])
    effects = np.linalg.lstsq(design, logs.to_numpy())[0]
    assert effects == pytest.approx([0, 0.7, 0.3, -0.6, -0.5, 0.9], abs=1e-9)


def test_the_same_seed_invents_the_same_people():
    """And another seed other people."""
    one, again, other = world(300), world(300), world(300, rng_seed=2)
    pd.testing.assert_frame_equal(one.people, again.people)
    assert (one.registered == again.registered).all()
    assert not one.people["age"].equals(other.people["age"])


def test_an_indicator_nobody_knows_is_refused():
    """By its name."""
    with pytest.raises(EstimationError, match="no indicator acts_nowhere"):
        world(50, asked=("acts_nowhere",))


def test_a_corridor_without_a_figure_has_no_world(tree):
    """Nothing is invented where not even the number of people is known."""
    assert corridor_world(open_mapping("KGZ", "JPN", "example"), ASKED) is None
    known = corridor_world(open_mapping("KGZ", "KAZ", "example"), ASKED)
    assert len(known) == 12_000
    assert [site.site for site in known.sites] == ["almaty", "astana", "shymkent"]
