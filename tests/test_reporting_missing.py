"""Missing answers told: bands, bounds and imputed shares that give no small number away."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_account import MAPPING
from mekendesh.errors import ProtectionError
from mekendesh.estimation.answers.imputation import Imputation
from mekendesh.estimation.answers.missing import Missing
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.collection import missing as told
from mekendesh.reporting.collection.missing import protect_missing
from mekendesh.reporting.doors.protection import protect
from mekendesh.reporting.statistics import insist_protected
from mekendesh.structure.nonresponse import KINDS
from mekendesh.words import SOURCE, say

WORDS = {"family": "", "key": "", "level": 0.95, "method": "RDS-II", "interval": "tree bootstrap",
         "definition": "statistical", "population": "sampled_cities"}  # fmt: skip
NAME = "trust_high"


def share_of(value=0.412, low=0.371, high=0.449, n=300, n_yes=124, deff=2.0, **more) -> pd.DataFrame:
    """The estimate of one headline, as it is protected."""
    row = {"indicator": NAME, "site": "", "value": value, "low": low, "high": high, "n": n, "n_yes": n_yes}
    return pd.DataFrame([row | {"deff": deff} | WORDS | more])


def missing_of(
    people: int = 320,
    silent: int = 40,
    weighted: float | None = None,
    kinds: dict[str, int] | None = None,
    imputed=(0.43, 0.38, 0.47),
    value: float = 0.412,
    sites=("moscow", "saint_petersburg"),
) -> Missing:
    """One headline without an answer of so many people, who weigh so much."""
    m = silent / people if weighted is None else weighted
    values = {
        "answered": (value, value - 0.04, value + 0.04),
        "imputed": imputed,
        "all_no": (value * (1 - m),) * 3,
        "all_yes": (value * (1 - m) + m,) * 3,
    }
    rows = [
        {"indicator": NAME, "site": place, "treatment": treatment, "value": v, "low": low, "high": high,
         "n": people, "n_missing": silent}
        for place in ("", *sites)
        for treatment, (v, low, high) in values.items()
    ]  # fmt: skip
    found = dict.fromkeys(KINDS, 0) | ({"refused": silent} if kinds is None else kinds)
    counts = pd.DataFrame([{"indicator": NAME, "kind": kind, "n": n} for kind, n in found.items()])
    return Missing(counts, Imputation(pd.DataFrame(rows), pd.DataFrame()), None)


def row(missing: Missing | None = None, share: pd.DataFrame | None = None) -> pd.Series:
    shares = protect(share_of() if share is None else share)
    table = protect_missing(missing_of() if missing is None else missing, shares)
    insist_protected(table)
    return table.iloc[0]


def cells(missing: Missing | None = None, share: pd.DataFrame | None = None) -> list[str]:
    shares = protect(share_of() if share is None else share)
    block = told.table(MAPPING, protect_missing(missing_of() if missing is None else missing, shares))
    assert isinstance(block, Table)
    return [say(cell, SOURCE) for cell in block.rows[0]][1:]


def test_before_the_fieldwork_the_block_is_the_notice():
    """A corridor without a delivery is the normal first state."""
    assert protect_missing(None, None) is None
    assert isinstance(told.table(MAPPING, None), Paragraph)


def test_a_headline_stands_with_band_kind_imputed_share_and_bounds():
    """Whole percent; the bounds are 0.371 − 0.005 − 0.2 → 17 % and 0.449 + 0.005 + 0.2 → 66 %, outwards."""
    assert cells() == [
        "41% (37–45%)", "10% to under 20%", "would rather not say", "43% (38–47%)", "16% to 66%",
    ]  # fmt: skip


def test_at_one_site_the_bounds_are_manski_s():
    """(37 − ½) % · 0.8 = 29.2 → 29 %; (45 + ½) % · 0.8 + 20 % = 56.4 → 57 %."""
    assert cells(missing_of(sites=("moscow",)))[-1] == "29% to 57%"


def test_in_the_lowest_band_nothing_else_is_told():
    """Nobody missing and fifteen missing of 320 look alike."""
    assert cells(missing_of(silent=15)) == ["41% (37–45%)", "under 5%", "[z]", "[z]", "31% to 51%"]
    assert cells(missing_of(silent=0)) == cells(missing_of(silent=15))


@given(
    st.integers(220, 2000),
    st.integers(0, 9),
    st.floats(0, 1),
    st.integers(0, 9),
)
@settings(max_examples=40, deadline=None)
def test_a_row_does_not_tell_none_from_nine(people, silent, filled, refused):
    """The law: fewer than ten missing people leave the row as it would be without any."""
    some = missing_of(people, silent, None, {"refused": min(refused, silent)}, (filled,) * 3)
    assert row(some).equals(row(missing_of(people, 0)))


@pytest.mark.parametrize("weighted", [0.06, 0.2, 0.45])
def test_few_but_heavy_people_are_told_as_many_are(weighted):
    """A code in place of the band would say that one to nine are silent: nothing else brings it above the lowest."""
    mixed = {"refused": 5, "dont_know": 4}
    few = missing_of(silent=9, weighted=weighted, kinds=mixed)
    many = missing_of(silent=16, weighted=weighted, kinds={"refused": 8, "dont_know": 8})
    assert cells(few) == cells(many)
    assert "[c]" not in cells(few)


def test_many_but_light_people_count_by_their_number():
    """The larger of weighted and counted share: the band says no less than the interviews show."""
    assert cells(missing_of(silent=80, weighted=0.01))[1] == "20% to under 40%"
    assert cells(missing_of(silent=40, weighted=0.45))[1] == "40% or more"


@pytest.mark.parametrize(
    ("people", "silent", "said"),
    [
        (24, 12, "[c]"),  # 40 % of 24 are fewer than ten
        (27, 5, "under 40%"),
        (27, 12, "40% or more"),
        (60, 3, "under 20%"),
        (110, 3, "under 10%"),
        (110, 20, "10% to under 20%"),
        (200, 3, "under 10%"),  # 5 % are exactly ten: not more than ten apart
        (201, 3, "under 5%"),
    ],
)
def test_bands_widen_until_each_spans_more_than_ten_people(people, silent, said):
    """A narrow band of few people would be a number."""
    assert cells(missing_of(people, silent))[1] == said


@given(st.integers(1, 3000), st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_every_band_spans_more_than_ten_people_and_holds_the_share(people, share):
    """The law, for any number of people."""
    low, high = told._band(share, people)
    if np.isnan(high):
        assert people <= 25
    else:
        assert low <= share
        assert share < high or high == 1
        assert (high - low) * people > 10


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ({"refused": 20, "blank": 20}, "would rather not say"),
        ({"blank": 30, "refused": 10}, "left empty, no reason known"),
        ({"refused": 15, "blank": 14, "not_reached": 11}, "several reasons"),
    ],
)
def test_a_kind_is_named_only_if_it_is_that_of_half(kinds, said):
    """Otherwise a minority would be told as the rule."""
    assert cells(missing_of(kinds=kinds))[2] == said


def test_a_kind_of_fewer_than_ten_people_is_not_named():
    """Twelve missing of 110 (above the lowest band), nine of whom refused."""
    assert cells(missing_of(110, 12, kinds={"refused": 9, "blank": 3}))[2] == "several reasons"


@pytest.mark.parametrize(("changed", "code"), [({"n_yes": 9}, "[c]"), ({"deff": 20.0}, "[x]")])
def test_what_is_made_of_a_hidden_share_is_hidden(changed, code):
    """Neither the imputed share nor the bounds say what the share may not; the band is of other people."""
    assert cells(share=share_of(**changed)) == [
        code, "10% to under 20%", "would rather not say", code, code,
    ]  # fmt: skip


def test_a_share_that_was_never_protected_is_hidden():
    """A headline that the door did not see is not shown beside it."""
    other = share_of().assign(indicator="used_yes")
    assert cells(share=other)[0] == "[c]"
    assert cells(share=other)[-1] == "[c]"


@pytest.mark.parametrize(
    ("imputed", "said"),
    [
        ((0.43, 0.20, 0.50), "[x]"),
        ((0.43, 0.30, 0.50), "43% (30–50%) [u]"),
        ((0.002, 0.0, 0.01), "[low]"),
    ],
)
def test_an_imputed_share_is_as_reliable_as_its_range(imputed, said):
    """The thresholds of the door: 30 points wide is not shown, 20 is shown with its mark."""
    assert cells(missing_of(imputed=imputed))[3] == said


def test_a_shaky_share_makes_its_imputed_one_shaky():
    """Imputing does not make a number more reliable."""
    assert cells(share=share_of(deff=6.0))[3] == "43% (38–47%) [u]"


def test_no_decimal_is_told_however_narrow_the_range_is():
    """Between the answered and the imputed share a tenth of a percent is few people."""
    narrow = share_of(0.4123, 0.4001, 0.4249, 5000, 2061)
    found = row(missing_of(5300, 1000, imputed=(0.4188, 0.4049, 0.4311)), narrow)
    for name in ("value", "low", "high", "imputed", "imputed_low", "imputed_high", "bound_low", "bound_high"):
        assert found[name] == round(found[name], 2)
    assert found["digits"] == 0


@given(
    st.floats(0.05, 0.95),
    st.floats(0, 0.6),
    st.integers(60, 3000),
    st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_the_published_bounds_contain_the_exact_ones(value, weighted, people, several):
    """Conservative: rounding and the band only widen them."""
    silent = round(weighted * people)
    n = people - silent
    exact = missing_of(people, silent, weighted, value=value, sites=("a", "b") if several else ("a",))
    found = row(exact, share_of(value, max(value - 0.04, 0), min(value + 0.04, 1), n, round(n * value)))
    if not np.isnan(found["bound_low"]):
        assert found["bound_low"] <= value * (1 - weighted) + 1e-9
        assert found["bound_high"] >= value * (1 - weighted) + weighted - 1e-9


def test_of_two_sites_with_unlike_silence_the_bounds_hold_as_well():
    """One site all yes and half silent, the other all no and complete: all no is 25 %, not 50 % · 0.75."""
    missing = missing_of(400, 100, 0.25, value=0.5)
    found = row(missing, share_of(0.5, 0.48, 0.52, 300, 150))
    assert found["bound_low"] <= 0.25
    assert found["bound_high"] >= 0.5


def consistent(found: pd.Series, people: int, around: int = 2) -> set[int]:
    """The attacker: every number of silent people that fits what is shown, people being known to within five.

    Equal weights, so that shares are counts. Any share of yes among the imputed is thinkable.
    """
    silent = set()
    for total, missing in itertools.product(range(people - around, people + around + 1), range(people)):
        low, high = told._band(missing / total, total)
        if missing >= total or (low, high) != (found["band_low"], found["band_high"]):
            continue
        answered = total - missing
        yes = np.arange(answered + 1)
        fits = np.abs(yes / answered - found["value"]) <= 0.005 + 1e-9
        if found["imputed_flag"] in ("", "u"):
            least, most = yes / total, (yes + missing) / total
            fits &= (least <= found["imputed"] + 0.005 + 1e-9) & (most >= found["imputed"] - 0.005 - 1e-9)
        if fits.any():
            silent.add(missing)
    return silent


@pytest.mark.parametrize("people", [45, 120, 320])
@pytest.mark.parametrize("silent", [0, 4, 9])
def test_an_attacker_finds_no_small_number_of_silent_people(people, silent):
    """Share × answered beside imputed share × all, people known to within five: ten numbers or more are left."""
    share = share_of(0.4, 0.36, 0.44, people - silent, round(0.4 * (people - silent)), deff=1.0)
    left = consistent(row(missing_of(people, silent, imputed=(0.44, 0.4, 0.48)), share), people)
    assert silent in left
    assert max(left) - min(left) >= 10


@pytest.mark.parametrize("people", [45, 120, 320])
@pytest.mark.parametrize("imputed", [0.36, 0.40, 0.48])
def test_an_imputed_share_that_is_shown_tells_no_number_under_ten(people, imputed):
    """Where it is shown, ten or more are missing, and the attacker is left with a range of ten and more."""
    silent = round(people * 0.42)
    share = share_of(0.4, 0.36, 0.44, people - silent, round(0.4 * (people - silent)), deff=0.5)
    found = row(missing_of(people, silent, imputed=(imputed, imputed - 0.04, imputed + 0.04)), share)
    if found["imputed_flag"] in ("", "u"):
        assert silent >= 10
        left = consistent(found, people)
        assert silent in left
        assert max(left) - min(left) >= 10


def test_the_table_holds_no_raw_column():
    """No count, no weight, no design effect."""
    table = protect_missing(missing_of(), protect(share_of()))
    assert list(table.columns) == [
        "indicator", "value", "low", "high", "flag", "band_low", "band_high", "kind", "imputed", "imputed_low",
        "imputed_high", "imputed_flag", "bound_low", "bound_high", "digits",
    ]  # fmt: skip


def test_a_table_that_did_not_come_through_the_door_is_refused():
    """Neither shares nor missing answers can be shown by accident."""
    with pytest.raises(ProtectionError, match="did not come through protection"):
        protect_missing(missing_of(), share_of())
    raw = pd.DataFrame(protect_missing(missing_of(), protect(share_of())))
    with pytest.raises(ProtectionError, match="did not come through protection"):
        told.table(MAPPING, raw)
