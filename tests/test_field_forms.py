from __future__ import annotations

import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from mekendesh.errors import StructureError
from mekendesh.field.forms import codebook, codebook_workbook, convert, form_workbook, workbook
from mekendesh.files import current_tree
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.structure.questionnaire import FORMS, MODULES
from mekendesh.structure.sheets import load_groups

TREE = current_tree()


def made(form: str, modules: tuple[str, ...] = MODULES) -> bytes:
    mapping_round = Round("2027-1", date(2027, 1, 1), False, modules)
    questionnaire = corridor_questionnaire(TREE, Corridor("KGZ", "RUS"), mapping_round, form)
    return form_workbook(questionnaire, load_groups(TREE), form_id="f", title="F", version="1")


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_converted_without_a_warning(form):
    """KoBoToolbox and ODK take what pyxform converts; a warning there is a fault on a phone later."""
    xform, warnings = convert(made(form))
    assert warnings == ()
    assert "<h:title>F</h:title>" in xform


def test_the_core_alone_is_a_form_too():
    """Modules are switched on by the round."""
    core, everything = convert(made("persons", ()))[0], convert(made("persons"))[0]
    assert "remit_frequency" not in core
    assert "remit_frequency" in everything


def test_the_same_form_is_the_same_bytes():
    """A form that changed its bytes would look like a new version."""
    assert made("organisations") == made("organisations")


def test_what_is_no_form_is_refused_with_the_reason():
    """pyxform's own words, as one sentence."""
    broken = {"survey": pd.DataFrame({"type": ["select_one nowhere"], "name": ["a"], "label": ["A"]})}
    with pytest.raises(StructureError, match=r"The form cannot be converted: .*choices sheet"):
        convert(workbook(broken))


def test_a_cell_that_looks_like_a_formula_stays_text():
    """A workbook is opened by people who trust us."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook({"a": pd.DataFrame({"x": ["=1+1", "@b", "-3"]})})))[
        "a"
    ]
    assert [(cell.value, cell.data_type) for cell in sheet["A"][1:]] == [
        ("=1+1", "s"),
        ("@b", "s"),
        ("-3", "s"),
    ]


def test_the_codebook_names_question_answers_and_use_in_three_languages():
    """Who reads the data looks a code up in their own language."""
    questionnaire = corridor_questionnaire(
        TREE, Corridor("KGZ", "RUS"), Round("2027-1", date(2027, 1, 1), is_example=False)
    )
    book = codebook(questionnaire, "en").set_index("column")
    assert book.at["sex", "answers"] == "female = female\nmale = male"
    assert book.at["birth_year", "bounds"] == "1920–2012"
    assert book.at["satisfied_body", "asked when"] == "${used_body} = 'yes'"
    assert book.at["willing_trade", "feeds"] == "willing gap proposal"
    names = openpyxl.load_workbook(io.BytesIO(codebook_workbook(questionnaire))).sheetnames
    assert names == ["Кыргызча (ky)", "Русский (ru)", "English (en)"]
