from mekendesh.reporting.methods import allocation
from mekendesh.structure.mapping import open_mapping, open_nation
from mekendesh.structure.sizes import anchor_size
from mekendesh.words import say


def cells(block) -> list[list[str]]:
    return [[say(cell, "en") for cell in row] for row in block.rows]


def test_interviews_are_shared_out_to_the_last_one_by_every_rule(tree):
    """500 over Moscow .45, Saint Petersburg .14 and Yekaterinburg .06 of the people: worked by hand."""
    block = allocation.over_cities(open_mapping("KGZ", "RUS", "example"))
    rows = cells(block)
    assert [row[1] for row in rows] == ["346", "108", "46"]
    assert [row[2] for row in rows] == ["260", "120", "120"]
    assert [row[3] for row in rows] == ["167", "167", "166"]
    # z √(4 · ¼ / 46) is 29 points.
    assert rows[2][4] == "± 29 points"


def test_there_is_nothing_to_share_out_where_fewer_people_live_than_are_to_be_asked(tree):
    """A notice where the published figure is below the plan."""
    mapping = next(
        opened
        for opened in (
            open_mapping("KGZ", code, "example") for code in ("AUT", "BEL", "BGR", "CHE", "FIN", "NOR")
        )
        if (anchor := anchor_size(opened.sizes)) and anchor.persons < 500
    )
    block = allocation.over_cities(mapping)
    assert "nothing to share out" in say(block.text, "en")


def test_interviews_are_shared_out_over_destinations_by_three_rules(tree):
    """500 a corridor together; in proportion, by square roots and alike; who has no figure is named, with none."""
    block = allocation.over_corridors(open_nation("KGZ", "example", "RUS KAZ KOR JPN"))
    rows = cells(block)
    known = [row for row in rows if row[1] != "[na]"]
    people = [int(row[1].replace(",", "")) for row in known]
    for column, power in ((2, 1.0), (3, 0.5)):
        given = [int(row[column].replace(",", "")) for row in known]
        parts = [one**power for one in people]
        assert sum(given) == 1500
        assert all(abs(n - 1500 * part / sum(parts)) < 1 for n, part in zip(given, parts, strict=True))
    assert [row[4] for row in known] == ["500"] * 3
    assert [row[1:] for row in rows if row not in known] == [["[na]"] * 4]


def test_without_figures_nothing_is_shared_out_over_destinations(tree):
    """A notice, not an equal split of nothing."""
    block = allocation.over_corridors(open_nation("KGZ", "example", "JPN"))
    assert block.tone == "notice"
