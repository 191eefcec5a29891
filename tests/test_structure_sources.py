from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.reference import load_reference
from mekendesh.structure.sources import load_concepts, load_issuers, load_sources
from reference_examples import change, copied


def test_the_un_is_cited_by_edition_in_three_languages():
    """The two revisions are two sources, so that a reader never takes one for the other."""
    sources = load_sources(current_tree())
    assert sources["un_desa_2024"].label.en == "UN DESA, International Migrant Stock 2024"
    assert sources["un_desa_2024"].label.ru == "ООН, Численность международных мигрантов, издание 2024 года"
    assert sources["un_desa_2024"].label.ky == "БУУ, Эл аралык мигранттардын саны, 2024-жылкы чыгарылыш"
    assert sources["un_desa_2020"].edition == "2020"


def test_registrations_are_not_people():
    """A count of registrations holds one person several times; its unit must say so."""
    assert load_concepts(current_tree())["registration_events"].quantity == "events"


def test_every_concept_issuer_and_press_source_is_used():
    """Lists carry only what a figure needs; derived concepts and compilations are the named exceptions."""
    reference = load_reference(current_tree())
    concepts = {
        *reference.un_stock["concept"], *reference.sizes["concept"], *reference.footprint["measure"],
        *reference.economy["concept"],
    }  # fmt: skip
    derived = {"un_migrants", "knomad_stock", "remittances_modelled", "remittances_of_gdp"}
    assert set(load_concepts(current_tree())) == concepts | derived
    issuers = {*reference.sizes["issuer"], *reference.footprint["issuer"]}
    assert set(load_issuers(current_tree())) == issuers | {"un_desa", "world_bank", "geonames"}
    press = {source for source, known in load_sources(current_tree()).items() if not known.issuer}
    assert press == {*reference.sizes["source"], *reference.footprint["source"]}


def test_a_source_of_an_unknown_issuer_is_reported_with_its_line(tmp_path):
    """Ids refer to rows that exist; the message says where the slip is."""
    tree = copied(tmp_path)
    change(tree.structure / "sources.csv", "un_desa_2024,un_desa,", "un_desa_2024,un_dasa,")
    change(tree.structure / "sources.csv", "https://www.geonames.org/", "geonames")
    with pytest.raises(StructureError) as raised:
        load_sources(tree)
    assert "line 2, column issuer: found 'un_dasa'" in str(raised.value)
    assert "line 9, column url: found 'geonames', expected an address" in str(raised.value)
