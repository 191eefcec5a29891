"""10,000 decided cells laid on 20,000 responses: `mekendesh.cleaning.replay.replay` beside a plain pandas loop.

The loop assigns one cell a row of the log, as the R package cleaningtools' ``create_clean_data`` does; it is not
that package. It finds the record by its identity in an index and does nothing else. Ours also finds that every
record is there once, that no two decisions speak of one cell, that each finds the value it was taken on, and
counts what was received, kept, removed and refused. So the two do NOT do the same work: the ratio is the price
of the verification. Both must leave the same table.
"""

from __future__ import annotations

import time
from pathlib import Path

import made
import pandas as pd

OURS, LOOP = "ours", "pandas_loop"


def by_ours(cells: pd.DataFrame, log: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    from mekendesh.cleaning.replay import replay

    questionnaire = made.form()
    began = time.perf_counter()
    clean = replay(cells, log, questionnaire).cells
    return time.perf_counter() - began, clean


def by_loop(cells: pd.DataFrame, log: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    began = time.perf_counter()
    clean = cells.copy()
    row_of = dict(zip(clean["_uuid"], clean.index, strict=True))
    for entry in log.itertuples(index=False):
        clean.loc[row_of[entry.uuid], entry.column] = entry.new_value
    return time.perf_counter() - began, clean


def main() -> None:
    given = made.arguments("Replay of decisions, beside a plain loop.", repeats=5)
    if given.child:
        cells = pd.read_parquet(given.folder / "cells.parquet")
        log = pd.read_parquet(given.folder / "log.parquet")
        took, clean = (by_ours if given.child == OURS else by_loop)(cells, log)
        clean.to_parquet(given.folder / f"{given.child}.parquet")
        made.tell(given.folder, given.child, work=took)
        return
    with made.working_folder() as name:
        folder = Path(name)
        questionnaire = made.form()
        cells = made.responses(questionnaire, round(made.PEOPLE * given.scale))
        log = made.decisions(cells, questionnaire, round(made.DECISIONS * given.scale))
        cells.to_parquet(folder / "cells.parquet")
        log.to_parquet(folder / "log.parquet")
        runs = made.in_turns(__file__, OURS, {LOOP: given.peer_python}, given.repeats, folder)
        clean = {who: pd.read_parquet(folder / f"{who}.parquet").astype(object) for who in (OURS, LOOP)}
        assert clean[OURS].equals(clean[LOOP]), "ours and the loop leave different tables"
        changed = int((clean[OURS] != cells.astype(object)).sum().sum())
        made.say(
            f"{len(log)} decisions on {len(cells)} responses x {len(questionnaire.columns)} questions "
            f"({len(cells.columns)} columns); {changed} cells now say something else; both leave the same table.\n"
        )
        made.show(made.COMPARED, made.compared(runs, OURS, [LOOP]))


if __name__ == "__main__":
    main()
