"""Stage, then publish: an immutable folder per run, its manifest last, and one rename that makes it the published one.

``outputs/<ORIGIN>/<round>/<DESTINATION>`` is a link to the folder that is published now. A reader sees the last good
run or the new one, never half; a folder without a valid manifest does not exist for the index.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mekendesh.batch.plan import Unit
from mekendesh.errors import FileError
from mekendesh.files import Tree, digest, files_below, read_json, write_json

MANIFEST = "manifest.json"
RECORD = "run.json"


def published_folder(tree: Tree, place: str) -> Path | None:
    """The folder published for a place, or ``None`` where there is none or it is not whole."""
    folder = tree.outputs / place
    return folder if is_whole(folder) else None


def published_record(tree: Tree, place: str) -> dict[str, Any]:
    """The run record of what is published for a place; empty where nothing is."""
    folder = published_folder(tree, place)
    return read_json(folder / RECORD) if folder else {}


def is_whole(folder: Path) -> bool:
    """Whether every file of the manifest is there with its own bytes."""
    try:
        manifest = read_json(folder / MANIFEST)
    except FileError:
        return False
    return all(
        (folder / name).is_file() and digest((folder / name).read_bytes()) == expected
        for name, expected in manifest.items()
    )


def publish(tree: Tree, unit: Unit, staged: Mapping[str, Path], record: Mapping[str, Any]) -> Path:
    """Publish a unit from the staged folder of each of its jobs; jobs that did not run keep what was published.

    Returns the place of publication. The folder is named by the unit's key, so the same run makes the same folder.
    """
    before = published_folder(tree, unit.place)
    folder = tree.outputs / ".runs" / unit.place.replace("/", "-") / unit.key[:16]
    building = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(building, ignore_errors=True)
    (building / "notebooks").mkdir(parents=True)
    (building / "tables").mkdir()
    for job in unit.jobs:
        if job.notebook in staged:
            _take_staged(staged[job.notebook], building, job.notebook)
        elif before:
            _take_published(before, building, unit.stem(job.notebook), job.notebook)
    write_json(building / RECORD, record)
    files = {file.relative_to(building).as_posix(): file for file in files_below([building])}
    write_json(building / MANIFEST, {name: digest(file.read_bytes()) for name, file in sorted(files.items())})
    if folder.exists():
        shutil.rmtree(folder)
    building.rename(folder)
    _point(tree.outputs / unit.place, folder)
    _forget_older(folder, before.resolve() if before else None)
    return tree.outputs / unit.place


def executed_notebook(tree: Tree, unit: Unit, notebook: str) -> Path | None:
    """The executed notebook that is published for a job, to render it again without executing it."""
    folder = published_folder(tree, unit.place)
    found = folder / "notebooks" / f"{notebook}.ipynb" if folder else None
    return found if found and found.is_file() else None


def _take_staged(stage: Path, building: Path, notebook: str) -> None:
    shutil.copyfile(stage / "executed.ipynb", building / "notebooks" / f"{notebook}.ipynb")
    for page in sorted((stage / "pages").iterdir()):
        shutil.copyfile(page, building / page.name)
    if (stage / "tables").is_dir():
        for table in sorted((stage / "tables").iterdir()):
            shutil.copyfile(table, building / "tables" / table.name)


def _take_published(before: Path, building: Path, stem: str, notebook: str) -> None:
    for page in before.glob(f"{stem}.*.html"):
        shutil.copyfile(page, building / page.name)
    for table in (before / "tables").glob(f"{stem}_*.csv"):
        shutil.copyfile(table, building / "tables" / table.name)
    shutil.copyfile(before / "notebooks" / f"{notebook}.ipynb", building / "notebooks" / f"{notebook}.ipynb")


def _point(link: Path, folder: Path) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    beside = link.with_name(f".{link.name}.{os.getpid()}.link")
    beside.unlink(missing_ok=True)
    beside.symlink_to(os.path.relpath(folder, link.parent), target_is_directory=True)
    beside.replace(link)


def _forget_older(folder: Path, before: Path | None) -> None:
    """Keep the published run and the one before it."""
    for other in folder.parent.iterdir():
        if other not in (folder, before):
            shutil.rmtree(other, ignore_errors=True)
