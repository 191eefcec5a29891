"""What the checks find of mistakes planted into invented deliveries of 13 corridors of eight origins.

    .venv/bin/python tests/proof/planted.py

Every corridor is simulated with `PLANTED` mistakes of each kind (fewer where fewer responses fit) and cleaned as
a delivery of the field is. A mistake counts as found if its own check names its own cell. A false alarm is a
doubt at a cell that was not falsified and that no planted mistake implies. Then, in every corridor without
planted mistakes, one interviewer makes the answers up. Writes ``planted.csv`` beside itself, the same bytes again.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from itertools import repeat
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pandas as pd

from mekendesh.cleaning.checks import RECORD_CHECKS, STATISTICAL_CHECKS, logic_checks
from mekendesh.cleaning.clean import Cleaning, clean, clean_delivery
from mekendesh.cleaning.interviewers import flagged, interviewer_panel
from mekendesh.cleaning.likeness import substantive
from mekendesh.field.delivery import read_delivery
from mekendesh.field.responses import Responses, read_responses, type_responses
from mekendesh.files import Tree, current_tree
from mekendesh.simulation.delivery import simulate_delivery
from mekendesh.simulation.simulate import stable_seed
from mekendesh.structure.corridors import Corridor, find_round, place
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.structure.logic import load_logic
from mekendesh.structure.questionnaire import Questionnaire

CORRIDORS = (
    "KGZ-RUS", "KGZ-KAZ", "KGZ-TUR", "KGZ-KOR", "KGZ-DEU", "KGZ-USA", "MDA-ITA", "MAR-FRA", "BGD-SAU",
    "SRB-DEU", "TUN-FRA", "ECU-ESP", "JAM-USA",
)  # fmt: skip
PLANTED, WORKERS = 10, 2
ENOUGH = 0.95
FOUND_BY = {
    "network_size_missing": "required",
    "network_size_zero": "range",
    "network_size_huge": "range",
    "coupon_look_alike": "coupon_look_alike",
    "coupon_letter_for_digit": "coupon_look_alike",
    "coupon_never_issued": "coupon_not_given",
    "birth_year_out_of_range": "range",
    "arrived_before_birth": "arrived_impossibly",
    "sector_without_work": "sector_without_work",
    "answer_not_asked": "relevance",
    "scale_out_of_range": "choice",
    "too_short": "too_short",
    "number_with_comma": "type",
    "overqualified_without_work": "overqualified_without_work",
    "stay_longer_than_since_arrival": "stay_longer_than_since_arrival",
    "coupon_lost": "required",
    "hidden_character": "hidden_characters",
    "duplicate": "sent_again",
    "other_on_list": "other_on_list",
    "identifying_text": "identifying_text",
    "mixed_scripts": "mixed_scripts",
    "letters_lost": "broken_letters",
    "straightliner": "straightlining",
    "near_copy": "near_duplicate",
}
"""The check that is to find each kind of planted mistake."""
NO_RULE = {"straightliner", "near_copy", "other_on_list", "identifying_text", "mixed_scripts", "letters_lost"}
"""Kinds that no rule of the form can know: words and likeness must be judged."""
NAMED_AT = {"duplicate": "", "near_copy": "", "straightliner": "", "other_on_list": "barriers"}
"""The column in which a check names a kind, where it is not the falsified one; empty is the row as a whole."""
MADE_UP, PANEL = "interviewer_makes_up", "interviewer_panel"
COLUMNS = (
    "kind", "check", "rule", "corridors", "planted", "found", "recall", "recall_low", "false_alarms", "rows",
    "false_alarm_share",
)  # fmt: skip

Doubt = tuple[str, int, str]
"""Check, row, column."""


@dataclass
class Tally:
    """Sums over corridors: by kind what was planted and found, by check its false alarms and the rows it saw."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    corridors: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    missed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and corridor."""

    def update(self, other: Tally) -> None:
        for one in fields(self):
            getattr(self, one.name).update(getattr(other, one.name))


def tree_with(root: Path, planted: int) -> Tree:
    """A tree of the checkout's structure and reference in which so many mistakes of each kind are assumed."""
    for folder in ("structure", "reference"):
        shutil.copytree(current_tree().root / "data" / folder, root / "data" / folder)
    file = root / "data" / "structure" / "assumptions.csv"
    table = pd.read_csv(file, dtype="str", keep_default_na=False)
    table.loc[table["parameter"] == "planted", "value"] = str(planted)
    table.to_csv(file, index=False, lineterminator="\n")
    return Tree(root)


def cleaned(tree: Tree, corridor: Corridor) -> tuple[Cleaning, pd.DataFrame, list[dict[str, str]]]:
    """The cleaning of a simulated delivery, its raw table by row, and what was planted in it."""
    of_round = find_round(tree, "example")
    folder = simulate_delivery(tree, corridor, of_round)
    raw = pd.read_csv(folder / "responses.csv", dtype="str", keep_default_na=False)
    raw.index += 2
    truth = json.loads((tree.truth(place(corridor, of_round)) / "truth.json").read_text())
    return clean_delivery(tree, corridor, of_round), raw, truth["planted"]


def wanted(planted: dict[str, str], row: int) -> Doubt:
    """The doubt that finds a planted mistake."""
    kind = planted["kind"]
    return FOUND_BY[kind], row, NAMED_AT.get(kind, planted["column"])


def implied(
    planted: Iterable[dict[str, str]], row_of: dict[str, int], channels: Iterable[str]
) -> tuple[set[tuple[int, str]], set[Doubt]]:
    """Falsified cells, at which any doubt is true, and doubts elsewhere that a planted mistake makes true."""
    cells, doubts = set(), set()
    for one in planted:
        row = row_of[one["uuid"]]
        cells.add((row, one["column"]))
        doubts.add(wanted(one, row))
        if one["kind"] == "near_copy":
            # The interview that was copied is doubted with its copy, which came without a coupon.
            doubts |= {("near_duplicate", row_of[one["true"]], ""), ("required", row, "coupon_received")}
            # Whoever copied it changed answers about acting, not those to the questions that follow from them.
            doubts |= {("relevance", row, f"needs_{needs}") for needs in channels}
    return cells, doubts


def counted(tree: Tree, corridor: Corridor) -> Tally:
    """The tally of one corridor."""
    tally = Tally()
    done, raw, planted = cleaned(tree, corridor)
    row_of = {uuid: int(row) for row, uuid in raw["_uuid"].items()}
    raised = set(done.issues[["check", "row", "column"]].itertuples(index=False, name=None))
    at_row = {(check, row) for check, row, _ in raised}
    for one in planted:
        check, row, column = wanted(one, row_of[one["uuid"]])
        tally.planted[one["kind"]] += 1
        # A straightliner may be found in one battery or in all together: both name the row.
        found = (check, row) in at_row if one["kind"] == "straightliner" else (check, row, column) in raised
        tally.found[one["kind"]] += found
        if not found:
            tally.missed[one["kind"], corridor.code] += 1
    tally.corridors.update({one["kind"] for one in planted})
    asked = [name.rpartition("/")[2] for name in raw.columns]
    needs = [name.removeprefix("needs_") for name in asked if name.startswith("needs_")]
    cells, doubts = implied(planted, row_of, needs)
    straight = {row_of[one["uuid"]] for one in planted if one["kind"] == "straightliner"}
    false = {
        (check, row)
        for check, row, column in raised
        if (row, column) not in cells
        and (check, row, column) not in doubts
        and not (check == "straightlining" and row in straight)
    }
    tally.false.update(check for check, _ in false)
    of_records = {check.name for check in RECORD_CHECKS}
    for check in done.checks:
        looked_at = raw.index if check.name in of_records else done.received.cells.index
        tally.rows[check.name] += len(looked_at) - len(
            set(looked_at) & {r for c, r, _ in doubts if c == check.name}
        )
    return tally


def low_end(hits: int, trials: int) -> float:
    """The lower end of Wilson's 95 % interval of a share."""
    z = 1.959964
    share = hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return float((middle - spread) / (1 + z * z / trials))


def line(
    kind: str, check: str, corridors: int, planted: int, found: int, false: int, rows: int
) -> dict[str, str]:
    """A line of the table: counts and shares as text."""
    rule = "" if kind not in FOUND_BY else "no" if kind in NO_RULE else "yes"
    shares = (f"{found / planted:.4f}", f"{low_end(found, planted):.4f}") if planted else ("", "")
    cells = (kind, check, rule, corridors, planted, found, *shares, false, rows, f"{false / rows:.5f}")
    return dict(zip(COLUMNS, map(str, cells), strict=True))


def lines_of(tally: Tally, corridors: int) -> Iterator[dict[str, str]]:
    """Every kind with its check; then the checks nothing was planted for that nevertheless raised a doubt."""
    for kind, check in FOUND_BY.items():
        planted, found = tally.planted[kind], tally.found[kind]
        yield line(kind, check, tally.corridors[kind], planted, found, tally.false[check], tally.rows[check])
    for check in sorted(set(tally.false) - set(FOUND_BY.values())):
        yield line("", check, corridors, 0, 0, tally.false[check], tally.rows[check])
    rest = [check for check in tally.rows if check not in FOUND_BY.values() and not tally.false[check]]
    yield line("", f"{len(rest)} others", corridors, 0, 0, 0, sum(tally.rows[check] for check in rest))


def made_up(responses: Responses, questionnaire: Questionnaire, seed: int) -> Responses:
    """I01 sits at home: closed answers at random but never "other", round networks, nine minutes each."""
    rng = np.random.default_rng(seed)
    cells = responses.cells.copy()
    mine = cells.index[(cells["interviewer"] == "I01") & (cells["consent_analyse"] == "yes")]
    for asked in substantive(questionnaire):
        codes = [code for code in questionnaire.codes_of(asked.choices) if code != "other"]
        if codes and asked.column != "site":
            told = mine[(cells.loc[mine, asked.column] != "").to_numpy()]
            cells.loc[told, asked.column] = rng.choice(codes, len(told))
    cells.loc[mine, "network_size"] = rng.choice(["10", "20", "30", "50"], len(mine))
    ends = responses.typed.loc[mine, "start"] + pd.Timedelta(minutes=9)
    cells.loc[mine, "end"] = [end.isoformat() for end in ends]
    return type_responses(cells, questionnaire)


def named(tree: Tree, responses: Responses, questionnaire: Questionnaire, day: str) -> tuple[set[str], int]:
    """The interviewers whom the panel names after cleaning, and how many there are."""
    checks = (*logic_checks(load_logic(tree)), *STATISTICAL_CHECKS)
    done = clean(responses, questionnaire, key=b"k" * 32, decided_on=day, more_checks=checks)
    panel = interviewer_panel(done.received, questionnaire, done.issues)
    return set(flagged(panel)["interviewer"]), panel["interviewer"].nunique()


def interviewers(tree: Tree, corridor: Corridor) -> tuple[int, int, int, int, int]:
    """Whether the panel names I01 who makes answers up; named and all of the honest beside, and where all are."""
    of_round = find_round(tree, "example")
    simulate_delivery(tree, corridor, of_round)
    questionnaire = corridor_questionnaire(tree, corridor, of_round)
    responses = read_responses(read_delivery(tree, place(corridor, of_round)), questionnaire)
    day = of_round.as_of.isoformat()
    invented = made_up(responses, questionnaire, stable_seed(corridor.code, "I01"))
    who, beside = named(tree, invented, questionnaire, day)
    honest, people = named(tree, responses, questionnaire, day)
    return int("I01" in who), len(who - {"I01"}), beside - 1, len(honest), people


def verdict(lines: Iterable[dict[str, str]], missed: Counter[tuple[str, str]]) -> Iterator[str]:
    """Whether each kind a rule can know is found often enough; then what was not found, and where."""
    short = [cells for cells in lines if cells["rule"] == "yes" and float(cells["recall"] or 0) < ENOUGH]
    yield f"Every kind that a rule can know is found in at least {ENOUGH:.0%}: {'no' if short else 'yes'}"
    for cells in short:
        yield f"  below: {cells['kind']}, {cells['found']} of {cells['planted']}"
    for (kind, corridor), count in sorted(missed.items()):
        yield f"not found in {corridor}: {count} {kind}"


def table_of(lines: list[dict[str, str]]) -> str:
    """The lines as a table of Markdown."""
    rows = [COLUMNS, ["---"] * len(COLUMNS), *(list(cells.values()) for cells in lines)]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def main() -> None:
    corridors = [Corridor(*code.split("-")) for code in CORRIDORS]
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        with patch.dict(os.environ, {"MEKENDESH_KEY": str(root / "key")}):
            tree = tree_with(root / "planted", PLANTED)
            honest = tree_with(root / "honest", 0)
            with ProcessPoolExecutor(WORKERS) as pool:
                for one in pool.map(counted, repeat(tree), corridors):
                    tally.update(one)
                counts = [
                    sum(one) for one in zip(*pool.map(interviewers, repeat(honest), corridors), strict=True)
                ]
    lines = list(lines_of(tally, len(corridors)))
    every = len(corridors)
    lines.append(line(MADE_UP, PANEL, every, every, *counts[:3]))
    lines.append(line("interviewers_all_honest", PANEL, every, 0, 0, *counts[3:]))
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    sys.stdout.write(table_of(lines) + "\n" + "\n".join(verdict(lines, tally.missed)) + "\n")


if __name__ == "__main__":
    main()
