"""From respondents to files and back."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from estimation_tables import answered, framework, proposal, random_parents, recruited, site
from mekendesh.errors import EstimationError, FileError
from mekendesh.estimation.shares.corridor import Estimates, estimate_corridor, load_estimates, write_estimates
from mekendesh.estimation.weighting.variants import Assumed
from mekendesh.files import Tree, read_typed_table, write_typed_table

SITES = (site("MOW", 0.5, 0.06), site("LED", 0.2, 0.04), site("OVB", 0.1, 0.03))
FRAMEWORK = framework(proposals=[proposal("desk", ["trade"], ["no_trust", "no_time"])])


def two_sites(prefix: str = "p") -> pd.DataFrame:
    rng = np.random.default_rng(4)
    parts = [
        recruited(random_parents(n, 5, rng), rng.integers(2, 50, n), code, f"{prefix}{code}")
        for code, n in (("MOW", 90), ("LED", 60))
    ]
    return answered(pd.concat(parts, ignore_index=True))


@pytest.fixture(scope="module")
def estimates() -> Estimates:
    return estimate_corridor(
        two_sites(), FRAMEWORK, SITES, replicates=100, rng_seed=5, assumed=Assumed(5000.0)
    )


def test_there_is_a_row_for_each_indicator_and_site_and_a_draw_for_each_row(estimates):
    """Sites together (""), then each sampled site; draws in the same order under ``indicator|site``."""
    table = estimates.table
    assert table["site"].unique().tolist() == ["", "LED", "MOW"]
    assert len(table) == 3 * table["indicator"].nunique()
    assert list(estimates.draws.columns) == [
        f"{i}|{s}" for i, s in zip(table["indicator"], table["site"], strict=True)
    ]
    assert estimates.draws.shape == (100, len(table))
    assert list(table.columns) == [
        "indicator",
        "family",
        "key",
        "site",
        "value",
        "se",
        "low",
        "high",
        "level",
        "n",
        "n_yes",
        "deff",
        "n_eff",
        "method",
        "interval",
        "definition",
        "population",
        "flag",
    ]


def test_nothing_is_missing_without_a_flag(estimates):
    """Where no flag speaks, every number is there."""
    plain = estimates.table[estimates.table["flag"] == ""]
    assert len(plain) > 80
    assert plain.notna().all(axis=None)
    assert estimates.draws.notna().all(axis=None)
    assert (plain["low"] <= plain["high"]).all()


def test_a_site_that_was_not_reached_is_named_with_zero_people(estimates):
    """Unsampled cities are said."""
    assert estimates.recruitment.set_index("site")["n"].to_dict() == {"MOW": 90, "LED": 60, "OVB": 0}


def test_other_pseudonyms_give_the_same_numbers_to_the_last_bit(estimates):
    """Keys differ between installations; results do not."""
    other = estimate_corridor(two_sites("zz"), FRAMEWORK, SITES, replicates=100, rng_seed=5)
    pd.testing.assert_frame_equal(other.table, estimates.table, check_exact=True)
    pd.testing.assert_frame_equal(other.draws, estimates.draws, check_exact=True)


def test_a_site_has_its_own_stream_of_random_numbers(estimates):
    """Leaving a city out changes no draw of another."""
    people = two_sites()
    alone = people[people["site"] == "LED"].reset_index(drop=True)
    again = estimate_corridor(alone, FRAMEWORK, SITES, replicates=100, rng_seed=5)
    assert (again.draws["acts_trade|LED"] == estimates.draws["acts_trade|LED"]).all()
    assert (again.draws["acts_trade|"] == again.draws["acts_trade|LED"]).all()


def test_two_sites_alike_are_drawn_independently():
    """The same people in two cities have the same value and different draws: nothing ties their chance."""
    one = answered(recruited(random_parents(60, 6, np.random.default_rng(8))))
    other = one.assign(site="LED", respondent="q" + one["respondent"], recruiter="q" + one["recruiter"])
    found = estimate_corridor(
        pd.concat([one, other], ignore_index=True), FRAMEWORK, SITES, replicates=400, rng_seed=5
    )
    assert abs(found.draws["acts_trade|MOW"].corr(found.draws["acts_trade|LED"])) < 0.2


def test_respondents_read_from_a_file_give_the_same_estimates(estimates, tmp_path):
    """Parquet gives whole numbers and yes/no with gaps back in other types; no number may hang on that."""
    path = tmp_path / "respondents.parquet"
    write_typed_table(path, two_sites())
    found = estimate_corridor(read_typed_table(path), FRAMEWORK, SITES, replicates=100, rng_seed=5)
    pd.testing.assert_frame_equal(found.table, estimates.table, check_exact=True)
    people = two_sites()
    for column in people.columns.difference(["respondent", "recruiter", "site", "is_seed"]):
        people[column] = people[column].mask(np.arange(len(people)) % 7 == 0)
    write_typed_table(path, people)
    pd.testing.assert_frame_equal(
        estimate_corridor(read_typed_table(path), FRAMEWORK, SITES, replicates=20, rng_seed=5).table,
        estimate_corridor(people, FRAMEWORK, SITES, replicates=20, rng_seed=5).table,
    )


def test_a_site_without_any_network_size_is_left_out_and_said():
    """It has people and no weight: the combined numbers carry the flag."""
    people = two_sites()
    people["network_size"] = people["network_size"].mask(people["site"] == "LED")
    found = estimate_corridor(people, FRAMEWORK, SITES, replicates=20, rng_seed=5)
    together = found.table[found.table["site"] == ""]
    assert found.table["site"].unique().tolist() == ["", "MOW"]
    assert together["flag"].str.contains("site_left_out").all()
    assert found.recruitment.set_index("site").loc["LED", "n_without_network_size"] == 60


def test_people_without_any_network_size_are_refused():
    """Without a weight there is no estimate."""
    people = two_sites().assign(network_size=pd.NA)
    with pytest.raises(EstimationError, match="network size above zero"):
        estimate_corridor(people, FRAMEWORK, SITES, rng_seed=5)


def test_files_give_back_what_was_written_and_the_same_bytes_again(estimates, tmp_path):
    """Reading returns the estimates unchanged; writing them again gives the same bytes."""
    tree, place = Tree(tmp_path), "KGZ/example/RUS"
    write_estimates(tree, place, estimates)
    before = {path.name: path.read_bytes() for path in tree.estimates(place).iterdir()}
    found = load_estimates(tree, place)
    for part in ("table", "draws", "recruitment", "variants"):
        pd.testing.assert_frame_equal(getattr(found, part), getattr(estimates, part), check_exact=True)
    assert len(found.variants) > 0
    write_estimates(tree, place, found)
    assert {path.name: path.read_bytes() for path in tree.estimates(place).iterdir()} == before
    assert sorted(before) == [
        "draws.parquet",
        "estimates.parquet",
        "recruitment.parquet",
        "variants.parquet",
    ]


def test_estimates_and_draws_of_different_runs_are_not_mixed(estimates, tmp_path):
    """Half of one run beside half of another is refused; so is a missing file."""
    tree, place = Tree(tmp_path), "KGZ/example/RUS"
    mixed = Estimates(estimates.table, estimates.draws.iloc[:, :-1], estimates.recruitment)
    write_estimates(tree, place, mixed)
    with pytest.raises(FileError, match="does not belong"):
        load_estimates(tree, place)
    (tree.estimates(place) / "draws.parquet").unlink()
    with pytest.raises(FileError, match=r"draws\.parquet is missing"):
        load_estimates(tree, place)


def test_two_thousand_replicates_of_five_hundred_people_take_under_three_seconds():
    """8 channels × 12 barriers, about 200 indicators: the speed a researcher waits for."""
    channels, barriers = [f"c{i}" for i in range(8)], [f"b{i}" for i in range(12)]
    linked = [proposal(f"p{i}", channels[i % 8 :], barriers[i % 12 :]) for i in range(45)]
    rng = np.random.default_rng(6)
    people = recruited(random_parents(500, 8, rng), rng.integers(2, 80, 500))
    people = answered(people, channels=channels, barriers=barriers)
    start = time.perf_counter()
    found = estimate_corridor(
        people, framework(channels, barriers, linked), [site("MOW", 1.0)], replicates=2000, rng_seed=1
    )
    assert time.perf_counter() - start < 3
    assert len(found.table) == 2 * 193
