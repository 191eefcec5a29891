"""Are network sizes counted or guessed: how many end in 5 or 0, beside how many would by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.errors import EstimationError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

FIVES_FROM, TENS_FROM = 3, 6
"""From here on each multiple of 5 (of 10) lies in the middle of five (ten) whole numbers of its own."""


@dataclass(frozen=True)
class Heaping:
    """``from_three`` people report a network of three or more, ``on_fives`` of them a multiple of 5; ``from_six``
    one of six or more, ``on_tens`` of them a multiple of 10.
    """

    from_three: int
    on_fives: int
    from_six: int
    on_tens: int

    @property
    def index_fives(self) -> float:
        """100 where a fifth of the sizes are multiples of 5, 500 where all are."""
        return 500 * self.on_fives / self.from_three

    @property
    def index_tens(self) -> float:
        """100 where a tenth of the sizes are multiples of 10, 1000 where all are."""
        return 1000 * self.on_tens / self.from_six


def heaping(network_sizes: ArrayLike) -> Heaping:
    """Heaping of network sizes, as Whipple's index measures it for ages (Shryock and Siegel 1976, chapter 8).

    Missing and smaller sizes are left out. Heaping blurs the weights 1/d; it biases a share where people with the
    trait round otherwise than people without.

    It misleads where most networks are small: sizes that thin out by a fifth with each step already make the index
    95 without any rounding, and an answer of 5 may be exact. It does not see rounding to 12 or 50.

    Raises ``EstimationError`` where nobody reports six people or more.
    """
    sizes = np.asarray(network_sizes, dtype=float)
    sizes = sizes[np.isfinite(sizes)]
    fives, tens = sizes[sizes >= FIVES_FROM], sizes[sizes >= TENS_FROM]
    if not len(tens):
        raise EstimationError(
            "Nobody reports a network of six people or more, so rounding to fives and tens cannot be seen. Leave it "
            "out."
        )
    return Heaping(len(fives), int((fives % 5 == 0).sum()), len(tens), int((tens % 10 == 0).sum()))
