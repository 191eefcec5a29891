"""What interviewers would have keyed in: the survey of invented people as the cells of the form, all text.

Names are invented words, telephone numbers begin with +999, a country code that is given to no country, and
document numbers with EX: whoever meets one of them outside the simulation knows where it came from.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pandas as pd

from mekendesh.structure.expressions import Answers, holds
from mekendesh.structure.schema import Mistakes, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mekendesh.files import Tree
    from mekendesh.simulation.assumptions import Assumptions
    from mekendesh.structure.questionnaire import Questionnaire

FORM_VERSION = "v1"
WORD_KINDS = ("given_female", "given_male", "family_female", "family_male", "idea", "barrier")
EVERY_ORIGIN = "*"
_FIRST_HOUR, _WORKING_HOURS = 9, 10
_YES_NO = np.array(["no", "yes"], dtype=object)


def load_words(tree: Tree, origin: str) -> dict[str, tuple[str, ...]]:
    """Invented words by kind: the origin's own where ``invented.csv`` has any, else those for all.

    Raises ``StructureError`` with every mistake and its line.
    """
    mistakes = Mistakes("invented.csv")
    rows = read_rows(tree.structure / "invented.csv", ("kind", "origin", "text"))
    words: dict[str, dict[str, list[str]]] = {kind: {} for kind in WORD_KINDS}
    for row in rows:
        kind = mistakes.one_of(row, "kind", WORD_KINDS)
        of_kind = words.get(kind, {})
        of_kind.setdefault(mistakes.filled(row, "origin"), []).append(mistakes.filled(row, "text"))
    for kind, of_kind in words.items():
        if EVERY_ORIGIN not in of_kind:
            mistakes.add(1, "kind", f"no {kind} of the origin {EVERY_ORIGIN}", "at least one")
    mistakes.raise_if_any()
    return {kind: tuple(of_kind.get(origin, of_kind[EVERY_ORIGIN])) for kind, of_kind in words.items()}


def site_prefixes(sites: Iterable[str]) -> dict[str, str]:
    """Three capital letters a site: the first two of its code and the next that tells it from the others."""
    prefixes: dict[str, str] = {}
    for site in sites:
        letters = "".join(letter for letter in site.upper() if "A" <= letter <= "Z") + "XYZ"
        candidates = (letters[:2] + letter for letter in letters[2:])
        prefixes[site] = next(prefix for prefix in candidates if prefix not in prefixes.values())
    return prefixes


def first_day(assumptions: Assumptions, as_of: date) -> date:
    """The day the fieldwork of a round begins, so that it ends an assumed while before the round's date."""
    days = assumptions.count("survey", "days") + assumptions.count("survey", "days_before")
    return as_of - timedelta(days=days)


def fill_form(
    assumptions: Assumptions,
    questionnaire: Questionnaire,
    words: Mapping[str, Sequence[str]],
    survey: pd.DataFrame,
    begins: date,
    *,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The cells of every interview, one row each in the order of ``survey``, columns named as the questions.

    ``survey`` is the rows of `fieldwork.survey_people` with the person's traits and answers beside them.
    Cells of people who refuse consent are empty but for the form's own and the refusal.
    """
    size = len(survey)
    seed = (survey["recruiter"] < 0).to_numpy()
    form = pd.DataFrame(index=survey.index)
    form = form.assign(**_meta(assumptions, survey, begins, rng))
    for column in questionnaire.of_role("consent"):
        share = assumptions.family("consent").get(column.column)
        agrees = survey["consents"].to_numpy() if share is None else rng.random(size) < share
        form[column.column] = _YES_NO[agrees.astype(int)]
    for column in questionnaire.columns:
        if column.column in survey.columns:
            form[column.column] = _as_text(survey[column.column])
    form = form.assign(**_recruitment(assumptions, survey, seed, rng))
    silent = rng.random(size) < assumptions.value("answers", "prefer_not")
    form.loc[silent, "legal_status"] = "prefer_not"
    named = questionnaire.codes_of("barrier")
    chosen = survey[[f"barrier_{code}" for code in named]].to_numpy(dtype=bool)
    form["barriers"] = [" ".join(np.array(named)[row]) for row in chosen]
    for place, code in enumerate(named):
        form[f"barriers/{code}"] = chosen[:, place].astype(int).astype(str)
    told = rng.choice(words["barrier"], size)
    form["barriers_other"] = np.where(survey["barrier_other"], told, "")
    has_idea = (form["idea_stage"] != "").to_numpy() & (form["consent_idea"] == "yes").to_numpy()
    form["idea_text"] = np.where(has_idea, rng.choice(words["idea"], size), "")
    form = form.assign(**_identifiers(assumptions, words, form, rng))
    form = answer_evenly(questionnaire, form, rng)
    # What stands in no group is keyed in before anybody is asked for consent.
    keyed_in = [column.column for column in questionnaire.columns if column.group]
    keyed_in += [name for name in form.columns if "/" in name]
    emptied = [name for name in keyed_in if name != "consent_analyse" and name in form.columns]
    form.loc[~survey["consents"].to_numpy(), emptied] = ""
    return form.astype("str")


def answer_evenly(questionnaire: Questionnaire, form: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Answers to the questions that no assumption speaks of: any answer is as likely as any other."""
    form = form.astype("str")
    for column in questionnaire.columns:
        if column.column in form or column.role not in ("trait", "awareness"):
            continue
        codes = questionnaire.codes_of(column.choices)
        if column.type == "integer":
            codes = tuple(str(number) for number in range(column.low or 0, (column.high or 100) + 1))
        answers = pd.Series(rng.choice(np.array(codes), len(form)), index=form.index, dtype="str")
        asked = holds(column.relevant or "true()", Answers(form))
        form[column.column] = answers.where(asked, "")
        if column.type == "multiple":
            for code in codes:
                form[f"{column.column}/{code}"] = (form[column.column] == code).astype(int).astype("str")
    return form


def _as_text(values: pd.Series) -> np.ndarray:
    if values.dtype == bool:
        return _YES_NO[values.to_numpy(dtype=int)]
    return values.astype("object").where(values.notna(), "").astype("str").to_numpy(dtype=object)


def _meta(
    assumptions: Assumptions, survey: pd.DataFrame, begins: date, rng: np.random.Generator
) -> dict[str, list[str]]:
    """Interviews on the day and in the order of the survey, between nine o'clock and the evening."""
    size = len(survey)
    minutes = np.exp(rng.normal(0, assumptions.value("survey", "minutes_log_sd"), size))
    minutes *= assumptions.value("survey", "minutes_median")
    upload = rng.exponential(assumptions.value("answers", "upload_minutes"), size)
    interviewers = rng.integers(1, assumptions.count("survey", "interviewers") + 1, size)
    zone = timezone(timedelta(hours=assumptions.value("survey", "utc_offset")))
    midnight = datetime.combine(begins, time(), tzinfo=zone)
    starts, ends, submitted = [], [], []
    for day, lasts, waits in zip(survey["day"], minutes, upload, strict=True):
        start = midnight + timedelta(days=int(day), hours=_FIRST_HOUR + _WORKING_HOURS * (day % 1))
        end = start + timedelta(minutes=lasts)
        starts.append(start.isoformat(timespec="seconds"))
        ends.append(end.isoformat(timespec="seconds"))
        in_utc = (end + timedelta(minutes=waits)).astimezone(UTC)
        submitted.append(in_utc.replace(tzinfo=None).isoformat(timespec="seconds"))
    return {
        "start": starts,
        "end": ends,
        "form_version": [FORM_VERSION] * size,
        "interviewer": [f"I{number:02d}" for number in interviewers],
        "_uuid": [str(UUID(bytes=rng.bytes(16), version=4)) for _ in range(size)],
        "_submission_time": submitted,
    }


def _recruitment(
    assumptions: Assumptions, survey: pd.DataFrame, seed: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray | list[str]]:
    prefixes = site_prefixes(dict.fromkeys(survey["site"]))
    giver = [
        f"{prefixes[site]}-{running:04d}"
        for site, running in zip(survey["site"], survey["running"], strict=True)
    ]
    received = [
        "" if recruiter < 0 else f"{giver[recruiter]}-{coupon}"
        for recruiter, coupon in zip(survey["recruiter"], survey["coupon"], strict=True)
    ]
    given = {
        f"coupon_{number}": [f"{own}-{number}" for own in giver]
        for number in range(1, assumptions.count("survey", "coupons") + 1)
    }
    relation = assumptions.draw("relation", len(survey), rng)
    return {
        "is_seed": _YES_NO[seed.astype(int)],
        "coupon_received": received,
        **given,
        "recruiter_relation": np.where(seed, "", relation),
    }


def _identifiers(
    assumptions: Assumptions,
    words: Mapping[str, Sequence[str]],
    form: pd.DataFrame,
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Whoever may be found again or looked up in a register tells name and phone; the others nothing."""
    size = len(form)
    female = (form["sex"] == "female").to_numpy()
    parts = [
        np.where(female, rng.choice(words[f"{part}_female"], size), rng.choice(words[f"{part}_male"], size))
        for part in ("family", "given")
    ]
    compared = (form["consent_link"] == "yes").to_numpy()
    found = compared | (form["consent_recontact"] == "yes").to_numpy()
    phones = np.array([f"+999{number:09d}" for number in rng.integers(0, 10**9, size)], dtype=object)
    documents = np.array([f"EX{number:07d}" for number in rng.integers(0, 10**7, size)], dtype=object)
    shows = compared & (rng.random(size) < assumptions.value("answers", "gives_document"))
    return {
        "name": np.where(found, [" ".join(pair) for pair in zip(*parts, strict=True)], ""),
        "phone": np.where(found, phones, ""),
        "document": np.where(shows, documents, ""),
    }
