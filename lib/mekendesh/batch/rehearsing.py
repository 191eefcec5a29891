"""Rehearsing the fieldwork of a corridor from the command line: a file of figures, and its main lines."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING

from mekendesh.errors import ParameterError
from mekendesh.files import write_text
from mekendesh.reporting.methods.rehearsal import rehearse
from mekendesh.structure.mapping import open_mapping

if TYPE_CHECKING:
    from pathlib import Path


def rehearse_corridor(
    corridor_code: str, round_name: str, surveys: int, jobs: int, file: Path
) -> Iterator[str]:
    """Rehearse every plan ``surveys`` times and write the table as CSV; yields a line a plan, estimator and indicator.

    Raises ``ParameterError`` for what is no corridor, and where no published figure says how many people to invent.
    """
    origin, _, destination = corridor_code.partition("-")
    if not destination:
        raise ParameterError(
            "{found} is no corridor. Write origin and destination, such as KGZ-RUS.",
            found=repr(corridor_code),
        )
    mapping = open_mapping(origin, destination, round_name)
    with ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext() as executor:
        rehearsed = rehearse(mapping, surveys, executor=executor)
    if rehearsed is None:
        raise ParameterError(
            "No source gives a figure to simulate the people of {corridor} from. "
            "Add one to data/reference, or choose another corridor.",
            corridor=mapping.corridor.code,
        )
    write_text(file, rehearsed.to_csv(index=False, float_format="%.6f", lineterminator="\n"))
    yield f"{surveys} simulated fieldworks of each plan in {mapping.corridor.code}: no real person is in them."
    for row in rehearsed.itertuples():
        plan = f"{row.design}, {row.seeds} seeds" if row.seeds else row.design
        yield (
            f"{row.indicator:16} {plan:14} {row.estimator:24} bias {100 * row.bias:+5.1f}  error {100 * row.rmse:4.1f}  "
            f"coverage {row.coverage:4.0%}  width {row.width_ratio:3.1f}"
        )
    yield f"{file.name}: {len(rehearsed)} rows"
