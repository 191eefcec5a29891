import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from batch_examples import CHECKOUT
from mekendesh.cli import main

HEAVY = {"pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbformat", "babel", "psutil"}


def command(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-c", "from mekendesh.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
        env=os.environ | environment,
    )


def test_help_loads_nothing_heavy():
    """``--help`` answers at once: what is heavy is imported where it is used."""
    code = (
        "import sys\nfrom click.testing import CliRunner\nfrom mekendesh.cli import main\n"
        "said = CliRunner().invoke(main, ['run', '--help'])\nassert said.exit_code == 0\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "mekendesh" in loaded.stdout.split()
    assert HEAVY.isdisjoint(loaded.stdout.split())


@pytest.mark.parametrize(
    "arguments", [[], ["run"], ["list"], ["simulate"], ["rehearse"], ["roundtable", "pack"], ["handover"]]
)
def test_every_command_explains_itself(arguments):
    """With -h as with --help."""
    for flag in ("-h", "--help"):
        said = CliRunner().invoke(main, [*arguments, flag])
        assert said.exit_code == 0
        assert said.output.startswith("Usage: ")


def test_an_unknown_corridor_is_one_sentence_on_stderr(tree):
    """Status 2, no traceback, nothing written."""
    said = command("run", "KGZ-XYZ", MEKENDESH_ROOT=str(tree.root))
    assert said.returncode == 2
    assert said.stdout == ""
    assert said.stderr.count("\n") == 1
    assert "XYZ" in said.stderr
    assert "Traceback" not in said.stderr
    assert not tree.outputs.exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "XYZ"], "XYZ is not an origin of this programme."),
        (["simulate", "KGZ-XYZ"], "XYZ"),
        (["run", "--round", "soon"], "soon"),
    ],
)
def test_what_is_on_no_list_ends_with_status_two(tree, arguments, said):
    """The same for every command."""
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(("failed", "status"), [(True, 1), (False, 0)])
def test_the_exit_status_says_whether_anything_failed(monkeypatch, failed, status):
    """A scheduler sees it; without targets the batch runs Kyrgyzstan's example."""
    asked = []

    def run_round(*arguments):
        asked.append(arguments[:6])
        return failed

    monkeypatch.setattr("mekendesh.batch.shelf.run_round", run_round)
    assert CliRunner().invoke(main, ["run"]).exit_code == status
    assert asked == [(("KGZ",), "example", None, False, False, None)]


def test_options_reach_the_batch(monkeypatch):
    """Targets, round, jobs, force, dry run and the time a notebook may take."""
    asked = []
    monkeypatch.setattr("mekendesh.batch.shelf.run_round", lambda *arguments: asked.append(arguments[:6]))
    words = "run MDA-ITA BGD --round 2027-1 --jobs 3 --force --dry-run --timeout 60"
    assert CliRunner().invoke(main, words.split()).exit_code == 0
    assert asked == [(("MDA-ITA", "BGD"), "2027-1", 3, True, True, 60.0)]


def test_a_folder_that_cannot_be_written_is_one_sentence(tree):
    """Outputs on a full or read-only disk, or a file in their place."""
    tree.outputs.write_text("in the way")
    result = CliRunner().invoke(main, ["run", "KGZ-RUS", "--round", "2027-1"])
    assert result.exit_code == 2
    assert result.stderr == "outputs could not be read or written: File exists. Mend that and try again.\n"


def test_the_origins_are_listed(tree):
    """One line each."""
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == 0
    assert "KGZ  Kyrgyzstan: " in result.output
