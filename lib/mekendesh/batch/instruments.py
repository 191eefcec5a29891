"""Writing the instruments of a corridor: its XLSForms and their codebooks, as workbooks in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mekendesh.errors import ParameterError, StructureError
from mekendesh.field.forms import codebook_workbook, convert, form_workbook
from mekendesh.files import current_tree, write_atomically
from mekendesh.structure.corridors import find_corridor, find_round
from mekendesh.structure.instruments import corridor_questionnaire
from mekendesh.structure.questionnaire import FORMS
from mekendesh.structure.sheets import load_groups

if TYPE_CHECKING:
    from pathlib import Path


def write_forms(corridor_code: str, round_name: str, folder: Path) -> Iterator[str]:
    """Write each form and its codebook; yields a line a file.

    Raises ``ParameterError`` for what is no corridor, ``StructureError`` where pyxform refuses a form or warns
    of one: what it warns of is a fault on a phone later.
    """
    tree = current_tree()
    origin, _, destination = corridor_code.partition("-")
    if not destination:
        raise ParameterError(
            "{found} is no corridor. Write origin and destination, such as KGZ-RUS.",
            found=repr(corridor_code),
        )
    corridor, mapping_round = find_corridor(tree, origin, destination), find_round(tree, round_name)
    for form in FORMS:
        questionnaire = corridor_questionnaire(tree, corridor, mapping_round, form)
        name = f"{corridor.code}_{mapping_round.name}_{form}"
        content = form_workbook(
            questionnaire,
            load_groups(tree),
            form_id=name.lower().replace("-", "_"),
            title=name.replace("_", " "),
            version=mapping_round.name,
        )
        _, warnings = convert(content)
        if warnings:
            raise StructureError(
                "The form {form} is converted with a warning: {warning}. Mend its file in data/structure.",
                form=form,
                warning=warnings[0],
            )
        for ending, book in (("", content), ("_codebook", codebook_workbook(questionnaire))):
            path = folder / f"{name}{ending}.xlsx"
            write_atomically(path, book)
            yield f"{path.name}: {len(questionnaire.columns)} questions"
