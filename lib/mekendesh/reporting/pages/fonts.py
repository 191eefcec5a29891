"""The page's font: DejaVu Sans as matplotlib ships it, cut down to the letters our three languages and signs need.

It is embedded so that ө ү ң stand on any computer, and so that text in charts is as wide as it was measured.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from io import BytesIO
from pathlib import Path

LETTERS = (
    "".join(
        chr(code)
        for first, last in (
            (0x20, 0x7E),
            (0xA0, 0x17F),
            (0x218, 0x21B),
            (0x400, 0x45F),
            (0x490, 0x4E9),
            (0x2010, 0x2026),
            (0x202F, 0x202F),
            (0x2190, 0x2193),
        )
        for code in range(first, last + 1)
    )
    + "№€≈≤≥−×‹›⟦⟧•●■▲◆▼○▸"
)


@lru_cache(maxsize=2)
def embedded(weight: str) -> str:
    """A WOFF2 data address of the subset font; ``weight`` is ``regular`` or ``bold``. The same bytes every time."""
    from fontTools import subset
    from matplotlib import get_data_path

    name = {"regular": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}[weight]
    options = subset.Options(
        flavor="woff2", layout_features=["kern", "locl", "mark"], hinting=False, drop_tables=["FFTM"]
    )
    font = subset.load_font(str(Path(get_data_path()) / "fonts" / "ttf" / name), options)
    font.recalcTimestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    held = BytesIO()
    subset.save_font(font, held, options)
    return "data:font/woff2;base64," + base64.b64encode(held.getvalue()).decode()
