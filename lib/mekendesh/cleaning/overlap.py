"""Who stands in the survey and on the lists beside it: linked, frozen into decisions, counted.

Only respondents who agreed to be linked are compared. A decision to link is a row of the log (action ``link``)
between a response and a keyed token of a list's record; a replay reads it and scores nothing anew. What comes out
of this module for others is counts and their error, never who stands where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from mekendesh.cleaning.clusters import LINKED, join_pairs
from mekendesh.cleaning.link_review import best_pairs, reviewed_rates, sample_pairs
from mekendesh.cleaning.linkage import RECORD_COLUMNS, features, score_pairs
from mekendesh.cleaning.log import AUTOMATIC, LOG_COLUMNS, empty_log, log_id
from mekendesh.cleaning.on_lists import LINK, SURVEY, histories_of
from mekendesh.cleaning.pseudonyms import pseudonym

if TYPE_CHECKING:
    from mekendesh.field.responses import Responses

_LARGEST_WITHIN = 50_000
"""Lists longer than this are not compared with themselves: their own duplicates stay in the count, and are said."""


@dataclass(frozen=True)
class Overlap:
    """One list and the survey. ``persons``: its records less those that are another record's person;
    ``compared``: respondents who agreed to be linked and told a name; ``linked``: those found on the list.

    ``precision`` and ``recall`` are what a sample of pairs that people looked at says (`link_review`), and what
    the model expects of its links (means of posteriors) where ``reviewed``, the pairs they decided, is 0.
    """

    name: str
    kind: str
    records: int
    persons: int
    compared: int
    linked: int
    precision: float
    recall: float
    reviewed: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Linked:
    """``pairs``: those of `linkage.score_pairs`, with the lists they are of; ``log``: links decided by rule or by
    people; ``overlaps``: a count a list; ``histories``: see `histories_of`.
    """

    pairs: pd.DataFrame
    log: pd.DataFrame
    overlaps: tuple[Overlap, ...]
    histories: pd.DataFrame


def survey_records(responses: Responses) -> pd.DataFrame:
    """The respondents who agreed to be linked and told a name, as `linkage.RECORD_COLUMNS` by their ``_uuid``."""
    cells = responses.cells
    absent = [name for name in ("consent_link", "name", "birth_year") if name not in cells]
    if absent:
        return pd.DataFrame(columns=list(RECORD_COLUMNS), dtype="str")
    agreed = (cells["consent_link"].str.strip() == "yes") & (cells["name"].str.strip() != "")
    told = cells[agreed]
    empty = pd.Series("", index=told.index, dtype="str")
    return pd.DataFrame(
        {
            "record": told["_uuid"].str.strip(),
            "name": told["name"],
            "birth": told["birth_year"].str.strip(),
            "sex": told.get("sex", empty).str.strip(),
            "phone": told.get("phone", empty),
            "document": told.get("document", empty),
        }
    ).astype("str")


def link_lists(
    responses: Responses,
    lists: Mapping[str, tuple[str, pd.DataFrame]],
    *,
    key: bytes,
    decided_on: str,
    people: pd.DataFrame,
) -> Linked:
    """Link the survey with each list, each list with itself, and the lists with one another.

    ``lists``: kind and records (`mekendesh.field.lists.LIST_COLUMNS`) by name; ``people``: the log's rows that
    people decided, which come before any score: a link they rejected is none, one they accepted is one.
    """
    sides = {SURVEY: survey_records(responses)}
    for name, (_, records) in lists.items():
        sides[name] = records.assign(record=name + "\0" + records["record"])[list(RECORD_COLUMNS)]
    pairs = _scored(sides)
    decided = people[(people["action"] == "link") & people["state"].isin(["accepted", "rejected"])]
    scored = pd.unique(pd.concat([pairs["left"], pairs["right"]])) if len(pairs) else []
    # A decision may be about a record that no score ever met.
    named = [record for name in lists for record in sides[name]["record"]] if len(decided) else scored
    tokens = {record: pseudonym(key, "record", record) for record in named if "\0" in record}
    together, apart = _decided_pairs(decided, tokens, set(sides[SURVEY]["record"]))
    pairs = _with_decided(pairs, together, apart)
    if pairs.empty:
        overlaps = tuple(_nobody(name, kind, records, sides) for name, (kind, records) in lists.items())
        return Linked(pairs, empty_log(), overlaps, histories_of(sides, {}))
    joined = join_pairs(pairs, _said(sides), together=together, apart=apart)
    links = _links(pairs, joined, tokens, decided_on)
    known = set(zip(decided["uuid"], decided["column"], decided["new_value"], strict=True))
    fresh = [key not in known for key in zip(links["uuid"], links["column"], links["new_value"], strict=True)]
    overlaps = tuple(
        _overlap(name, kind, sides, pairs, joined, _decisions(decided, name, tokens))
        for name, (kind, _) in lists.items()
    )
    return Linked(pairs, links[fresh].reset_index(drop=True), overlaps, histories_of(sides, joined))


def _scored(sides: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All pairs with the lists they are of. A list too long to be compared with itself meets the others only."""
    long = [name for name in sides if len(sides[name]) > _LARGEST_WITHIN]
    short = [name for name in sides if name not in long]
    found = [score_pairs(*(sides[name] for name in short))]
    found += [score_pairs(sides[name], sides[other], within=False) for other in long for name in short]
    lists = {record: name for name, records in sides.items() for record in records["record"]}
    pairs = pd.concat(found, ignore_index=True)
    return pairs.assign(left_list=pairs["left"].map(lists), right_list=pairs["right"].map(lists))


def _decided_pairs(
    decided: pd.DataFrame, tokens: Mapping[str, str], here: set[str]
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs of a response and a record that people found to be one person, and those they found to be two."""
    record_of = {token: record for record, token in tokens.items()}
    pairs: dict[str, set[tuple[str, str]]] = {"accepted": set(), "rejected": set()}
    for row in decided.itertuples():
        if row.uuid in here and row.new_value in record_of:
            pairs[row.state].add((row.uuid, record_of[row.new_value]))
    return pairs["accepted"], pairs["rejected"]


def _with_decided(
    pairs: pd.DataFrame, together: set[tuple[str, str]], apart: set[tuple[str, str]]
) -> pd.DataFrame:
    """The pairs with what people decided in place of a score, ``scored`` being what the model had said; accepted
    pairs that were never scored are added.
    """
    known = list(zip(pairs["left"], pairs["right"], strict=True)) if len(pairs) else []
    decided = [1.0 if pair in together else 0.0 if pair in apart else None for pair in known]
    scored = pairs.assign(
        scored=pairs["probability"] if len(pairs) else pd.Series(dtype=float),
        probability=[
            score if word is None else word
            for score, word in zip(pairs.get("probability", []), decided, strict=True)
        ],
    )
    added = sorted(together - set(known))
    if not added:
        return scored
    more = pd.DataFrame(added, columns=["left", "right"]).assign(
        probability=1.0, scored=0.0, left_list=SURVEY
    )
    more["right_list"] = more["right"].str.partition("\0")[0]
    more = more.reindex(columns=scored.columns if len(scored.columns) else more.columns)
    levels = [name for name in ("name", "birth", "day", "phone", "document", "sex") if name in more]
    return pd.concat([scored, more.assign(**dict.fromkeys(levels, ""))], ignore_index=True)


def _said(sides: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for name, records in sides.items():
        table = features(records)[["unique_id", "document", "day", "birth_year", "sex"]].fillna("")
        for row in table.to_dict("records"):
            record = row.pop("unique_id")
            said[record] = row | ({"interview": record} if name == SURVEY else {})
    return said


def _links(
    pairs: pd.DataFrame, joined: Mapping[str, int], tokens: Mapping[str, str], decided_on: str
) -> pd.DataFrame:
    """A row of the log for each response and record of a list that are one person; the levels as its reason."""
    rows = []
    for pair in pairs[pairs["left_list"] == SURVEY].itertuples():
        same = pair.left in joined and joined[pair.left] == joined.get(pair.right, -1)
        if pair.right_list != SURVEY and same and pair.probability >= LINKED:
            column, token = f"{LINK}{pair.right_list}", tokens[pair.right]
            levels = " ".join(
                f"{name}={level}"
                for name in ("name", "birth", "day", "phone", "document", "sex")
                if (level := getattr(pair, name))
            )
            row = (pair.left, column, "", token, "link")
            told = (f"p={pair.probability:.3f}", AUTOMATIC, decided_on, "", "", "accepted")
            rows.append((log_id(*row), *row, levels, *told))
    return pd.DataFrame(rows, columns=list(LOG_COLUMNS), dtype="str")


def _overlap(
    name: str,
    kind: str,
    sides: Mapping[str, pd.DataFrame],
    pairs: pd.DataFrame,
    joined: Mapping[str, int],
    decisions: Mapping[tuple[str, str], bool],
) -> Overlap:
    records = sides[name]["record"]
    persons = len({joined.get(record, record) for record in records})
    here = {joined[record] for record in records if record in joined}
    interviewed = [record for record in sides[SURVEY]["record"] if record in joined]
    linked = [record for record in interviewed if joined[record] in here]
    scored = pairs[(pairs["left_list"] == SURVEY) & (pairs["right_list"] == name)]
    best = best_pairs(scored.assign(probability=scored["scored"]))
    looked_at = [left for (left, _), same in decisions.items() if not same and left not in set(best["left"])]
    of_linked, of_all = best.loc[best["left"].isin(linked), "probability"].sum(), best["probability"].sum()
    expected = (
        round(float(of_linked / len(linked)), 4) if linked else float("nan"),
        round(float(of_linked / of_all), 4) if of_all > 0 else float("nan"),
    )
    precision, recall = reviewed_rates(best, len(sides[SURVEY]), decisions, looked_at) or expected
    return Overlap(
        name=name,
        kind=kind,
        records=len(records),
        persons=persons,
        compared=len(sides[SURVEY]),
        linked=len(linked),
        precision=precision,
        recall=recall,
        reviewed=len(decisions),
    )


def _decisions(decided: pd.DataFrame, name: str, tokens: Mapping[str, str]) -> dict[tuple[str, str], bool]:
    """What people decided on pairs of the survey with a list: whether a response and a record are one person."""
    record_of = {token: record for record, token in tokens.items()}
    rows = decided[(decided["column"] == f"{LINK}{name}") & decided["state"].isin(["accepted", "rejected"])]
    return {
        (row.uuid, record_of.get(row.new_value, row.new_value)): row.state == "accepted"
        for row in rows.itertuples()
    }


def _nobody(name: str, kind: str, records: pd.DataFrame, sides: Mapping[str, pd.DataFrame]) -> Overlap:
    nothing = float("nan")
    return Overlap(name, kind, len(records), len(records), len(sides[SURVEY]), 0, nothing, nothing, 0)


def links_to_review(
    responses: Responses,
    lists: Mapping[str, tuple[str, pd.DataFrame]],
    *,
    key: bytes,
    people: pd.DataFrame,
    rng_seed: int,
) -> tuple[pd.DataFrame, dict[str, str]]:
    """A stratified sample of pairs as proposals (rows of the log), and what stands on both sides, by ``log_id``.

    What stands on both sides names people: it goes into a workbook that stays with the team, and nowhere else.
    Pairs that people decided are not asked again.
    """
    sides = {SURVEY: survey_records(responses)}
    for name, (_, records) in lists.items():
        sides[name] = records.assign(record=name + "\0" + records["record"])[list(RECORD_COLUMNS)]
    pairs = _scored(sides)
    told = {row.record: row for records in sides.values() for row in records.itertuples(index=False)}
    decided = set(people.loc[people["action"] == "link", "log_id"])
    rows, beside = [], {}
    for name in lists:
        of_list = pairs[(pairs["left_list"] == SURVEY) & (pairs["right_list"] == name)]
        sampled = sample_pairs(of_list, sides[SURVEY], sides[name], rng_seed=rng_seed)
        for pair in sampled.itertuples():
            row = (pair.left, f"{LINK}{name}", "", pseudonym(key, "record", pair.right), "link")
            identity = log_id(*row)
            if identity not in decided:
                rows.append(
                    (identity, *row, pair.stratum, f"p={pair.probability:.3f}", "", "", "", "", "proposed")
                )
                beside[identity] = f"{_shown(told[pair.left])}\n{_shown(told[pair.right])}"
    return pd.DataFrame(rows, columns=list(LOG_COLUMNS), dtype="str"), beside


def _shown(record: object) -> str:
    parts = (record.name, record.birth, record.sex, record.phone, record.document)
    return " · ".join(part if part else "—" for part in parts)
