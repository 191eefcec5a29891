"""What a cell that does not fit its type was probably meant to say. A suggestion, never a decision."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mekendesh.structure.questionnaire import Column

_DAY_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]((?:19|20|21)[0-9]{2})")
_BLANKS = " \u00a0\u202f\u2009'"
_NUMBER = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[{_BLANKS}]?[0-9]{{3}})*(?:[.,]0{{0,2}})?")
_SERIAL = re.compile(r"[2-5][0-9]{4}")
_SERIAL_ORIGIN = date(1899, 12, 30)
"""Day 0 of a spreadsheet's count in the 1900 system, its invented 29 February 1900 included."""
_YES = ("yes", "true", "1", "да", "ооба", "y", "ja", "evet")
_NO = ("no", "false", "0", "нет", "жок", "n", "nein", "hayır", "hayir")


def suggested(column: Column, text: str) -> str:
    """The cell as the question's type writes it, or ``""`` where nothing can be said.

    Days as day.month.year or as a spreadsheet's serial number; whole numbers with a thousands blank or a
    decimal comma; yes and no in our languages.
    """
    stripped = text.strip()
    match column.type:
        case "integer" | "scale":
            found = _NUMBER.fullmatch(stripped)
            return (
                re.sub(rf"[{_BLANKS}]|[.,]0{{0,2}}$", "", stripped)
                if found and not stripped.isdigit()
                else ""
            )
        case "date":
            return _day(stripped)
        case "boolean":
            lowered = stripped.casefold()
            return "yes" if lowered in _YES else "no" if lowered in _NO else ""
    return ""


def _day(text: str) -> str:
    match = _DAY_FIRST.fullmatch(text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
    except ValueError:
        return ""
    if _SERIAL.fullmatch(text):
        return (_SERIAL_ORIGIN + timedelta(days=int(text))).isoformat()
    return ""
