"""A copy of the structure and reference files that a test may spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

from mekendesh.files import Tree, current_tree, digest


def copied(folder: Path) -> Tree:
    """A workbench in ``folder`` with the files as shipped, copied so that they can be changed."""
    tree = Tree(folder / "copy")
    shutil.copytree(current_tree().structure, tree.structure)
    shutil.copytree(current_tree().reference, tree.reference)
    return tree


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def sign(path: Path) -> None:
    """Write the hash a table has now into its sidecar."""
    sidecar = path.with_suffix(".yml")
    lines = sidecar.read_text(encoding="utf-8").splitlines()
    signed = [
        f"sha256: {digest(path.read_bytes())}" if line.startswith("sha256:") else line for line in lines
    ]
    sidecar.write_text("\n".join(signed) + "\n", encoding="utf-8")
