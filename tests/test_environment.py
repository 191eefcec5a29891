"""The three files that say what the workbench runs on agree with one another."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


def name_of(requirement):
    return re.split(r"[ <>=!~\[;]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def locked():
    return {name_of(line) for line in LOCK.splitlines() if re.match(r"[A-Za-z0-9]", line)}


def test_every_package_the_project_asks_for_is_locked():
    """What pyproject.toml asks for, for running, developing and building, stands in the lock."""
    asked = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["dev"],
        *PROJECT["build-system"]["requires"],
    ]
    assert {name_of(requirement) for requirement in asked} - locked() == set()


def test_every_locked_version_is_pinned_with_hashes():
    """A version without a hash could be something else tomorrow."""
    blocks = [block for block in re.split(r"\n(?=[A-Za-z0-9])", LOCK.strip()) if not block.startswith("#")]
    assert len(blocks) > 100
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==[^ ]+", block), block[:60]
        assert "--hash=sha256:" in block, block[:60]


def test_no_committed_file_of_the_environment_names_an_address():
    """A lock says what, never from where."""
    for name in ("requirements.lock", "environment.yml", "pyproject.toml", "Makefile"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name


def test_conda_users_get_the_lock():
    """Conda brings Python and pip; every other version is the lock's."""
    python, pip, through_pip = CONDA["dependencies"]
    assert CONDA["name"] == "mekendesh"
    assert python.startswith("python >=3.11")
    assert pip == "pip"
    assert through_pip == {"pip": ["-r requirements.lock"]}
    assert PROJECT["project"]["requires-python"] == ">=3.11"


def test_the_comment_of_the_conda_file_names_the_main_packages():
    """Whoever opens environment.yml sees what the workbench is made of."""
    comment = (ROOT / "environment.yml").read_text(encoding="utf-8").partition("name:")[0]
    for package in ("jupyterlab", "pandas", "seaborn", "papermill", "nbconvert"):
        assert package in comment
        assert package in locked()


def test_the_readme_gives_the_commands_that_the_makefile_has():
    """A command in the README that does not exist would be the first thing a newcomer meets."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    told = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"run", "test"} <= told <= targets
