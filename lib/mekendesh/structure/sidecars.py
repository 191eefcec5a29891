"""Where a public figure comes from: each table of ``data/reference`` has a YAML sidecar, provenance and hash.

A table whose bytes are not those its sidecar describes is not read: a figure that changed unnoticed would
change a published number unnoticed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import yaml

from mekendesh.errors import FileError, StructureError
from mekendesh.files import digest, read_text_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from mekendesh.files import Tree


@dataclass(frozen=True)
class Sidecar:
    """Provenance of one reference table. ``notes`` say how it can mislead; the date is the edition's."""

    file: str
    title: str
    publisher: str
    edition: str
    edition_date: str
    address: str
    licence: str
    sha256: str
    notes: tuple[str, ...]


def read_sidecar(path: Path) -> Sidecar:
    """The provenance written in one ``.yml`` file.

    Raises ``StructureError`` where it is not YAML, or a field is missing, unknown, empty or not text.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StructureError(
            "{file} is missing: a reference table is read only with its provenance. Restore or write it.",
            file=path.name,
        ) from None
    except (UnicodeDecodeError, yaml.YAMLError) as broken:
        mark = getattr(broken, "problem_mark", None)
        raise StructureError(
            "{file}, line {line}: this is not readable YAML. Mend the line.",
            file=path.name,
            line=mark.line + 1 if mark else 1,
        ) from None
    names = [part.name for part in fields(Sidecar)]
    found = content if isinstance(content, dict) else {}
    wrong = sorted(set(map(str, found)) ^ set(names))
    wrong += [name for name in names if name in found and not _is_filled(name, found[name])]
    if wrong:
        raise StructureError(
            "{file}: {wrong} missing, unknown, empty or not text; expected are {expected}. Mend the sidecar.",
            file=path.name,
            wrong=", ".join(wrong),
            expected=", ".join(names),
        )
    return Sidecar(**{**found, "notes": tuple(found["notes"])})


def load_sidecars(tree: Tree) -> tuple[Sidecar, ...]:
    """Every sidecar of the tree, by file name.

    Raises ``StructureError`` where a table has no sidecar, or a sidecar no table.
    """
    sidecars = tuple(read_sidecar(path) for path in sorted(tree.reference.glob("*.yml")))
    described = {sidecar.file for sidecar in sidecars}
    for path in sorted(tree.reference.glob("*.csv")):
        if path.name not in described:
            raise StructureError(
                "{file} has no sidecar {expected}. Write where the table comes from, or remove it.",
                file=path.name,
                expected=path.with_suffix(".yml").name,
            )
    return sidecars


def verify_reference(tree: Tree) -> tuple[Sidecar, ...]:
    """Check that every reference table is, byte for byte, the one its sidecar describes; return the sidecars.

    Raises ``StructureError`` naming the first file that is not.
    """
    sidecars = load_sidecars(tree)
    for sidecar in sidecars:
        _verify(tree.reference / sidecar.file, sidecar)
    return sidecars


def read_verified(tree: Tree, file: str, columns: tuple[str, ...]) -> pd.DataFrame:
    """A reference table as text, its hash checked and its columns exactly ``columns``; indexed by line.

    Raises ``StructureError`` where bytes, sidecar or columns are not as expected.
    """
    path = tree.reference / file
    _verify(path, read_sidecar(path.with_suffix(".yml")))
    try:
        table = read_text_table(path)
    except FileError as broken:
        raise StructureError(broken.message, **broken.values) from None
    if tuple(table.columns) != columns:
        raise StructureError(
            "{file}, line 1: found the columns {found}, expected {expected}. Restore the header.",
            file=file,
            line=1,
            found=", ".join(table.columns),
            expected=", ".join(columns),
        )
    return table


def _verify(path: Path, sidecar: Sidecar) -> None:
    if sidecar.file != path.name:
        raise StructureError(
            "{sidecar} describes {found}, expected {file}. Mend the name in the sidecar.",
            sidecar=path.with_suffix(".yml").name,
            found=sidecar.file,
            file=path.name,
        )
    try:
        found = digest(path.read_bytes())
    except FileNotFoundError:
        raise StructureError("{file} is missing. Restore it from its publisher.", file=path.name) from None
    if found != sidecar.sha256:
        raise StructureError(
            "{file} has the sha256 {found}, expected {expected}. Restore the table; where the change is "
            "meant, write its edition and this sha256 into {sidecar}.",
            file=path.name,
            found=found,
            expected=sidecar.sha256,
            sidecar=path.with_suffix(".yml").name,
        )


def _is_filled(name: str, value: object) -> bool:
    if name == "notes":
        return isinstance(value, list) and bool(value) and all(isinstance(note, str) for note in value)
    return isinstance(value, str) and bool(value.strip())
