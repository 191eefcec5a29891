"""Errors that carry data: a sentence with named places, and the values that fill them.

The sentence is a catalogue message, so an official reads the same reason in Kyrgyz, Russian or English;
the values travel beside it, so a program can act on them. A sentence says what was found where, what was
expected, and the mend. Values of identifying columns never go into an error.
"""

from __future__ import annotations

from functools import partial


class MekendeshError(Exception):
    """A refusal that a person can act on.

    ``message`` is the English sentence with ``{named}`` places, ``values`` what fills them.
    """

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)

    def __reduce__(self) -> tuple[partial[MekendeshError], tuple[()]]:
        return partial(type(self), self.message, **self.values), ()


class FileError(MekendeshError):
    """A file could not be read or written as what it claims to be."""


class StructureError(MekendeshError):
    """A file under ``data/structure`` or ``data/reference`` contradicts itself or its schema."""


class ParameterError(MekendeshError):
    """A notebook or the command was asked for something that is not on a closed list."""


class DeliveryError(MekendeshError):
    """What came from the field cannot be accepted as it is."""


class ReplayError(MekendeshError):
    """The cleaning log and the raw delivery do not fit each other."""


class EstimationError(MekendeshError):
    """The data cannot carry the estimate that was asked for."""


class ProtectionError(MekendeshError):
    """Something that may not leave the house was about to."""


class RunError(MekendeshError):
    """A notebook did not run to its end."""
