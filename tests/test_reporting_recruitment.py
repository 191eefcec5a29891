from __future__ import annotations

import pandas as pd
import pytest

from cleaning_account import MAPPING, account, chain
from mekendesh.reporting.blocks import Figure, Paragraph
from mekendesh.reporting.collection import recruitment
from mekendesh.reporting.collection.fieldwork import protect_cleaning
from mekendesh.reporting.statistics import open_statistics
from mekendesh.words import SOURCE, say


def steps(*rows: tuple[int | None, int | None, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["first", "last", "n"]).astype("Int64")
    return open_statistics(table.assign(flag=""))


def test_the_chart_shows_people_by_wave_with_small_waves_joined():
    """Seeds are few, and so are the last waves; neither is a bar of its own."""
    waves = [0] * 8 + [1] * 20 + [2] * 30 + [3] * 40 + [4] * 2
    respondents = chain(("moscow", 100)).assign(rds_wave=pd.array(waves, dtype="Int64"))
    figure = recruitment.by_wave_chart(protect_cleaning(MAPPING, account(respondents=respondents)))
    assert isinstance(figure, Figure)
    assert [say(row, SOURCE) for row in figure.words["rows"]] == [
        "seeds to wave 1",
        "wave 2",
        "wave 3 and later, or chain not traced to a seed",
    ]
    assert figure.marks["values"] == [30, 30, 40]
    assert say(figure.title, SOURCE) == "Half of the people or more were recruited in wave 2 or later"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "Too few people were recruited for their chains to be shown."),
        ([(0, None, 80)], "Most people were recruited in the first waves; the chains are short."),
        ([(0, 1, 60), (2, None, 40)], "Most people were recruited in the first waves; the chains are short."),
        ([(0, 1, 40), (2, 2, 30), (3, None, 30)], "Half of the people or more were recruited in wave 2 or later."),
        ([(0, 1, 40), (2, None, 40), (None, None, 40)], "Most people were recruited in the first waves; the chains are short."),
    ],
)  # fmt: skip
def test_the_finding_says_how_far_from_the_seeds_half_of_the_people_stand(rows, said):
    """People whose chain is not known count among all, and never among those who stand far away."""
    assert say(recruitment.reached(steps(*rows)), SOURCE) == said


def test_people_whose_chain_leads_nowhere_are_named_apart_where_they_are_many():
    """The last wave then holds nobody else."""
    waves = pd.array([0] * 30 + [1] * 40 + [pd.NA] * 30, dtype="Int64")
    respondents = chain(("moscow", 100)).assign(rds_wave=waves)
    figure = recruitment.by_wave_chart(protect_cleaning(MAPPING, account(respondents=respondents)))
    assert [say(row, SOURCE) for row in figure.words["rows"]] == [
        "seeds",
        "wave 1 and later",
        "chain not traced to a seed",
    ]


def test_a_city_is_told_with_bands_and_without_its_seeds():
    """How long a chain is exactly, and how many seeds a city had, would speak of single persons."""
    made = protect_cleaning(
        MAPPING, account(kept=88, respondents=chain(("moscow", 80), ("yekaterinburg", 8)))
    )
    table = recruitment.by_city(MAPPING, made)
    assert [column.key for column in table.columns] == ["city", "people", "longest", "largest"]
    assert [[say(cell, SOURCE) for cell in row] for row in table.rows] == [
        ["Moscow", "80", "ten waves or more", "two thirds or more"],
        ["Saint Petersburg", "[c]", "[c]", "[c]"],
        ["Yekaterinburg", "[c]", "[c]", "[c]"],
        ["all cities", "90", "[z]", "[z]"],
    ]


def test_too_few_people_are_said_and_not_drawn():
    """A chart of a handful of people is a chart of persons."""
    made = protect_cleaning(MAPPING, account(kept=20))
    assert isinstance(recruitment.by_wave_chart(made), Paragraph)


def test_before_the_fieldwork_recruitment_is_not_yet_in_the_field():
    """A corridor without a delivery is the normal first state."""
    for block in (recruitment.by_wave_chart(None), recruitment.by_city(MAPPING, None)):
        assert say(block.text, SOURCE).startswith("Not yet in the field")
