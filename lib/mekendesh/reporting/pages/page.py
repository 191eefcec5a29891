"""From an executed notebook to one self-contained page in one language: an nbconvert exporter with our own template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from mekendesh.errors import ProtectionError, RunError
from mekendesh.reporting.blocks import MIME, Block, Masthead, block_from_json
from mekendesh.reporting.pages.fonts import embedded
from mekendesh.reporting.pages.prose import Heading, render
from mekendesh.reporting.rendering import block_html, environment, say_html
from mekendesh.words import LANGUAGES, Country, message, say

LANGUAGE_NAMES = {"ky": "Кыргызча", "ru": "Русский", "en": "English"}
CODE_STYLE = HtmlFormatter(style="bw", cssclass="source", nobackground=True)


@dataclass(frozen=True)
class Part:
    """One cell as the page shows it: ``prose``, ``code`` (folded) or ``block``."""

    kind: str
    html: Markup


class ReportExporter(TemplateExporter):
    """Writes a report in ``language``. ``siblings`` maps each language to the file name of its page."""

    def __init__(self, language: str, siblings: dict[str, str], **settings: Any) -> None:
        super().__init__(**settings)
        self.language = language
        self.siblings = siblings

    file_extension = ".html"
    output_mimetype = "text/html"

    def _create_environment(self) -> Environment:
        return environment()

    def _load_template(self) -> Any:
        return environment().get_template("page.html.j2")

    @property
    def template(self) -> Any:
        return self._load_template()

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **_: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page, and nbconvert's resources. Raises ``ProtectionError`` where a cell shows anything but a block."""
        return write_page(nb, self.language, self.siblings), resources or {}


def write_page(nb: NotebookNode, language: str, siblings: dict[str, str]) -> str:
    """The page of an executed notebook in a language. Raises ``RunError`` unless it begins with its one title."""
    masthead = find_masthead(nb)
    parts, headings = _parts(nb, language, masthead)
    titles = [heading for heading in headings if heading.level == 1]
    if len(titles) != 1 or nb.cells[0].cell_type != "markdown" or headings[0] is not titles[0]:
        raise RunError(
            "The notebook has {found} titles. Begin it with a prose cell that opens with its one title (# …).",
            found=len(titles),
        )
    title = titles[0]
    window_title = _window_title(title, masthead, language)
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            language=language,
            title=title,
            window_title=window_title,
            foot=_in_style(window_title),
            masthead=masthead,
            parts=parts,
            contents=[heading for heading in headings if heading.level == 2],
            languages=[(code, LANGUAGE_NAMES[code], siblings.get(code)) for code in LANGUAGES],
            regular=embedded("regular"),
            bold=embedded("bold"),
            code_style=Markup(CODE_STYLE.get_style_defs(".source")),
            say=lambda term: say_html(term, language),
            text=lambda term: say(term, language),
        )
    )


def blocks_of(cell: NotebookNode) -> list[Block]:
    """The blocks a code cell displayed. Raises ``ProtectionError`` for any other output: nothing else may be published."""
    shown = []
    for output in cell.get("outputs", []):
        content = output.get("data", {}).get(MIME)
        if content is None:
            raise ProtectionError(
                "A cell displays {found}, and only blocks may be published. Show it through tables, figures or sentences.",
                found=output.get("output_type", "output"),
            )
        shown.append(block_from_json(content))
    return shown


def find_masthead(nb: NotebookNode) -> Masthead:
    """The block that says whom the report speaks of. Raises ``ProtectionError`` where there is none or more than one."""
    found = [
        block
        for cell in nb.cells
        if cell.cell_type == "code"
        for block in blocks_of(cell)
        if isinstance(block, Masthead)
    ]
    if len(found) != 1:
        raise ProtectionError(
            "The notebook shows {found} mastheads where one was expected: a page must say whom it speaks of.",
            found=len(found),
        )
    return found[0]


def _parts(nb: NotebookNode, language: str, masthead: Masthead) -> tuple[list[Part], list[Heading]]:
    parts: list[Part] = []
    headings: list[Heading] = []
    taken: set[str] = {"contents", "report"}
    number = 0
    # The notebook's own parameters are those of another corridor; the page shows the ones it was run with.
    injected = any("injected-parameters" in cell.metadata.get("tags", []) for cell in nb.cells)
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            html, found = render(cell.source, language, taken)
            headings += found
            parts.append(Part("prose", html))
            continue
        if cell.cell_type != "code" or (injected and "parameters" in cell.metadata.get("tags", [])):
            continue
        for block in blocks_of(cell):
            number += 1
            if not isinstance(block, Masthead):
                parts.append(Part("block", block_html(block, language, number, masthead.is_example)))
        parts.append(Part("code", Markup(highlight(cell.source, PythonLexer(), CODE_STYLE))))
    return _code_together(_opening_first(_title_first(parts))), headings


def _opening_first(parts: list[Part]) -> list[Part]:
    """Code that shows nothing before the first block waits for it: a reader meets the answer before its making."""
    first = next((place for place, part in enumerate(parts) if part.kind == "block"), 0)
    before, after = parts[: first + 1], parts[first + 1 :]
    waiting = [part for part in before if part.kind == "code"]
    return [*(part for part in before if part.kind != "code"), *waiting, *after]


def _code_together(parts: list[Part]) -> list[Part]:
    """Code cells that show nothing between them are folded as one."""
    together: list[Part] = []
    for part in parts:
        if part.kind == "code" and together and together[-1].kind == "code":
            together[-1] = Part("code", together[-1].html + part.html)
        else:
            together.append(part)
    return together


def _title_first(parts: list[Part]) -> list[Part]:
    """The first prose cell opens with the title, which the page sets itself: keep what follows it."""
    first = parts[0]
    after = first.html.split("</h1>", 1)[1].strip() if "</h1>" in first.html else first.html
    return [Part("prose", Markup(after)), *parts[1:]] if after else parts[1:]


def _in_style(words: str) -> Markup:
    """Words as a style sheet may quote them: whatever could end the quotation or the sheet goes."""
    return Markup("".join(" " if sign in '"\\<>&\n' else sign for sign in words))


def _window_title(title: Heading, masthead: Masthead, language: str) -> str:
    place = message(
        "{origin} – {destination}", origin=Country(masthead.origin), destination=Country(masthead.destination)
    )
    whom = place if masthead.destination else message("{origin}", origin=Country(masthead.origin))
    words = f"{title.html.striptags()} · {say(whom, language)} · {masthead.round}"
    return f"EXAMPLE · {words}" if masthead.is_example else words
