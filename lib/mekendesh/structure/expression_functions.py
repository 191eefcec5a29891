"""The functions of ODK XForms that are evaluated, by name; any other makes an expression not evaluated.

See the ODK XForms specification, section "XPath functions".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from mekendesh.structure.expression_values import (
    Answers,
    NotEvaluated,
    Value,
    as_numbers,
    as_texts,
    as_truths,
    local_times,
)

_FURTHEST_DAY = 100_000
"""Days from 1970-01-01 (some 270 years) within which a number is read as a day: what a calendar here can hold."""


@dataclass(frozen=True)
class Function:
    """A function of the subset: how many arguments it takes, at least and at most, and what it does."""

    arguments: tuple[int, int]
    apply: Callable[..., Value]


def _text(value: Any) -> Value:
    return Value("text", value)


def _number(value: Any) -> Value:
    return Value("number", value)


def _truth(value: Any) -> Value:
    return Value("truth", value)


def _by_row(work: Callable[..., Any], kind: str, *values: Value) -> Value:
    """Apply a function of single strings row by row; equal rows are worked out once."""
    columns = np.broadcast_arrays(*(np.atleast_1d(as_texts(value)) for value in values))
    known: dict[tuple[str, ...], Any] = {}
    found = []
    for row in zip(*columns, strict=True):
        if row not in known:
            known[row] = work(*row)
        found.append(known[row])
    return Value(kind, np.array(found, dtype={"text": object, "number": float, "truth": bool}[kind]))


def _rowwise(work: Callable[..., Any], kind: str) -> Callable[..., Value]:
    return lambda _, *values: _by_row(work, kind, *values)


def _on_numbers(work: Callable[..., Any]) -> Callable[..., Value]:
    def apply(answers: Answers, *values: Value) -> Value:
        with np.errstate(all="ignore"):
            return _number(work(*(as_numbers(value, answers) for value in values)))

    return apply


def _if(_: Answers, condition: Value, then: Value, other: Value) -> Value:
    if then.kind == other.kind != "text":
        return Value(then.kind, np.where(as_truths(condition), then.data, other.data))
    return _text(np.where(as_truths(condition), as_texts(then), as_texts(other)).astype(object))


def _coalesce(_: Answers, *values: Value) -> Value:
    first, *others = (np.atleast_1d(as_texts(value)) for value in values)
    for other in others:
        first = np.where(first != "", first, other).astype(object)
    return _text(first)


def _selected(_: Answers, chosen: Value, code: Value) -> Value:
    return _by_row(lambda answer, wanted: wanted in answer.split(), "truth", chosen, code)


def _selected_at(answers: Answers, chosen: Value, place: Value) -> Value:
    places = np.atleast_1d(as_numbers(place, answers))
    texts = np.atleast_1d(as_texts(chosen))
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


def _regex(_: Answers, value: Value, pattern: Value) -> Value:
    if not isinstance(pattern.data, str):  # a pattern that differs by row is none of the subset
        raise NotEvaluated("regex()")
    try:
        compiled = re.compile(pattern.data)
    except re.error:
        raise NotEvaluated("regex()") from None
    return _by_row(lambda text: compiled.fullmatch(text) is not None, "truth", value)


def _substr(answers: Answers, value: Value, begin: Value, end: Value | None = None) -> Value:
    texts = np.atleast_1d(as_texts(value))
    begins = np.atleast_1d(as_numbers(begin, answers))
    ends = np.atleast_1d(as_numbers(end, answers)) if end else np.array([np.inf])
    cut = []
    for text, *places in zip(*np.broadcast_arrays(texts, begins, ends), strict=True):
        first, last = np.clip(places, -len(text), len(text))
        cut.append("" if np.isnan(first) or np.isnan(last) else text[int(first) : int(last)])
    return _text(np.array(cut, dtype=object))


def _today(answers: Answers) -> Value:
    return _text(_day_of(answers).str.slice(0, 10).to_numpy(dtype=object))


def _now(answers: Answers) -> Value:
    return _text(_day_of(answers).to_numpy(dtype=object))


def _day_of(answers: Answers) -> pd.Series:
    if answers.day is None:
        raise NotEvaluated("today()")
    return answers.day


def _times(value: Value) -> np.ndarray:
    """Texts as they are; a number is days since 1970-01-01, and is written as the time it stands for."""
    if value.kind != "number":
        return np.atleast_1d(as_texts(value))
    days = pd.Series(np.atleast_1d(as_numbers(value)))
    seconds = (days.where(days.abs() < _FURTHEST_DAY) * 86_400).round()
    times = pd.to_datetime(seconds, unit="s", errors="coerce")
    return times.dt.strftime("%Y-%m-%dT%H:%M:%S").fillna("").to_numpy(dtype=object)


def _date(_: Answers, value: Value) -> Value:
    return _text(np.array([text[:10] for text in _times(value)], dtype=object))


def _format_date(_: Answers, value: Value, pattern: Value) -> Value:
    said = pattern.data
    if not isinstance(said, str) or not re.fullmatch(r"(?:%[YymdHM]|[^%])*", said):
        raise NotEvaluated("format-date()")
    times = local_times(pd.Series(_times(value), dtype="str"))
    return _text(times.dt.strftime(said).fillna("").to_numpy(dtype=object))


def _days(value: Value, answers: Answers) -> np.ndarray:
    return as_numbers(value, answers)


def _round(answers: Answers, value: Value, digits: Value | None = None) -> Value:
    scale = 10.0 ** as_numbers(digits, answers) if digits else 1.0
    with np.errstate(all="ignore"):
        return _number(np.floor(as_numbers(value, answers) * scale + 0.5) / scale)


def _over(work: Callable[..., np.ndarray]) -> Callable[..., Value]:
    def apply(answers: Answers, *values: Value) -> Value:
        columns = np.broadcast_arrays(*(np.atleast_1d(as_numbers(value, answers)) for value in values))
        with np.errstate(all="ignore"):
            return _number(work(np.array(columns), axis=0))

    return apply


FUNCTIONS: dict[str, Function] = {
    "true": Function((0, 0), lambda _: _truth(True)),
    "false": Function((0, 0), lambda _: _truth(False)),
    "not": Function((1, 1), lambda _, value: _truth(~as_truths(value))),
    "boolean": Function((1, 1), lambda _, value: _truth(as_truths(value))),
    "boolean-from-string": Function((1, 1), _rowwise(lambda text: text.lower() in ("true", "1"), "truth")),
    "if": Function((3, 3), _if),
    "coalesce": Function((2, 9), _coalesce),
    "once": Function((1, 1), lambda _, value: _text(as_texts(value))),
    "selected": Function((2, 2), _selected),
    "count-selected": Function((1, 1), _rowwise(lambda text: len(text.split()), "number")),
    "selected-at": Function((2, 2), _selected_at),
    "string": Function((1, 1), lambda _, value: _text(as_texts(value))),
    "string-length": Function((1, 1), _rowwise(len, "number")),
    "normalize-space": Function((1, 1), _rowwise(lambda text: " ".join(text.split()), "text")),
    "concat": Function((1, 20), _rowwise(lambda *texts: "".join(texts), "text")),
    "contains": Function((2, 2), _rowwise(lambda text, part: part in text, "truth")),
    "starts-with": Function((2, 2), _rowwise(lambda text, part: text.startswith(part), "truth")),
    "ends-with": Function((2, 2), _rowwise(lambda text, part: text.endswith(part), "truth")),
    "substring-before": Function(
        (2, 2), _rowwise(lambda text, part: text[: max(text.find(part), 0)], "text")
    ),
    "substring-after": Function(
        (2, 2),
        _rowwise(lambda text, part: text[text.find(part) + len(part) :] if part in text else "", "text"),
    ),
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
    "date": Function((1, 1), _date),
    "date-time": Function((1, 1), lambda _, value: _text(_times(value))),
    "decimal-date-time": Function((1, 1), lambda answers, value: _number(_days(value, answers))),
    "format-date": Function((2, 2), _format_date),
    "format-date-time": Function((2, 2), _format_date),
}
"""The functions of ODK XForms that are evaluated; any other makes an expression not evaluated."""
