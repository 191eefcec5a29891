"""The expressions of an XLSForm (``relevant``, ``constraint``, ``calculation``, ``required``), evaluated over
whole tables.

A stated subset of the ODK XForms functions; `FUNCTIONS` lists it. What lies outside (paths, repeats, lookups in
other files, chance) is refused with `NotEvaluated` and its reason, never guessed. Values follow XPath 1.0 as
ODK reads it: an answer is a string, ``=`` compares numbers where one side is a number and strings otherwise,
``<`` always numbers, a day counts as days since 1970-01-01, and what is no number compares with nothing.

See the ODK XForms specification, section "XPath functions", and the XPath 1.0 recommendation, 3.4 and 4.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from mekendesh.structure.expression_functions import FUNCTIONS
from mekendesh.structure.expression_values import (
    Answers,
    NotEvaluated,
    Value,
    as_numbers,
    as_texts,
    as_truths,
)

__all__ = ["FUNCTIONS", "Answers", "Node", "NotEvaluated", "calculate", "holds", "parse", "references"]

_TOKEN = re.compile(
    r"\s*(?:(?P<reference>\$\{\s*(?P<name>[^}\s]+)\s*\})|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|!=|[-+*=<>(),|])"
    r"|(?P<word>[A-Za-z_][\w:-]*)|(?P<path>\.\./|\./|/|\[|\.\.)|(?P<current>\.))"
)
_WORD_SIGNS = ("or", "and", "div", "mod")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))


@dataclass(frozen=True)
class Node:
    """One part of an expression: ``kind`` reference, current, literal, or the function or sign applied."""

    kind: str
    value: str | float = ""
    parts: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        yield self
        for part in self.parts:
            yield from part.walk()


def parse(text: str) -> Node:
    """The expression as a tree. Raises `NotEvaluated` for what is no expression of the subset."""
    return _parsed(text.strip())


def references(text: str) -> tuple[str, ...]:
    """The questions an expression refers to, each once, in their order; also of one that cannot be parsed."""
    return tuple(dict.fromkeys(re.findall(r"\$\{\s*([^}\s]+)\s*\}", text)))


def holds(text: str, answers: Answers, current: str = "") -> pd.Series:
    """Whether the expression is true, by row. ``current`` is the question that ``.`` stands for.

    Raises `NotEvaluated`.
    """
    truth = as_truths(_evaluate(parse(text), answers, current))
    return pd.Series(np.broadcast_to(truth, len(answers.cells)), index=answers.cells.index, dtype=bool)


def calculate(text: str, answers: Answers, current: str = "") -> pd.Series:
    """The value of the expression by row, as an export would write it. Raises `NotEvaluated`."""
    texts = as_texts(_evaluate(parse(text), answers, current))
    return pd.Series(np.broadcast_to(texts, len(answers.cells)), index=answers.cells.index, dtype="str")


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Node:
    tokens = list(_tokens(text))
    tree, rest = _binary(tokens, 0, 0)
    if rest != len(tokens):
        raise NotEvaluated(str(tokens[rest][1]))
    return tree


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match["path"]:
            # The parser refuses it in its place, after what stands before it.
            yield "path", text[place:].strip()[:40]
            return
        place = match.end()
        if match["reference"]:
            yield "reference", match["name"]
        else:
            kind = next(k for k in ("number", "text", "sign", "word", "current") if match[k] is not None)
            yield kind, match[kind]


def _binary(tokens: list[tuple[str, str]], place: int, level: int) -> tuple[Node, int]:
    if level == len(_LEVELS):
        return _unary(tokens, place)
    left, place = _binary(tokens, place, level + 1)
    while place < len(tokens) and tokens[place][1] in _LEVELS[level] and tokens[place][0] in ("sign", "word"):
        sign = tokens[place][1]
        right, place = _binary(tokens, place + 1, level + 1)
        left = Node(sign, parts=(left, right))
    return left, place


def _unary(tokens: list[tuple[str, str]], place: int) -> tuple[Node, int]:
    if place >= len(tokens):
        raise NotEvaluated("an expression that breaks off")
    kind, text = tokens[place]
    if (kind, text) == ("sign", "-"):
        inner, place = _unary(tokens, place + 1)
        return Node("negative", parts=(inner,)), place
    if (kind, text) == ("sign", "("):
        inner, place = _binary(tokens, place + 1, 0)
        return inner, _closed(tokens, place)
    if kind == "word" and text not in _WORD_SIGNS:
        return _call(tokens, place)
    if kind in ("reference", "current"):
        return Node(kind, text), place + 1
    if kind == "number":
        return Node("literal", float(text)), place + 1
    if kind == "text":
        return Node("literal", text[1:-1]), place + 1
    raise NotEvaluated(text)


def _call(tokens: list[tuple[str, str]], place: int) -> tuple[Node, int]:
    name = tokens[place][1]
    if name not in FUNCTIONS or tokens[place + 1 : place + 2] != [("sign", "(")]:
        raise NotEvaluated(f"{name}()" if tokens[place + 1 : place + 2] == [("sign", "(")] else name)
    place += 2
    parts: list[Node] = []
    while tokens[place : place + 1] != [("sign", ")")]:
        if parts:
            if tokens[place : place + 1] != [("sign", ",")]:
                raise NotEvaluated(f"{name}()")
            place += 1
        part, place = _binary(tokens, place, 0)
        parts.append(part)
    least, most = FUNCTIONS[name].arguments
    if not least <= len(parts) <= most:
        raise NotEvaluated(f"{name}()")
    return Node(name, parts=tuple(parts)), place + 1


def _closed(tokens: list[tuple[str, str]], place: int) -> int:
    if tokens[place : place + 1] != [("sign", ")")]:
        raise NotEvaluated("a bracket that is never closed")
    return place + 1


def _evaluate(node: Node, answers: Answers, current: str) -> Value:
    match node.kind:
        case "reference":
            return Value("text", answers.texts(str(node.value)), str(node.value))
        case "current":
            if not current:
                raise NotEvaluated(".")
            return Value("text", answers.texts(current), current)
        case "literal":
            return Value("text" if isinstance(node.value, str) else "number", node.value)
    parts = [_evaluate(part, answers, current) for part in node.parts]
    if node.kind in FUNCTIONS:
        return FUNCTIONS[node.kind].apply(answers, *parts)
    if node.kind in ("and", "or"):
        join = np.logical_and if node.kind == "and" else np.logical_or
        return Value("truth", join(*(as_truths(part) for part in parts)))
    if node.kind in ("=", "!="):
        return _equal(*parts, answers, negated=node.kind == "!=")
    with np.errstate(all="ignore"):
        numbers = [as_numbers(part, answers) for part in parts]
        if node.kind in _COMPARED:
            return Value("truth", _COMPARED[node.kind](*numbers))
        if node.kind == "negative":
            return Value("number", np.negative(numbers[0]))
        return Value("number", _COMPUTED[node.kind](*numbers))


_COMPARED: dict[str, Callable[..., np.ndarray]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
_COMPUTED: dict[str, Callable[..., np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "div": np.divide,
    "mod": np.fmod,
}


def _equal(left: Value, right: Value, answers: Answers, *, negated: bool) -> Value:
    kinds = {left.kind, right.kind}
    with np.errstate(all="ignore"):
        if "truth" in kinds:
            same = as_truths(left) == as_truths(right)
        elif "number" in kinds:
            same = np.equal(as_numbers(left, answers), as_numbers(right, answers))
        else:
            same = np.asarray(as_texts(left) == as_texts(right), dtype=bool)
    return Value("truth", ~same if negated else same)
