from mekendesh.reporting import sizes
from mekendesh.reporting.blocks import Figure, Paragraph, Table
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import Count, say


def told(block):
    """Every row of a table in English."""
    return [[say(cell, "en") for cell in row] for row in block.rows]


def test_every_published_figure_of_russia_stands_with_its_issuer_and_date(tree):
    """333,664 · 350,000 · 532,000 · 1,063,000 and the others, each with who said it and when."""
    rows = {row[2]: row for row in told(sizes.published(open_mapping("KGZ", "RUS", "example")))}
    assert rows["333,664"][1:4] == ["July 2024", "333,664", "UN DESA, Population Division"]
    assert rows["350,000"][1] == "December 2024"
    assert rows["350,000"][3].startswith("Ministry of Internal Affairs of Russia")
    assert rows["532,000"][1] == "January 2026"
    assert rows["532,000"][3].startswith("Ministry of Labour, Social Security and Migration")
    assert rows["1,063,000"][1] == "February 2022"
    assert all(row[1] and row[3] for row in rows.values())


def test_the_picture_is_titled_with_the_distance_between_the_figures(tree):
    """A chart is titled with its finding, and its data stand beneath it."""
    picture = sizes.picture(open_mapping("KGZ", "RUS", "example"))
    assert isinstance(picture, Figure)
    assert say(picture.title, "en") == "Published figures reach from 333,664 to 1,063,000 people"
    assert len(picture.marks["latest"]) == len(picture.marks["earlier"]) == len(picture.data.rows)


def test_a_silent_source_is_named_with_the_reason_why_that_is_not_zero(tree):
    """The 2024 revision has no Kyrgyz row for the United States."""
    silent = sizes.without_figure(open_mapping("KGZ", "USA", "example"))
    assert isinstance(silent, Table)
    (row,) = told(silent)
    assert row[1] == "2024"
    assert "That is not zero" in row[2]


def test_no_line_is_drawn_where_the_edition_has_no_row(tree):
    """A missing series is said, not drawn at zero."""
    block = sizes.over_time(open_mapping("KGZ", "USA", "example"))
    assert isinstance(block, Paragraph)
    assert "That is not zero" in say(block.text, "en")


def test_a_corridor_without_any_figure_of_people_says_so_and_shows_no_number(tree):
    """Nobody is counted there: that is a statement about sources, not about people."""
    mapping = open_mapping("KGZ", "AUT", "example")
    mapping.__dict__["sizes"] = mapping.sizes.iloc[0:0]
    for block in (sizes.picture(mapping), sizes.published(mapping), sizes.summary(mapping)):
        assert isinstance(block, Paragraph)
        assert say(block.text, "en").endswith("That is not zero.")


def test_the_old_count_of_ethnic_kyrgyz_in_china_is_not_forgotten_beside_the_new_one_of_born(tree):
    """The range holds the last five years' figures and the latest of each concept."""
    (finding,) = sizes.range_of_figures(open_mapping("KGZ", "CHN", "2027-1"))
    assert say(finding, "en").startswith("591 to 189,000 people")


def test_what_must_be_known_of_a_figure_stands_beside_the_scenarios(tree):
    """Most of the figure for Germany are resettlers of German descent."""
    summary = sizes.summary(open_mapping("KGZ", "DEU", "example"))
    assert summary.tone == "notice"
    assert "German descent" in say(summary.text, "en")


def test_registrations_are_not_people(tree):
    """Postings on migration registration count events: they stand in the table and in no range of people."""
    mapping = open_mapping("KGZ", "RUS", "example")
    assert 1_200_691 in mapping.sizes["persons"].to_list()
    assert 1_200_691 not in sizes.people_only(mapping.sizes)["persons"].to_list()
    assert Count(1_200_691) in [row[2] for row in sizes.published(mapping).rows]
