"""The prose of a notebook: found for the catalogue, and rendered in a language.

One walker serves both: a message is the inline text of one block (a paragraph, a heading, an item of a list).
Anchors are made from the English source, so a link inside the prose holds in every language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import mistune
from markupsafe import Markup

from mekendesh.reporting.rendering import CLOSED, OPENED, mark_untranslated
from mekendesh.words import SOURCE, translation


@dataclass(frozen=True)
class Heading:
    """A heading of a page: its level, anchor and words in the page's language."""

    level: int
    anchor: str
    html: Markup


def messages(markdown: str) -> list[str]:
    """The catalogue messages of a Markdown cell, in order."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _parse(markdown, note, mistune.HTMLRenderer(escape=True))
    return found


def render(markdown: str, language: str, taken: set[str]) -> tuple[Markup, list[Heading]]:
    """A Markdown cell as HTML in a language, with its headings. Anchors in ``taken`` are not given again."""
    renderer = _Renderer(language, taken)
    html = _parse(markdown, lambda text: _said(text, language), renderer)
    return mark_untranslated(Markup(html)), renderer.headings


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, language: str, taken: set[str]) -> None:
        super().__init__(escape=True)
        self.language = language
        self.taken = taken
        self.headings: list[Heading] = []

    def heading(self, text: str, level: int, **attributes: Any) -> str:
        anchor = _unused(_slug(attributes["source"]), self.taken)
        self.taken.add(anchor)
        self.headings.append(Heading(level, anchor, mark_untranslated(Markup(text))))
        return f'<h{level} id="{anchor}">{text}</h{level}>\n'


def _said(text: str, language: str) -> str:
    if language == SOURCE:
        return text
    return translation(text, language) or f"{OPENED}{text}{CLOSED}"


def _parse(markdown: str, change: Callable[[str], str], renderer: mistune.HTMLRenderer) -> str:
    parser = mistune.Markdown(renderer)

    def translate(_: mistune.Markdown, state: mistune.BlockState) -> None:
        for token in _inline_tokens(state.tokens):
            if token["type"] == "heading":
                token.setdefault("attrs", {})["source"] = token["text"]
            token["text"] = change(" ".join(token["text"].split()))

    parser.before_render_hooks.append(translate)
    return str(parser(markdown))


def _inline_tokens(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        if token["type"] in {"paragraph", "heading", "block_text"} and token.get("text"):
            yield token
        yield from _inline_tokens(token.get("children") or [])


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"


def _unused(anchor: str, taken: set[str]) -> str:
    number, candidate = 1, anchor
    while candidate in taken:
        number += 1
        candidate = f"{anchor}-{number}"
    return candidate
