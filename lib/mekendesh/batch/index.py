"""The shelf: ``outputs/index.html``, one page in each language, listing every published report and every failure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mekendesh.batch.plan import CLEANING, GLOBAL, METHODOLOGY, RECOMMENDATIONS, WHOLE
from mekendesh.batch.publish import published_folder, published_record
from mekendesh.files import Tree, write_text
from mekendesh.words import LANGUAGES, SOURCE, Country, Message, Term, Verbatim, message, say

TITLES: dict[str, Message] = {
    METHODOLOGY: message("Methodology"),
    CLEANING: message("Field data and cleaning"),
    RECOMMENDATIONS: message("Potential, readiness and recommendations"),
    GLOBAL: message("Global mapping"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the shelf: a corridor or an origin in a round, its pages by language, and why it failed if it did."""

    origin: str
    destination: str
    round: str
    is_example: bool
    pages: tuple[tuple[Message, tuple[tuple[str, str], ...]], ...]
    failure: Message | None

    @property
    def whom(self) -> Term:
        if self.destination == WHOLE:
            return message("{origin}: all countries together", origin=Country(self.origin))
        return message(
            "{origin} – {destination}", origin=Country(self.origin), destination=Country(self.destination)
        )


def page_name(language: str) -> str:
    return "index.html" if language == SOURCE else f"index.{language}.html"


def entries(tree: Tree, units: dict[str, Any]) -> list[Entry]:
    """The lines of the shelf: whatever is published whole, and every unit whose last run failed.

    ``units`` is the ledger (``outputs/run.json``). A folder without a valid manifest does not exist for the shelf.
    """
    linked = {
        link.relative_to(tree.outputs).as_posix()
        for link in tree.outputs.glob("[A-Z]*/*/[A-Z]*")
        if link.is_symlink()
    }
    found = [
        _entry(tree, place, units.get(place, {})) for place in sorted({*units, *linked}, key=_shelf_order)
    ]
    return [entry for entry in found if entry.pages or entry.failure]


def write_index(tree: Tree, units: dict[str, Any]) -> None:
    """Write the shelf in every language."""
    from markupsafe import Markup

    from mekendesh.reporting.pages.fonts import embedded
    from mekendesh.reporting.pages.page import LANGUAGE_NAMES
    from mekendesh.reporting.rendering import environment, say_html

    lines = entries(tree, units)
    for language in LANGUAGES:
        page = (
            environment()
            .get_template("index.html.j2")
            .render(
                language=language,
                languages=[(code, LANGUAGE_NAMES[code], page_name(code)) for code in LANGUAGES],
                entries=lines,
                regular=embedded("regular"),
                bold=embedded("bold"),
                code_style=Markup(""),
                say=lambda term, language=language: say_html(term, language),
                text=lambda term, language=language: say(term, language),
            )
        )
        write_text(tree.outputs / page_name(language), page)


def _entry(tree: Tree, place: str, unit: dict[str, Any]) -> Entry:
    origin, round_name, destination = place.split("/")
    folder = published_folder(tree, place)
    record = published_record(tree, place)
    pages = []
    for notebook in record.get("keys", {}):
        found = tuple(
            (language, f"{place}/{file.name}")
            for language in LANGUAGES
            for file in sorted(folder.glob(f"*_{notebook}.{language}.html") if folder else ())
        )
        pages.append((TITLES.get(notebook, message("{notebook}", notebook=Verbatim(notebook))), found))
    reason = unit.get("reason")
    failure = (
        Message(reason["message"], {name: Verbatim(str(value)) for name, value in reason["values"].items()})
        if reason
        else None
    )
    is_example = record.get("is_example", unit.get("is_example", False))
    return Entry(origin, destination, round_name, is_example, tuple(pages), failure)


def _shelf_order(place: str) -> tuple[str, str, bool, str]:
    origin, round_name, destination = place.split("/")
    return origin, round_name, destination != WHOLE, destination
