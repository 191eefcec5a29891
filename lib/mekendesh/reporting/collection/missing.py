"""Missing answers, told: how many, of which kind, and what they could do to each headline number."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from mekendesh.estimation.answers.imputation import ALL_NO, ALL_YES, IMPUTED
from mekendesh.reporting.blocks import Block, Column, Table
from mekendesh.reporting.doors.complements import SMALLEST_CELL
from mekendesh.reporting.doors.protection import WIDE, WIDEST
from mekendesh.reporting.naming import indicator_name
from mekendesh.reporting.numbers import HIDDEN, not_in_the_field, share_cell
from mekendesh.reporting.statistics import Statistics, insist_protected, open_statistics
from mekendesh.structure.nonresponse import KINDS
from mekendesh.words import Percent, Term, Verbatim, message

if TYPE_CHECKING:
    from mekendesh.estimation.answers.missing import Missing
    from mekendesh.structure.mapping import Mapping as Corridor

EDGES = (0.05, 0.10, 0.20, 0.40)
"""Where the bands of the share without an answer meet; an edge is left out where a band would hold too few people."""
_NOT_APPLICABLE = Verbatim("[z]")
_UNKNOWN = pd.Series({"flag": "c", "value": math.nan, "low": math.nan, "high": math.nan, "digits": 0})
_LAST_BIT = 1e-9


def protect_missing(missing: Missing | None, shares: Statistics | None) -> Statistics | None:
    """Protect what is missing; ``shares`` are the protected shares of the corridor. ``None`` before the fieldwork.

    The number of people without an answer is told as a band of the share (the larger of the weighted and the
    counted one), and every band spans more than ten people. In the lowest band nothing else is told: the row
    follows from the protected share and the number of respondents, so it is the same whether nobody is missing
    or nine are. Above it stand the imputed share, in whole percent, and a kind if it is that of ten people at
    least and of half of those missing. Few who weigh much stand in the band of their weight, as many would: a code
    in its place would say that they are fewer than ten. The bounds rest on the protected share's range and the band's upper edge,
    so they say no more than these; they are wider than the exact ones, and take the missing share as the sample
    has it. Where the share is hidden, so is all that is made of it.

    Returns indicator, value, low, high, flag (the protected share, whole percent), band_low, band_high (missing
    where hidden), kind ("" for none to be named), imputed, imputed_low, imputed_high, imputed_flag ("z" in the
    lowest band), bound_low, bound_high, digits.
    """
    if missing is None or shares is None:
        return None
    treated = missing.shares.table
    together = treated[treated["site"] == ""].set_index(["indicator", "treatment"])
    one_site = treated["site"].nunique() == 2
    known = pd.DataFrame(insist_protected(shares))
    known = known[known["site"] == ""].set_index("indicator")
    rows = [
        _protected_row(indicator, together.loc[indicator], missing.kinds, known, one_site=one_site)
        for indicator in together.index.unique("indicator")
    ]
    return open_statistics(pd.DataFrame(rows))


def _protected_row(
    indicator: str, treated: pd.DataFrame, kinds: pd.DataFrame, shares: pd.DataFrame, *, one_site: bool
) -> dict[str, object]:
    share = shares.loc[indicator] if indicator in shares.index else _UNKNOWN
    flag = str(share["flag"])
    ends = {name: _whole(share[name]) if flag in ("", "u") else math.nan for name in ("value", "low", "high")}
    people, silent = int(treated.loc[IMPUTED, "n"]), int(treated.loc[IMPUTED, "n_missing"])
    weighted = float(treated.loc[ALL_YES, "value"] - treated.loc[ALL_NO, "value"])
    low, high = _band(max(weighted, silent / people) if people else math.nan, people)
    said = _imputed_flag(treated.loc[IMPUTED], flag, low)
    imputed = treated.loc[IMPUTED]
    filled = {name: _whole(imputed[name]) if said in ("", "u") else math.nan for name in ends}
    bound_low, bound_high = _bounds(share, high, one_site=one_site)
    return {
        "indicator": indicator,
        **ends,
        "flag": flag,
        "band_low": low,
        "band_high": high,
        "kind": _main_kind(kinds[kinds["indicator"] == indicator], silent) if low > 0 else "",
        "imputed": filled["value"],
        "imputed_low": filled["low"],
        "imputed_high": filled["high"],
        "imputed_flag": said,
        "bound_low": bound_low,
        "bound_high": bound_high,
        "digits": 0,
    }


def _band(share: float, people: int) -> tuple[float, float]:
    """The band a share lies in, each spanning more than ten of these people; missing where there is only one."""
    edges = [0.0]
    for edge in EDGES:
        if (edge - edges[-1]) * people > SMALLEST_CELL and (1 - edge) * people > SMALLEST_CELL:
            edges.append(edge)
    if len(edges) == 1 or math.isnan(share):
        return math.nan, math.nan
    low = max(edge for edge in edges if edge <= share)
    return low, next((edge for edge in edges if edge > low), 1.0)


def _main_kind(kinds: pd.DataFrame, silent: int) -> str:
    most = kinds.loc[kinds["n"].idxmax()]
    return str(most["kind"]) if most["n"] >= max(SMALLEST_CELL, silent / 2) else ""


def _imputed_flag(imputed: pd.Series, flag: str, band_low: float) -> str:
    width = float(imputed["high"] - imputed["low"])
    if flag in ("c", "x"):
        return flag
    if math.isnan(band_low):
        return "c"
    if band_low == 0:
        return "z"
    if not width < WIDEST - _LAST_BIT:
        return "x"
    return "u" if flag == "u" or width >= WIDE - _LAST_BIT else ""


def _bounds(share: pd.Series, most: float, *, one_site: bool) -> tuple[float, float]:
    """The range of a protected share if up to ``most`` of the people said no, or yes; whole percent, outwards.

    At one site a share p becomes p(1 − m), or p(1 − m) + m. Of several sites, whose missing need not be alike, only
    p − m and p + m hold whatever m is where.
    """
    if share["flag"] in ("c", "x") or math.isnan(most):
        return math.nan, math.nan
    half_step = 0.0005 if share["digits"] else 0.005
    low = min(share["low"], share["value"]) - half_step
    high = max(share["high"], share["value"]) + half_step
    low, high = (low * (1 - most), high * (1 - most) + most) if one_site else (low - most, high + most)
    return (
        max(math.floor(low * 100 + _LAST_BIT), 0) / 100,
        min(math.ceil(high * 100 - _LAST_BIT), 100) / 100,
    )


def _whole(share: float) -> float:
    return float(np.round(float(share), 2))


def table(corridor: Corridor, missing: Statistics | None) -> Block:
    """Each headline: how many gave no answer and why, the share if similar people's answers stand in for theirs,
    and the range that holds whatever they would have said.
    """
    if missing is None:
        return not_in_the_field()
    rows = [
        (
            indicator_name(corridor.framework, row["indicator"]),
            share_cell(row),
            _band_cell(row),
            _kind_cell(row),
            _imputed_cell(row),
            _bounds_cell(row),
        )
        for _, row in insist_protected(missing).iterrows()
    ]
    return Table(
        name="missing_answers",
        caption=message("Missing answers, and what they could do to the headline numbers"),
        columns=(
            Column("share_of", message("Share of compatriots who …")),
            Column("answered", message("Among those who answered"), numeric=True),
            Column("missing", message("No answer"), numeric=True),
            Column("kind", message("Why, for half of them or more")),
            Column("imputed", message("With the answers of similar people for the missing"), numeric=True),
            Column("bounds", message("Whatever they would have said"), numeric=True),
        ),
        rows=tuple(rows),
        notes=(
            message(
                "Similar people are of the same city, sex and age group; whose answer is taken is left to chance, and "
                "the range includes that chance. This helps only if those who gave no answer think as similar people "
                "do, and nothing here can show whether they do."
            ),
            message(
                "The last column needs no such assumption. It runs from the lower end of the range, had all the "
                "missing said no, to its upper end, had all of them said yes. It takes their share at the upper end "
                "of its band."
            ),
            message(
                "[z] stands where too few answers are missing to be told apart. An answer made of several "
                "questions is missing where one of them is. Whoever is not sure about returning has answered, and "
                "is not counted as planning to return."
            ),
        ),
    )


def _band_cell(row: pd.Series) -> Term:
    low, high = row["band_low"], row["band_high"]
    if pd.isna(high):
        return HIDDEN
    if low == 0:
        return message("under {share}", share=Percent(high))
    if high == 1:
        return message("{share} or more", share=Percent(low))
    return message("{low} to under {high}", low=Percent(low), high=Percent(high))


def _kind_cell(row: pd.Series) -> Term:
    if pd.isna(row["band_high"]):
        return HIDDEN
    if row["band_low"] == 0:
        return _NOT_APPLICABLE
    return KINDS[row["kind"]] if row["kind"] else message("several reasons")


def _imputed_cell(row: pd.Series) -> Term:
    if row["imputed_flag"] == "z":
        return _NOT_APPLICABLE
    ends = {"value": row["imputed"], "low": row["imputed_low"], "high": row["imputed_high"]}
    return share_cell(pd.Series({**ends, "flag": row["imputed_flag"], "digits": row["digits"]}))


def _bounds_cell(row: pd.Series) -> Term:
    if pd.isna(row["bound_low"]) or pd.isna(row["bound_high"]):
        return Verbatim(f"[{row['flag']}]") if row["flag"] in ("c", "x") else HIDDEN
    return message("{low} to {high}", low=Percent(row["bound_low"]), high=Percent(row["bound_high"]))
