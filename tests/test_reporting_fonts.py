import base64
import subprocess
import sys
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from batch_examples import CHECKOUT
from mekendesh.reporting.pages.fonts import LETTERS, embedded

PREFIX = "data:font/woff2;base64,"


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_the_font_holds_every_letter_of_the_three_languages(weight):
    """Ө ү ң stand on any computer, and so do the signs of dates and numbers."""
    address = embedded(weight)
    assert address.startswith(PREFIX)
    font = TTFont(BytesIO(base64.b64decode(address.removeprefix(PREFIX))))
    letters = font.getBestCmap()
    for letter in "өүңӨҮҢёЁъ№«»–—’“”…≥⟦⟧ \u00a0\u202f":
        assert ord(letter) in letters


def test_everything_that_is_written_down_can_be_written_on_a_page():
    """Labels, catalogues, notebooks and templates use no letter that the page's font lacks.

    The gazetteer's other names are compared with what was typed in the field and never shown.
    """
    folders = [("data/structure", "*.csv"), ("locale", "*.po"), ("notebooks", "*.ipynb"), ("lib", "**/*.j2")]
    files = [path for folder, pattern in folders for path in (CHECKOUT / folder).glob(pattern)]
    files = [path for path in files if path.name != "gazetteer.csv"]
    assert len(files) > 20
    missing = {
        (path.name, letter)
        for path in files
        for letter in set(path.read_text(encoding="utf-8"))
        if letter not in LETTERS and letter != "\n"
    }
    assert missing == set()


def test_the_font_is_small():
    """Both weights are in every page: less than 60 KB of the 1.5 MB that a page may weigh."""
    assert len(embedded("regular")) + len(embedded("bold")) < 60_000


def test_the_font_is_the_same_in_another_process():
    """Pages are the same bytes every time, and the font is in all of them."""
    code = "from mekendesh.reporting.pages.fonts import embedded; print(embedded('regular'))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == embedded("regular")
