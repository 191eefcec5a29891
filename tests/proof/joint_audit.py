"""Can what is hidden be worked out of all that is published together? An attacker with two linear programmes a cell.

Writes joint_audit.csv beside itself. The six corridors of the example and their origin are walked as the notebooks
walk them, three times: with the weights of the survey; as if everyone weighed the same, so that a share times the
people counted is a count, which is the worst case; and so again without any complementary suppression, to show
that the attacker finds what is to be found. The attacker (`tests/audit`) shares no code with the package. Every
fact he uses is held against the respondents: a false one would make his intervals worthless.
"""

from __future__ import annotations

import ast
import csv
import multiprocessing
import os
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import nbformat
import numpy as np
import pandas as pd
from nbformat.v4 import new_code_cell, new_notebook, new_output

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from audit.attack import attack
from audit.corridor import NATIONAL, read_units, round_facts
from audit.survey import read_words
from audit.truth import false_facts, true_numbers, value_of
from mekendesh.estimation import recruitment
from mekendesh.files import ROOT_VARIABLE, Tree, current_tree
from mekendesh.reporting.blocks import MIME, Block
from mekendesh.reporting.collection import fieldwork
from mekendesh.reporting.compatriots import family_shares, ideas
from mekendesh.reporting.doors import protection
from mekendesh.reporting.pages.downloads import table_files
from mekendesh.structure import sites

if TYPE_CHECKING:
    from collections.abc import Iterator

ORIGIN, ROUND = "KGZ", "example"
DESTINATIONS = ("RUS", "KAZ", "TUR", "DEU", "KOR", "USA")
ALIKE = 10
"""The network size that everyone who has one gets where all weigh the same."""
COLUMNS = (
    "world", "unit", "tables", "facts", "held", "false", "hidden", "unshown", "told", "told_small", "narrowest",
)  # fmt: skip
SMALLEST = 10


@dataclass(frozen=True)
class World:
    """``contrast``: how differently two groups of people can weigh, as the attacker believes."""

    name: str
    contrast: float
    even: bool = False
    bare: bool = False


# Cities, and who did not answer, keep weights of one size from being wholly even: 5 % is what it takes to be right.
WORLDS = (
    World("as weighed", 4.0),
    World("all weigh the same", 1.05, even=True),
    World("all weigh the same, nothing hidden beside", 1.05, even=True, bare=True),
)


def publish(world: World, root: Path, folder: Path) -> None:
    """Write the tables of every corridor and of the origin as they are in this world. ``root``: a tree to write to."""
    with patch.dict(os.environ, {ROOT_VARIABLE: str(root), "MEKENDESH_KEY": str(root.parent / "key")}):
        if world.bare:
            _hide_nothing_beside()
        for destination in DESTINATIONS:
            if world.even:
                _weigh_alike(Tree(root), destination)
            chosen = {"origin": ORIGIN, "round": ROUND, "destination": destination}
            for name in ("02_cleaning", "03_recommendations"):
                _write(folder / destination / "tables", _run(root, name, chosen), f"{destination}_{name}")
        national = _run(root, "04_global_mapping", {"origin": ORIGIN, "round": ROUND})
        _write(folder / NATIONAL / "tables", national, f"{NATIONAL}_04_global_mapping")


def _weigh_alike(tree: Tree, destination: str) -> None:
    """One network size for everyone, and for each city the share of the people found in it."""
    people = pd.read_parquet(tree.clean(f"{ORIGIN}/{ROUND}/{destination}") / "respondents.parquet")
    found = people.loc[people["network_size"].fillna(0) > 0, "site"].value_counts(normalize=True)

    def trees(respondents: pd.DataFrame, *more: Any, **named: Any) -> Any:
        size = respondents["network_size"]
        return _TREES(respondents.assign(network_size=size.mask(size.fillna(0) > 0, ALIKE)), *more, **named)

    def sites_alike(of: Tree, asked: str) -> tuple[sites.Site, ...]:
        known = _SITES(of, asked)
        if asked != destination:
            return known
        return tuple(
            sites.Site(site.site, 0.9 * found.get(site.site, 0.0), 0.001, site.label) for site in known
        )

    _everywhere("recruitment_trees", trees)
    _everywhere("sites_of", sites_alike)


_TREES, _SITES = recruitment.recruitment_trees, sites.sites_of


def _everywhere(name: str, function: Any) -> None:
    for module in [module for known, module in sys.modules.items() if known.startswith("mekendesh")]:
        if hasattr(module, name):
            setattr(module, name, function)


def _hide_nothing_beside() -> None:
    """Small cells stay hidden; whatever is hidden only for their sake is shown."""

    def of_ten(cells: Any, sums: Any, partitions: Any) -> Any:
        numbers = sums.astype(np.int64) @ cells
        shown = (numbers >= SMALLEST) & (numbers[0] - numbers >= SMALLEST)
        shown[0] = numbers[0] >= SMALLEST
        return shown

    protection.nested_cells = lambda estimates, *more: pd.Series(False, index=estimates.index)
    protection.complete_flags = lambda estimates, flags, **more: flags
    family_shares._hide_beside = lambda raw, flags, rows: None
    fieldwork.hide_with = lambda table, parts: protection.protect_counts(table)
    fieldwork.most_hidden = lambda safe, parts: SMALLEST
    ideas.shown_counts = of_ten


def _run(root: Path, name: str, chosen: dict[str, str]) -> nbformat.NotebookNode:
    """A notebook's code cells, run in this process with these parameters, and the blocks they show."""
    known: dict[str, Any] = {"__name__": name}
    cells = []
    for cell in nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type != "code":
            continue
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), name, "exec"), known)
        if "parameters" in cell.metadata.get("tags", []):
            known |= chosen
        shown = eval(compile(ast.Expression(last.value), name, "eval"), known) if last else None
        if isinstance(shown, Block):
            cells.append(
                new_code_cell("", outputs=[new_output("display_data", data={MIME: shown.to_json()})])
            )
    return new_notebook(cells=cells)


def _write(folder: Path, notebook: nbformat.NotebookNode, stem: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in table_files(notebook, stem).items():
        (folder / name).write_text(text, encoding="utf-8")


def lines_of(world: World, folder: Path, tree: Tree) -> Iterator[dict[str, str]]:
    """One line a corridor, and one for the origin, whose tables add bounds to the corridors'."""
    words, units = read_words(tree.structure), read_units(folder)
    for destination, facts in round_facts(folder, tree.structure, world.contrast).items():
        tables = units[destination]
        numbers = true_numbers(tree.clean(f"{ORIGIN}/{ROUND}/{destination}"), tree.structure, tables, words)
        intervals = attack(facts)
        cells = {cell.name: cell for cell in facts.cells}
        told = [interval for interval in intervals if interval.told]
        small = [
            interval
            for interval in told
            if cells[interval.name].people.keys() <= numbers.keys()
            and value_of(cells[interval.name].people, numbers) < SMALLEST
        ]
        hidden = [interval for interval in intervals if interval.code]
        known = sum(people.keys() <= numbers.keys() for people, _, _ in facts.rows)
        yield _line(
            world, destination, len(tables), len(facts.rows), known, len(false_facts(facts, numbers)),
            len(hidden), len(intervals) - len(hidden), len(told), len(small),
            int(min(interval.width for interval in hidden)),
        )  # fmt: skip
    yield _line(world, NATIONAL, len(units[NATIONAL]), *[""] * (len(COLUMNS) - 3))


def _line(world: World, *cells: object) -> dict[str, str]:
    return dict(zip(COLUMNS, (world.name, *(str(cell) for cell in cells)), strict=True))


def main() -> None:
    lines: list[dict[str, str]] = []
    with tempfile.TemporaryDirectory() as temporary:
        first, *others = WORLDS
        root = Path(temporary)
        for shared in ("data/structure", "data/reference", "notebooks", "locale", "requirements.lock"):
            (root / "0" / shared).parent.mkdir(parents=True, exist_ok=True)
            (root / "0" / shared).symlink_to(current_tree().root / shared)
        publish(first, root / "0", root / "tables 0")
        jobs = []
        # Each world changes the package it runs in, so each has a process of its own.
        with ProcessPoolExecutor(2, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
            for number, world in enumerate(others, 1):
                shutil.copytree(root / "0", root / str(number), symlinks=True)
                jobs.append(pool.submit(publish, world, root / str(number), root / f"tables {number}"))
            for job in jobs:
                job.result()
        for number, world in enumerate(WORLDS):
            lines += lines_of(world, root / f"tables {number}", Tree(root / "0"))
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    rows = [COLUMNS, ["---"] * len(COLUMNS), *(list(cells.values()) for cells in lines)]
    sys.stdout.write("".join("| " + " | ".join(row) + " |\n" for row in rows))
    if any(
        int(cells["false"] or 0) or (int(cells["told"] or 0) and not world.bare)
        for world in WORLDS
        for cells in lines
        if cells["world"] == world.name
    ):
        sys.exit(
            "A hidden number can be worked out, or the attacker relies on something false: see joint_audit.csv."
        )


if __name__ == "__main__":
    main()
