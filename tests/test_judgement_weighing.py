from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from judgement_examples import Anchor, Framework, Item, Proposal, survey
from mekendesh.judgement.national import Survey, combine_corridors
from mekendesh.judgement.resolving import present_list, worth
from mekendesh.judgement.weighing import answers_by_figure


def corridor(a, b, anchor):
    return Survey(*survey({"proposal_a": (a, a, a), "proposal_b": (b, b, b)}, 5), anchor)


def sizes(**persons):
    return pd.DataFrame({"concept": list(persons), "persons": list(persons.values())})


RUSSIA, TURKEY = corridor(0.4, 0.2, Anchor(300)), corridor(0.8, 0.4, Anchor(100))
UNWEIGHED = corridor(0.1, 0.9, None)


def test_each_concept_gives_an_answer_and_the_other_corridors_keep_their_figure() -> None:
    """Russia with 300 and 900 beside Turkey's 100: (300·0.4 + 100·0.8)/400 = 0.5, (900·0.4 + 80)/1000 = 0.44."""
    found = answers_by_figure(
        {"RUS": RUSSIA, "TUR": TURKEY},
        {"RUS": sizes(foreign_born=300, registered=900, ethnic=5), "TUR": sizes(foreign_born=100)},
    )
    assert found["RUS"].shares["a"].round(9).tolist() == [0.5, 0.44]
    assert found["RUS"].shares["b"].round(9).tolist() == [0.25, 0.22]
    assert found["TUR"].shares["a"].round(9).tolist() == [0.5]


def test_the_figure_in_use_gives_the_list_in_use() -> None:
    """A second way of computing: what `combine_corridors` weighs."""
    surveys = {"RUS": RUSSIA, "TUR": TURKEY}
    found = answers_by_figure(surveys, {"RUS": sizes(foreign_born=300), "TUR": sizes(foreign_born=100)})
    combined = combine_corridors(surveys).estimates
    value = combined[combined["site"] == ""].set_index("indicator").at["proposal_a", "value"]
    assert found["RUS"].shares.at[0, "a"] == pytest.approx(value)


def test_a_surveyed_corridor_without_a_figure_is_tried_with_those_of_the_others() -> None:
    """Nothing else is known of its size: 100 and 300 people, the others as they are."""
    found = answers_by_figure(
        {"RUS": RUSSIA, "TUR": TURKEY, "USA": UNWEIGHED},
        {"RUS": sizes(foreign_born=300), "TUR": sizes(foreign_born=100), "USA": sizes()},
    )
    assert found["USA"].shares["a"].round(9).tolist() == [
        round((120 + 80 + 10) / 500, 9),
        round((120 + 80 + 30) / 700, 9),
    ]
    # Its own survey does not enter where another corridor is weighed anew: it has no weight there.
    assert found["RUS"].shares["a"].round(9).tolist() == [0.5]


def test_a_corridor_nobody_surveyed_is_not_among_them() -> None:
    """A figure alone moves no share."""
    assert set(answers_by_figure({"RUS": RUSSIA, "ITA": None}, {"RUS": sizes(foreign_born=300)})) == {"RUS"}


def test_where_no_corridor_has_a_figure_there_is_no_answer() -> None:
    """Unknown is not zero."""
    found = answers_by_figure({"USA": UNWEIGHED}, {"USA": sizes()})
    framework = Framework(items=(Item("i", "economy"),), proposals=(Proposal("a", ("i",)),))
    items = pd.DataFrame([("i", 1.0, 1.0, 1.0)], columns=["item", "score", "low", "high"])
    assert np.isnan(worth(present_list(framework, items, UNWEIGHED.estimates), found["USA"]).changes)
