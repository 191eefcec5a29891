"""What the numbers really are that the attacker does not know: from the cleaned answers, for proving him right.

An audit whose facts are false bounds nothing. So each fact is held against the respondents themselves; only the
proof does this, the attacker never.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import pandas as pd

from audit.counts import IDEAS, KEPT, stages_of
from audit.survey import HEADLINES, PROFILE, N, read_links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from audit.facts import Facts, Sum
    from audit.published import Tables
    from audit.survey import Question, Words

_OFF = 1e-6
_SEVERITIES = {"a decision is needed": "error", "to be looked at": "warning", "to be known": "note"}
_IDEAS = {"stage": "idea_stage", "need": "idea_need", "region": "idea_region"}


def false_facts(facts: Facts, numbers: Mapping[str, float]) -> list[tuple[Sum, float, float]]:
    """The facts that the true numbers break; one about a number that is not known is left out."""
    return [
        (people, low, high)
        for people, low, high in facts.rows
        if people.keys() <= numbers.keys() and not low - _OFF <= value_of(people, numbers) <= high + _OFF
    ]


def value_of(people: Mapping[str, float], numbers: Mapping[str, float]) -> float:
    return sum(factor * numbers[name] for name, factor in people.items())


def true_numbers(clean: Path, structure: Path, tables: Tables, words: Words) -> dict[str, float]:
    """The true value of the attacker's unknowns, by their names; those of lists and of removals by reason are left out."""
    people = pd.read_parquet(clean / "respondents.parquet")
    people = people.assign(own_wave=_own_waves(people))
    weighed = people[people["network_size"].fillna(0) > 0]
    answers = Answers(weighed, words)
    numbers: dict[str, float] = {
        KEPT: len(people),
        N: len(weighed),
        IDEAS: people["idea_stage"].notna().sum(),
        "received": json.loads((clean / "counts.json").read_text(encoding="utf-8"))["received"],
    }
    numbers |= answers.channels | answers.proposals(tables) | answers.profile
    numbers |= _questions(weighed, structure, tables, words)
    numbers |= _waves(people, weighed, answers, tables) | _cities(people, structure, tables)
    numbers |= _doubts(pd.read_csv(clean / "issues.csv")) | _ideas(people, structure, tables)
    return {name: float(number) for name, number in numbers.items()}


@dataclass(frozen=True)
class Answers:
    """The yes-or-no questions of the people who count."""

    people: pd.DataFrame
    words: Words

    @cached_property
    def acts(self) -> dict[str, pd.Series]:
        return {name: self.people[f"did_{name}"].astype("boolean") for name in self.words.channels.values()}

    @cached_property
    def willing(self) -> dict[str, pd.Series]:
        return {
            name: (self.people[f"willing_{name}"].astype("Float64") >= 4).astype("boolean")
            for name in self.words.channels.values()
        }

    @cached_property
    def gap(self) -> dict[str, pd.Series]:
        return {name: _known(self.willing[name], ~acts, and_) for name, acts in self.acts.items()}

    @cached_property
    def names(self) -> dict[str, pd.Series]:
        return {
            name: self.people[f"barrier_{name}"].astype("boolean") for name in self.words.barriers.values()
        }

    @cached_property
    def any_channel(self) -> dict[str, pd.Series]:
        kinds = {"acts": self.acts, "willing": self.willing, "gap": self.gap}
        return {f"{kind}_any": _any(found.values()) for kind, found in kinds.items()}

    @cached_property
    def channels(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, acts in self.acts.items():
            willing = self.willing[name]
            found |= {
                f"both {name}": _yes(_known(acts, willing, and_)),
                f"acts only {name}": _yes(_known(acts, ~willing, and_)),
                f"gap {name}": _yes(self.gap[name]),
                f"neither {name}": _yes(_known(~acts, ~willing, and_)),
                f"yes acts_{name}": _yes(acts),
                f"yes willing_{name}": _yes(willing),
                f"yes gap_{name}": _yes(self.gap[name]),
            }
            for barrier, named in self.names.items():
                found[f"yes gapbarrier_{name}__{barrier}"] = _yes(_known(self.gap[name], named, and_))
        found |= {f"yes barrier_{name}": _yes(named) for name, named in self.names.items()}
        return found | {f"yes {name}": _yes(answer) for name, answer in self.any_channel.items()}

    def proposals(self, tables: Tables) -> dict[str, float]:
        links = read_links(tables, self.words)
        return {
            f"yes {proposal}": _yes(
                _known(
                    _any(self.gap[name] for name in channels),
                    _any(self.names[name] for name in links.barriers[proposal]),
                    and_,
                )
            )
            for proposal, channels in links.channels.items()
            if proposal in links.barriers
        }

    @cached_property
    def of_profile(self) -> dict[str, pd.Series]:
        people = self.people
        age, arrival = people["age"].astype("Float64"), people["arrival_year"].astype("Float64")
        year = (people["birth_year"].astype("Float64") + age).dropna().mode().iloc[0]
        legal = people["legal_status"].mask(people["legal_status"] == "prefer_not")
        return {
            "sex_female": _is(people["sex"], "female"),
            "age_18_29": age.between(18, 29),
            "age_30_44": age.between(30, 44),
            "age_45_plus": age >= 45,
            "education_higher": _is(people["education"], "higher"),
            "arrived_last_5_years": year - arrival < 5,
            "overqualified_yes": people["overqualified"].astype("boolean"),
            "legal_irregular": _is(legal, "irregular"),
            "aware_yes": people["aware_body"].astype("boolean"),
            "used_yes": people["used_body"].astype("boolean"),
            "trust_high": people["trust_state"].astype("Float64") >= 4,
            "return_yes": _is(people["return_intention"], "yes_2y", "yes_later"),
            "idea_any": people["idea_stage"].notna().astype("boolean"),
        }

    @cached_property
    def profile(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for indicator in PROFILE.values():
            answer = self.of_profile[indicator]
            found[f"yes {indicator}"] = _yes(answer)
            found[f"asked {indicator.partition('_')[0]}"] = answer.notna().sum()
        return found


def _known(one: pd.Series, other: pd.Series, both: object) -> pd.Series:
    """Two answers as one, which is known only where both are."""
    return both(one, other).mask(one.isna() | other.isna())


def _any(answers: Iterable[pd.Series]) -> pd.Series:
    return reduce(lambda one, other: _known(one, other, or_), answers)


def _is(values: pd.Series, *codes: str) -> pd.Series:
    return values.isin(codes).astype("boolean").mask(values.isna())


def _yes(answer: pd.Series) -> int:
    return int(answer.astype("boolean").fillna(False).sum())


def _own_waves(people: pd.DataFrame) -> list[int]:
    """Steps from the head of each chain, whether it is a seed or only someone whose recruiter is not known."""
    recruiter = dict(zip(people["respondent"], people["recruiter"], strict=True))

    def steps(person: str) -> int:
        return 1 + steps(recruiter[person]) if recruiter[person] in recruiter else 0

    return [steps(person) for person in people["respondent"]]


def _labels(structure: Path) -> dict[str, list[str]]:
    """The codes that an English label can stand for: of choices and of regions."""
    codes: dict[str, list[str]] = {}
    for name, column in (("choices.csv", "code"), ("regions.csv", "region")):
        with (structure / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                codes.setdefault(row["label_en"], []).append(row[column])
    return codes


def _questions(weighed: pd.DataFrame, structure: Path, tables: Tables, words: Words) -> dict[str, float]:
    codes, found = _labels(structure), {}
    for row in tables.get("needs", []):
        channel = words.channels[row["channel"]]
        said = weighed[f"needs_{channel}"].dropna()
        said = said[said != "prefer_not"]
        found[f"needs {channel}"] = len(said)
        for column in ("need", "second"):
            found[f"needs {channel} {row[column]}"] = said.isin(codes.get(row[column], [])).sum()
    for row in [row for name in ("sides", "state_bodies") for row in tables.get(name, [])]:
        said = _said_of(weighed, words.questions[row["question"]], row["answer"], codes)
        found[f"asked: {row['question']}"] = said.notna().sum()
        found[f"{row['question']} {row['answer']}"] = _yes(said)
    return found


def _said_of(
    weighed: pd.DataFrame, question: Question, label: str, codes: Mapping[str, list[str]]
) -> pd.Series:
    if question.kind == "multiple":
        column = next(
            name for name in (f"{question.column}__{code}" for code in codes[label]) if name in weighed
        )
        return weighed[column].astype("boolean")
    values = weighed[question.column]
    if question.kind == "choice":
        return _is(values.mask(values == "prefer_not"), *codes[label])
    if question.kind == "boolean":
        return values.astype("boolean")
    least = 4 if question.kind == "scale" else int(label.split(maxsplit=1)[0].replace(",", ""))
    return (values.astype("Float64") >= least).astype("boolean")


def _waves(people: pd.DataFrame, weighed: pd.DataFrame, answers: Answers, tables: Tables) -> dict[str, float]:
    found: dict[str, float] = {}
    of_headline = {**answers.any_channel, **answers.of_profile}
    for row in tables.get("waves", []):
        step = row["wave"]
        found[f"wave {step}"] = _in_step(people["rds_wave"], step).sum()
        # People of an untraced chain are counted by its own waves in the curves.
        here = _in_step(weighed["own_wave"], step)
        found[f"counts, {step}"] = here.sum()
        for headline, indicator in HEADLINES.items():
            found[f"{headline}, {step}"] = _yes(of_headline[indicator][here])
    return found


def _in_step(waves: pd.Series, step: str) -> pd.Series:
    untraced = waves.isna() if "not traced" in step else pd.Series(False, index=waves.index)
    if step.startswith("chain"):
        return untraced
    number = int("".join(mark for mark in step.split(",", maxsplit=1)[0] if mark.isdigit()))
    if step.startswith("seeds to"):
        return (waves <= number).fillna(False)
    return (waves >= number if "later" in step else waves == number).fillna(False) | untraced


def _cities(people: pd.DataFrame, structure: Path, tables: Tables) -> dict[str, float]:
    with (structure / "sites.csv").open(encoding="utf-8", newline="") as file:
        sites = {row["label_en"]: row["site"] for row in csv.DictReader(file)}
    return {
        f"city {row['city']}": (people["site"] == sites[row["city"]]).sum()
        for row in tables.get("recruitment", [])
        if row["city"] in sites
    }


def _doubts(issues: pd.DataFrame) -> dict[str, float]:
    found = {"any doubt": issues["row"].nunique()}
    for weight, severity in _SEVERITIES.items():
        found[f"doubt {weight}"] = issues.loc[issues["severity"] == severity, "row"].nunique()
    return found


def _ideas(people: pd.DataFrame, structure: Path, tables: Tables) -> dict[str, float]:
    if not tables.get("ideas_crossed"):
        return {}
    codes, found = _labels(structure), {}
    ideas = people[people["idea_stage"].notna()]
    for stage in stages_of(tables):
        in_stage = ideas[ideas["idea_stage"] == stage]
        found[f"idea all sectors, {stage}"] = rest = len(in_stage)
        for row in tables["ideas_crossed"]:
            if row["sector"] != "all sectors":
                number = _said(in_stage["idea_sector"], row["sector"], codes)
                found[f"idea {row['sector']}, {stage}"] = number
                rest -= number
        found[f"idea sectors left out, {stage}"] = rest
    for row in tables.get("ideas", []):
        column = next(column for word, column in _IDEAS.items() if word in row["question"])
        found[f"idea {row['question']} {row['answer']}"] = _said(ideas[column], row["answer"], codes)
    return found


def _said(values: pd.Series, label: str, codes: Mapping[str, list[str]]) -> int:
    return int((values.isna() if label == "not answered" else values.isin(codes.get(label, []))).sum())
