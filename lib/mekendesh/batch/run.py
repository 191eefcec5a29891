"""The run: each job under a supervisor that decides its outcome itself; one unit's failure never stops another's."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from mekendesh.batch.plan import Job, Unit
from mekendesh.batch.publish import executed_notebook, publish
from mekendesh.errors import MekendeshError, RunError
from mekendesh.files import ROOT_VARIABLE, Tree, read_json, write_json
from mekendesh.words import LANGUAGES

TIMEOUT = 900.0
"""Seconds after which a job is stopped and counts as failed."""

JOB_VARIABLE = "MEKENDESH_JOB"
"""Environment variable that marks every process of a job, however it was started."""

_stopping = threading.Event()


@dataclass(frozen=True)
class Outcome:
    """What became of a unit: published, or failed with the reason that the index shows."""

    unit: Unit
    executed: tuple[str, ...]
    seconds: float
    message: str = ""
    values: tuple[tuple[str, str | int], ...] = ()

    @property
    def failed(self) -> bool:
        return bool(self.message)

    @property
    def sentence(self) -> str:
        return self.message.format(**dict(self.values))


def run_units(
    tree: Tree,
    units: list[Unit],
    executor: Executor,
    timeout: float = TIMEOUT,
    tell: Callable[[Outcome], None] = lambda _: None,
) -> list[Outcome]:
    """Run units side by side on an executor of supervisors, telling of each as it ends. Order of the result: as given."""
    running = {executor.submit(run_unit, tree, unit, timeout): unit.name for unit in units}
    outcomes = {}
    for future in as_completed(running):
        outcome = future.result()
        outcomes[outcome.unit.name] = outcome
        tell(outcome)
    return [outcomes[unit.name] for unit in units]


def run_unit(tree: Tree, unit: Unit, timeout: float = TIMEOUT) -> Outcome:
    """Run what is due of one unit and publish it; on a failure nothing of it is published and the last good run stays."""
    started = time.monotonic()
    executed: list[str] = []
    staged: dict[str, Path] = {}
    with tempfile.TemporaryDirectory(prefix="mekendesh-") as folder:
        try:
            for job in unit.jobs:
                if not job.reason and not unit.stale_pages:
                    continue
                stage = Path(folder) / job.notebook
                _stage(tree, unit, job, stage)
                supervise(tree, job, stage, timeout)
                staged[job.notebook] = stage
                if job.reason:
                    executed.append(job.notebook)
            publish(tree, unit, staged, _record(unit))
        except MekendeshError as error:
            values = tuple(error.values.items())
            return Outcome(unit, tuple(executed), time.monotonic() - started, error.message, values)
        except OSError as error:
            return Outcome(
                unit,
                tuple(executed),
                time.monotonic() - started,
                "The results could not be written ({error}). Make room on the disk or mend the folder's rights, and run again.",
                (("error", os.strerror(error.errno or 0)),),
            )
    return Outcome(unit, tuple(executed), time.monotonic() - started)


def supervise(tree: Tree, job: Job, stage: Path, timeout: float) -> None:
    """Run one staged job in a process group of its own. Raises ``RunError`` unless it finished and said so.

    The outcome is decided here: ``done.json`` and exit status 0, within the time. Whatever the job started is gone
    afterwards, in every case.
    """
    command = [sys.executable, "-m", "mekendesh.batch.kernel", str(stage / "job.json")]
    mark = f"{os.getpid()}-{stage}"
    environment = os.environ | {
        ROOT_VARIABLE: str(tree.root),
        JOB_VARIABLE: mark,
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "agg",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    with (stage / "log.txt").open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 - our own module, arguments built here
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment, start_new_session=True
        )
        ended = _wait(child, timeout)
        _end_all(mark)
    notebook = job.notebook
    if _stopping.is_set():
        raise RunError("The batch was stopped before {notebook} finished. Run it again.", notebook=notebook)
    if not ended:
        raise RunError(
            "{notebook} took longer than {seconds} seconds and was stopped. Run it alone, or allow more time.",
            notebook=notebook,
            seconds=round(timeout),
        )
    if child.returncode == 0 and (stage / "done.json").is_file():
        return
    if child.returncode < 0:
        raise RunError(
            "The system stopped {notebook} with signal {signal}, perhaps for want of memory. Free memory and run again.",
            notebook=notebook,
            signal=-child.returncode,
        )
    reason = read_json(stage / "reason.json") if (stage / "reason.json").is_file() else {}
    raise RunError(
        reason.get("message", "{notebook} ended without saying why. Run the notebook in JupyterLab to see."),
        **(reason.get("values") or {"notebook": notebook}),
    )


@contextmanager
def only_batch(tree: Tree) -> Iterator[None]:
    """Hold the lock of a tree, which the system releases with the process. Raises ``RunError`` where another holds it."""
    tree.outputs.mkdir(parents=True, exist_ok=True)
    with (tree.outputs / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(
                "Another batch is running on this workbench. Wait until it has finished."
            ) from None
        before = signal.signal(signal.SIGTERM, _stop)
        try:
            yield
        except KeyboardInterrupt:
            _stopping.set()
            raise
        finally:
            signal.signal(signal.SIGTERM, before)


def _stop(*_: Any) -> None:
    _stopping.set()


def _stage(tree: Tree, unit: Unit, job: Job, stage: Path) -> None:
    stage.mkdir(parents=True)
    earlier = None if job.reason else executed_notebook(tree, unit, job.notebook)
    if earlier:
        shutil.copyfile(earlier, stage / "executed.ipynb")
    content = {
        "notebook": str(tree.notebooks / f"{job.notebook}.ipynb"),
        "execute": earlier is None,
        "parameters": dict(job.parameters),
        "pages": {language: unit.page_name(job.notebook, language) for language in LANGUAGES},
        "tables": unit.stem(job.notebook),
    }
    write_json(stage / "job.json", content)


def _wait(child: subprocess.Popen[bytes], timeout: float) -> bool:
    """Wait for a child, its time and a stop of the batch. Returns whether it ended by itself."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline and not _stopping.is_set():
        try:
            child.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        return True
    child.kill()
    child.wait()
    return False


def _end_all(mark: str) -> None:
    """Kill every process that carries a job's mark in its environment.

    Kernels have sessions of their own and orphans lose their parent, so neither groups nor parents find them all.
    """
    left = []
    for process in psutil.process_iter():
        with _gone_is_fine():
            if process.environ().get(JOB_VARIABLE) == mark:
                process.kill()
                left.append(process)
    psutil.wait_procs(left, timeout=5)


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    try:
        yield
    except psutil.Error:
        return


def _record(unit: Unit) -> dict[str, Any]:
    """What stands beside the pages: parameters, keys and versions, without times, so that it is the same every run."""
    from importlib.metadata import version

    return {
        "unit": unit.name,
        "parameters": {job.notebook: dict(job.parameters) for job in unit.jobs},
        "keys": {job.notebook: job.key for job in unit.jobs},
        "rendering": unit.rendering,
        "versions": {
            name: version(name) for name in ("mekendesh", "papermill", "nbconvert", "pandas", "matplotlib")
        },
    }


def remember(tree: Tree, outcomes: list[Outcome]) -> dict[str, Any]:
    """Write what became of each unit into ``outputs/run.json``, units of earlier batches kept, and return it whole."""
    ledger = tree.outputs / "run.json"
    units = json.loads(ledger.read_text(encoding="utf-8")) if ledger.is_file() else {}
    for outcome in outcomes:
        units[outcome.unit.place] = {
            "outcome": "failed" if outcome.failed else "published",
            "executed": list(outcome.executed),
            "seconds": round(outcome.seconds, 1),
            "reason": {"message": outcome.message, "values": dict(outcome.values)}
            if outcome.failed
            else None,
            "is_example": outcome.unit.is_example,
        }
    write_json(ledger, units)
    return units
