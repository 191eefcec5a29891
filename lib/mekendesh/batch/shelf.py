"""What the command does: choose corridors, simulate the example where it is wanted, plan, run, publish, index."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from functools import partial

from mekendesh.batch.index import write_index
from mekendesh.batch.ledger import read_ledger, remember
from mekendesh.batch.plan import RECOMMENDATIONS, WHOLE, Unit, corridor_unit, forget_keys, origin_unit
from mekendesh.batch.publish import published_record
from mekendesh.batch.run import TIMEOUT, Outcome, only_batch, run_units
from mekendesh.errors import MekendeshError, ParameterError
from mekendesh.files import Tree, current_tree
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
from mekendesh.structure.mapping import Mapping, open_nation

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
    forget_keys()
    if dry_run:
        _tell_plan(tree, corridors, mapping_round, force, tell)
        return False
    with only_batch(tree):
        read_ledger(tree)  # unreadable, it is better said before the work than after it
        unready = _simulate_stale(tree, corridors, mapping_round, tell) if mapping_round.is_example else {}
        _simulate_round_tables(corridors, mapping_round)
        own = ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1)
        with nullcontext(executor) if executor else own as supervisors:

            def run_due(units: Sequence[Unit]) -> list[Outcome]:
                due = [unit for unit in units if unit.is_due]
                return run_units(
                    tree, due, supervisors, timeout or TIMEOUT, lambda outcome: tell(_line(outcome))
                )

            units = _plan_corridors(tree, corridors, mapping_round, force)
            outcomes = [_refused(unit, unready[unit.place], tell) for unit in units if unit.place in unready]
            outcomes += run_due([unit for unit in units if unit.place not in unready])
            outcomes += run_due(_plan_origins(tree, corridors, mapping_round, force))
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
        yield f"{corridor.code}: simulated delivery in data/raw/{place(corridor, mapping_round)} (EXAMPLE)"


def _simulate_stale(
    tree: Tree, corridors: Sequence[Corridor], mapping_round: Round, tell: Tell
) -> dict[str, MekendeshError]:
    """Simulate what is missing or stale. Returns why not, by place: one corridor's refusal stops no other."""
    refused: dict[str, MekendeshError] = {}
    by_code = {corridor.code: place(corridor, mapping_round) for corridor in corridors}
    for code in _stale_deliveries(tree, corridors, mapping_round):
        try:
            for line in simulate_targets([code], None):
                tell(line)
        except MekendeshError as error:
            refused[by_code[code]] = error
    return refused


def _simulate_round_tables(corridors: Sequence[Corridor], mapping_round: Round) -> None:
    """Simulate before anything is planned: what a round table said belongs to the keys of the reports."""
    from mekendesh.simulation.example import simulate_round_table_if_example

    for origin in dict.fromkeys(corridor.origin for corridor in corridors if mapping_round.is_example):
        simulate_round_table_if_example(open_nation(origin, mapping_round.name))


def _refused(unit: Unit, error: MekendeshError, tell: Tell) -> Outcome:
    outcome = Outcome(unit, (), 0.0, error.message, tuple(error.values.items()))
    tell(_line(outcome))
    return outcome


def _stale_deliveries(tree: Tree, corridors: Sequence[Corridor], mapping_round: Round) -> list[str]:
    """Corridors whose simulated delivery is missing, or was made from other assumptions or another program."""
    from mekendesh.simulation.delivery import is_current

    return [
        corridor.code
        for corridor in corridors
        if not (
            Mapping(tree, corridor, mapping_round).is_in_the_field
            and is_current(tree, corridor, mapping_round)
        )
    ]


def _plan_corridors(
    tree: Tree,
    corridors: Sequence[Corridor],
    mapping_round: Round,
    force: bool,
    expected: Container[str] = (),
) -> list[Unit]:
    """A unit for each corridor; those whose code is ``expected`` get a delivery before they run."""
    units = []
    for corridor in corridors:
        before = published_record(tree, place(corridor, mapping_round))
        arrives = corridor.code in expected
        plan = partial(corridor_unit, tree, corridor, mapping_round, before, expected=arrives)
        units.append(_with_failed(tree, plan, force))
    return units


def _plan_origins(
    tree: Tree,
    corridors: Sequence[Corridor],
    mapping_round: Round,
    force: bool,
    coming: Sequence[Unit] = (),
) -> list[Unit]:
    """04 of each origin, over all of its corridors that are published in the round, or ``coming``."""
    units = []
    for origin in dict.fromkeys(corridor.origin for corridor in corridors):
        mapped = {
            corridor.destination: record["keys"].get(RECOMMENDATIONS, "")
            for corridor in load_corridors(tree)
            if corridor.origin == origin
            and (record := published_record(tree, place(corridor, mapping_round)))
        }
        mapped |= {
            unit.destination: job.key
            for unit in coming
            if unit.origin == origin
            for job in unit.jobs
            if job.notebook == RECOMMENDATIONS
        }
        if not mapped:
            continue
        before = published_record(tree, f"{origin}/{mapping_round.name}/{WHOLE}")
        plan = partial(origin_unit, tree, origin, mapping_round, mapped, before)
        units.append(_with_failed(tree, plan, force))
    return units


def _with_failed(tree: Tree, plan: Callable[..., Unit], force: bool) -> Unit:
    """A unit as planned; where nothing is due though its last run failed, it is run again as a whole."""
    unit = plan(anyway="forced" if force else "")
    if unit.is_due or read_ledger(tree).get(unit.place, {}).get("outcome") != "failed":
        return unit
    return plan(anyway="failed before")


def _tell_plan(
    tree: Tree, corridors: Sequence[Corridor], mapping_round: Round, force: bool, tell: Tell
) -> None:
    """What would run, and why. The global reports are those that follow if no corridor fails."""
    arriving = _stale_deliveries(tree, corridors, mapping_round) if mapping_round.is_example else []
    for code in arriving:
        tell(f"{code} {mapping_round.name}: a delivery would be simulated")
    units = _plan_corridors(tree, corridors, mapping_round, force, arriving)
    units += _plan_origins(tree, corridors, mapping_round, force, units)
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
