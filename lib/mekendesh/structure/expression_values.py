"""The values an expression works with: answers of a table, and how text, number and truth turn into one another.

As XPath 1.0 has it (section 4), read over whole columns; a day counts as days since 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

_EPOCH = pd.Timestamp("1970-01-01", tz="UTC")
_DAY = pd.Timedelta(days=1)
_PLAIN = r"-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_DATED = r"\d{4}-\d{2}-\d{2}"
# A zone may be hours alone; the day of a date such as 2026-01-01 is none.
_ZONE = r"(?:Z|[+-]\d{2}:?\d{2}|(?<!\d{4}-\d{2})[+-]\d{2})$"


class NotEvaluated(Exception):  # noqa: N818 - a verdict on an expression, told in a table, not a failure
    """An expression outside the subset; ``reason`` is what could not be evaluated, as it stands there."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
            self._numbers[name] = numbers_in(self.texts(name))
        return self._numbers[name]


@dataclass(frozen=True, eq=False)
class Value:
    """A column of values, or one value for all rows. ``kind``: text, number or truth."""

    kind: str
    data: Any
    name: str = ""


def as_truths(value: Value) -> np.ndarray:
    if value.kind == "truth":
        return np.asarray(value.data, dtype=bool)
    if value.kind == "number":
        numbers = np.asarray(value.data, dtype=float)
        return (numbers != 0) & ~np.isnan(numbers)
    return np.asarray(np.asarray(value.data, dtype=object) != "", dtype=bool)


def as_numbers(value: Value, answers: Answers | None = None) -> np.ndarray:
    if value.kind == "number":
        return np.asarray(value.data, dtype=float)
    if value.kind == "truth":
        return np.asarray(value.data, dtype=float)
    if value.name and answers is not None:
        return answers.numbers(value.name)
    return numbers_in(np.asarray(value.data, dtype=object))


def as_texts(value: Value) -> np.ndarray:
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
    if np.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    return str(int(number)) if number == int(number) else np.format_float_positional(number, trim="-")


def numbers_in(texts: np.ndarray) -> np.ndarray:
    """Plain decimals, and ISO days or times as days since 1970-01-01; anything else is no number (NaN).

    Neither ``1e5`` nor ``+5`` is a plain decimal.
    """
    series = pd.Series(np.atleast_1d(texts), dtype="str").str.strip()
    plain = series.where(series.str.fullmatch(_PLAIN), None)
    numbers = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=float, na_value=np.nan).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    dated = series.str.match(_DATED).to_numpy(dtype=bool, na_value=False)
    if dated.any():
        numbers[dated] = ((local_times(series[dated]) - _EPOCH) / _DAY).to_numpy(dtype=float, na_value=np.nan)
    return numbers if np.ndim(texts) else numbers[0]


def local_times(texts: pd.Series) -> pd.Series:
    """ISO days and times by the clock of who wrote them, their zone left out; NaT for anything else."""
    bare = texts.where(texts.str.match(_DATED), None).str.replace(_ZONE, "", regex=True)
    return pd.to_datetime(bare, errors="coerce", format="ISO8601", utc=True)
