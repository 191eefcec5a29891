"""What an executed notebook and its pages must be before they may be published."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from mekendesh.errors import ProtectionError, RunError

if TYPE_CHECKING:
    from nbformat import NotebookNode

LARGEST_PAGE = 1_500_000
ACTIVE = frozenset({"script", "iframe", "frame", "object", "embed", "applet", "form", "base"})
FETCHING = frozenset(
    {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest"}
)
ADDRESSES = frozenset({"href", "xlink:href"})
STYLE_FETCHES = re.compile(r"""@import|url\(\s*["']?(?!data:|#)""", re.I)
RASTER = re.compile(r"data:image/(?!svg)", re.I)
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|Users|root|tmp|var|mnt)/\w|\b[A-Za-z]:\\\w")


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
    """One file, no script, no request, no raster chart, no machine path, not too heavy. Raises ``ProtectionError``.

    Tags, attributes and styles are judged as a browser reads them, so that ordinary words never raise an alarm.
    """
    scan = _Scan()
    scan.feed(page)
    scan.close()
    if scan.found:
        found, line = scan.found[0]
        raise ProtectionError(
            "{file}, line {line}: holds {found}. A published page is one file that asks nothing of anyone.",
            file=name,
            found=found,
            line=line,
        )
    weight = len(page.encode())
    if weight > LARGEST_PAGE:
        raise ProtectionError(
            "{file} weighs {found} bytes where {expected} are allowed. Show less, or split the report.",
            file=name,
            found=weight,
            expected=LARGEST_PAGE,
        )


class _Scan(HTMLParser):
    """What a page holds that it may not, with the line where it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, int]] = []
        self.in_style = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        self._note("a script", tag in ACTIVE)
        for name, given in attributes:
            value = (given or "").strip()
            self._note("a script", name.startswith("on") or value.lower().startswith("javascript:"))
            self._note("a request to an address", name in FETCHING and not value.startswith("data:"))
            self._note(
                "a request to an address",
                name in ADDRESSES and tag != "a" and not value.startswith(("#", "data:")),
            )
            self._note("a request to an address", name == "http-equiv" and value.lower() == "refresh")
            self._note(
                "a style that fetches", bool(STYLE_FETCHES.search(value)) and not name.startswith("aria-")
            )
            self._note("a raster chart", bool(RASTER.search(value)))
            self._note(
                "a path of this machine", bool(MACHINE_PATH.search(value)) and not value.startswith("data:")
            )

    def handle_endtag(self, tag: str) -> None:
        self.in_style = self.in_style and tag != "style"

    def handle_data(self, text: str) -> None:
        if self.in_style:
            self._note("a style that fetches", bool(STYLE_FETCHES.search(text)))
            self._note("a raster chart", bool(RASTER.search(text)))
        else:
            self._note("a path of this machine", bool(MACHINE_PATH.search(text)))

    def _note(self, what: str, is_so: bool) -> None:
        if is_so:
            self.found.append((what, self.getpos()[0]))
