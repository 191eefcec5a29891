from mekendesh.reporting.methods import fieldwork_plan
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


def test_the_plan_says_what_it_can_show(tree):
    """500 interviews at a design effect of 4 know a share to within 9 points; ± 5 points would take 1,537."""
    rows = {
        say(row[0], "en"): say(row[1], "en")
        for row in fieldwork_plan.precision(open_mapping("KGZ", "RUS", "example")).rows
    }
    assert rows["planned interviews in a corridor"] == "500"
    assert rows["half the width of the range around a share of one half, in percentage points"] == "9"
    assert rows["interviews needed for a range of ± 5 percentage points"] == "1,537"


def test_a_change_too_small_to_be_noticed_is_told_beforehand(tree):
    """Two rounds of 500 notice 18 points: a target below that could not be checked."""
    said = say(fieldwork_plan.detectable_change(open_mapping("KGZ", "RUS", "example")).text, "en")
    assert "Two rounds of 500 interviews would notice a change of 18 percentage points or more" in said


def test_the_share_of_a_city_is_labelled_as_an_assumption(tree):
    """What has no source says so."""
    table = fieldwork_plan.sites(open_mapping("KGZ", "RUS", "example"))
    assert [say(row[0], "en") for row in table.rows][:2] == ["Moscow", "Saint Petersburg"]
    assert say(table.notes[0], "en").startswith("An assumption of the project, of no source")


def cells(block) -> list[list[str]]:
    return [[say(cell, "en") for cell in row] for row in block.rows]


def test_the_plan_says_how_far_coupons_carry_should_fewer_come_back(tree):
    """Assumed .58 · .97 of coupons: 1.7 recruits each, six waves; with two fifths less the chains hardly grow."""
    block = fieldwork_plan.seeds_and_coupons(open_mapping("KGZ", "RUS", "example"))
    rows = cells(block)
    assert rows[0] == ["56%", "1.7", "6", "0%", "1"]
    assert rows[2][:3] == ["34%", "1.0", "30"]
    assert int(rows[2][4]) > int(rows[1][4]) > int(rows[0][4])
    assert "8 seeds to 500 interviews" in say(block.caption, "en")
