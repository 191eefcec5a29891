"""What the shares say: of channels, obstacles, proposals, answers to one question, and waves of recruitment."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from audit.counts import IDEAS, KEPT
from audit.facts import OFF, SMALLEST, Facts, Sum, less, one, total
from audit.published import Told, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from audit.published import Row, Tables

SILENT = 1
"""How many of those who count may not have answered one of the questions on channels and obstacles; other questions may
leave out a fifth.
"""
CITIES = 1.05
"""How far waves can weigh differently where all people weigh alike: cities differ in how far their chains have come."""
N = "people who count"
ANY, EVERYWHERE = "any", "at least one channel"
SHARE = "share who are willing, do not act, and name an obstacle addressed"
GAP, NAMES = "willing, not acting: ", "name the obstacle: "
PROFILE = {
    "women": "sex_female",
    "aged 18 to 29": "age_18_29",
    "aged 30 to 44": "age_30_44",
    "aged 45 and over": "age_45_plus",
    "with higher education": "education_higher",
    "arrived in the last five years": "arrived_last_5_years",
    "working below their qualification": "overqualified_yes",
    "without a regular legal status": "legal_irregular",
    "know a body of the state that works for compatriots": "aware_yes",
    "have used a service of such a body": "used_yes",
    "trust the state of origin (4 or 5 of 5)": "trust_high",
    "plan to return": "return_yes",
    "have an idea or project for the country of origin": "idea_any",
}
HEADLINES = {
    "contribute through at least one channel": "acts_any",
    "are willing to contribute through at least one channel": "willing_any",
    "are willing in at least one channel in which they do not act": "gap_any",
    "trust the state of origin (4 or 5 of 5)": "trust_high",
    "plan to return": "return_yes",
    "have used a service of such a body": "used_yes",
}
AGES = ("age_18_29", "age_30_44", "age_45_plus")


@dataclass(frozen=True)
class Question:
    """``kind``: of a ``choice`` one answer is given, of a ``multiple`` several. ``of_all``: asked of everyone."""

    column: str
    kind: str
    of_all: bool


@dataclass(frozen=True)
class Words:
    """What the project publishes of its form: channels, obstacles, proposals, indicators and questions by English label."""

    channels: Mapping[str, str]
    barriers: Mapping[str, str]
    proposals: Mapping[str, str]
    indicators: Mapping[str, str]
    questions: Mapping[str, Question] = field(default_factory=dict)


def read_words(structure: Path) -> Words:
    """From the folder of the mapping structure, which is public: English label to id."""

    def rows(name: str) -> list[Row]:
        with (structure / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    proposals = rows("proposals.csv")
    titles = {
        row[column]: row["proposal"]
        for row in proposals
        for column in ("title_en", "text_en")
        if column in row
    }
    return Words(
        {row["label_en"]: row["channel"] for row in rows("channels.csv")},
        {row["label_en"]: row["barrier"] for row in rows("barriers.csv")},
        titles,
        {row["kpi_en"]: row["kpi_indicator"] for row in proposals if row["kpi_indicator"]},
        {
            row["label_en"]: Question(
                row["column"], row["type"], not row["relevant"] and row["module"] == "core"
            )
            for row in rows("persons.csv")
        },
    )


@dataclass(frozen=True)
class Links:
    """Which channels and obstacles each proposal addresses, as the walk down names them."""

    channels: Mapping[str, list[str]]
    barriers: Mapping[str, list[str]]


def read_shares(tables: Tables, words: Words) -> list[tuple[str, Told]]:
    """Every share of people in 03 by its indicator, as often as it is told, those of the needs and sides left out."""
    return [(indicator, shown) for indicator, shown in _told_shares(tables, words) if indicator]


def _told_shares(tables: Tables, words: Words) -> Iterator[tuple[str, Told]]:
    channels, barriers = {**words.channels, EVERYWHERE: ANY}, words.barriers
    for row in tables.get("potential", []):
        for kind in ("acts", "willing", "gap"):
            yield f"{kind}_{channels[row['channel']]}", told(row, kind)
    for row in tables.get("barriers", []):
        yield f"barrier_{barriers[row['obstacle']]}", told(row, "share")
    for row in tables.get("locks", []):
        if row["obstacle"] in barriers:
            yield f"gapbarrier_{channels[row['channel']]}__{barriers[row['obstacle']]}", told(row, "both")
    for row in tables.get("profile", []):
        yield PROFILE.get(row["who"], ""), told(row, "share")
    for row in tables.get("effect_of_cleaning", []):
        yield HEADLINES.get(row["share_of"], ""), told(row, "reviewed")
    for row in tables.get("recommendations", []):
        yield words.indicators.get(row["indicator"], ""), told(row, "baseline")
        yield _proposal(row, words), told(row, "share")
    for row in tables.get("walk_down", []):
        indicator = _walked(row, words)
        if indicator:
            yield indicator, told(row, "value")


def _proposal(row: Row, words: Words) -> str:
    named = words.proposals.get(row["recommendation"].split(". ", 1)[-1], "")
    return f"proposal_{named}" if named else ""


def _walked(row: Row, words: Words) -> str:
    finding = row["finding"]
    if finding == SHARE:
        return _proposal(row, words)
    if finding.startswith(GAP):
        channel = words.channels.get(finding.removeprefix(GAP))
        return f"gap_{channel}" if channel else ""
    barrier = words.barriers.get(finding.removeprefix(NAMES)) if finding.startswith(NAMES) else None
    return f"barrier_{barrier}" if barrier else ""


def read_links(tables: Tables, words: Words) -> Links:
    channels: dict[str, list[str]] = {}
    barriers: dict[str, list[str]] = {}
    for row in tables.get("walk_down", []):
        kind, _, key = _walked(row, words).partition("_")
        into = {"gap": channels, "barrier": barriers}.get(kind)
        if into is not None:
            into.setdefault(_proposal(row, words), []).append(key)
    return Links(channels, barriers)


def survey_facts(
    tables: Tables,
    words: Words,
    facts: Facts,
    contrast: float,
    beside: Mapping[str, tuple[float, float]] | None = None,
) -> None:
    """Add what the shares of a corridor say. ``beside``: what the origin's report says of shares of this corridor."""
    shares = read_shares(tables, words)
    if not shares:
        return
    facts.at_most(one(N), one(KEPT))
    _people_told(tables, facts)
    _channels(words, facts)
    _obstacles(words, facts, {indicator for indicator, shown in shares if shown.value is not None})
    _proposals(read_links(tables, words), facts)
    _profile(facts)
    seen = set()
    for indicator, shown in shares:
        facts.share(_yes(indicator), _asked(indicator), shown, contrast)
        if shown.hidden and (indicator, shown.flag) not in seen:
            seen.add((indicator, shown.flag))
            facts.seek(f"shares | {indicator}", _yes(indicator), shown.flag)
    for indicator, (low, high) in (beside or {}).items():
        facts.share_between(_yes(indicator), _asked(indicator), low, high, contrast)
    _needs(tables, words, facts, contrast)
    _sides(tables, words, facts, contrast)
    _waves(tables, facts, contrast)


def _yes(indicator: str) -> Sum:
    return one(f"yes {indicator}")


def _asked(indicator: str) -> Sum:
    return one(f"asked {indicator.partition('_')[0]}" if indicator in PROFILE.values() else N)


def _people_told(tables: Tables, facts: Facts) -> None:
    """A number of people who answered: where fewer than ten did not, it is that of all who took part."""
    for row in tables.get("walk_down", []):
        people = told(row, "people") if row["people"][:1].isdigit() else Told(None)
        if people.value is not None:
            facts.between(one(N), people.value - OFF - SMALLEST + 1, people.value + OFF + SILENT)
            facts.between(one(KEPT), people.value - OFF, float("inf"))
    facts.seek("people | took part, but without an answer or a network size", less(one(KEPT), one(N)))


def _near(facts: Facts, one_sum: Mapping[str, float], other: Mapping[str, float]) -> None:
    """Two counts are the same but for those who did not answer one of the questions."""
    facts.between(less(one_sum, other), -SILENT, SILENT)


def _channels(words: Words, facts: Facts) -> None:
    """Acts × willing makes four cells per channel; the gap is one of them. ``any`` is the union over the channels."""
    for channel in words.channels.values():
        both, acts, gap, neither = (
            one(f"{cell} {channel}") for cell in ("both", "acts only", "gap", "neither")
        )
        _near(facts, total([both, acts, gap, neither]), one(N))
        _near(facts, total([both, acts]), _yes(f"acts_{channel}"))
        _near(facts, total([both, gap]), _yes(f"willing_{channel}"))
        _near(facts, gap, _yes(f"gap_{channel}"))
        for name, cell in (("both", both), ("acts, not willing", acts), ("neither", neither)):
            facts.seek(f"channels | {channel}, {name}", cell)
    for kind in ("acts", "willing", "gap"):
        parts = [_yes(f"{kind}_{channel}") for channel in words.channels.values()]
        for channel, part in zip(words.channels.values(), parts, strict=True):
            facts.at_most(part, _yes(f"{kind}_any"), SILENT)
            facts.seek(f"channels | {kind}, elsewhere than {channel} only", less(_yes(f"{kind}_any"), part))
        facts.at_most(_yes(f"{kind}_any"), total(parts), SILENT)
        facts.at_most(_yes(f"{kind}_any"), one(N))
    willing, gap, acts = (_yes(f"{kind}_any") for kind in ("willing", "gap", "acts"))
    facts.at_most(gap, willing, SILENT)
    facts.at_most(willing, total([gap, acts]), SILENT)
    facts.seek("channels | willing only where they act", less(willing, gap))


def _obstacles(words: Words, facts: Facts, shown: set[str]) -> None:
    """Gap × names an obstacle makes four cells; all pairs are sought, their corners where the pair is told."""
    for channel in words.channels.values():
        for barrier in words.barriers.values():
            pair = f"gapbarrier_{channel}__{barrier}"
            gap, names = _yes(f"gap_{channel}"), _yes(f"barrier_{barrier}")
            facts.at_most(_yes(pair), gap)
            facts.at_most(_yes(pair), names)
            facts.at_most(less(total([gap, names]), _yes(pair)), one(N), SILENT)
            if pair in shown:
                facts.seek(f"pairs | {channel}, not {barrier}", less(gap, _yes(pair)))
                facts.seek(f"pairs | {barrier}, not {channel}", less(names, _yes(pair)))
                facts.seek(
                    f"pairs | neither {channel} nor {barrier}",
                    less(total([one(N), _yes(pair)]), total([gap, names])),
                )
            else:
                facts.seek(f"pairs | {channel} and {barrier}", _yes(pair))


def _proposals(links: Links, facts: Facts) -> None:
    """Whoever is in a proposal's share is in one of its gaps and names one of its obstacles."""
    for proposal, channels in links.channels.items():
        barriers = links.barriers.get(proposal, [])
        pairs = [_yes(f"gapbarrier_{channel}__{barrier}") for channel in channels for barrier in barriers]
        if not pairs:
            continue
        whole = _yes(proposal)
        facts.at_most(whole, total(pairs), SILENT)
        facts.at_most(whole, total(_yes(f"gap_{channel}") for channel in channels), SILENT)
        facts.at_most(whole, total(_yes(f"barrier_{barrier}") for barrier in barriers), SILENT)
        if len(pairs) == 2:
            facts.seek(f"proposals | {proposal}, in both its pairs", less(total(pairs), whole))
        for pair in pairs if len(pairs) > 1 else []:
            facts.at_most(pair, whole, SILENT)
            facts.seek(f"proposals | {proposal} without {next(iter(pair))}", less(whole, pair))


def _profile(facts: Facts) -> None:
    """Questions of the profile may leave out a fifth; ages add up; an idea is told as a count too."""
    for indicator in PROFILE.values():
        facts.at_most(_asked(indicator), one(N))
        facts.between(less(_asked(indicator), {N: 0.8}), 0, float("inf"))
        facts.at_most(_yes(indicator), _asked(indicator))
    facts.equal(total(_yes(age) for age in AGES), _asked(AGES[0]))
    facts.at_most(_yes("idea_any"), one(IDEAS))
    facts.at_most(less(one(IDEAS), _yes("idea_any")), less(one(KEPT), one(N)))


def _needs(tables: Tables, words: Words, facts: Facts, contrast: float) -> None:
    """One answer of each of the willing in a channel: two are shown, the others are what is left."""
    for row in tables.get("needs", []):
        channel = words.channels[row["channel"]]
        asked = one(f"needs {channel}")
        facts.at_most(asked, _yes(f"willing_{channel}"), SILENT)
        facts.between(less(asked, {f"yes willing_{channel}": 0.8}), 0, float("inf"))
        answers = [one(f"needs {channel} {row['need']}"), one(f"needs {channel} {row['second']}")]
        for answer, column in zip(answers, ("share", "second_share"), strict=True):
            facts.share(answer, asked, told(row, column), contrast)
        facts.at_most(total(answers), asked)
        facts.seek(f"needs | {channel}, none of those shown", less(asked, total(answers)))


def _sides(tables: Tables, words: Words, facts: Facts, contrast: float) -> None:
    """The answers to a question of which one is chosen add up to those who answered it; a question of which several may be
    is as many questions. Those that not everyone is asked leave open of how many people they speak.
    """
    rows = [row for name in ("sides", "state_bodies") for row in tables.get(name, [])]
    for question in dict.fromkeys(row["question"] for row in rows):
        asked, known = one(f"asked: {question}"), words.questions.get(question)
        facts.at_most(asked, one(N))
        if known is None or known.of_all:
            facts.between(less(asked, {N: 0.8}), 0, float("inf"))
        answers = []
        for row in rows:
            if row["question"] == question:
                answer, shown = one(f"{question} {row['answer']}"), told(row, "share")
                facts.at_most(answer, asked)
                facts.share(answer, asked, shown, contrast)
                if shown.hidden:
                    facts.seek(f"sides | {question} {row['answer']}", answer, shown.flag)
                answers.append(answer)
        if known is None or known.kind == "choice":
            facts.equal(total(answers), asked)


def _waves(tables: Tables, facts: Facts, contrast: float) -> None:
    """Shares up to a wave tell what each further wave added: people who joined with it, and those who said yes."""
    steps = [row["wave"] for row in tables.get("waves", [])]
    rows = tables.get("convergence", [])
    ends = {step: number for number, step in enumerate(steps)}
    # A chain that leads to no seed has waves of its own here, while the table of waves keeps its people apart.
    untraced = one(f"wave {steps[-1]}") if steps else {}
    for headline in dict.fromkeys(row["share_of"] for row in rows):
        parts = [one(f"{headline}, {step}") for step in steps]
        counts = [one(f"counts, {step}") for step in steps]
        for step, part, people in zip(steps, parts, counts, strict=True):
            facts.at_most(part, people)
            if one(f"wave {step}") == untraced:
                continue
            facts.at_most(people, total([one(f"wave {step}"), untraced]))
            facts.at_most(less(one(f"wave {step}"), people), less(one(KEPT), one(N)))
        facts.equal(total(counts), one(N))
        _near(facts, total(parts), _yes(HEADLINES.get(headline, headline)))
        reached = []
        for row in rows:
            if row["share_of"] != headline:
                continue
            last = len(steps) - 1 if row["up_to"] == "all waves" else ends.get(row["up_to"])
            if last is None:
                continue
            facts.share(
                total(parts[: last + 1]), total(counts[: last + 1]), told(row, "share"), CITIES * contrast
            )
            reached.append(last)
        for before, after in pairwise(reached):
            added = total(parts[before + 1 : after + 1])
            facts.seek(f"waves | {headline}, {steps[before]} to {steps[after]}", added)
            facts.seek(
                f"waves | not: {headline}, {steps[before]} to {steps[after]}",
                less(total(counts[before + 1 : after + 1]), added),
            )
