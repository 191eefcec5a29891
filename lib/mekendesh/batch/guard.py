"""What every batch kernel is loaded with: errors that give no value away, and no raw frame on display.

A Python traceback prints the values it stumbled over, and a frame shows people. Neither may end up in a notebook or a
log. An error of ours says its own sentence, which is safe by construction; any other is told by its class and place.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from mekendesh.errors import MekendeshError, ProtectionError
from mekendesh.words import message

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

WITHHELD = message(
    "{notebook} stopped with {error} at {place}. Its text is withheld, since it may hold values; "
    "run the notebook in JupyterLab to see it."
)
REASON_VARIABLE = "MEKENDESH_REASON"
"""Environment variable with the file that takes the reason of a failure."""
NOTEBOOK_VARIABLE = "MEKENDESH_NOTEBOOK"
"""Environment variable with the name of the notebook that runs."""

RAW_KINDS = (
    ("pandas", "DataFrame"),
    ("pandas", "Series"),
    ("pandas.core.frame", "DataFrame"),
    ("pandas.core.series", "Series"),
    ("numpy", "ndarray"),
)
"""What may hold people: module and class, under the names that pandas and numpy give them."""


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by IPython when the kernel starts."""
    shell.set_custom_exc((BaseException,), _tell_safely)
    # Errors of a display, of an exit and of the cell's own syntax go past the handler above, through these.
    shell.showtraceback = partial(_show_safely, shell)
    shell.showsyntaxerror = partial(_show_safely, shell)
    for formatter in shell.display_formatter.formatters.values():
        for module, name in RAW_KINDS:
            formatter.for_type_by_name(module, name, _refuse)


def reason_of(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> dict[str, Any]:
    """What may be said of an error: an own sentence with its values, or class and place of a foreign one."""
    if isinstance(error, MekendeshError):
        values = {name: value if type(value) is int else str(value) for name, value in error.values.items()}
        return {"message": error.message, "values": values}
    return {
        "message": WITHHELD.text,
        "values": {
            "notebook": os.environ.get(NOTEBOOK_VARIABLE, "notebook"),
            "error": kind.__name__,
            "place": _place(where),
        },
    }


def _tell_safely(
    shell: InteractiveShell,
    kind: type[BaseException],
    error: BaseException,
    where: TracebackType | None,
    **_: Any,
) -> list[str]:
    # If this handler raised (a full disk, a sentence without its values), IPython would print the original error.
    sentence = kind.__name__
    with suppress(Exception):
        reason = reason_of(kind, error, where)
        sentence = reason["message"].format(**reason["values"])
        _write_reason(reason)
    shell._showtraceback(kind, kind.__name__, [sentence])
    sys.last_value = None
    return [sentence]


def _show_safely(shell: InteractiveShell, exc_tuple: Any = None, *_: Any, **__: Any) -> None:
    """In place of IPython's own ``showtraceback``, which prints the text of an error, and ``showsyntaxerror``."""
    found = exc_tuple if isinstance(exc_tuple, tuple) else sys.exc_info()
    if found[0] is not None:
        _tell_safely(shell, *found)


def _write_reason(reason: dict[str, Any]) -> None:
    if file := os.environ.get(REASON_VARIABLE):
        Path(file).write_text(json.dumps(reason, ensure_ascii=False), encoding="utf-8")


def _place(where: TracebackType | None) -> str:
    """The innermost place inside this package, else the cell: a module and a line, never a path."""
    frames = traceback.extract_tb(where)
    package = Path(__file__).resolve().parents[1]
    for frame in reversed(frames):
        path = Path(frame.filename)
        if package in path.parents:
            return f"{path.relative_to(package.parent).as_posix()}:{frame.lineno}"
    in_cell = [frame for frame in frames if "ipykernel_" in frame.filename]
    return f"{_cell()}, line {in_cell[-1].lineno}" if in_cell else _cell()


def _cell() -> str:
    """The running code cell, counted as in JupyterLab: papermill's cell with the parameters comes before it.

    IPython counts a cell before it runs it.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    return f"code cell {shell.execution_count - 2}" if shell else "an unknown place"


def _refuse(shown: Any, *_: Any) -> str:
    raise ProtectionError(
        "A cell displays a raw {found}. Only blocks may be shown in a batch: tables, figures, sentences.",
        found=type(shown).__name__,
    )
