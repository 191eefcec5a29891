"""The catalogues: every message of notebooks, code and templates, brought into ``locale/ky.po`` and ``locale/ru.po``.

Run as ``python -m mekendesh.reporting.pages.catalogues`` (``make messages``). Translations are kept; a message whose English
source changed is new again, since its old translation may now say something else. Unused messages are dropped.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import nbformat
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from mekendesh import errors
from mekendesh.files import Tree, current_tree, write_atomically
from mekendesh.reporting.pages.prose import messages
from mekendesh.words import LANGUAGES, SOURCE

LIBRARY = Path(__file__).resolve().parents[2]
ERROR_CLASSES = tuple(name for name in dir(errors) if name.endswith("Error"))
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "message": None,
    "plural": (1, 2),
    **dict.fromkeys(ERROR_CLASSES),
}
STARTED = datetime(2026, 11, 24, tzinfo=UTC)
HEADER = """{language} catalogue of Mekendesh. NOT YET REVIEWED by a native editor: drafted with the code.
English is the source; the words are those an official would use."""


@dataclass(frozen=True)
class Source:
    """One message of the project: its text (with its plural, if it has one) and the file it stands in."""

    text: str | tuple[str, str]
    file: str


def sources(tree: Tree) -> Iterator[Source]:
    """Every message of the notebooks' prose, the library's code and the page templates, in a stable order."""
    for notebook in sorted(tree.notebooks.glob("*.ipynb")):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "markdown":
                yield from (Source(text, f"notebooks/{notebook.name}") for text in messages(cell.source))
    for module in sorted(LIBRARY.rglob("*.py")):
        yield from _from_code(module)
    for template in sorted(LIBRARY.rglob("*.html.j2")):
        with template.open("rb") as handle:
            for _, _, text, _ in babel_extract(handle, list(KEYWORDS), (), {}):
                yield Source(
                    text if isinstance(text, str) else text[0], template.relative_to(LIBRARY).as_posix()
                )


def _from_code(module: Path) -> Iterator[Source]:
    with module.open("rb") as handle:
        for _, text, _, _ in extract("python", handle, keywords=KEYWORDS):
            yield Source(text, module.relative_to(LIBRARY).as_posix())


def template(tree: Tree) -> Catalog:
    """A catalogue of all messages without translations."""
    made = Catalog(project="Mekendesh", charset="utf-8")
    for source in sources(tree):
        made.add(source.text, locations=[(source.file, 0)])
    return made


def updated(old: bytes, language: str, wanted: Catalog) -> bytes:
    """A catalogue's bytes with exactly the messages ``wanted``: known translations kept, new ones empty."""
    known = read_po(BytesIO(old), locale=language) if old else Catalog()
    new = Catalog(
        locale=language,
        project="Mekendesh",
        header_comment="\n".join(f"# {line}" for line in HEADER.format(language=language).splitlines()),
        charset="utf-8",
        creation_date=STARTED,
        revision_date=STARTED,
        last_translator="Mekendesh",
        language_team=language,
        fuzzy=False,
    )
    for entry in wanted:
        if entry.id:
            before = known.get(entry.id if isinstance(entry.id, str) else entry.id[0])
            new.add(entry.id, before.string if before else None, locations=entry.locations)
    held = BytesIO()
    write_po(held, new, width=0, include_lineno=False, sort_by_file=True)
    return held.getvalue()


def main() -> int:
    """Bring the catalogues up to date, and say how many messages wait for words."""
    tree = current_tree()
    wanted = template(tree)
    for language in LANGUAGES:
        if language == SOURCE:
            continue
        path = tree.locale / f"{language}.po"
        write_atomically(path, updated(path.read_bytes() if path.is_file() else b"", language, wanted))
        catalogue = read_po(BytesIO(path.read_bytes()), locale=language)
        waiting = sum(1 for entry in catalogue if entry.id and not _filled(entry.string))
        print(f"{language}: {len(catalogue)} messages, {waiting} without words")  # noqa: T201
    return 0


def _filled(words: str | tuple[str, ...]) -> bool:
    return bool(words) if isinstance(words, str) else all(words)


if __name__ == "__main__":
    sys.exit(main())
