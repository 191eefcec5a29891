import os
import subprocess
import sys
import time

import psutil
import pytest

from mekendesh.batch.processes import JOB_VARIABLE, end_all, wait

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def never():
    return False


@pytest.fixture
def start():
    """Start marked processes; whatever a test leaves of them is ended."""
    started = []

    def begin(command, mark="", **given):
        environment = os.environ | ({JOB_VARIABLE: mark} if mark else {})
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, **given))
        return started[-1]

    yield begin
    for each in started:
        each.kill()
        each.communicate()


def test_a_child_that_ends_in_time_has_ended_by_itself(start):
    """Its status is left to the caller."""
    child = start([sys.executable, "-c", "raise SystemExit(3)"])
    assert wait(child, 20, never)
    assert child.returncode == 3


@pytest.mark.parametrize(("timeout", "stopped"), [(0.3, never), (20, lambda: True)])
def test_a_child_is_killed_when_its_time_is_over_or_the_batch_is_stopped(start, timeout, stopped):
    """And is gone when the wait returns."""
    child = start(SLEEP)
    begun = time.monotonic()
    assert not wait(child, timeout, stopped)
    assert child.returncode == -9
    assert time.monotonic() - begun < 10


def test_orphans_in_sessions_of_their_own_are_found_by_their_mark(start):
    """Neither a group nor a parent leads to them; the processes of another job are left alone."""
    code = (
        "import subprocess, sys\n"
        f"print(subprocess.Popen({SLEEP!r}, start_new_session=True, stdout=subprocess.DEVNULL).pid)"
    )
    parent = start([sys.executable, "-c", code], "one")
    orphan = psutil.Process(int(parent.stdout.readline()))
    parent.wait()
    other = start(SLEEP, "another")
    end_all("one")
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE
    assert other.poll() is None


def test_the_job_itself_may_end_its_own(start, monkeypatch):
    """A job whose supervisor died ends all the others and lives until it has tidied up."""
    monkeypatch.setenv(JOB_VARIABLE, "mine")
    child = start(SLEEP, "mine")
    end_all("mine")
    assert not psutil.pid_exists(child.pid)
