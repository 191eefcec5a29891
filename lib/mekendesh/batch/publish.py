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
    """Whether every file of the manifest is there with its own bytes, a run record among them."""
    try:
        manifest = read_json(folder / MANIFEST)
    except (FileError, OSError):
        return False
    return (
        isinstance(manifest, dict)
        and RECORD in manifest
        and all(
            (folder / name).is_file() and digest((folder / name).read_bytes()) == expected
            for name, expected in manifest.items()
        )
    )


def publish(tree: Tree, unit: Unit, staged: Mapping[str, Path], record: Mapping[str, Any]) -> Path:
    """Publish a unit from the staged folder of each of its jobs; jobs that did not run keep what was published.

    Returns the place of publication. The folder is named by what it holds, so the same run makes the same folder, and a
    published folder is never written to again.
    """
    shown = published_folder(tree, unit.place)
    before = shown.resolve() if shown else None
    runs = tree.outputs.resolve() / ".runs" / unit.place.replace("/", "-")
    building = runs / f".{unit.key[:16]}.{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    try:
        (building / "notebooks").mkdir(parents=True)
        (building / "tables").mkdir()
        for job in unit.jobs:
            if job.notebook in staged:
                _take_staged(staged[job.notebook], building, job.notebook)
            elif before:
                _take_published(before, building, unit.stem(job.notebook), job.notebook)
        write_json(building / RECORD, record)
        for folder in (building / "notebooks", building / "tables", building):
            _sync(folder)
        files = {file.relative_to(building).as_posix(): file for file in files_below([building])}
        write_json(building / MANIFEST, {name: digest(file.read_bytes()) for name, file in files.items()})
        _sync(building)
        folder = runs / digest((building / MANIFEST).read_bytes())[:16]
        if not is_whole(folder):
            shutil.rmtree(folder, ignore_errors=True)
            building.rename(folder)
            _sync(runs)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _point(tree.outputs / unit.place, folder)
    _forget_older(folder, before)
    return tree.outputs / unit.place


def executed_notebook(tree: Tree, unit: Unit, notebook: str) -> Path | None:
    """The executed notebook that is published for a job, to render it again without executing it."""
    folder = published_folder(tree, unit.place)
    found = folder / "notebooks" / f"{notebook}.ipynb" if folder else None
    return found if found and found.is_file() else None


def _take_staged(stage: Path, building: Path, notebook: str) -> None:
    _copy(stage / "executed.ipynb", building / "notebooks" / f"{notebook}.ipynb")
    for page in sorted((stage / "pages").iterdir()):
        _copy(page, building / page.name)
    if (stage / "tables").is_dir():
        for table in sorted((stage / "tables").iterdir()):
            _copy(table, building / "tables" / table.name)


def _take_published(before: Path, building: Path, stem: str, notebook: str) -> None:
    for page in before.glob(f"{stem}.*.html"):
        _copy(page, building / page.name)
    for table in (before / "tables").glob(f"{stem}_*.csv"):
        _copy(table, building / "tables" / table.name)
    _copy(before / "notebooks" / f"{notebook}.ipynb", building / "notebooks" / f"{notebook}.ipynb")


def _copy(source: Path, target: Path) -> None:
    """Copy a file and wait until it is on the disk: a manifest may only name what is there after a power cut."""
    shutil.copyfile(source, target)
    _sync(target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _point(link: Path, folder: Path) -> None:
    """Make a place show a folder, in one rename. Raises ``FileError`` where something that is no link of ours lies there."""
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.exists() and not link.is_symlink():
        raise FileError(
            "outputs holds a {file} that this workbench did not publish. Move it away and run again.",
            file=link.name,
        )
    beside = link.with_name(f".{link.name}.{os.getpid()}.link")
    beside.unlink(missing_ok=True)
    try:
        beside.symlink_to(os.path.relpath(folder, link.parent.resolve()), target_is_directory=True)
        beside.replace(link)
    finally:
        beside.unlink(missing_ok=True)
    _sync(link.parent)


def _forget_older(folder: Path, before: Path | None) -> None:
    """Keep the published run and the one before it."""
    for other in folder.parent.iterdir():
        if other not in (folder, before):
            shutil.rmtree(other, ignore_errors=True)
