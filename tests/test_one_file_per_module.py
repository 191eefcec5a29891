"""Whoever opens a module finds its tests by its name, and whoever opens a test file finds its module."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from mekendesh.files import current_tree

ROOT = current_tree().root
LIBRARY, TESTS = ROOT / "lib" / "mekendesh", ROOT / "tests"
ROOMS = ("batch", "cleaning", "estimation", "field", "judgement", "reporting", "simulation", "structure")
WIDER = {
    "cleaning_reconcile": "reconcile of `cleaning.replay`: the account of a log against its delivery, told on its own",
    "cleaning_simulated": "the whole room, on a simulated delivery whose planted mistakes are known",
    "estimation_laws": "what must hold between estimates of related surveys, across the modules of the room",
    "judgement": "the whole room on the framework as it is, for every origin",
    "bad_inputs": "bad and unusual deliveries through all rooms",
    "degenerate_trees": "recruitment that hardly is any, through everything that reads a tree",
    "environment": "the files that say what the workbench runs on",
    "joint_audit": "the attacker's parts (tests/audit), which are no part of the library",
    "locale": "the catalogues as they lie in git",
    "no_orphans": "no finding, anchor, body or question leads nowhere, across structure and judgement",
    "notebooks": "the notebooks as they lie in git",
    "one_file_per_module": "this file",
    "one_input_moves_one_thing": "one input changed moves one recommendation, across estimation and judgement",
    "pages": "every kind of report, opened in a real browser",
    "published_numbers": "numbers printed by others, against which the estimators are held",
    "replay_laws": "what holds for every delivery and every log, across cleaning",
}
"""Test files that name no module, each with what it is about; what stands here is chosen, and seen in review."""


def module_names(library: Path) -> list[str]:
    """Each module of the library as its test file is named: room and module, without the shelf it stands on."""
    rooms = [f"{room}_{path.stem}" for room in ROOMS for path in sorted((library / room).rglob("*.py"))]
    return [
        name
        for name in (*rooms, *(path.stem for path in sorted(library.glob("*.py"))))
        if "__init__" not in name
    ]


def strays(library: Path, tests: Path, wider: Collection[str]) -> dict[str, list[str]]:
    """Modules without a test file, test files without a module or a place among the wider ones, wider ones that are
    gone or name a module after all, and modules that would share one test file.
    """
    modules = module_names(library)
    tested = {path.stem.removeprefix("test_") for path in tests.glob("test_*.py")}
    return {
        "modules without a test file": sorted({*modules} - tested),
        "test files without a module": sorted(tested - {*modules} - {*wider}),
        "wider ones that are gone or name a module": sorted({*wider} - tested | {*wider} & {*modules}),
        "modules of one name": sorted({name for name in modules if modules.count(name) > 1}),
    }


def test_every_module_has_a_test_file_of_its_own_and_every_test_file_of_a_room_names_a_module():
    """All of the library, and all of this folder."""
    assert len(module_names(LIBRARY)) > 200
    assert not {what: names for what, names in strays(LIBRARY, TESTS, WIDER).items() if names}


@pytest.fixture
def small(tmp_path):
    """A library of three modules, one of them on a shelf, with a test file for each and a wider one."""
    for module in ("words", "field/__init__", "field/forms", "reporting/pages/page"):
        (tmp_path / "lib" / module).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "lib" / f"{module}.py").touch()
    (tmp_path / "tests").mkdir()
    for name in ("test_words", "test_field_forms", "test_reporting_page", "test_laws", "examples"):
        (tmp_path / "tests" / f"{name}.py").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ("", {}),
        ("-tests/test_field_forms.py", {"modules without a test file": ["field_forms"]}),
        ("-tests/test_reporting_page.py", {"modules without a test file": ["reporting_page"]}),
        ("-tests/test_words.py", {"modules without a test file": ["words"]}),
        ("-lib/field/forms.py", {"test files without a module": ["field_forms"]}),
        ("+tests/test_field_more.py", {"test files without a module": ["field_more"]}),
        ("+tests/test_everything.py", {"test files without a module": ["everything"]}),
        ("+lib/laws.py", {"wider ones that are gone or name a module": ["laws"]}),
        ("-tests/test_laws.py", {"wider ones that are gone or name a module": ["laws"]}),
        ("+lib/reporting/page.py", {"modules of one name": ["reporting_page"]}),
    ],
)
def test_what_strays_is_noticed(small, changed, found):
    """Planted strays: a file taken away or put beside the others, of every sort that is looked for."""
    path = small / changed[1:]
    if changed.startswith("+"):
        path.touch()
    elif changed:
        path.unlink()
    noticed = strays(small / "lib", small / "tests", {"laws"})
    assert {what: names for what, names in noticed.items() if names} == found
