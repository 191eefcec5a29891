"""Seeded inputs of the benchmarks, and whole processes timed in turns.

The interpreter that has the peers has no ``mekendesh``: this file imports the package only inside the makers.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

SEED = 20270101
PEOPLE = 20_000
FAULTY = 0.02
"""Of the cells, those in which something is wrong."""
ANSWERS = 0.8
"""Of the people, those who answer a question that is not required."""
DECISIONS = 10_000
REGISTER = 600_000
SURVEYED = 5_000
SITES = ("moscow", "yekaterinburg")
WHOLE = r"[+-]?[0-9]{1,15}(?:\.0)?"
MOMENT = (
    r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
"""What a whole number and a time are, said for the peers once more."""


def form() -> Any:
    """The persons' questionnaire of KGZ-RUS with every module."""
    from mekendesh.files import current_tree
    from mekendesh.structure.corridors import Corridor, Round
    from mekendesh.structure.instruments import corridor_questionnaire
    from mekendesh.structure.questionnaire import MODULES

    mapping_round = Round("2027-1", date(2027, 1, 1), is_example=False, modules=MODULES)
    return corridor_questionnaire(current_tree(), Corridor("KGZ", "RUS"), mapping_round)


def responses(
    questionnaire: Any, people: int = PEOPLE, faulty: float = FAULTY, seed: int = SEED
) -> pd.DataFrame:
    """Cells drawn to the form, question by question, and then spoiled: text, rows numbered from 2.

    A spoiled cell is emptied, holds a word that is no number, time or answer of the list, a number beyond the
    range, or an answer to a question that was not asked. Identities and coupons are left as they are.
    """
    from mekendesh.field.responses import was_asked
    from mekendesh.structure.expressions import Answers, holds

    rng = np.random.default_rng(seed)
    rows = pd.RangeIndex(2, 2 + people, name="row")
    cells = pd.DataFrame(index=rows)
    for column in questionnaire.columns:
        codes = np.array(questionnaire.codes_of(column.choices), dtype=object)
        drawn = pd.Series(_drawn(column, codes, people, rng), index=rows, dtype="str")
        if column.constraint:
            alone = holds(column.constraint, Answers(pd.DataFrame({column.column: drawn})), column.column)
            drawn = drawn.where(alone, "none")
        given = was_asked(column, Answers(cells)).to_numpy()
        if not column.required and not column.column.startswith("coupon_"):
            given = given & (rng.random(people) < ANSWERS)
        cells[column.column] = drawn.where(given, "")
    cells = cells.copy()
    for column in questionnaire.columns:
        if column.column == "_uuid" or column.role == "identifier" or column.column.startswith("coupon_"):
            continue
        spoiled = rng.random(people) < faulty
        codes = np.array(questionnaire.codes_of(column.choices), dtype=object)
        beyond = str((column.high or 5) + 1)
        kinds = ["", "neither", beyond, str(_drawn(column, codes, 1, rng)[0])]
        if column.type == "multiple":
            kinds[2] = " ".join(codes)
        cells.loc[spoiled, column.column] = rng.choice(np.array(kinds, dtype=object), int(spoiled.sum()))
    for column in questionnaire.columns:
        if column.type == "multiple":
            padded = " " + cells[column.column] + " "
            split = {
                f"{column.column}/{code}": padded.str.contains(f" {code} ", regex=False)
                .astype(int).astype("str").where(cells[column.column] != "", "")
                for code in questionnaire.codes_of(column.choices)
            }  # fmt: skip
            cells = pd.concat([cells, pd.DataFrame(split)], axis=1)
    return cells.astype("str")


def _drawn(column: Any, codes: np.ndarray, people: int, rng: np.random.Generator) -> Sequence[str]:
    name = column.column
    if name in ("start", "end", "_submission_time"):
        minutes = {"start": 0, "end": 25, "_submission_time": 60}[name]
        begun = np.arange(people) * 600 + rng.integers(0, 300, people) + minutes * 60
        return (pd.Timestamp("2027-01-04T09:00:00") + pd.to_timedelta(begun, unit="s")).strftime(
            "%Y-%m-%dT%H:%M:%S"
        )
    if name == "_uuid":
        return [f"{number:032x}" for number in range(people)]
    if name.startswith("coupon_"):
        given, received = np.arange(people) + 1, (np.arange(people) + 2) // 3
        numbers, place = (
            (received, np.arange(people) % 3 + 1) if name == "coupon_received" else (given, name[-1])
        )
        return [
            f"MOW-{number:05d}-{at}"
            for number, at in zip(numbers, np.broadcast_to(place, people), strict=True)
        ]
    if name == "interviewer":
        return [f"I{number:02d}" for number in rng.integers(1, 41, people)]
    if column.role == "identifier":
        number = rng.integers(0, 10**7, people)
        shape = {"name": "Мисалов{0} Үлгү{0}", "phone": "+99900{0:07d}", "document": "EX{0:07d}"}[name]
        return [shape.format(one) for one in number]
    match column.type:
        case "integer":
            low, high = column.low or 0, column.high or 100
            return (low + rng.integers(0, high - low + 1, people)).astype("str")
        case "multiple":
            most = min(column.high or 3, len(codes))
            count = rng.integers(1, most + 1, people)
            order = np.argsort(rng.random((people, len(codes))), axis=1)
            return [" ".join(codes[sorted(places[:n])]) for places, n in zip(order, count, strict=True)]
        case "text":
            return rng.choice(["молоко цех", "айыл чарба", "a workshop for felt", "мугалим"], people)
        case _:
            return rng.choice(codes, people)


def rules(questionnaire: Any) -> list[dict[str, Any]]:
    """The form's rules in words a peer understands: the check, the column, and what it needs.

    ``asked`` and ``fulfilled`` are Python over a table ``df`` and the helpers ``number``, ``chosen``, ``count``.
    """
    made: list[dict[str, Any]] = []
    for column in questionnaire.columns:
        name, codes = column.column, list(questionnaire.codes_of(column.choices))
        if column.type in ("integer", "datetime"):
            made.append(
                {
                    "check": "type",
                    "column": name,
                    "pattern": {"integer": WHOLE, "datetime": MOMENT}[column.type],
                }
            )
        if column.type == "boolean":
            made.append({"check": "type", "column": name, "codes": ["yes", "no"]})
        if column.type in ("choice", "scale"):
            made.append({"check": "choice", "column": name, "codes": codes})
        if column.type == "multiple":
            either = "|".join(map(re.escape, codes))
            made.append({"check": "choice", "column": name, "pattern": f"(?:{either})(?: (?:{either}))*"})
            if column.high is not None:
                made.append({"check": "too_many", "column": name, "most": column.high})
        if column.type == "integer" and (column.low is not None or column.high is not None):
            made.append({"check": "range", "column": name, "low": column.low, "high": column.high})
        asked = in_python(column.relevant)
        if column.required and column.role not in ("identifier", "consent"):
            made.append({"check": "required", "column": name, "asked": asked})
        if column.relevant:
            made.append({"check": "relevance", "column": name, "asked": asked})
        if column.constraint:
            made.append(
                {"check": "constraint", "column": name, "fulfilled": in_python(column.constraint, name)}
            )
    return made


def in_python(expression: str, current: str = "") -> str:
    """An expression of the form as a person would write it for pandas and polars alike."""
    if not expression:
        return ""
    if current:
        expression = re.sub(r"(?<=\()\.(?=[,)])", f"${{{current}}}", expression)
    steps = (
        (r"count-selected\(\$\{(\w+)\}\)\s*(>)\s*(\d+)", r"(count(df['\1']) \2 \3)"),
        (r"selected\(\$\{(\w+)\},\s*'(\w+)'\)", r"chosen(df['\1'], '\2')"),
        (r"\$\{(\w+)\}\s*(>=|<=|>|<)\s*(\d+)", r"(number(df['\1']) \2 \3)"),
        (r"\$\{(\w+)\}\s*=\s*'(\w*)'", r"(df['\1'] == '\2')"),
        (r"\$\{(\w+)\}\s*!=\s*'(\w*)'", r"(df['\1'] != '\2')"),
        (r"\bnot\(", "~("),
        (r"\band\b", "&"),
        (r"\bor\b", "|"),
    )
    for found, said in steps:
        expression = re.sub(found, said, expression)
    if "${" in expression:
        raise ValueError(expression)
    return expression


def decisions(
    cells: pd.DataFrame, questionnaire: Any, count: int = DECISIONS, seed: int = SEED
) -> pd.DataFrame:
    """A cleaning log of ``count`` accepted changes, no two of one cell."""
    from mekendesh.cleaning.log import log_of

    rng = np.random.default_rng(seed)
    names = [
        column.column for column in questionnaire.columns if column.role in ("trait", "channel", "awareness")
    ]
    chosen = rng.choice(len(cells) * len(names), count, replace=False)
    taken = []
    for place in chosen:
        row, name = cells.index[place // len(names)], names[place % len(names)]
        column = questionnaire.by_name[name]
        codes = questionnaire.codes_of(column.choices)
        new = str(rng.choice(np.array(codes))) if codes else str(rng.integers(1, 60))
        taken.append((cells.at[row, "_uuid"], name, cells.at[row, name], new, "change", "impossible_value"))
    return log_of(taken, "2027-05-20", "Aisha", "Bek")


def two_lists(
    register: int = REGISTER, surveyed: int = SURVEYED, seed: int = SEED
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A register of about so many records, what so many people told, and the pairs that are one person.

    Both lists have the columns of `mekendesh.cleaning.linkage.RECORD_COLUMNS`.
    """
    from mekendesh.cleaning.linkage import RECORD_COLUMNS
    from mekendesh.files import current_tree
    from mekendesh.simulation.answers import load_words
    from mekendesh.simulation.identities import identities
    from mekendesh.simulation.register_plan import USUAL
    from mekendesh.simulation.registers import consular_register, survey_identities

    rng = np.random.default_rng(seed)
    size = round(register * (1 - USUAL.share_stale) / (USUAL.share_registered * (1 + USUAL.share_duplicate)))
    people = pd.DataFrame(
        {
            "sex": rng.choice(["male", "female"], size),
            "birth_year": rng.integers(1955, 2007, size),
            "site": rng.choice(SITES, size),
        }
    )
    known = identities(people, load_words(current_tree(), "KGZ"), rng)
    made = consular_register(known, USUAL, rng)
    answered = rng.choice(size, surveyed, replace=False)
    told = survey_identities(known, answered, USUAL, rng)
    table = made.table
    left = pd.DataFrame(
        {
            "record": table["record_id"],
            "name": table["family_name"] + " " + table["given_name"],
            "birth": table["birth_date"],
            "sex": table["sex"].map({"ж": "female", "м": "male"}).fillna(""),
            "phone": table["phone"],
            "document": table["document"],
        }
    )
    right = pd.DataFrame(
        {
            "record": [f"S{person}" for person in answered],
            "name": told["name"].to_numpy(),
            "birth": people["birth_year"].iloc[answered].astype("str").to_numpy(),
            "sex": people["sex"].iloc[answered].to_numpy(),
            "phone": told["phone"].to_numpy(),
            "document": told["document"].to_numpy(),
        }
    )
    truth = made.truth[made.truth["person"].isin({str(person) for person in answered})]
    pairs = pd.DataFrame({"left": truth["record_id"], "right": "S" + truth["person"]})
    return left[list(RECORD_COLUMNS)], right[list(RECORD_COLUMNS)], pairs.reset_index(drop=True)


def arguments(what: str, repeats: int) -> argparse.Namespace:
    """The command line that every benchmark has; ``child`` and ``folder`` are how one calls itself."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("--peer-python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--repeats", type=int, default=repeats, help="pairs of processes")
    parser.add_argument("--scale", type=float, default=1.0, help="part of the full size, for a trial")
    parser.add_argument("--child", default="", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, default=None, help=argparse.SUPPRESS)
    return parser.parse_args()


def peak_mib() -> float:
    """The peak of this process's own memory, by Linux.

    Not ``ru_maxrss``: a child that was started by a larger parent reports the parent's peak there.
    """
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024


def tell(folder: Path, who: str, **figures: float) -> None:
    """What a child measured of itself: figures, and its peak memory in MiB."""
    peak = peak_mib()
    (folder / f"{who}.json").write_text(json.dumps({"peak_mib": peak, **figures}))


def timed(script: str, who: str, python: str, folder: Path) -> dict[str, float]:
    """One whole process of a benchmark, with its own figures beside the seconds it took."""
    command = [python, script, "--child", who, "--folder", str(folder)]
    said = folder / f"{who}.txt"
    began = time.perf_counter()
    with said.open("w") as file:
        code = subprocess.run(command, check=False, stdout=file, stderr=file).returncode  # noqa: S603 - itself
    if code:
        raise RuntimeError(said.read_text())
    took = time.perf_counter() - began
    return {"process": took, **json.loads((folder / f"{who}.json").read_text())}


def in_turns(
    script: str, ours: str, peers: Mapping[str, str], repeats: int, folder: Path
) -> dict[str, list[dict]]:
    """Ours and a peer in pairs, who goes first in turns; for every name its runs in order.

    The runs of ours beside one peer are ``ours|peer``.
    """
    runs: dict[str, list[dict]] = {}
    for peer, python in peers.items():
        pair = [(ours, sys.executable, f"{ours}|{peer}"), (peer, python, peer)]
        for turn in range(repeats):
            for who, interpreter, key in pair[:: 1 if turn % 2 == 0 else -1]:
                runs.setdefault(key, []).append(timed(script, who, interpreter, folder))
    return runs


def told(values: Iterable[float], digits: int = 2) -> str:
    """Median and range."""
    known = list(values)
    return f"{statistics.median(known):.{digits}f} ({min(known):.{digits}f}-{max(known):.{digits}f})"


def compared(runs: Mapping[str, list[dict]], ours: str, peers: Iterable[str]) -> list[tuple[str, ...]]:
    """Lines of a table: peer, seconds of the processes, of the work, and the ratios peer / ours by pair."""
    lines = []
    for peer in peers:
        own, other = runs[f"{ours}|{peer}"], runs[peer]
        ratios = {
            figure: [its[figure] / mine[figure] for its, mine in zip(other, own, strict=True)]
            for figure in ("process", "work")
        }
        lines.append(
            (
                peer,
                *(told(run["process"] for run in one) for one in (own, other)),
                told(ratios["process"]),
                *(told(run["work"] for run in one) for one in (own, other)),
                told(ratios["work"]),
                *(told((run["peak_mib"] for run in one), 0) for one in (own, other)),
            )
        )
    return lines


COMPARED = (
    "peer", "ours, process s", "peer, process s", "peer/ours", "ours, work s", "peer, work s", "peer/ours",
    "ours, peak MiB", "peer, peak MiB",
)  # fmt: skip


def show(header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """A table of Markdown on the standard output."""
    rows = [header, ["---"] * len(header), *lines]
    sys.stdout.write("\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n\n")
    sys.stdout.flush()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def working_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for the inputs of one run, removed at its end."""
    return tempfile.TemporaryDirectory(prefix="mekendesh-bench-", dir=os.environ.get("TMPDIR"))
