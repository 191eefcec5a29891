"""The processes of a job: marked when they start, all of them gone when the job has ended or its batch has died."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

JOB_VARIABLE = "MEKENDESH_JOB"
"""Environment variable that marks every process of a job, however it was started."""


def wait(child: subprocess.Popen[bytes], timeout: float, stopped: Callable[[], bool]) -> bool:
    """Wait for a child, its time (seconds) and a stop of the batch. Returns whether it ended by itself."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline and not stopped():
        try:
            child.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        return True
    child.kill()
    child.wait()
    return False


def end_all(mark: str) -> None:
    """Kill every other process that carries a job's mark in its environment, until none is found.

    Kernels have sessions of their own and orphans lose their parent, so neither groups nor parents find them all.
    A process that was started with an emptied environment is not found either.
    """
    while left := [process for process in psutil.process_iter() if _is_marked(process, mark)]:
        for process in left:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=5)


def die_with(supervisor: int, scratch: Path) -> None:
    """Watch from a thread: when the supervisor is gone (killed, so that it could not clean up), end the job with it."""

    def watch() -> None:
        while os.getppid() == supervisor:
            time.sleep(0.5)
        end_all(os.environ[JOB_VARIABLE])
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _is_marked(process: psutil.Process, mark: str) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        return process.status() != psutil.STATUS_ZOMBIE and process.environ().get(JOB_VARIABLE) == mark
    except psutil.Error:
        return False
