from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaning_account import MAPPING
from estimation_tables import answered, random_parents, recruited
from mekendesh.cleaning.handshake import respondents_of
from mekendesh.errors import EstimationError, ProtectionError
from mekendesh.estimation.shares import survey
from mekendesh.reporting.blocks import Paragraph, Table
from mekendesh.reporting.collection import headlines
from mekendesh.reporting.collection.headlines import HEADLINES, VERSIONS, effect_of_cleaning
from mekendesh.reporting.doors.door import protect_estimates
from mekendesh.reporting.statistics import insist_protected
from mekendesh.words import SOURCE, say

WORDS = {"family": "", "key": "", "level": 0.95, "method": "RDS-II", "interval": "tree bootstrap",
         "definition": "statistical", "population": "sampled_cities"}  # fmt: skip
SAFE = {"value": 0.412, "low": 0.371, "high": 0.449, "n": 300, "n_yes": 124, "deff": 2.0}
FEWER = SAFE | {"n_yes": 90}
"""Of those who are willing and act there must be ten as well."""
SMALL = SAFE | {"n_yes": 9}
ROUGH = SAFE | {"deff": 20.0}
SHAKY = SAFE | {"deff": 6.0}


@dataclass(frozen=True)
class Versions:
    """The estimates of each version stand where cleaning has respondents: nothing is estimated here."""

    versions: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def estimates(**changed: dict[str, float]) -> pd.DataFrame:
    """A safe share of each headline, in all sites and in one, and of another indicator; some changed."""
    rows = [
        {
            "indicator": indicator,
            "site": site,
            **WORDS,
            **changed.get(indicator, FEWER if indicator == "gap_any" else SAFE),
        }
        for indicator in (*HEADLINES, "aware_yes")
        for site in ("", "moscow")
    ]
    return pd.DataFrame(rows)


@pytest.fixture(autouse=True)
def as_given(monkeypatch, request):
    """Estimating hands back what a version holds; a version that is empty cannot be estimated."""

    def estimate(_: object, respondents: pd.DataFrame) -> SimpleNamespace:
        if respondents.empty:
            raise EstimationError("Nobody.")
        return SimpleNamespace(table=respondents)

    if "surveyed" not in request.fixturenames:
        monkeypatch.setattr(headlines, "estimates_of", estimate)


def effect(
    raw: pd.DataFrame | None = None,
    automatic: pd.DataFrame | None = None,
    reviewed: pd.DataFrame | None = None,
) -> pd.DataFrame:
    given_ = {"raw": raw, "automatic": automatic, "reviewed": reviewed}
    return effect_of_cleaning(
        MAPPING,
        Versions({name: estimates() if table is None else table for name, table in given_.items()}),
    )


def told(table: pd.DataFrame) -> list[list[str]]:
    block = headlines.table(MAPPING, table)
    assert isinstance(block, Table)
    return [[say(cell, SOURCE) for cell in row] for row in block.rows]


def test_before_the_fieldwork_the_block_is_the_notice():
    """A corridor without a delivery is the normal first state."""
    assert effect_of_cleaning(MAPPING, None) is None
    block = headlines.table(MAPPING, None)
    assert isinstance(block, Paragraph)
    assert block.tone == "notice"
    assert say(block.text, SOURCE).startswith("Not yet in the field")


def test_each_headline_stands_in_three_versions_with_its_range():
    """As it came, after the rules, after people's decisions; whole percent."""
    rows = told(effect(raw=estimates(acts_any=SAFE | {"value": 0.448, "low": 0.404, "high": 0.487})))
    assert len(rows) == 6
    assert rows[0] == [
        "contribute through at least one channel", "45% (40–49%)", "41% (37–45%)", "41% (37–45%)",
    ]  # fmt: skip


def test_only_the_headlines_of_all_sites_together_are_told():
    """Cities and other indicators would be differences of few people."""
    table = effect()
    insist_protected(table)
    assert sorted(set(table["indicator"])) == sorted(HEADLINES)
    assert len(table) == len(HEADLINES) * 3
    assert list(table.columns) == ["version", "indicator", "value", "low", "high", "flag", "digits"]


@pytest.mark.parametrize("version", list(VERSIONS))
@pytest.mark.parametrize(("numbers", "code"), [(SMALL, "c"), (ROUGH, "x")])
def test_a_share_hidden_in_one_version_is_hidden_in_all(version, numbers, code):
    """Two versions differ by few people: one shown beside one hidden would say which way."""
    table = effect(**{version: estimates(trust_high=numbers)})
    of_it = table[table["indicator"] == "trust_high"].set_index("version")
    assert of_it[["value", "low", "high"]].isna().all(axis=None)
    assert of_it["flag"].to_dict() == dict.fromkeys(VERSIONS, "c") | {version: code}
    others = table[table["indicator"] != "trust_high"]
    assert others[["value", "low", "high"]].notna().all(axis=None)
    assert set(told(table)[3][1:]) <= {"[c]", "[x]"}


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from([SAFE, SMALL, ROUGH, SHAKY]), min_size=18, max_size=18))
def test_a_headline_is_shown_in_all_versions_or_in_none(numbers):
    """The law, whatever is hidden where."""
    drawn = iter(numbers)
    table = effect(*(estimates(**{name: next(drawn) for name in HEADLINES}) for _ in VERSIONS))
    shown = table.assign(is_shown=table["value"].notna()).groupby("indicator")["is_shown"].nunique()
    assert (shown == 1).all()
    assert table["value"].isna().equals(table["flag"].isin(["c", "x"]))


def test_a_shaky_share_keeps_its_mark():
    """Shown, but only with its range."""
    assert told(effect(raw=estimates(used_yes=SHAKY)))[5][1:] == [
        "41% (37–45%) [u]", "41% (37–45%)", "41% (37–45%)",
    ]  # fmt: skip


def test_no_decimal_is_told_however_narrow_the_range_is():
    """Between versions a tenth of a percent is one person."""
    narrow = SAFE | {"value": 0.4123, "low": 0.4001, "high": 0.4249, "n": 5000, "n_yes": 2061}
    table = effect(raw=estimates(acts_any=narrow))
    assert set(table["digits"]) == {0}
    assert told(table)[0][1] == "41% (40–42%)"


@pytest.mark.parametrize("version", list(VERSIONS))
def test_a_version_that_cannot_be_estimated_hides_every_share(version):
    """Nothing to compare with: no share is shown beside nothing."""
    table = effect(**{version: estimates()[:0]})
    assert table.empty
    assert told(table) == [["none can be shown", "[x]", "[x]", "[x]"]]


def test_a_table_that_did_not_come_through_the_door_is_refused():
    """Estimates cannot be shown by accident."""
    with pytest.raises(ProtectionError, match="did not come through protection"):
        headlines.table(MAPPING, pd.DataFrame(effect()))


def test_respondents_are_estimated_with_the_seed_of_the_corridor(monkeypatch):
    """The same respondents three times give three times the same numbers, and the same again."""
    monkeypatch.undo()
    monkeypatch.setattr(survey, "REPLICATES", 20)
    framework = MAPPING.framework
    people = recruited(random_parents(150, 5, np.random.default_rng(1)), site="moscow")
    people = answered(
        people,
        channels=[each.channel for each in framework.channels],
        barriers=[each.barrier for each in framework.barriers],
    )
    more = dict.fromkeys(("stays_12_months", "born_in_origin", "citizen_of_origin", "ethnic_affiliation",
                          "ancestor_born", "self_identifies", "has_link"), True)  # fmt: skip
    people = people.assign(**more, rds_wave=1).astype(dict.fromkeys(more, "boolean"))
    one, other = (effect_of_cleaning(MAPPING, Versions(dict.fromkeys(VERSIONS, people))) for _ in range(2))
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
    values = one.pivot(index="indicator", columns="version", values="value")
    assert len(values) == 6
    assert values["raw"].equals(values["automatic"])
    assert values["raw"].notna().any()


def test_the_reviewed_shares_are_those_of_the_recommendations_with_the_same_flags(surveyed):
    """Two doors that decide apart open what one of them hides: 02 shows and hides what 03 does."""
    respondents = respondents_of(surveyed.mapping)
    table = effect_of_cleaning(surveyed.mapping, Versions(dict.fromkeys(VERSIONS, respondents)))
    mine = table[table["version"] == "reviewed"].set_index("indicator")["flag"]
    public = protect_estimates(surveyed.mapping, surveyed.estimates)
    theirs = public[public["site"] == ""].set_index("indicator")["flag"].reindex(mine.index)
    assert mine.to_dict() == theirs.to_dict()
