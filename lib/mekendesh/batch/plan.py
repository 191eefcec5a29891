"""What would run, and why: units (a corridor, or an origin) in a round, their jobs, and the key of each job.

A job's key is the hash of its notebook, the library, the lock, its parameters and the input files it uses. The same key
as the published one means that the job is not run again. The catalogues have a key of their own: a change there
renders the pages anew and executes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from mekendesh.errors import FileError
from mekendesh.files import Tree, digest, digest_files
from mekendesh.structure.corridors import Corridor, Round, place
from mekendesh.structure.mapping import Mapping as CorridorMapping

METHODOLOGY, CLEANING, RECOMMENDATIONS, GLOBAL = (
    "01_methodology",
    "02_cleaning",
    "03_recommendations",
    "04_global_mapping",
)
WHOLE = "GLOBAL"
"""Stands for the destination where a unit speaks of a whole origin."""


@dataclass(frozen=True)
class Job:
    """One notebook with its parameters. ``reason`` is empty where nothing changed since it was published."""

    notebook: str
    parameters: tuple[tuple[str, str], ...]
    key: str
    reason: str


@dataclass(frozen=True)
class Unit:
    """The jobs that are published together: a corridor in a round, or an origin in a round (destination ``GLOBAL``)."""

    origin: str
    destination: str
    round: str
    is_example: bool
    jobs: tuple[Job, ...]
    rendering: str
    stale_pages: bool

    @property
    def name(self) -> str:
        return f"{self.origin}-{self.destination} {self.round}"

    @property
    def place(self) -> str:
        return f"{self.origin}/{self.round}/{self.destination}"

    @property
    def key(self) -> str:
        return digest("\n".join([*(job.key for job in self.jobs), self.rendering]).encode())

    @property
    def is_due(self) -> bool:
        return self.stale_pages or any(job.reason for job in self.jobs)

    def page_name(self, notebook: str, language: str) -> str:
        """The file name of a page: it says whom, which round and which report, and carries the stamp when mailed."""
        return f"{self.stem(notebook)}.{language}.html"

    def stem(self, notebook: str) -> str:
        stamp = "EXAMPLE" if self.is_example else self.round
        return f"{self.origin}-{self.destination}_{stamp}_{notebook}"


def corridor_unit(
    tree: Tree,
    corridor: Corridor,
    mapping_round: Round,
    published: dict,
    anyway: str,
    expected: bool = False,
) -> Unit:
    """The unit of a corridor: 01, 02 where there is a delivery, and 03. ``published`` is its last ``run.json`` or empty.

    ``anyway`` is a reason to run what has not changed (forced, failed before), or empty. A delivery may be ``expected``:
    simulated before the unit runs.
    """
    where = place(corridor, mapping_round)
    delivered = expected or CorridorMapping(tree, corridor, mapping_round).is_in_the_field
    notebooks = (METHODOLOGY, CLEANING, RECOMMENDATIONS) if delivered else (METHODOLOGY, RECOMMENDATIONS)
    parameters = (
        ("origin", corridor.origin),
        ("destination", corridor.destination),
        ("round", mapping_round.name),
    )
    delivery = "" if expected or not delivered else _delivery_key(tree, where)
    panel = _round_table_key(tree, corridor.origin, mapping_round)
    inputs_of = {METHODOLOGY: panel, CLEANING: delivery, RECOMMENDATIONS: f"{delivery}\n{panel}"}
    jobs = []
    for notebook in notebooks:
        inputs = inputs_of[notebook]
        jobs.append(_job(tree, notebook, parameters, inputs, published, anyway))
    if delivered:
        jobs = _with_missing_tables(tree, where, jobs)
    return _unit(tree, corridor.origin, corridor.destination, mapping_round, tuple(jobs), published)


def origin_unit(
    tree: Tree, origin: str, mapping_round: Round, corridors: Mapping[str, str], published: dict, anyway: str
) -> Unit:
    """The unit of an origin: 04 over the corridors given, each destination with the key of its recommendations.

    These keys are those published, not those planned: a corridor that failed is told of as it last was.
    """
    parameters = (
        ("origin", origin),
        ("round", mapping_round.name),
        ("destinations", " ".join(sorted(corridors))),
    )
    inputs = "\n".join(corridors[destination] for destination in sorted(corridors))
    inputs += "\n" + _round_table_key(tree, origin, mapping_round)
    job = _job(tree, GLOBAL, parameters, inputs, published, anyway)
    return _unit(tree, origin, WHOLE, mapping_round, (job,), published)


def _delivery_key(tree: Tree, where: str) -> str:
    """What came in, and what people decided of it. The links frozen beside their log are made by a run itself."""
    return digest_files(tree.root, [tree.raw(where), tree.decision_log(where)])


def _round_table_key(tree: Tree, origin: str, mapping_round: Round) -> str:
    """What a round table rated, wrote and reordered; the pack and the workbooks beside it change no report."""
    folder = tree.roundtable(f"{origin}/{mapping_round.name}")
    told = [folder / name for name in ("ratings.csv", "comments.csv", "reordering.csv")]
    return digest_files(tree.root, [path for path in told if path.is_file()])


def _unit(
    tree: Tree, origin: str, destination: str, mapping_round: Round, jobs: tuple[Job, ...], published: dict
) -> Unit:
    rendering = _catalogues_key(tree.root)
    return Unit(
        origin=origin,
        destination=destination,
        round=mapping_round.name,
        is_example=mapping_round.is_example,
        jobs=jobs,
        rendering=rendering,
        stale_pages=published.get("rendering") != rendering
        or set(published.get("keys", {})) != {job.notebook for job in jobs},
    )


def _job(
    tree: Tree,
    notebook: str,
    parameters: tuple[tuple[str, str], ...],
    inputs: str,
    published: dict,
    anyway: str,
) -> Job:
    source = tree.notebooks / f"{notebook}.ipynb"
    if not source.is_file():
        raise FileError("{file} is missing. Restore it, or say where it is.", file=source.name)
    parts = [digest(source.read_bytes()), _house_key(tree.root), json.dumps(parameters), inputs]
    key = digest("\n".join(parts).encode())
    before = published.get("keys", {}).get(notebook)
    reason = "new" if before is None else "changed" if before != key else anyway
    return Job(notebook, parameters, key, reason)


def _with_missing_tables(tree: Tree, where: str, jobs: list[Job]) -> list[Job]:
    """Clean tables and estimates are disposable: the job that makes them runs again where a later one needs them."""
    methodology, cleaning, recommendations = jobs
    if not recommendations.reason and not (tree.estimates(where) / "estimates.parquet").is_file():
        recommendations = replace(recommendations, reason="estimates missing")
    if (
        recommendations.reason
        and not cleaning.reason
        and not (tree.clean(where) / "respondents.parquet").is_file()
    ):
        cleaning = replace(cleaning, reason="respondents missing")
    return [methodology, cleaning, recommendations]


def forget_keys() -> None:
    """Look at the files anew. Within one batch they are read once, so that all its units have the same keys."""
    _house_key.cache_clear()
    _catalogues_key.cache_clear()


@lru_cache(maxsize=4)
def _house_key(root: Path) -> str:
    """What every job depends on: the library, the lock, the structure and the reference figures."""
    tree = Tree(root)
    library = Path(__file__).resolve().parents[1]
    parts = (
        digest_files(library, [library]),
        digest_files(root, [root / "requirements.lock", tree.structure, tree.reference]),
    )
    return digest("\n".join(parts).encode())


@lru_cache(maxsize=4)
def _catalogues_key(root: Path) -> str:
    return digest_files(root, [Tree(root).locale])
