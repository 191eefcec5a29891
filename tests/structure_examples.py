"""A copy of the structure files that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

from mekendesh.files import Tree, current_tree


def copied(folder: Path) -> Tree:
    """A workbench in ``folder`` with the structure files as shipped, copied so that they can be changed."""
    tree = Tree(folder)
    shutil.copytree(current_tree().structure, tree.structure)
    return tree


def written(folder: Path, file: str, *lines: str) -> Tree:
    """A workbench in ``folder`` whose only structure file has these lines."""
    tree = Tree(folder)
    tree.structure.mkdir(parents=True, exist_ok=True)
    (tree.structure / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tree


def change_line(tree: Tree, file: str, line: int, old: str, new: str) -> None:
    """Replace ``old`` by ``new`` in one line of a file, counted from 1."""
    path = tree.structure / file
    lines = path.read_text(encoding="utf-8").split("\n")
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    path.write_text("\n".join(lines), encoding="utf-8")
