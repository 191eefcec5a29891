"""The sampling design: an object that cannot contradict itself."""

from __future__ import annotations

import numpy as np
import pytest

from mekendesh.errors import EstimationError
from mekendesh.estimation.samples.sampling import sample_design, strata_of_clusters


def test_without_clusters_each_person_is_one_and_without_strata_there_is_one():
    """The simplest design is a list of weights."""
    sample = sample_design([1, 2, 3])
    assert sample.clusters.tolist() == [0, 1, 2]
    assert sample.strata.tolist() == [0, 0, 0]
    assert sample.population_clusters.tolist() == [0, 0, 0]


def test_cluster_numbers_may_begin_anew_in_each_stratum():
    """Cluster 1 of the north is not cluster 1 of the south."""
    sample = sample_design([1] * 4, clusters=[1, 2, 1, 1], strata=["n", "n", "s", "s"])
    assert len(set(sample.clusters.tolist())) == 3
    assert strata_of_clusters(sample.clusters, sample.strata).tolist() == [0, 0, 1]


@pytest.mark.parametrize("sizes", [[5, 5, 6, 6], [1, 1, 1, 1]])
def test_a_population_of_clusters_that_cannot_be_is_refused(sizes):
    """One number a stratum, no smaller than what was sampled of it."""
    with pytest.raises(EstimationError, match="2 sampled clusters"):
        sample_design([1] * 4, clusters=[1, 1, 2, 2], population_clusters=sizes)


@pytest.mark.parametrize(
    ("given", "words"), [({"clusters": [1, None]}, "clusters"), ({"strata": [1.0, float("nan")]}, "strata")]
)
def test_a_person_without_cluster_or_stratum_is_refused(given, words):
    """Whoever has no place in the design has no variance."""
    with pytest.raises(EstimationError, match=f"sample's {words} are not given for everyone"):
        sample_design([1, 1], **given)
    with pytest.raises(EstimationError, match="everyone"):
        sample_design([1, 1], clusters=[1])


def test_calibrating_leaves_the_design_as_it_was():
    """The design is immutable: calibration gives another one, with the design weights kept."""
    sample = sample_design([1, 1, 2])
    raked = sample.calibrated_to([[0, 1, 1]], [[3, 6]])
    assert raked.calibrated.tolist() == [3, 2, 4]
    assert raked.weights.tolist() == [1, 1, 2]
    assert sample.calibrated.tolist() == [1, 1, 2]
    assert sample.codes == ()


def test_raking_starts_from_the_design_weights_again():
    """Calibrating twice is calibrating to the second margins, not to both in turn."""
    sample = sample_design(np.array([1.0, 1, 2, 4]))
    twice = sample.calibrated_to([[0, 1, 1, 0]], [[3, 6]]).calibrated_to([[0, 0, 1, 1]], [[1, 1]])
    once = sample.calibrated_to([[0, 0, 1, 1]], [[1, 1]])
    assert twice.calibrated.tolist() == once.calibrated.tolist()
