"""Agreement of methods, told: bands and badges, and never a share by another method."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_account import MAPPING
from mekendesh.errors import ProtectionError
from mekendesh.estimation.shares.corridor import Estimates
from mekendesh.estimation.weighting.variants import no_variants
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.collection import agreement
from mekendesh.reporting.collection.agreement import held, protect_agreement
from mekendesh.reporting.collection.headlines import HEADLINES
from mekendesh.reporting.statistics import Statistics
from mekendesh.words import Interval, say
from test_estimation_agreement import NEAR, variants


def estimates(**changed) -> Estimates:
    """Variants near the headline for each headline indicator, some changed."""
    parts = [variants(*changed.get(name, NEAR), indicator=name) for name in HEADLINES]
    return Estimates(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), pd.concat(parts, ignore_index=True))


def shares(**flags) -> Statistics:
    return Statistics(
        {"indicator": HEADLINES, "site": "", "flag": [flags.get(name, "") for name in HEADLINES]}
    )


def cells(agreed) -> list[list[str]]:
    block = agreement.table(MAPPING, agreed)
    assert isinstance(block, Table)
    return [[say(cell, "en") for cell in row] for row in block.rows]


def test_each_headline_has_its_badge_band_and_the_method_that_differs():
    """Agree; differ with method and direction; cannot be said."""
    found = cells(
        protect_agreement(
            estimates(
                willing_any=(*NEAR, ("raked RDS-II", -0.09, -0.12, -0.06)),
                gap_any=(("naive", 0.12, 0.06, 0.2), NEAR[1], ("SS", 0.03, 0.02, 0.04)),
                trust_high=NEAR[:2],
                used_yes=(NEAR[0],),
            ),
            shares(),
        )
    )
    assert [row[1:] for row in found] == [
        ["agree", "within 2 points", "none"],
        ["differ", "more than 5 points", "lower when raked to the published share of women"],
        ["differ", "2 to 5 points", "higher without any weights"],
        ["cannot be said: too few methods have a value", "within 2 points", "[z]"],
        ["agree", "within 2 points", "none"],
        ["cannot be said: too few methods have a value", "[z]", "[z]"],
    ]


@pytest.mark.parametrize("flag", ["c", "x"])
def test_of_a_hidden_share_nothing_is_told(flag):
    """Neither badge nor band nor method: each would speak of a number that may not be shown."""
    agreed = protect_agreement(
        estimates(acts_any=(*NEAR, ("SS", 0.2, 0.1, 0.3))), shares(acts_any=flag, gap_any="u")
    )
    row = agreed.set_index("indicator").loc["acts_any"]
    assert row[["badge", "method", "direction", "band", "reason"]].tolist() == [""] * 5
    block = agreement.table(MAPPING, agreed)
    assert block.rows[0][1:] == (Interval(None, flag=flag),) * 3
    assert say(block.rows[2][1], "en") == "agree"


def test_a_share_that_was_never_protected_is_hidden():
    """What did not go through the door does not come out beside it."""
    known = shares()
    agreed = protect_agreement(estimates(), known[known["indicator"] != "acts_any"])
    assert agreed.set_index("indicator").loc["acts_any", ["flag", "badge"]].tolist() == ["c", ""]


@given(st.lists(st.floats(-0.3, 0.3), min_size=4, max_size=4), st.floats(0.3, 0.6))
def test_no_number_of_a_variant_leaves(differences, value):
    """What is shown is made of words: no value, no difference, no assumed population."""
    methods = ("naive", "RDS-I", "SS", "raked RDS-II")
    rows = [(m, d, d - 0.01, d + 0.01) for m, d in zip(methods, differences, strict=True)]
    raw = Estimates(
        pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), variants(*rows, indicator="acts_any", value=value)
    )
    agreed = protect_agreement(raw, shares())
    assert [agreed[column].dtype.kind for column in agreed] == ["O"] * len(agreed.columns)
    content = json.dumps(agreement.table(MAPPING, agreed).to_json()["rows"])
    assert not any(
        character.isdigit()
        for character in content.replace("2 to 5", "").replace("2 p", "").replace("5 p", "")
    )


@given(st.floats(-0.049, 0.049), st.floats(-0.049, 0.049))
@settings(max_examples=20)
def test_the_plain_share_moves_no_band(one, other):
    """Two surveys that differ in the plain share alone, within the tolerance, are told alike: times n it is a count."""
    told = [
        cells(
            protect_agreement(estimates(acts_any=(("naive", d, d - 0.001, d + 0.001), *NEAR[1:])), shares())
        )
        for d in (one, other)
    ]
    assert told[0] == told[1]


def test_the_finding_says_how_many_of_those_shown_hold():
    """With their denominator; hidden ones are in neither number."""
    agreed = protect_agreement(
        estimates(willing_any=(*NEAR, ("SS", 0.2, 0.1, 0.3))), shares(acts_any="c", used_yes="x")
    )
    assert say(held(agreed), "en") == "Other methods agree with 3 of 4 headline shares."
    hidden = protect_agreement(estimates(), shares(**dict.fromkeys(HEADLINES, "c")))
    assert say(held(hidden), "en").startswith("No headline share can be shown")


def test_before_the_fieldwork_there_is_nothing_to_compare():
    """A normal state, said; and so are estimates without variants."""
    assert protect_agreement(None, None) is None
    assert isinstance(agreement.table(MAPPING, None), Paragraph)
    without = protect_agreement(replace(estimates(), variants=no_variants()), shares())
    assert isinstance(agreement.table(MAPPING, without), Paragraph)


def test_raw_variants_are_refused():
    """Only what came through protection is shown."""
    with pytest.raises(ProtectionError):
        agreement.table(MAPPING, estimates().variants)
    with pytest.raises(ProtectionError):
        protect_agreement(estimates(), pd.DataFrame(shares()))


def test_the_simulated_corridor_shows_badges_for_the_shares_it_shows(surveyed):
    """The whole way, from respondents to the table of 03."""
    agreed = protect_agreement(surveyed.estimates, surveyed.public.shares)
    assert agreed["indicator"].tolist() == list(HEADLINES)
    hidden = agreed["flag"].isin(["c", "x"])
    assert (agreed["badge"] == "").tolist() == hidden.tolist()
    assert not hidden.all()
    block = agreement.table(surveyed.mapping, agreed)
    assert len(block.rows) == len(HEADLINES)
    assert np.isfinite(surveyed.estimates.variants.query("method == 'SS'")["population_assumed"]).all()
