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
