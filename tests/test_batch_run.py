"""Runs that go wrong in every way a run can, with real kernels: one batch over many corridors, shared by its tests."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from batch_examples import PHONE, published, tiny_tree, unit, write_notebook
from field_files import csv_of, deliver, seed
from mekendesh.batch import run
from mekendesh.batch.ledger import read_ledger
from mekendesh.batch.processes import JOB_VARIABLE
from mekendesh.batch.run import only_batch, run_unit, run_units
from mekendesh.batch.shelf import run_round
from mekendesh.errors import RunError
from mekendesh.files import Tree, digest

TIMEOUT = 40
# What a corridor's notebook does, by its destination. Those that are not named here do nothing wrong.
MISCHIEF = """import os, subprocess, sys, time
from mekendesh.files import current_tree
phone = (current_tree().root / "phone.txt").read_text()
bad = (current_tree().root / "bad.txt").exists()
if bad and destination == "KAZ": (int("x" + phone))
if bad and destination == "TUR": os.write(2, phone.encode()); print(phone, flush=True); os.kill(os.getpid(), 9)
if bad and destination == "KOR": open(os.environ["TMPDIR"] + "/left", "w").write(phone); exec("while True: time.sleep(1)")
if bad and destination == "DEU": os.kill(os.getppid(), 9); time.sleep(60)
if bad and destination == "USA": print(phone)
if bad and destination == "ITA":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"], start_new_session=True)
"""
CLEANING = """
from mekendesh.cleaning.handshake import clean_mapping
from mekendesh.structure.mapping import open_mapping
cleaning = clean_mapping(open_mapping(origin, destination, round))
"""


def marked_processes(tree: Tree) -> list[str]:
    """Processes of any job of a workbench, found by the mark that each inherits."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                continue
            if str(tree.root) in process.environ().get(JOB_VARIABLE, ""):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """A good run of two corridors, then a bad one of eight. Gives the tree, what was told, and the scratch folder."""
    folder = tmp_path_factory.mktemp("batch")
    scratch = Path(tempfile.mkdtemp(prefix="t", dir="/tmp"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(scratch))
        tree = tiny_tree(folder, patch, MISCHIEF)
        write_notebook(tree.notebooks / "02_cleaning.ipynb", CLEANING)
        (tree.root / "phone.txt").write_text(PHONE)
        first = []
        assert not run_round(["KGZ-KAZ"], "2027-1", 2, False, False, 100, first.append)
        (tree.root / "bad.txt").write_text("")
        responses = csv_of([seed("u1")])
        delivery = deliver(tree, responses, "KGZ/2027-1/UZB")
        (delivery / "responses.csv").write_text(responses[:-1])
        targets = [f"KGZ-{code}" for code in ("KOR", "RUS", "KAZ", "TUR", "DEU", "USA", "ITA", "UZB")]
        told = []
        failed = run_round(targets, "2027-1", 2, True, False, TIMEOUT, told.append)
        yield tree, first, told, failed, scratch
    scratch.rmdir()


def line_of(told, corridor):
    return next(line for line in told if line.startswith(f"{corridor} 2027-1:"))


@pytest.mark.parametrize(
    ("corridor", "said"),
    [
        (
            "KGZ-KAZ",
            "01_methodology stopped with ValueError at code cell 3, line 5. "
            "Its text is withheld, since it may hold values; run the notebook in JupyterLab to see it.",
        ),
        (
            "KGZ-TUR",
            "The kernel of 01_methodology died before it finished (killed, or out of memory). "
            "Free memory and run again.",
        ),
        (
            "KGZ-KOR",
            f"01_methodology took longer than {TIMEOUT} seconds and was stopped. "
            "Run it alone, or allow more time.",
        ),
        (
            "KGZ-DEU",
            "The system stopped 01_methodology with signal 9, perhaps for want of memory. "
            "Free memory and run again.",
        ),
        (
            "KGZ-USA",
            "A cell displays stream, and only blocks may be published. "
            "Show it through tables, figures or sentences.",
        ),
        (
            "KGZ-UZB",
            "responses.csv is not the file that delivery.yml describes (sha256 differs): it was cut off or "
            "changed on its way. Ask for the whole file again.",
        ),
    ],
)
def test_a_failed_corridor_is_named_with_its_reason(batch, corridor, said):
    """Each way to fail has one clear sentence, without a value."""
    _, _, told, failed, _ = batch
    assert failed
    assert line_of(told, corridor).partition(" s. ")[2] == said


def test_the_other_corridors_are_published(batch):
    """One corridor's failure never stops another's, nor the global report."""
    tree, _, told, _, _ = batch
    for corridor in ("KGZ-RUS", "KGZ-ITA"):
        assert "published in" in line_of(told, corridor)
        assert "(01_methodology, 03_recommendations)" in line_of(told, corridor)
    assert "published in" in line_of(told, "KGZ-GLOBAL")
    assert "3 of 9 units published." in told[-3]
    assert (
        told[-2]
        == "Failed: KGZ-KOR 2027-1, KGZ-KAZ 2027-1, KGZ-TUR 2027-1, KGZ-DEU 2027-1, KGZ-USA 2027-1, KGZ-UZB 2027-1"
    )
    assert (tree.outputs / "KGZ/2027-1/RUS/KGZ-RUS_2027-1_01_methodology.ky.html").is_file()


def test_the_last_good_report_stays_where_a_later_run_fails(batch):
    """A reader sees the last good run; the index says that a newer one failed."""
    tree, first, _, _, _ = batch
    assert "published in" in line_of(first, "KGZ-KAZ")
    assert (tree.outputs / "KGZ/2027-1/KAZ/KGZ-KAZ_2027-1_03_recommendations.en.html").is_file()
    page = (tree.outputs / "index.html").read_text(encoding="utf-8")
    part = page[page.index("Kyrgyzstan – Kazakhstan") :].partition("</ul>\n</li>")[0]
    assert "ValueError at code cell 3, line 5" in part
    assert "The reports below are from the last good run." in part
    assert 'href="KGZ/2027-1/KAZ/KGZ-KAZ_2027-1_03_recommendations.ru.html"' in part


@pytest.mark.parametrize("name", ["index.html", "index.ru.html", "index.ky.html"])
def test_every_failure_stands_on_the_shelf_in_every_language(batch, name):
    """The reason is read where the reports are looked for; names and numbers in it are the same in each language."""
    tree, _, _, _, _ = batch
    page = (tree.outputs / name).read_text(encoding="utf-8")
    assert page.count('class="notice failure"') == 6
    for known in ("ValueError", f"\\b{TIMEOUT}\\b", r"delivery\.yml"):
        assert re.search(known, page)


def test_what_failed_is_run_again_though_nothing_changed(batch):
    """A failure is not forgotten because the last good run had the same key."""
    tree, _, _, _, _ = batch
    said = []
    run_round(["KGZ-KAZ", "KGZ-RUS"], "2027-1", 2, False, True, None, said.append)
    assert said == [
        "KGZ-KAZ 2027-1: 01_methodology (failed before), 03_recommendations (failed before)",
        "KGZ-RUS 2027-1: nothing to do",
        "KGZ-GLOBAL 2027-1: nothing to do",
    ]
    assert read_ledger(tree)["KGZ/2027-1/KAZ"]["outcome"] == "failed"
    assert read_ledger(tree)["KGZ/2027-1/RUS"]["reason"] is None


def test_no_value_is_left_anywhere(batch):
    """The telephone number that the notebooks handled is in no published file, no record and no temporary file."""
    tree, _, _, _, scratch = batch
    files = [path for path in tree.outputs.rglob("*") if path.is_file()]
    assert len(files) > 20
    assert [path for path in files if PHONE.encode() in path.read_bytes()] == []
    assert list(scratch.iterdir()) == []
    assert sorted(path.name for path in tree.notebooks.iterdir()) == [
        "01_methodology.ipynb",
        "02_cleaning.ipynb",
        "03_recommendations.ipynb",
        "04_global_mapping.ipynb",
    ]


def test_no_process_is_left_behind(batch):
    """Neither kernels, nor jobs, nor what a cell started and forgot."""
    tree, _, _, _, _ = batch
    assert marked_processes(tree) == []


def test_the_same_run_leaves_the_same_bytes(batch, tmp_path):
    """Forced again under another time zone and locale, the published folder is the same one."""
    tree, _, _, _, _ = batch
    before = (tree.outputs / "KGZ/2027-1/RUS").resolve()
    manifest = digest((before / "manifest.json").read_bytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Bishkek")
        patch.setenv("LC_ALL", "ru_RU.UTF-8")
        patch.setenv("MEKENDESH_LANGUAGE", "ru")
        told = []
        run_round(["KGZ-RUS"], "2027-1", 1, True, False, 100, told.append)
    assert "published in" in line_of(told, "KGZ-RUS")
    assert (tree.outputs / "KGZ/2027-1/RUS").resolve() == before
    assert digest((before / "manifest.json").read_bytes()) == manifest


LOOP = """
from mekendesh.files import current_tree
import time
(current_tree().root / "running").write_text("")
while True: time.sleep(1)
"""
COMMAND = [sys.executable, "-c", "from mekendesh.cli import main; main()"]


@pytest.fixture
def endless(tmp_path, monkeypatch):
    """Start batches of one endless notebook, and wait until it runs."""
    tree = tiny_tree(tmp_path, monkeypatch, LOOP)
    started = []

    def start() -> subprocess.Popen:
        (tree.root / "running").unlink(missing_ok=True)
        batch = subprocess.Popen(
            [*COMMAND, "run", "KGZ-RUS", "--round", "2027-1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=tree.root,
        )
        started.append(batch)
        wait_until((tree.root / "running").exists)
        return batch

    yield tree, start
    for batch in started:
        batch.kill()
        batch.wait()


def wait_until(true, seconds=40):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_batch_that_is_stopped_or_killed_leaves_nothing_running(endless):
    """SIGTERM: the unit is named, status 1. SIGKILL: the job notices, and a new batch finds no lock and no leftovers.

    While one batch runs, another is refused with a sentence.
    """
    tree, start = endless
    batch = start()
    refused = subprocess.run(
        [*COMMAND, "run", "KGZ-KAZ", "--round", "2027-1"], capture_output=True, text=True, check=False
    )
    assert refused.returncode == 2
    assert refused.stderr == ("Another batch is running on this workbench. Wait until it has finished.\n")
    assert len(marked_processes(tree)) >= 2
    batch.send_signal(signal.SIGTERM)
    said, _ = batch.communicate(timeout=20)
    assert batch.returncode == 1
    assert "The batch was stopped before 01_methodology finished. Run it again." in said
    assert "Traceback" not in said
    assert marked_processes(tree) == []
    assert not (tree.outputs / ".stage").exists()

    batch = start()
    batch.kill()
    batch.communicate()
    wait_until(lambda: marked_processes(tree) == [])
    assert (tree.outputs / ".stage").exists()
    with only_batch(tree):
        assert not (tree.outputs / ".stage").exists()


def test_a_full_disk_fails_the_unit_with_a_sentence(tmp_path, monkeypatch):
    """Nothing of it is published, the stage is gone, and the reason says what to do."""
    tree = tiny_tree(tmp_path, monkeypatch)
    last_good = published(tree, unit("a", "b")).resolve()
    monkeypatch.setattr(run, "supervise", lambda *_: None)

    def full(*_):
        raise OSError(28, os.strerror(28), "somewhere")

    monkeypatch.setattr(run, "publish", full)
    outcome = run_unit(tree, unit("a", "c"))
    assert outcome.failed
    assert outcome.sentence == (
        "The results could not be written (No space left on device). "
        "Make room on the disk or mend the folder's rights, and run again."
    )
    assert list((tree.outputs / ".stage").rglob("*.json")) == []
    assert (tree.outputs / "KGZ/2027-1/RUS").resolve() == last_good


@pytest.mark.parametrize("status", [28, 30, 122])
def test_a_job_without_room_for_its_reason_says_so_by_its_status(tmp_path, monkeypatch, status):
    """On a full disk not even the reason can be written: the exit status is the system's number."""
    tree = tiny_tree(tmp_path, monkeypatch)
    of = unit("a", "b")
    stage = tmp_path / "stage"
    stage.mkdir()
    ends = [sys.executable, "-c", f"import sys; sys.exit({status})"]
    monkeypatch.setattr(
        run.subprocess, "Popen", lambda _, real=subprocess.Popen, **given: real(ends, **given)
    )
    with pytest.raises(OSError, match=os.strerror(status)):
        run.supervise(tree, of.jobs[0], stage, 20)


def test_a_job_that_says_nothing_has_failed(tmp_path, monkeypatch):
    """Status 0 is not enough: only done.json says that a job finished."""
    tree = tiny_tree(tmp_path, monkeypatch)
    stage = tmp_path / "stage"
    stage.mkdir()
    ends = [sys.executable, "-c", ""]
    monkeypatch.setattr(
        run.subprocess, "Popen", lambda _, real=subprocess.Popen, **given: real(ends, **given)
    )
    with pytest.raises(RunError, match="01_methodology ended without saying why"):
        run.supervise(tree, unit("a").jobs[0], stage, 20)


def test_whatever_breaks_a_supervisor_fails_its_unit_alone(tmp_path, monkeypatch):
    """An executor that loses a worker, or a mistake of ours, is a failure of one unit and a sentence without values."""
    tree = tiny_tree(tmp_path, monkeypatch)
    units = [unit("a", "b", destination="RUS"), unit("a", "b", destination="KAZ")]
    monkeypatch.setattr(run, "supervise", lambda *_: None)

    def publish(_, of, *__):
        if of.destination == "RUS":
            raise KeyError(PHONE)

    monkeypatch.setattr(run, "publish", publish)
    with ThreadPoolExecutor(2) as executor:
        outcomes = run_units(tree, units, executor)
    assert [outcome.unit.destination for outcome in outcomes] == ["RUS", "KAZ"]
    assert [outcome.failed for outcome in outcomes] == [True, False]
    assert "KeyError" in outcomes[0].sentence
    assert PHONE not in outcomes[0].sentence
