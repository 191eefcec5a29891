from __future__ import annotations

import datetime

import numpy as np
import pandas as pd

from judgement_examples import Framework, Item, Proposal, survey
from mekendesh.estimation.weighting.variants import COLUMNS as VARIANT_COLUMNS
from mekendesh.judgement.agenda import COLUMNS, KINDS, RULES, Surveyed, agenda
from mekendesh.judgement.gaps import told
from mekendesh.judgement.resolving import Answers

FRAMEWORK = Framework(
    items=(Item("portal", "trust"), Item("desk", "economy")),
    proposals=(
        Proposal("a", ("portal",), ("investment",), ("no_trust",)),
        Proposal("b", ("portal", "desk"), ("investment", "return"), ("no_money",)),
        Proposal("c", ("desk",), ("return",), ("no_trust",)),
    ),
)
NAN = float("nan")
PREMISES = pd.DataFrame(
    [
        ("trust_blocks", "open", "estimate:gapbarrier_return__no_trust|"),
        ("money_is_there", "holds", "estimate:gap_any|"),
        ("desk_exists", "not_tested", "item:desk"),
    ],
    columns=["premise", "verdict", "tested_by"],
)
SIZES = {
    "KGZ-RUS": pd.DataFrame({"persons": [10, 30, 5], "concept": ["foreign_born", "registered", "ethnic"]}),
    "KGZ-KAZ": pd.DataFrame({"persons": [10, 15], "concept": ["foreign_born", "registered"]}),
    "KGZ-USA": pd.DataFrame({"persons": [], "concept": []}),
}
DATE = datetime.date(2027, 1, 1)


def items(portal: str, desk: float = NAN) -> pd.DataFrame:
    rows = [
        ("portal", "evidence", 2.0, 2.0, 2.0, portal),
        ("desk", "evidence", desk, 0.0, 4.0, "" if pd.isna(desk) else "2026-01-01"),
    ]
    return pd.DataFrame(rows, columns=["item", "scored_by", "score", "low", "high", "as_of"])


def test_before_the_fieldwork_a_gap_is_ranked_by_the_proposals_that_hang_on_it() -> None:
    """The plan of the first round: no share to draw from, so the rule is the count, and it is said which it is."""
    table = agenda(FRAMEWORK, items("2021-12-31"), PREMISES, SIZES, None, as_of=DATE)
    assert table[["rank", "kind", "subject", "why", "proposals"]].values.tolist() == [
        [1, "corridor_without_figure", "KGZ-USA", "", 3],
        [1, "definition_decides", "KGZ-RUS", "3.0", 3],
        [3, "item_unknown", "desk", "evidence", 2],
        [3, "premise_not_tested", "desk_exists", "item:desk", 2],
        [3, "evidence_old", "portal", "2021-12-31", 2],
        [6, "premise_open", "trust_blocks", "estimate:gapbarrier_return__no_trust|", 1],
    ]
    assert set(table["rule"]) == {"hanging"}
    assert table.set_index("subject")["p_changes"].isna().to_dict()["trust_blocks"]


def test_after_the_fieldwork_a_gap_is_ranked_by_how_often_closing_it_changes_the_first_five() -> None:
    """c has no rank before desk is known and comes in whatever its score: 1. A figure moves no share: 0."""
    shares = {"proposal_a": (0.5, 0.45, 0.55), "proposal_b": (0.4, 0.2, 0.6), "proposal_c": (0.3, 0.25, 0.35)}
    estimates, draws = survey(
        shares | {"gap_investment": (0.5, 0.3, 0.6), "gapbarrier_return__no_trust": (0.1, 0.1, 0.2)}
    )
    table = agenda(
        FRAMEWORK, items("2021-12-31"), PREMISES, SIZES, Surveyed(estimates, draws), as_of=DATE
    ).set_index("subject")
    assert set(table["rule"]) == {"changes"}
    assert table["p_changes"].to_dict() == {
        "desk": 1.0,
        "desk_exists": 1.0,
        "KGZ-USA": 0.0,
        "KGZ-RUS": 0.0,
        "gap_investment": 0.0,
        "proposal_b": 0.0,
        "portal": 0.0,
        "trust_blocks": 0.0,
    }
    assert table.loc[["desk", "desk_exists"], "rank"].tolist() == [1, 1]
    assert table["rank"].is_monotonic_increasing
    # Of equal chance the set of five never changes, but knowing b's share puts it before a in a share of draws.
    assert table.at["proposal_b", "p_reorders"] > 0
    assert table.index.get_loc("proposal_b") < table.index.get_loc("KGZ-USA")


def test_where_corridors_are_weighed_together_another_figure_may_change_the_list() -> None:
    """A figure is an answer for the origin: shares that turn a and b round in half of the answers."""
    estimates, draws = survey({"proposal_a": (0.5, 0.45, 0.55), "proposal_b": (0.4, 0.35, 0.45)})
    weighing = {"KGZ-USA": Answers(shares=pd.DataFrame({"a": [0.5, 0.3], "b": [0.4, 0.5]}))}
    table = agenda(
        FRAMEWORK,
        items("2026-12-31", 2.0),
        PREMISES.iloc[:0],
        SIZES,
        Surveyed(estimates, draws),
        as_of=DATE,
        weighing=weighing,
    ).set_index("subject")
    assert table["p_reorders"].to_dict() == {"KGZ-USA": 0.5, "KGZ-RUS": 0.0}


def variant(method, value, difference):
    return dict.fromkeys(VARIANT_COLUMNS, NAN) | {
        "indicator": "proposal_a", "site": "", "method": method, "value": value, "flag": "",
        "difference": difference, "difference_low": difference - 0.01, "difference_high": difference + 0.01,
    }  # fmt: skip


def test_methods_that_disagree_are_a_gap_and_the_unweighted_share_is_no_method() -> None:
    """Weighted methods a tenth apart, certainly: a line; the plain share alone: none. One answer in three turns."""
    estimates, draws = survey({"proposal_a": (0.5, 0.45, 0.55), "proposal_b": (0.4, 0.35, 0.45)})
    headline = variant("RDS-II", 0.5, 0.0) | {"difference_low": 0.0, "difference_high": 0.0}
    weighted = [headline, variant("RDS-I", 0.3, -0.2), variant("SS", 0.48, -0.02)]
    plain = [headline, variant("naive", 0.3, -0.2)]

    def lines(rows):
        surveyed = Surveyed(estimates, draws, pd.DataFrame(rows))
        given = items("2026-12-31", 2.0)
        return agenda(FRAMEWORK, given, PREMISES.iloc[:0], {}, surveyed, as_of=DATE)

    (line,) = lines(weighted).to_dict("records")
    assert (line["kind"], line["subject"], line["why"]) == ("estimators_disagree", "proposal_a", "RDS-I")
    assert (line["p_changes"], line["p_reorders"]) == (0.0, 0.35)
    assert lines(plain).empty


def test_evidence_is_old_only_after_five_years() -> None:
    """Evidence older than five years at the date of the round, not as old."""
    table = agenda(FRAMEWORK, items("2022-01-01", 1.0), PREMISES.iloc[:0], {}, None, as_of=DATE)
    assert table.empty
    assert list(table.columns) == list(COLUMNS)


def test_an_interval_is_wide_from_thirty_points_on() -> None:
    """Exactly thirty points count, whatever the last bit says."""
    estimates, draws = survey({"gap_return": (0.5, 0.3, 0.6), "gap_investment": (0.5, 0.31, 0.6)})
    table = agenda(
        FRAMEWORK, items("2026-12-31", 1.0), PREMISES.iloc[:0], {}, Surveyed(estimates, draws), as_of=DATE
    )
    assert table[["subject", "why"]].values.tolist() == [["gap_return", "30"]]


def test_every_line_has_a_finding_and_a_kind_with_a_place() -> None:
    """Nothing is orphaned."""
    table = agenda(FRAMEWORK, items("2010-01-01"), PREMISES, SIZES, None, as_of=DATE)
    assert table["finding_ids"].str.contains(":").all()
    assert set(table["kind"]) <= set(KINDS)


def test_chances_come_in_steps_of_five_percent() -> None:
    """What is finer could tell more of a share than the share itself may."""
    estimates, draws = survey({"proposal_a": (0.5, 0.2, 0.8), "proposal_b": (0.4, 0.1, 0.7)})
    table = agenda(
        FRAMEWORK, items("2026-12-31", 2.0), PREMISES.iloc[:0], {}, Surveyed(estimates, draws), as_of=DATE
    )
    steps = table[["p_changes", "p_reorders"]].to_numpy(float) * 20
    assert np.allclose(steps, np.round(steps))
    assert (table["p_reorders"] > 0).any()


def test_the_agenda_rests_on_shown_shares_alone() -> None:
    """What a page hides, the agenda does not hint at: neither its value, nor its draws, nor that methods differ."""
    variants = pd.DataFrame(
        [variant("RDS-I", 0.3, -0.2), variant("RDS-I", 0.3, -0.2) | {"indicator": "proposal_b"}]
    )
    public = pd.DataFrame(
        {
            "indicator": ["proposal_a", "proposal_b", "proposal_b"],
            "site": ["", "", "x"],
            "value": [NAN, 0.4, NAN],
        }
    )
    estimates, draws = survey({"proposal_a": (0.5, 0.2, 0.8), "proposal_b": (0.412, 0.1, 0.7)})
    raw = Surveyed(estimates, draws, variants)
    safe = told(raw, public)
    values = safe.estimates[safe.estimates["site"] == ""].set_index("indicator")["value"]
    assert np.isnan(values["proposal_a"])
    assert values["proposal_b"] == 0.4
    assert list(safe.draws.columns) == ["proposal_b|"]
    assert safe.variants["indicator"].tolist() == ["proposal_b"]
    assert told(raw, None) is raw


def test_what_cannot_be_drawn_stands_last_and_is_not_zero() -> None:
    """Without joint draws a premise on an indicator has no chance; what is known to change nothing stands before it."""
    estimates, _ = survey({"proposal_a": (0.5, 0.45, 0.55), "proposal_b": (0.4, 0.35, 0.45)})
    table = agenda(FRAMEWORK, items("2021-12-31"), PREMISES, SIZES, Surveyed(estimates), as_of=DATE)
    assert table["subject"].iloc[-1] == "trust_blocks"
    assert table["p_changes"].isna().sum() == 1
    assert set(table["rule"]) <= set(RULES)


def test_a_share_that_may_not_be_shown_enters_the_list_by_no_other_figure() -> None:
    """Weighed otherwise the corridors have a share of c too; hidden today, it must not tell itself by its coming in."""
    estimates, draws = survey({"proposal_a": (0.5, 0.45, 0.55), "proposal_c": (0.4, 0.35, 0.45)})
    hidden = estimates["indicator"] == "proposal_c"
    shown = estimates.assign(value=estimates["value"].where(~hidden))
    weighing = {"KGZ-USA": Answers(shares=pd.DataFrame({"a": [0.5, 0.5], "c": [0.4, 0.6]}))}
    table = agenda(
        FRAMEWORK,
        items("2026-12-31", 2.0),
        PREMISES.iloc[:0],
        SIZES,
        Surveyed(shown, draws),
        as_of=DATE,
        weighing=weighing,
    ).set_index("subject")
    assert table.loc["KGZ-USA", ["p_changes", "p_reorders"]].tolist() == [0.0, 0.0]
    assert set(table["listed"]) == {1}
