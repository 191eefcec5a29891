from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.sidecars import load_sidecars, read_sidecar, read_verified, verify_reference
from reference_examples import change, copied

HASHES = {
    "apiclus1.csv": "61d2309700b52d353c6d6c1d56ac577011ee9d7dab140e7f6445b958f1a00cac",
    "country_points.csv": "ff0f1b4f07d9ce1b77adf58c5c44259a7b1c22d9fd1338cf4710ed180e6fd3c5",
    "economy.csv": "acee9b5fc02cc44ef857b12545e31a3adbe4459a1253ead6b45a5d244ef131ae",
    "faux.csv": "a73e25cac14261d54d98706e747ab89f6df532a4ad22862dfa54ac5604f97e03",
    "faux_transitions.csv": "6103fe07e965f5cb0cf7d4089b0a8bd4709bf32c93160919129fe9a88caa4450",
    "footprint.csv": "919ae26d7910e6837770a8a7fc49bb4d9ba0a892686cb585809eeee94acb5349",
    "migrant_stock.csv": "1d8a1f56de22699523767f3745f04c176f9bd418e51d62a85829c2e7c8dc311d",
    "published_numbers.csv": "ad62e12feaf5ce3df82bda4c47bb5d2e8de3b46ce00d272086f9495b96848426",
    "size_estimates.csv": "4af71a7df1757f3c7361bf4fd1608c35c0e3faedb86436b380d11779a740779c",
    "world_bank_remittances.csv": "18ff72915a94381b6eb51916e34164b0ad3144ff283c1ac8809db8b49380d5bf",
    "world_bank_stock.csv": "abb6a76af1dee7f2fbe034072697c18b33cfb7d1474f3cb50f56132d0d668231",
    "world_dots.csv": "f098e5984df4301736bf3402bf97b849da24fd5b2d061eaff5697fdf03687016",
}


def test_the_shipped_tables_are_the_ones_their_sidecars_describe():
    """Table, sidecar and this list agree: no public figure changes without being seen in three places."""
    assert {sidecar.file: sidecar.sha256 for sidecar in verify_reference(current_tree())} == HASHES


def test_every_table_says_where_it_comes_from_and_how_it_can_mislead():
    """A figure is shown with publisher, address, licence and limits; none of them may be blank."""
    for sidecar in load_sidecars(current_tree()):
        assert sidecar.publisher
        assert sidecar.licence
        assert sidecar.address.startswith("https://") or sidecar.address == "see data/structure/sources.csv"
        assert sidecar.notes


def test_a_changed_byte_is_reported_with_its_file(tmp_path):
    """One digit more in a public figure is told before anything is computed from it."""
    tree = copied(tmp_path)
    change(tree.reference / "world_bank_stock.csv", "8890", "8891")
    with pytest.raises(
        StructureError, match=r"^world_bank_stock\.csv has the sha256 .* write its edition"
    ) as raised:
        verify_reference(tree)
    assert raised.value.values["expected"] == HASHES["world_bank_stock.csv"]


def test_a_table_without_a_sidecar_is_refused(tmp_path):
    """A table of unknown provenance may not lie among the reference figures."""
    tree = copied(tmp_path)
    (tree.reference / "more.csv").write_text("a\n1\n", encoding="utf-8")
    with pytest.raises(StructureError, match=r"more\.csv has no sidecar more\.yml"):
        load_sidecars(tree)


def test_a_sidecar_without_its_table_is_refused(tmp_path):
    """Provenance of a table that is gone means the table was lost."""
    tree = copied(tmp_path)
    (tree.reference / "economy.csv").unlink()
    with pytest.raises(StructureError, match=r"economy\.csv is missing"):
        verify_reference(tree)


def test_a_sidecar_with_a_missing_or_empty_field_names_it(tmp_path):
    """The one who writes a sidecar reads which fields to fill."""
    tree = copied(tmp_path)
    path = tree.reference / "economy.yml"
    change(path, "licence: CC BY 4.0", "licence: ''")
    change(path, "publisher:", "publishr:")
    with pytest.raises(
        StructureError, match=r"economy\.yml: publisher, publishr, licence missing, unknown, empty"
    ):
        read_sidecar(path)


def test_a_sidecar_that_is_not_yaml_names_the_line(tmp_path):
    """A slip in YAML is found by its line, not by a traceback."""
    path = tmp_path / "a.yml"
    path.write_text("file: a.csv\ntitle: [\n", encoding="utf-8")
    with pytest.raises(StructureError, match=r"^a\.yml, line 3: this is not readable YAML"):
        read_sidecar(path)


def test_a_missing_sidecar_is_told_as_missing(tmp_path):
    """Without its sidecar a table is not read."""
    tree = copied(tmp_path)
    (tree.reference / "economy.yml").unlink()
    with pytest.raises(StructureError, match=r"economy\.yml is missing"):
        read_verified(tree, "economy.csv", ("country", "concept", "year", "value"))


def test_a_sidecar_of_another_table_is_refused(tmp_path):
    """A sidecar copied to a new name must not vouch for the wrong table."""
    tree = copied(tmp_path)
    change(tree.reference / "economy.yml", "file: economy.csv", "file: other.csv")
    with pytest.raises(StructureError, match=r"economy\.yml describes other\.csv, expected economy\.csv"):
        read_verified(tree, "economy.csv", ("country", "concept", "year", "value"))


def test_a_table_with_other_columns_is_refused():
    """A renamed column is told with what was expected."""
    with pytest.raises(
        StructureError, match=r"world_dots\.csv, line 1: found the columns longitude, latitude"
    ):
        read_verified(current_tree(), "world_dots.csv", ("x", "y"))
