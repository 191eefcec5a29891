"""Safe reading and writing: text tables with line numbers, atomic writes, stable digests, and the tree of folders."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mekendesh.errors import FileError

if TYPE_CHECKING:
    import pandas as pd

ROOT_VARIABLE = "MEKENDESH_ROOT"
"""Environment variable naming another tree than the checkout this package lies in (tests, batch kernels)."""


@dataclass(frozen=True)
class Tree:
    """The folders of one workbench. ``place`` below is ``<ORIGIN>/<round>/<DESTINATION>``."""

    root: Path

    @property
    def structure(self) -> Path:
        return self.root / "data" / "structure"

    @property
    def reference(self) -> Path:
        return self.root / "data" / "reference"

    @property
    def locale(self) -> Path:
        return self.root / "locale"

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def outputs(self) -> Path:
        return self.root / "outputs"

    def raw(self, place: str) -> Path:
        """Deliveries exactly as they came; nothing here is written to after it arrived."""
        return self.root / "data" / "raw" / place

    def truth(self, place: str) -> Path:
        """What the simulation knows and the field does not; for tests only."""
        return self.root / "data" / "truth" / place

    def clean(self, place: str) -> Path:
        return self.root / "data" / "clean" / place

    def decisions(self, place: str) -> Path:
        """What people decided on a delivery; kept for good, and read at every cleaning."""
        return self.root / "data" / "decisions" / place

    def decision_log(self, place: str) -> Path:
        """The cleaning log of what people decided."""
        return self.decisions(place) / "cleaning_log.csv"

    def estimates(self, place: str) -> Path:
        return self.root / "data" / "estimates" / place

    def roundtable(self, place: str) -> Path:
        """What a round table rated and said; ``place`` here is ``<ORIGIN>/<round>``. Kept, and never in git."""
        return self.root / "data" / "roundtable" / place


def current_tree() -> Tree:
    """The tree named by ``MEKENDESH_ROOT``, else the checkout this package lies in."""
    named = os.environ.get(ROOT_VARIABLE)
    return Tree(Path(named) if named else Path(__file__).resolve().parents[2])


def read_text_table(path: Path, delimiter: str = ",") -> pd.DataFrame:
    """Read a delimited UTF-8 file as text, nothing guessed.

    Returns every cell as ``str`` (empty cells as ``""``), indexed by the line number on which the row ends
    in the file, so that a message about a row can name the line a person sees in an editor.

    Raises ``FileError`` where the file is not UTF-8, has no header, repeats a header, or has a row of another width.
    """
    import pandas as pd

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise FileError("{file} is missing. Restore it, or say where it is.", file=path.name) from None
    except UnicodeDecodeError as broken:
        raise FileError(
            "{file} is not UTF-8 text (byte {byte}). Save it as UTF-8 and try again.",
            file=path.name,
            byte=broken.start,
        ) from None
    # Not splitlines: it would also cut a row at U+2028, U+0085 or a form feed inside a cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, [])
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error:
        raise FileError(
            "{file}, line {line}: a quotation mark is not closed. Close it, or double it inside a text.",
            file=path.name,
            line=reader.line_num,
        ) from None
    if not header:
        raise FileError("{file} is empty; a header row was expected. Restore the file.", file=path.name)
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise FileError(
            "{file}, line 1: the column name {column} stands there more than once. Rename one of them.",
            file=path.name,
            column=repeated[0],
        )
    for line, row in rows:
        if len(row) != len(header):
            raise FileError(
                "{file}, line {line}: {found} cells where the header has {expected}. Mend the row's separators.",
                file=path.name,
                line=line,
                found=len(row),
                expected=len(header),
            )
    lines = pd.Index([line for line, _ in rows], name="line")
    return pd.DataFrame([row for _, row in rows], columns=header, index=lines, dtype="str")


def write_atomically(path: Path, content: bytes) -> None:
    """Write ``content`` beside ``path``, sync it, and rename it into place: a reader sees the old or the new, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    write_atomically(path, text.encode("utf-8"))


def write_text_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as UTF-8 CSV with ``\\n`` line ends, without its index; the same table gives the same bytes."""
    write_text(path, table.to_csv(index=False, lineterminator="\n"))


def write_json(path: Path, content: Any) -> None:
    """Write JSON with sorted keys and a final newline; the same content gives the same bytes."""
    write_text(path, json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise FileError("{file} is missing. Restore it, or say where it is.", file=path.name) from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise FileError("{file} is not readable JSON. Remove it and run again.", file=path.name) from None


def write_typed_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as parquet without pandas' own metadata, which would differ from run to run."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    sink = pa.BufferOutputStream()
    pq.write_table(columns, sink)
    write_atomically(path, sink.getvalue().to_pybytes())


def read_typed_table(path: Path) -> pd.DataFrame:
    import pandas as pd
    import pyarrow.lib

    try:
        return pd.read_parquet(path)
    except FileNotFoundError:
        raise FileError("{file} is missing. Restore it, or say where it is.", file=path.name) from None
    except (pyarrow.lib.ArrowInvalid, OSError):
        raise FileError("{file} is not a readable table. Remove it and run again.", file=path.name) from None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def digest_files(root: Path, paths: Iterable[Path]) -> str:
    """One digest over files: their names relative to ``root`` and their bytes, in sorted order. Folders are walked."""
    whole = hashlib.sha256()
    for path in sorted(files_below(paths)):
        name = path.relative_to(root).as_posix()
        whole.update(f"{name}\0{digest(path.read_bytes())}\n".encode())
    return whole.hexdigest()


def files_below(paths: Iterable[Path]) -> Iterable[Path]:
    """Every file among ``paths`` and below their folders, without caches and half-written files."""
    for path in paths:
        if path.is_dir():
            yield from (
                file
                for file in path.rglob("*")
                if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
            )
        elif path.is_file():
            yield path
