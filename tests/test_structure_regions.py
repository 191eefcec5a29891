from __future__ import annotations

import shutil

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import Tree, current_tree
from mekendesh.structure.regions import regions_of


def test_kyrgyzstan_has_seven_regions_and_two_cities():
    """As its law divides it."""
    regions = [region.region for region in regions_of(current_tree(), "KGZ")]
    assert regions == [
        "bishkek", "osh_city", "batken", "chuy", "issyk_kul", "jalal_abad", "naryn", "osh", "talas",
    ]  # fmt: skip


def test_an_origin_that_is_not_listed_has_the_capital_and_the_rest():
    """A form for any origin runs without a line of code."""
    assert [region.region for region in regions_of(current_tree(), "MDA")] == [
        "capital_region",
        "other_region",
    ]


def test_a_file_without_the_general_rows_is_refused(tmp_path):
    """Else a form of another origin would offer nothing."""
    tree = Tree(tmp_path)
    tree.structure.mkdir(parents=True)
    shutil.copy(current_tree().structure / "regions.csv", tree.structure / "regions.csv")
    path = tree.structure / "regions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("*,", "MDA,"), encoding="utf-8")
    with pytest.raises(StructureError, match="no row for"):
        regions_of(tree, "KGZ")
