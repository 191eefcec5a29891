"""Bad and merely unusual deliveries: each gets the verdict that the rules demand, and says it properly."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bad_inputs import CANARIES, GROUPS, MARKER, VERDICTS, Case, cases
from conftest import linked_tree
from mekendesh.cleaning import clean as module
from mekendesh.cleaning.clean import Cleaning, clean_delivery
from mekendesh.errors import MekendeshError
from mekendesh.field.responses import Responses
from mekendesh.files import Tree
from mekendesh.structure.mapping import open_mapping

CASES = cases()
HEAVY = [name for name, case in CASES.items() if case.heavy]
IN_PROOF = pytest.mark.skipif("MEKENDESH_PROOF" not in os.environ, reason="takes long: make proof")
LONGEST_SECONDS = 30
MOST_KILOBYTES = 1_048_576

MEASURE = """
import re
import resource
from pathlib import Path

from mekendesh.cleaning.clean import clean_delivery
from mekendesh.errors import MekendeshError
from mekendesh.structure.mapping import open_mapping


def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])


mapping = open_mapping("KGZ", "RUS", "2027-1")
before = peak()
try:
    clean_delivery(mapping.tree, mapping.corridor, mapping.round)
except MekendeshError:
    pass
print(max(peak() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


def deliver(tree: Tree, case: Case) -> None:
    """Write the files of a case where its delivery is looked for."""
    folder = tree.raw("KGZ/2027-1/RUS")
    folder.mkdir(parents=True)
    for name, content in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.fixture
def read(monkeypatch) -> list[Responses]:
    """Catches the responses that a cleaning reads."""
    caught: list[Responses] = []
    reading = module.read_responses

    def catching(*given, **named) -> Responses:
        caught.append(reading(*given, **named))
        return caught[-1]

    monkeypatch.setattr(module, "read_responses", catching)
    return caught


@pytest.fixture(scope="module")
def workbench(tmp_path_factory) -> Iterator[Tree]:
    """One workbench for all cases, so that its structure, which none of them touches, is read once."""
    with pytest.MonkeyPatch.context() as patch:
        yield linked_tree(tmp_path_factory.mktemp("workbench"), patch)


@pytest.fixture
def tree(workbench, monkeypatch) -> Tree:
    """The workbench without anything of the case before, key included, and the folder in which a command of a
    declaration would leave its mark.
    """
    data = workbench.root / "data"
    for left in (*workbench.root.iterdir(), *data.iterdir(), Path(os.environ["MEKENDESH_KEY"])):
        if left.is_symlink() or left == data:
            continue
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)
    monkeypatch.chdir(workbench.root)
    return workbench


def cleaned(tree: Tree, case: Case) -> Cleaning:
    """Deliver and clean a case in time; nothing in it is executed."""
    deliver(tree, case)
    mapping = open_mapping("KGZ", "RUS", "2027-1")
    started = time.monotonic()
    try:
        return clean_delivery(tree, mapping.corridor, mapping.round)
    finally:
        assert time.monotonic() - started < LONGEST_SECONDS
        assert not (tree.root / MARKER).exists()


def canaries_in(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def quick_or_marked(names: list[str]) -> list:
    """The cases, those that take long marked for `make proof`."""
    return [
        pytest.param(name, marks=IN_PROOF) if name in HEAVY or CASES[name].group == "size" else name
        for name in names
    ]


def of_verdict(verdict: str) -> list[str]:
    return [name for name, case in CASES.items() if case.verdict == verdict]


def test_there_are_enough_cases_of_every_group():
    """A workbench for field data is tried on at least 120 bad inputs, in every group and of every verdict."""
    assert len(CASES) >= 120
    assert len({case.name for case in CASES.values()}) == len(CASES)
    assert all(name == case.name for name, case in CASES.items())
    assert set(Counter(case.group for case in CASES.values())) == set(GROUPS)
    assert set(Counter(case.verdict for case in CASES.values())) == set(VERDICTS)
    assert all(bool(case.expects) == (case.verdict != "accept") for case in CASES.values())


@pytest.mark.parametrize("name", [name for name in CASES if name not in HEAVY])
def test_a_case_is_built_alike_every_time(name):
    """What a test reads must not depend on the clock or on chance, and stays small on disk."""
    files = CASES[name].files
    assert files == CASES[name].files
    assert sum(map(len, files.values())) < 30_000_000


@pytest.mark.parametrize("name", quick_or_marked(of_verdict("refuse")))
def test_what_cannot_be_accepted_is_refused_with_its_place(name, tree):
    """A refusal names the file and the place, repeats nothing that identifies a person, leaves no result."""
    case = CASES[name]
    with pytest.raises(MekendeshError) as refused:
        cleaned(tree, case)
    said = str(refused.value)
    named = [file.partition("/")[0] for file in case.files]
    assert case.expects in said
    assert any(file in said for file in ("delivery.yml", *named))
    assert canaries_in(said) == []
    assert canaries_in(repr(refused.value.values)) == []
    assert not (tree.clean("KGZ/2027-1/RUS") / "respondents.parquet").exists()


@pytest.mark.parametrize("name", quick_or_marked(of_verdict("repair")))
def test_what_is_repaired_is_recorded(name, tree, read):
    """Nothing is repaired, left out or doubted silently, and no record is lost on the way."""
    case = CASES[name]
    done = cleaned(tree, case)
    check, _, column = case.expects.partition("@")
    if column:
        found = done.issues[done.issues["column"] == column]
        assert check in {"", *found["check"]}
        assert not found.empty
    else:
        assert check in {*done.issues["check"], *done.log["reason"], *done.counts["removed"]}
    check_account(case, done, read[-1])


@pytest.mark.parametrize("name", quick_or_marked(of_verdict("accept")))
def test_what_is_only_unusual_is_accepted(name, tree, read):
    """A delivery that breaks no rule raises no doubt that needs a decision, and loses nobody."""
    case = CASES[name]
    done = cleaned(tree, case)
    assert done.issues.loc[done.issues["severity"] == "error", ["check", "row", "column"]].empty
    assert done.counts == {"received": case.rows, "kept": case.rows, "removed": {}, "refused": 0}
    check_account(case, done, read[-1])


def check_account(case: Case, done: Cleaning, responses: Responses) -> None:
    """Rows received = kept + removed + refused = rows of the file; cells survive; doubts name nobody."""
    counts = done.counts
    assert counts["received"] == counts["kept"] + sum(counts["removed"].values()) + counts["refused"]
    assert counts["received"] == case.rows
    assert len(done.respondents) == counts["kept"]
    # An unknown column is named by its header, which is nobody's value.
    values = done.issues.drop(columns="column") if case.name == "a_phone_for_a_header" else done.issues
    assert canaries_in(values.to_csv()) == []
    if case.seeds is not None:
        assert int(done.respondents["is_seed"].sum()) == case.seeds
    for (row, column), pattern in case.holds.items():
        assert re.fullmatch(pattern, responses.cells.at[row, column]), (row, column)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux' /proc")
@IN_PROOF
@pytest.mark.parametrize("name", HEAVY)
def test_a_large_or_hostile_file_takes_little_memory(name, tree, monkeypatch):
    """No delivery may take the machine down: under 30 MB on disk, under 1 GB of memory, under 30 seconds."""
    deliver(tree, CASES[name])
    assert sum(file.stat().st_size for file in tree.raw("KGZ/2027-1/RUS").iterdir()) < 30_000_000
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE],
        capture_output=True,
        text=True,
        timeout=4 * LONGEST_SECONDS,
        check=False,
    )
    assert measured.returncode == 0, measured.stderr[-2000:]
    assert int(measured.stdout) < MOST_KILOBYTES
