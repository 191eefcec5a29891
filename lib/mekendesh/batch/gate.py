"""What an executed notebook and its pages must be before they may be published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mekendesh.errors import ProtectionError, RunError

if TYPE_CHECKING:
    from nbformat import NotebookNode

LARGEST_PAGE = 1_500_000
FORBIDDEN = {
    "a script": re.compile(r"<script\b|\son\w+\s*=|javascript:", re.I),
    "a request to an address": re.compile(
        r"""(?:\bsrc|\bsrcset|\bposter|<link\b[^>]*\bhref)\s*=\s*["']?(?!data:)""", re.I
    ),
    "a style that fetches": re.compile(r"""@import|url\(\s*["']?(?!data:|#)""", re.I),
    "a raster chart": re.compile(r"data:image/(?:png|jpe?g|gif|webp)", re.I),
    "a path of this machine": re.compile(r"(?:/home/|/Users/|/root/|/tmp/|[A-Z]:\\\\)"),
}


def check_complete(nb: NotebookNode, notebook: str) -> None:
    """Every code cell ran, in order, without an error: papermill's own marks say so even after a dead kernel."""
    expected = 0
    for position, cell in enumerate(nb.cells, start=1):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        expected += 1
        failed = any(output.output_type == "error" for output in cell.outputs)
        if failed or cell.execution_count != expected:
            raise RunError(
                "{notebook}: cell {cell} did not run to its end. Run the notebook in JupyterLab to see why.",
                notebook=notebook,
                cell=position,
            )


def normalised(nb: NotebookNode) -> NotebookNode:
    """The notebook without times, machine paths and random cell ids: the same run gives the same bytes."""
    nb.metadata.pop("papermill", None)
    nb.metadata.pop("widgets", None)
    for position, cell in enumerate(nb.cells, start=1):
        cell["id"] = f"cell-{position:02d}"
        cell.metadata = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
    return nb


def check_page(page: str, name: str) -> None:
    """One file, no script, no request, no machine path, not too heavy. Raises ``ProtectionError``."""
    for found, pattern in FORBIDDEN.items():
        if hit := pattern.search(page):
            raise ProtectionError(
                "{file} holds {found} (character {place}). A published page is one file that asks nothing of anyone.",
                file=name,
                found=found,
                place=hit.start(),
            )
    if len(page.encode()) > LARGEST_PAGE:
        raise ProtectionError(
            "{file} weighs {found} bytes where {expected} are allowed. Show less, or split the report.",
            file=name,
            found=len(page.encode()),
            expected=LARGEST_PAGE,
        )
