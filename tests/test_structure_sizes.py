from __future__ import annotations

import re

import pandas as pd
import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor, load_corridors
from mekendesh.structure.sizes import (
    BOUNDS,
    COLUMNS,
    COMPILATIONS,
    NO_ANCHOR,
    anchor_size,
    origin_sizes,
    published_sizes,
    rival_figure,
    sources_without_figure,
)
from mekendesh.structure.sources import load_concepts, load_sources
from reference_examples import change, copied

AMERICA = Corridor("KGZ", "USA")


def sizes(*rows: tuple[str, str, int, str, str]) -> pd.DataFrame:
    columns = ["concept", "ref_date", "persons", "source", "reliability"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(year=table["ref_date"].str[:4].astype(int), issuer="someone", note="", bound="")


def test_the_kyrgyz_in_russia_are_shown_by_concept_date_and_issuer():
    """The published range is a row of different quantities, each with the body that states it."""
    table = published_sizes(current_tree(), Corridor("KGZ", "RUS"))
    shown = set(table[["persons", "concept", "ref_date", "issuer"]].itertuples(index=False, name=None))
    assert {
        (333_664, "foreign_born", "2024-07", "un_desa"),
        (350_000, "registered", "2024-12", "rus_interior_ministry"),
        (532_000, "citizens_present", "2026-01", "kgz_labour_ministry"),
        (341_000, "registered", "2026-01", "kgz_labour_ministry"),
        (1_063_000, "citizens_working", "2022-02", "kgz_labour_ministry"),
    } <= shown
    assert table["ref_date"].is_monotonic_decreasing
    assert (table["url"].str.len() > 0).all()


def test_a_missing_un_row_is_told_as_no_figure_and_never_as_zero():
    """The 2024 revision has no Kyrgyz row for the USA: small origins are put into "Other"."""
    table = published_sizes(current_tree(), AMERICA)
    assert "un_desa_2024" not in set(table["source"])
    assert table.loc[table["source"] == "un_desa_2020", "persons"].item() == 8_890
    assert (table["persons"] > 0).all()
    silent = sources_without_figure(current_tree(), AMERICA)
    assert silent[["source", "edition"]].values.tolist() == [["un_desa_2024", "2024"]]
    assert silent["why"].item().startswith("This edition has no row for the corridor. That is not zero")


@pytest.mark.parametrize("destination", ["USA", "DEU", "KOR", "GBR", "CAN", "ARE"])
def test_the_latest_revision_is_silent_where_it_is_known_to_be(destination):
    """The six destinations named by the publisher's table as having no Kyrgyz row."""
    silent = sources_without_figure(current_tree(), Corridor("KGZ", destination))
    assert "un_desa_2024" in set(silent["source"])


def test_a_corridor_without_any_figure_has_an_empty_table_of_the_same_columns():
    """A first state of a corridor is normal; tables are empty, not absent."""
    table = published_sizes(current_tree(), Corridor("KGZ", "PAK"))
    assert table.empty
    assert tuple(table.columns) == COLUMNS
    assert str(table["persons"].dtype) == "int64"
    assert anchor_size(table) is None
    assert list(sources_without_figure(current_tree(), Corridor("KGZ", "PAK"))["source"]) == list(
        COMPILATIONS
    )


def test_what_a_un_figure_counts_depends_on_the_destination():
    """Citizenship in one country, birth in another: the concept is the destination's own."""
    for destination, concept in (("CHN", "foreign_citizens"), ("RUS", "foreign_born")):
        table = published_sizes(current_tree(), Corridor("KGZ", destination))
        assert table.loc[table["source"] == "un_desa_2024", "concept"].item() == concept


def test_all_kyrgyz_emigrants_by_the_latest_revision():
    """The total over named destinations equals the check value, and is named a sum of different counts."""
    table = origin_sizes(current_tree(), "KGZ")
    row = table[table["source"] == "un_desa_2024"]
    assert row[["persons", "concept"]].values.tolist() == [[540_573, "un_migrants"]]
    assert 798_000 in set(table["persons"])


def test_a_doubtful_cell_carries_its_warning_in_three_languages():
    """SRB-ITA 891 and the German resettlers among KGZ-DEU are shown, lowly rated, with the reason."""
    table = published_sizes(current_tree(), Corridor("SRB", "ITA")).set_index("source")
    assert table.loc["knomad_2021", ["persons", "reliability"]].tolist() == [891, "low"]
    assert table.loc["knomad_2021", "note"].startswith("Many times below the other sources")
    germany = published_sizes(current_tree(), Corridor("KGZ", "DEU")).set_index("source")
    assert germany.loc["knomad_2021", "note_ky"].startswith("Көпчүлүгү")
    assert anchor_size(germany.reset_index()).note.ru.startswith("Большинство")


def test_every_note_is_said_in_all_languages_or_in_none():
    """A reader of any language gets the same warnings."""
    for corridor in load_corridors(current_tree()):
        if corridor.origin == "KGZ":
            table = published_sizes(current_tree(), corridor)
            filled = table[["note", "note_ky", "note_ru"]] != ""
            assert filled.eq(filled["note"], axis=0).all(axis=None)


def test_the_anchor_is_the_latest_un_edition_where_it_speaks():
    """One rule decides which figure a scenario is computed on."""
    anchor = anchor_size(published_sizes(current_tree(), Corridor("KGZ", "RUS")))
    assert (anchor.persons, anchor.concept, anchor.year, anchor.source) == (
        333_664, "foreign_born", 2024, "un_desa_2024",
    )  # fmt: skip


def test_without_the_un_the_anchor_is_the_world_bank_and_then_an_official_figure():
    """The order of fallbacks is fixed, and the anchor says which one it is."""
    assert anchor_size(published_sizes(current_tree(), AMERICA)).source == "knomad_2021"
    emirates = anchor_size(published_sizes(current_tree(), Corridor("KGZ", "ARE")))
    assert (emirates.persons, emirates.issuer, emirates.ref_date) == (
        4_500,
        "kgz_consular_service",
        "2019-12",
    )


def test_events_other_peoples_zeros_and_low_reliability_anchor_nothing():
    """A scenario is computed on people of the surveyed kind, by a source worth believing."""
    table = sizes(
        ("registration_events", "2026-01", 900, "press", "high"),
        ("ethnic", "2026-01", 800, "press", "high"),
        ("foreign_born", "2024-07", 0, "un_desa_2024", "high"),
        ("citizens_present", "2025-01", 700, "press", "low"),
        ("citizens_present", "2024-01", 600, "press", "medium"),
        ("citizens_working", "2024-01", 500, "press", "high"),
        ("citizens_present", "2023", 400, "press", "high"),
    )
    assert anchor_size(table).persons == 500
    assert anchor_size(table[:4]) is None


def test_a_rival_is_of_about_the_same_years_and_twice_as_large_or_half_as_large():
    """By hand: of 1,000 in 2021 the rivals are from 2,000 on or up to 500, of 2016 to 2026, and the reliable one speaks."""
    anchor = anchor_size(sizes(("foreign_born", "2021", 1_000, "un_desa_2024", "high")))

    def rival(*row):
        found = rival_figure(sizes(row), anchor)
        return found.persons if found else None

    assert rival("citizens_present", "2024", 2_000, "press", "high") == 2_000
    assert rival("citizens_present", "2024", 1_999, "press", "high") is None
    assert rival("citizens_present", "2024", 500, "press", "high") == 500
    assert rival("citizens_present", "2024", 501, "press", "high") is None
    assert rival("citizens_present", "2026", 9_000, "press", "high") == 9_000
    assert rival("citizens_present", "2027", 9_000, "press", "high") is None
    assert rival("citizens_present", "2015", 9_000, "press", "high") is None
    assert rival("ethnic", "2024", 9_000, "press", "high") is None
    assert rival("citizens_present", "2024", 0, "press", "high") is None
    several = sizes(
        ("citizens_present", "2024-12", 17_000, "press", "low"),
        ("citizens_present", "2024-05", 14_000, "press", "high"),
        ("citizens_working", "2025-05", 1_200, "press", "high"),
        ("citizens_working", "2022-02", 50_000, "press", "high"),
    )
    assert rival_figure(several, anchor).persons == 14_000
    assert rival_figure(several.assign(bound="at_least"), anchor) is None
    assert rival_figure(several[:1], anchor).persons == 17_000


def test_what_is_said_as_more_than_or_up_to_is_marked_so_in_the_table():
    """Three figures are one end only: their sources say so, and no other's is marked."""
    found = {}
    for destination in ("RUS", "KAZ", "KOR"):
        table = published_sizes(current_tree(), Corridor("KGZ", destination))
        assert set(table["bound"]) <= set(BOUNDS)
        found |= {(destination, row.persons): row.bound for row in table.itertuples() if row.bound}
    assert found == {("RUS", 500_000): "at_least", ("KAZ", 45_000): "at_most"}
    totals = origin_sizes(current_tree(), "KGZ")
    assert totals.loc[totals["bound"] != "", ["persons", "bound"]].to_numpy().tolist() == [
        [1_118_000, "at_least"]
    ]


def test_a_number_in_a_note_does_not_break_at_a_line_end():
    """399 110 with a plain space may end one line and begin the next."""
    for corridor in load_corridors(current_tree()):
        table = published_sizes(current_tree(), corridor)
        for note in (*table["note_ky"], *table["note_ru"]):
            assert not re.search(r"\d (\d{3}|миң|млн|тысяч)", note)


def test_the_rules_name_concepts_and_sources_that_exist():
    """A renamed id would silently switch a rule off."""
    assert set(load_concepts(current_tree())) >= NO_ANCHOR
    assert set(load_sources(current_tree())) >= set(COMPILATIONS)


def test_a_caveat_of_an_unknown_source_is_refused(tmp_path):
    """A warning that hangs on no source would never be shown."""
    tree = copied(tmp_path)
    change(tree.structure / "caveats.csv", "knomad_2021,SRB", "knomad_2012,SRB")
    with pytest.raises(StructureError, match=r"caveats\.csv .* found 'knomad_2012'"):
        published_sizes(tree, AMERICA)
