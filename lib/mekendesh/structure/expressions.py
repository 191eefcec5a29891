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
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

_TOKEN = re.compile(
    r"\s*(?:(?P<reference>\$\{\s*(?P<name>[^}\s]+)\s*\})|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|!=|[-+*=<>(),|])"
    r"|(?P<word>[A-Za-z_][\w:-]*)|(?P<path>\.\./|\./|/|\[|\.\.)|(?P<current>\.))"
)
_WORD_SIGNS = ("or", "and", "div", "mod")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_EPOCH = pd.Timestamp("1970-01-01")
_DAY = pd.Timedelta(days=1)


class NotEvaluated(Exception):  # noqa: N818 - a verdict on an expression, told in a table, not a failure
    """An expression outside the subset; ``reason`` is what could not be evaluated, as it stands there."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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


@dataclass(eq=False)
class Answers:
    """The table an expression is evaluated over: ``cells`` as text, one row a response, ``""`` where nothing
    stands; ``day`` the ISO day (or time) of each response for ``today()`` and ``now()``, if it is known.

    Numbers of a column are read once for all expressions.
    """

    cells: pd.DataFrame
    day: pd.Series | None = None
    _texts: dict[str, np.ndarray] = field(default_factory=dict, repr=False)
    _numbers: dict[str, np.ndarray] = field(default_factory=dict, repr=False)

    def texts(self, name: str) -> np.ndarray:
        if name not in self.cells:
            raise NotEvaluated(f"${{{name}}}")
        if name not in self._texts:
            self._texts[name] = self.cells[name].to_numpy(dtype=object)
        return self._texts[name]

    def numbers(self, name: str) -> np.ndarray:
        if name not in self._numbers:
            self._numbers[name] = _numbers_of(self.texts(name))
        return self._numbers[name]


@dataclass(frozen=True, eq=False)
class _Value:
    """A column of values, or one value for all rows. ``kind``: text, number or truth."""

    kind: str
    data: Any
    name: str = ""


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
    truth = _truths(_evaluate(parse(text), answers, current))
    return pd.Series(np.broadcast_to(truth, len(answers.cells)), index=answers.cells.index, dtype=bool)


def calculate(text: str, answers: Answers, current: str = "") -> pd.Series:
    """The value of the expression by row, as an export would write it. Raises `NotEvaluated`."""
    texts = _texts(_evaluate(parse(text), answers, current))
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


def _evaluate(node: Node, answers: Answers, current: str) -> _Value:
    match node.kind:
        case "reference":
            return _Value("text", answers.texts(str(node.value)), str(node.value))
        case "current":
            if not current:
                raise NotEvaluated(".")
            return _Value("text", answers.texts(current), current)
        case "literal":
            return _Value("text" if isinstance(node.value, str) else "number", node.value)
    parts = [_evaluate(part, answers, current) for part in node.parts]
    if node.kind in FUNCTIONS:
        return FUNCTIONS[node.kind].apply(answers, *parts)
    if node.kind in ("and", "or"):
        join = np.logical_and if node.kind == "and" else np.logical_or
        return _Value("truth", join(*(_truths(part) for part in parts)))
    if node.kind in ("=", "!="):
        return _equal(*parts, answers, negated=node.kind == "!=")
    with np.errstate(all="ignore"):
        numbers = [_numbers(part, answers) for part in parts]
        if node.kind in _COMPARED:
            return _Value("truth", _COMPARED[node.kind](*numbers))
        if node.kind == "negative":
            return _Value("number", np.negative(numbers[0]))
        return _Value("number", _COMPUTED[node.kind](*numbers))


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


def _equal(left: _Value, right: _Value, answers: Answers, *, negated: bool) -> _Value:
    kinds = {left.kind, right.kind}
    with np.errstate(all="ignore"):
        if "truth" in kinds:
            same = _truths(left) == _truths(right)
        elif "number" in kinds:
            same = np.equal(_numbers(left, answers), _numbers(right, answers))
        else:
            same = np.asarray(_texts(left) == _texts(right), dtype=bool)
    return _Value("truth", ~same if negated else same)


def _truths(value: _Value) -> np.ndarray:
    if value.kind == "truth":
        return np.asarray(value.data, dtype=bool)
    if value.kind == "number":
        numbers = np.asarray(value.data, dtype=float)
        return (numbers != 0) & ~np.isnan(numbers)
    return np.asarray(np.asarray(value.data, dtype=object) != "", dtype=bool)


def _numbers(value: _Value, answers: Answers | None = None) -> np.ndarray:
    if value.kind == "number":
        return np.asarray(value.data, dtype=float)
    if value.kind == "truth":
        return np.asarray(value.data, dtype=float)
    if value.name and answers is not None:
        return answers.numbers(value.name)
    return _numbers_of(np.asarray(value.data, dtype=object))


def _texts(value: _Value) -> np.ndarray:
    if value.kind == "text":
        return np.asarray(value.data, dtype=object)
    if value.kind == "truth":
        return np.where(np.asarray(value.data, dtype=bool), "true", "false").astype(object)
    numbers = np.atleast_1d(np.asarray(value.data, dtype=float))
    said = np.array([_number_as_text(number) for number in numbers], dtype=object)
    return said if np.ndim(value.data) else said[0:1]


def _number_as_text(number: float) -> str:
    if np.isnan(number):
        return "NaN"
    return str(int(number)) if number == int(number) else repr(float(number))


def _numbers_of(texts: np.ndarray) -> np.ndarray:
    """Plain decimals, and ISO days or times as days since 1970-01-01; anything else is no number (NaN)."""
    series = pd.Series(np.atleast_1d(texts), dtype="str").str.strip()
    numbers = pd.to_numeric(series, errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    dated = series.str.match(r"\d{4}-\d{2}-\d{2}").to_numpy(dtype=bool, na_value=False)
    if dated.any():
        local = series[dated].str.replace(r"(?:Z|[+-]\d{2}:?\d{2})$", "", regex=True)
        times = pd.to_datetime(local, errors="coerce", format="ISO8601")
        numbers[dated] = ((times - _EPOCH) / _DAY).to_numpy(dtype=float, na_value=np.nan)
    return numbers if np.ndim(texts) else numbers[0]


@dataclass(frozen=True)
class Function:
    """A function of the subset: how many arguments it takes, at least and at most, and what it does."""

    arguments: tuple[int, int]
    apply: Callable[..., _Value]


def _text(value: Any) -> _Value:
    return _Value("text", value)


def _number(value: Any) -> _Value:
    return _Value("number", value)


def _truth(value: Any) -> _Value:
    return _Value("truth", value)


def _by_row(work: Callable[..., Any], kind: str, *values: _Value) -> _Value:
    """Apply a function of single strings row by row; equal rows are worked out once."""
    columns = np.broadcast_arrays(*(np.atleast_1d(_texts(value)) for value in values))
    known: dict[tuple[str, ...], Any] = {}
    found = []
    for row in zip(*columns, strict=True):
        if row not in known:
            known[row] = work(*row)
        found.append(known[row])
    return _Value(kind, np.array(found, dtype={"text": object, "number": float, "truth": bool}[kind]))


def _rowwise(work: Callable[..., Any], kind: str) -> Callable[..., _Value]:
    return lambda _, *values: _by_row(work, kind, *values)


def _on_numbers(work: Callable[..., Any]) -> Callable[..., _Value]:
    def apply(answers: Answers, *values: _Value) -> _Value:
        with np.errstate(all="ignore"):
            return _number(work(*(_numbers(value, answers) for value in values)))

    return apply


def _if(_: Answers, condition: _Value, then: _Value, other: _Value) -> _Value:
    if then.kind == other.kind != "text":
        return _Value(then.kind, np.where(_truths(condition), then.data, other.data))
    return _text(np.where(_truths(condition), _texts(then), _texts(other)).astype(object))


def _coalesce(_: Answers, *values: _Value) -> _Value:
    first, *others = (np.atleast_1d(_texts(value)) for value in values)
    for other in others:
        first = np.where(first != "", first, other).astype(object)
    return _text(first)


def _selected(_: Answers, chosen: _Value, code: _Value) -> _Value:
    return _by_row(lambda answer, wanted: wanted in answer.split(), "truth", chosen, code)


def _selected_at(answers: Answers, chosen: _Value, place: _Value) -> _Value:
    places = np.atleast_1d(_numbers(place, answers))
    texts = np.atleast_1d(_texts(chosen))
    pairs = zip(*np.broadcast_arrays(texts, places), strict=True)
    return _text(
        np.array(
            [
                answer.split()[int(at)] if not np.isnan(at) and 0 <= at < len(answer.split()) else ""
                for answer, at in pairs
            ],
            dtype=object,
        )
    )


def _regex(_: Answers, value: _Value, pattern: _Value) -> _Value:
    try:
        compiled = re.compile(str(pattern.data))
    except (re.error, TypeError):
        raise NotEvaluated("regex()") from None
    return _by_row(lambda text: compiled.fullmatch(text) is not None, "truth", value)


def _substr(answers: Answers, value: _Value, begin: _Value, end: _Value | None = None) -> _Value:
    texts = np.atleast_1d(_texts(value))
    begins = np.atleast_1d(_numbers(begin, answers))
    ends = np.atleast_1d(_numbers(end, answers)) if end else np.array([np.inf])
    cut = []
    for text, first, last in zip(*np.broadcast_arrays(texts, begins, ends), strict=True):
        stop = None if np.isinf(last) or np.isnan(last) else int(last)
        cut.append("" if np.isnan(first) else text[int(first) : stop])
    return _text(np.array(cut, dtype=object))


def _today(answers: Answers) -> _Value:
    return _text(_day_of(answers).str.slice(0, 10).to_numpy(dtype=object))


def _now(answers: Answers) -> _Value:
    return _text(_day_of(answers).to_numpy(dtype=object))


def _day_of(answers: Answers) -> pd.Series:
    if answers.day is None:
        raise NotEvaluated("today()")
    return answers.day


def _format_date(_: Answers, value: _Value, pattern: _Value) -> _Value:
    said = str(pattern.data)
    if pattern.kind != "text" or not re.fullmatch(r"(?:%[YymdHM]|[^%])*", said):
        raise NotEvaluated("format-date()")
    times = pd.to_datetime(
        pd.Series(np.atleast_1d(_texts(value)), dtype="str").str.slice(0, 19),
        errors="coerce",
        format="ISO8601",
    )
    return _text(times.dt.strftime(said).fillna("").to_numpy(dtype=object))


def _days(value: _Value, answers: Answers) -> np.ndarray:
    return _numbers(value, answers)


def _round(answers: Answers, value: _Value, digits: _Value | None = None) -> _Value:
    scale = 10.0 ** _numbers(digits, answers) if digits else 1.0
    with np.errstate(all="ignore"):
        return _number(np.floor(_numbers(value, answers) * scale + 0.5) / scale)


def _over(work: Callable[..., np.ndarray]) -> Callable[..., _Value]:
    def apply(answers: Answers, *values: _Value) -> _Value:
        columns = np.broadcast_arrays(*(np.atleast_1d(_numbers(value, answers)) for value in values))
        with np.errstate(all="ignore"):
            return _number(work(np.array(columns), axis=0))

    return apply


FUNCTIONS: dict[str, Function] = {
    "true": Function((0, 0), lambda _: _truth(True)),
    "false": Function((0, 0), lambda _: _truth(False)),
    "not": Function((1, 1), lambda _, value: _truth(~_truths(value))),
    "boolean": Function((1, 1), lambda _, value: _truth(_truths(value))),
    "boolean-from-string": Function((1, 1), _rowwise(lambda text: text.lower() in ("true", "1"), "truth")),
    "if": Function((3, 3), _if),
    "coalesce": Function((2, 9), _coalesce),
    "once": Function((1, 1), lambda _, value: _text(_texts(value))),
    "selected": Function((2, 2), _selected),
    "count-selected": Function((1, 1), _rowwise(lambda text: len(text.split()), "number")),
    "selected-at": Function((2, 2), _selected_at),
    "string": Function((1, 1), lambda _, value: _text(_texts(value))),
    "string-length": Function((1, 1), _rowwise(len, "number")),
    "normalize-space": Function((1, 1), _rowwise(lambda text: " ".join(text.split()), "text")),
    "concat": Function((1, 20), _rowwise(lambda *texts: "".join(texts), "text")),
    "contains": Function((2, 2), _rowwise(lambda text, part: part in text, "truth")),
    "starts-with": Function((2, 2), _rowwise(lambda text, part: text.startswith(part), "truth")),
    "ends-with": Function((2, 2), _rowwise(lambda text, part: text.endswith(part), "truth")),
    "substring-before": Function(
        (2, 2), _rowwise(lambda text, part: text.partition(part)[0] if part in text else "", "text")
    ),
    "substring-after": Function((2, 2), _rowwise(lambda text, part: text.partition(part)[2], "text")),
    "substr": Function((2, 3), _substr),
    "regex": Function((2, 2), _regex),
    "number": Function((1, 1), _on_numbers(lambda numbers: numbers)),
    "int": Function((1, 1), _on_numbers(np.trunc)),
    "round": Function((1, 2), _round),
    "abs": Function((1, 1), _on_numbers(np.abs)),
    "pow": Function((2, 2), _on_numbers(np.power)),
    "sqrt": Function((1, 1), _on_numbers(np.sqrt)),
    "min": Function((1, 20), _over(np.min)),
    "max": Function((1, 20), _over(np.max)),
    "sum": Function((1, 20), _over(np.sum)),
    "today": Function((0, 0), _today),
    "now": Function((0, 0), _now),
    "date": Function((1, 1), _rowwise(lambda text: text[:10], "text")),
    "date-time": Function((1, 1), lambda _, value: _text(_texts(value))),
    "decimal-date-time": Function((1, 1), lambda answers, value: _number(_days(value, answers))),
    "format-date": Function((2, 2), _format_date),
    "format-date-time": Function((2, 2), _format_date),
}
"""The functions of ODK XForms that are evaluated; any other makes an expression not evaluated."""
