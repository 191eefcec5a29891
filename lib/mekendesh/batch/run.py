"""The run: each job under a supervisor that decides its outcome itself; one unit's failure never stops another's."""

from __future__ import annotations

import fcntl
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

from mekendesh.batch import processes
from mekendesh.batch.guard import reason_of
from mekendesh.batch.kernel import NO_ROOM
from mekendesh.batch.plan import Job, Unit
from mekendesh.batch.publish import executed_notebook, publish
from mekendesh.errors import MekendeshError, RunError
from mekendesh.files import ROOT_VARIABLE, Tree, read_json, write_json
from mekendesh.reporting.blocks import LANGUAGE_VARIABLE
from mekendesh.words import LANGUAGES, SOURCE

TIMEOUT = 900.0
"""Seconds after which a job is stopped and counts as failed."""

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
    running = {executor.submit(run_unit, tree, unit, timeout): unit for unit in units}
    outcomes = {}
    for future in as_completed(running):
        unit = running[future]
        try:
            outcome = future.result()
        except Exception as error:  # noqa: BLE001 - whatever became of one unit, the others go on
            reason = reason_of(type(error), error, error.__traceback__)
            outcome = Outcome(unit, (), 0.0, reason["message"], tuple(reason["values"].items()))
        outcomes[unit.place] = outcome
        tell(outcome)
    return [outcomes[unit.place] for unit in units]


def run_unit(tree: Tree, unit: Unit, timeout: float = TIMEOUT) -> Outcome:
    """Run what is due of one unit and publish it; on a failure nothing of it is published and the last good run stays."""
    started = time.monotonic()
    executed: list[str] = []

    def outcome(error: MekendeshError | None = None) -> Outcome:
        seconds = time.monotonic() - started
        if error is None:
            return Outcome(unit, tuple(executed), seconds)
        return Outcome(unit, tuple(executed), seconds, error.message, tuple(error.values.items()))

    folder = _stages(tree) / unit.place
    try:
        shutil.rmtree(folder, ignore_errors=True)
        staged: dict[str, Path] = {}
        for job in unit.jobs:
            if not job.reason and not unit.stale_pages:
                continue
            staged[job.notebook] = _stage(tree, unit, job, folder / job.notebook)
            supervise(tree, job, staged[job.notebook], timeout)
            if job.reason:
                executed.append(job.notebook)
        publish(tree, unit, staged, _record(unit))
    except MekendeshError as error:
        return outcome(error)
    except OSError as error:
        said = RunError(
            "The results could not be written ({error}). Make room on the disk or mend the folder's rights, and run again.",
            error=error.strerror or type(error).__name__,
        )
        return outcome(said)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return outcome()


def supervise(tree: Tree, job: Job, stage: Path, timeout: float) -> None:
    """Run one staged job in a process group of its own. Raises ``RunError`` unless it finished and said so.

    The outcome is decided here: ``done.json`` and exit status 0, within the time. Whatever the job started is gone
    afterwards, in every case.
    """
    notebook = job.notebook
    mark = f"{os.getpid()}-{stage}"
    # Sockets and temporary files in a folder of the job's own, with a short path; it goes with the job.
    with tempfile.TemporaryDirectory(prefix="mk-", ignore_cleanup_errors=True) as scratch:
        command = [sys.executable, "-m", "mekendesh.batch.kernel"]
        command += [str(stage / "job.json"), str(os.getpid()), scratch]
        environment = os.environ | {
            ROOT_VARIABLE: str(tree.root),
            processes.JOB_VARIABLE: mark,
            LANGUAGE_VARIABLE: SOURCE,
            "TMPDIR": scratch,
            "IPYTHONDIR": f"{scratch}/ipython",
            "PYTHONHASHSEED": "0",
            "MPLBACKEND": "agg",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        ended = False
        if not _stopping.is_set():
            child = subprocess.Popen(  # noqa: S603 - our own module, arguments built here
                command,
                stdin=subprocess.DEVNULL,
                # No log: what a library prints of an error may hold values.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,
            )
            ended = processes.wait(child, timeout, _stopping.is_set)
            processes.end_all(mark)
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
    if child.returncode in NO_ROOM:
        raise OSError(child.returncode, os.strerror(child.returncode))
    if not (stage / "reason.json").is_file():
        raise RunError(
            "{notebook} ended without saying why. Run the notebook in JupyterLab to see.", notebook=notebook
        )
    reason = read_json(stage / "reason.json")
    sentence, values = reason["message"], reason["values"]
    raise RunError(sentence, **values)


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
        # What a batch left that was killed: nothing else can be staging while the lock is held.
        shutil.rmtree(_stages(tree), ignore_errors=True)
        _stopping.clear()
        before = {each: signal.signal(each, _stop) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)
            shutil.rmtree(_stages(tree), ignore_errors=True)


def _stop(*_: Any) -> None:
    _stopping.set()


def _stages(tree: Tree) -> Path:
    return tree.outputs / ".stage"


def _stage(tree: Tree, unit: Unit, job: Job, stage: Path) -> Path:
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
    return stage


def _record(unit: Unit) -> dict[str, Any]:
    """What stands beside the pages: parameters, keys and versions, without times, so that it is the same every run."""
    from importlib.metadata import version

    return {
        "unit": unit.name,
        "is_example": unit.is_example,
        "parameters": {job.notebook: dict(job.parameters) for job in unit.jobs},
        "keys": {job.notebook: job.key for job in unit.jobs},
        "rendering": unit.rendering,
        "versions": {
            name: version(name) for name in ("mekendesh", "papermill", "nbconvert", "pandas", "matplotlib")
        },
    }
