"""Blocks said in a language, as HTML. Everything is escaped; words of another language carry their ``lang``."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from mekendesh.reporting.blocks import Block, Figure, Masthead
from mekendesh.words import (
    SOURCE,
    Country,
    Day,
    Interval,
    Listed,
    Message,
    Term,
    Verbatim,
    message,
    message_text,
    say,
)

TEMPLATES = Path(__file__).parent / "templates" / "report"
OPENED, CLOSED = "⟦", "⟧"

_previewed = {"is_example": False}
"""What the masthead of the notebook that runs here said: previews after it carry the stamp, as pages do."""


def say_html(term: Term, language: str) -> Markup:
    """The words of a term as HTML, foreign and untranslated fragments marked with their own language."""
    match term:
        case Message():
            values = {name: say_html(value, language) for name, value in term.values.items()}
            return mark_untranslated(escape(_held(message_text(term, language)))).format(**values)
        case Verbatim() if term.language and term.language != language:
            return Markup('<span lang="{}">{}</span>').format(term.language, _held(term.text))
        case Interval():
            parts = Markup(" ").join(
                Markup('<span class="whole">{}</span>').format(part) for part in _parts(term, language)
            )
            return Markup('<span class="flagged">{}</span>').format(parts) if term.flag else parts
        case Listed():
            return Markup("; ").join(say_html(part, language) for part in term.terms)
        case _:
            return escape(_held(say(term, language)))


def _held(words: str) -> str:
    """Words in which no line breaks inside a number that was typed with blanks between its thousands."""
    return re.sub(r"(?<=\d) (?=\d{3}(?!\d))", "\u00a0", words)


def _parts(term: Interval, language: str) -> list[str]:
    """A number and its range, between which a line may break and within which it may not."""
    number, opened, rest = say(term, language).partition(" (")
    return [number, f"({rest}"] if opened else [number]


def mark_untranslated(html: Markup) -> Markup:
    """Put source words that stand between ⟦ ⟧ for want of a translation into a span of their own language."""
    opened = html.replace(OPENED, Markup(f'<span class="untranslated" lang="{SOURCE}">'))
    return opened.replace(CLOSED, Markup("</span>"))


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one template environment: autoescaping, and strict about names that are not there."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests |= {
        "words": lambda cell: not isinstance(cell, Verbatim | Interval),
        "listed": lambda cell: isinstance(cell, Listed),
        "address": lambda cell: isinstance(cell, Verbatim) and cell.text.startswith("http"),
    }
    made.globals |= {"message": message, "country": Country, "day": Day, "verbatim": Verbatim}
    return made


def block_html(block: Block, language: str, number: int, is_example: bool) -> Markup:
    """One block as HTML for a page. ``number`` counts the blocks of a page, so that ids stay unique."""
    from mekendesh.reporting.charts import draw

    kind = block.to_json()["block"]
    parts = {
        "block": block,
        "number": number,
        "is_example": is_example,
        "say": lambda term: say_html(term, language),
    }
    if isinstance(block, Figure):
        drawing = draw(block, language, is_example)
        parts["drawing"] = Markup(inline_svg(drawing, f"f{number}-", say(block.alt, language)))
    return Markup(environment().get_template(f"{kind}.html.j2").render(**parts))


def preview(block: Block, language: str) -> str:
    """One block as JupyterLab shows it: the drawing as a picture, since Lab strips inline SVG from untrusted outputs."""
    from mekendesh.reporting.charts import draw

    if isinstance(block, Masthead):
        _previewed["is_example"] = block.is_example
    is_example = _previewed["is_example"]
    stamp = Markup("<strong>EXAMPLE</strong> ") if is_example else ""
    if not isinstance(block, Figure):
        html = block_html(block, language, 0, is_example)
        return str(stamp + html if isinstance(block, Masthead) else html)
    picture = base64.b64encode(draw(block, language, is_example).encode()).decode()
    return Markup(
        '<figure><figcaption>{}<strong>{}</strong><br>{}</figcaption><img alt="{}" src="{}"></figure>'
    ).format(
        stamp,
        say_html(block.title, language),
        say_html(block.subtitle, language),
        say(block.alt, language),
        f"data:image/svg+xml;base64,{picture}",
    )


def inline_svg(drawing: str, prefix: str, alt: str) -> str:
    """An SVG ready to stand inside a page: its ids made the page's own, its page-wide style removed, its alt text set."""
    body = drawing[drawing.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>\s*", "", body, flags=re.S)
    body = re.sub(r"<style[^>]*>.*?</style>", "", body, flags=re.S)
    body = re.sub(r'\bid="', f'id="{prefix}', body)
    body = body.replace("url(#", f"url(#{prefix}").replace('href="#', f'href="#{prefix}')
    body = re.sub(r' width="[\d.]+pt"', "", body, count=1)
    body = re.sub(r' height="[\d.]+pt"', "", body, count=1)
    return body.replace("<svg", f'<svg role="img" aria-label="{escape(alt)}"', 1)
