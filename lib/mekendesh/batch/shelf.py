"""What the command does: choose corridors, simulate the example where it is wanted, plan, run, publish, index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from mekendesh.batch.index import write_index
from mekendesh.batch.plan import WHOLE, Unit, corridor_unit, origin_unit
from mekendesh.batch.publish import published_folder, published_record
from mekendesh.batch.run import TIMEOUT, Outcome, only_batch, remember, run_units
from mekendesh.errors import ParameterError
from mekendesh.files import Tree, current_tree, digest_files, write_text
from mekendesh.structure.corridors import (
    Corridor,
    Round,
    find_corridor,
    find_round,
    load_corridors,
    load_origins,
    place,
    programme,
)
from mekendesh.words import SOURCE, country_name

Tell = Callable[[str], None]


def run_round(
    targets: Sequence[str],
    round_name: str,
    jobs: int | None,
    force: bool,
    dry_run: bool,
    timeout: float | None,
    tell: Tell,
    executor: Executor | None = None,
) -> bool:
    """Run what is due of the targets in a round, and write the index. Returns whether anything failed.

    ``executor`` may be any executor of supervisors that shares this tree; threads of this process by default.
    """
    tree = current_tree()
    mapping_round = find_round(tree, round_name)
    corridors = chosen_corridors(tree, targets, mapping_round)
    if dry_run:
        _tell_plan(_plan_corridors(tree, corridors, mapping_round, force), tell)
        return False
    with only_batch(tree):
        if mapping_round.is_example:
            for line in _simulate_stale(tree, corridors, mapping_round):
                tell(line)
        own = executor or ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1)
        with own:
            outcomes = _run_corridors(tree, corridors, mapping_round, force, timeout or TIMEOUT, own, tell)
            outcomes += _run_origins(tree, corridors, mapping_round, force, timeout or TIMEOUT, own, tell)
        ledger = remember(tree, outcomes)
        if outcomes or not (tree.outputs / "index.html").is_file():
            write_index(tree, ledger)
    return _tell_end(tree, outcomes, tell)


def chosen_corridors(tree: Tree, targets: Sequence[str], mapping_round: Round) -> list[Corridor]:
    """The corridors that targets name: a corridor by its pair, an origin by the corridors its round declares."""
    chosen: dict[str, Corridor] = {}
    for target in targets:
        origin, _, destination = target.upper().partition("-")
        if destination:
            corridor = find_corridor(tree, origin, destination)
            chosen[corridor.code] = corridor
            continue
        if origin not in load_origins(tree):
            raise ParameterError(
                "{found} is not an origin of this programme. Choose one of {expected}, or a corridor such as KGZ-RUS.",
                found=target,
                expected=", ".join(load_origins(tree)),
            )
        declared = programme(tree, origin, mapping_round.name)
        if not declared:
            raise ParameterError(
                "Round {round} declares no corridors for {origin}. Name corridors ({origin}-XXX), "
                "or declare them in data/structure/rounds.csv.",
                round=mapping_round.name,
                origin=origin,
            )
        chosen |= {corridor.code: corridor for corridor in declared}
    return list(chosen.values())


def simulate_targets(targets: Sequence[str], rng_seed: int | None) -> Iterator[str]:
    """Write the simulated deliveries of the targets, and say where each lies."""
    from mekendesh.simulation.delivery import simulate_delivery

    tree = current_tree()
    mapping_round = find_round(tree, "example")
    for corridor in chosen_corridors(tree, targets, mapping_round):
        simulate_delivery(tree, corridor, mapping_round, rng_seed)
        write_text(_made_from(tree, corridor, mapping_round), _simulation_key(tree))
        yield f"{corridor.code}: simulated delivery in data/raw/{place(corridor, mapping_round)} (EXAMPLE)"


def origin_lines() -> Iterator[str]:
    tree = current_tree()
    corridors = load_corridors(tree)
    for origin in load_origins(tree):
        count = sum(corridor.origin == origin for corridor in corridors)
        yield f"{origin}  {country_name(origin, SOURCE)}: {count} corridors"


def corridor_lines(origin: str) -> Iterator[str]:
    """One line per corridor of an origin: its code, its destination, and its rounds with a delivery or a report."""
    tree = current_tree()
    if origin.upper() not in load_origins(tree):
        raise ParameterError(
            "{found} is not an origin of this programme. Choose one of {expected}.",
            found=origin,
            expected=", ".join(load_origins(tree)),
        )
    for corridor in load_corridors(tree):
        if corridor.origin == origin.upper():
            yield f"{corridor.code}  {country_name(corridor.destination, SOURCE)}{_rounds_of(tree, corridor)}"


def _rounds_of(tree: Tree, corridor: Corridor) -> str:
    said = []
    for folder, what in ((tree.root / "data" / "raw", "delivery"), (tree.outputs, "report")):
        found = sorted(
            path.parent.name for path in (folder / corridor.origin).glob(f"*/{corridor.destination}")
        )
        said += [f"{what} {name}" for name in found]
    return f" ({', '.join(said)})" if said else ""


def _simulate_stale(tree: Tree, corridors: Sequence[Corridor], mapping_round: Round) -> Iterator[str]:
    key = _simulation_key(tree)
    stale = []
    for corridor in corridors:
        mark = _made_from(tree, corridor, mapping_round)
        delivered = (tree.raw(place(corridor, mapping_round)) / "delivery.yml").is_file()
        if not delivered or (mark.is_file() and mark.read_text(encoding="utf-8") != key):
            stale.append(corridor.code)
    if stale:
        yield from simulate_targets(stale, None)


def _made_from(tree: Tree, corridor: Corridor, mapping_round: Round) -> Path:
    return tree.truth(place(corridor, mapping_round)) / "made_from.txt"


def _simulation_key(tree: Tree) -> str:
    """What a simulated delivery is made from: a change there makes the example anew."""
    room = Path(__file__).resolve().parents[1] / "simulation"
    return digest_files(room, [room]) + digest_files(tree.root, [tree.structure, tree.reference])


def _plan_corridors(
    tree: Tree, corridors: Sequence[Corridor], mapping_round: Round, force: bool
) -> list[Unit]:
    return [
        corridor_unit(
            tree, corridor, mapping_round, published_record(tree, place(corridor, mapping_round)), force
        )
        for corridor in corridors
    ]


def _run_corridors(
    tree: Tree,
    corridors: Sequence[Corridor],
    mapping_round: Round,
    force: bool,
    timeout: float,
    executor: Executor,
    tell: Tell,
) -> list[Outcome]:
    units = _plan_corridors(tree, corridors, mapping_round, force)
    due = [unit for unit in units if unit.is_due]
    return run_units(tree, due, executor, timeout, lambda outcome: tell(_line(outcome)))


def _run_origins(
    tree: Tree,
    corridors: Sequence[Corridor],
    mapping_round: Round,
    force: bool,
    timeout: float,
    executor: Executor,
    tell: Tell,
) -> list[Outcome]:
    """04 of each origin, over all of its corridors that are published in the round."""
    units = []
    for origin in dict.fromkeys(corridor.origin for corridor in corridors):
        mapped = [
            corridor
            for corridor in load_corridors(tree)
            if corridor.origin == origin and published_folder(tree, place(corridor, mapping_round))
        ]
        if not mapped:
            continue
        planned = _plan_corridors(tree, mapped, mapping_round, False)
        before = published_record(tree, f"{origin}/{mapping_round.name}/{WHOLE}")
        units.append(origin_unit(tree, origin, mapping_round, planned, before, force))
    due = [unit for unit in units if unit.is_due]
    return run_units(tree, due, executor, timeout, lambda outcome: tell(_line(outcome)))


def _tell_plan(units: Sequence[Unit], tell: Tell) -> None:
    for unit in units:
        reasons = [f"{job.notebook} ({job.reason})" for job in unit.jobs if job.reason]
        if not reasons and unit.stale_pages:
            reasons = ["pages only (catalogues changed)"]
        tell(f"{unit.name}: {', '.join(reasons) if reasons else 'nothing to do'}")


def _line(outcome: Outcome) -> str:
    if outcome.failed:
        return f"{outcome.unit.name}: FAILED after {outcome.seconds:.0f} s. {outcome.sentence}"
    what = ", ".join(outcome.executed) if outcome.executed else "pages only"
    return f"{outcome.unit.name}: published in {outcome.seconds:.0f} s ({what})"


def _tell_end(tree: Tree, outcomes: Sequence[Outcome], tell: Tell) -> bool:
    failed = [outcome.unit.name for outcome in outcomes if outcome.failed]
    notebooks = sum(len(outcome.executed) for outcome in outcomes)
    if not outcomes:
        tell("Nothing to do: every report is up to date.")
    else:
        tell(
            f"{notebooks} notebooks executed, {len(outcomes) - len(failed)} of {len(outcomes)} units published."
        )
    if failed:
        tell(f"Failed: {', '.join(failed)}")
    tell(f"Reports: {os.path.relpath(tree.outputs / 'index.html')}")
    return bool(failed)
