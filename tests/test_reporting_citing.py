import pandas as pd

from mekendesh.reporting.citing import source_notes
from mekendesh.words import say


def test_a_source_stands_with_issuer_edition_and_address(tree):
    """An address is written out and never fetched."""
    (row,) = source_notes(tree, ["un_desa_2024"]).rows
    source, issuer, edition, address = (say(cell, "en") for cell in row)
    assert issuer == "UN DESA, Population Division"
    assert edition == "2024"
    assert source.startswith("UN DESA")
    assert address.startswith("https://www.un.org/")


def test_a_press_source_says_that_the_issuer_stands_with_each_figure(tree):
    """The press passes on; it does not issue."""
    (row,) = source_notes(tree, ["24kg_53599"]).rows
    assert [say(cell, "en") for cell in row[:2]] == ["24.kg news agency", "named with each figure"]


def test_what_the_press_passes_on_is_told_with_issuer_and_date_and_stands_after_what_issuers_publish(tree):
    """Whoever looks for a figure finds the address it was read at; of two figures the later stands first."""
    figures = pd.DataFrame(
        [
            ("vesti_kg_134102", "rus_interior_ministry", "registered", "2023"),
            ("24kg_53599", "kgz_migration_service", "labour_migrants", "2017-05"),
            ("vesti_kg_134102", "rus_interior_ministry", "registered", "2024-12"),
            ("vesti_kg_134102", "rus_interior_ministry", "registered", "2024-12"),
            ("un_desa_2024", "un_desa", "foreign_born", "2024-07"),
            ("24kg_359948", "kgz_labour_ministry", "citizens_present", "2026-01"),
        ],
        columns=["source", "issuer", "concept", "ref_date"],
    )
    table = source_notes(tree, dict.fromkeys(figures["source"]), figures)
    told = [[say(cell, "en") for cell in row] for row in table.rows]
    assert [row[0] for row in told] == [
        "UN DESA, International Migrant Stock 2024", "vesti.kg", "24.kg news agency", "24.kg news agency",
    ]  # fmt: skip
    assert told[0][2] == "2024"
    assert told[1][1].startswith("Ministry of Internal Affairs of Russia")
    assert told[1][2] == (
        "citizens on migration registration (December 2024) and citizens on migration registration (2023)"
    )
    assert [row[2] for row in told[2:]] == [
        "citizens present abroad (January 2026)",
        "labour migrants (May 2017)",
    ]
