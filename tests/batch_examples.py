"""Tiny workbenches for the tests of the batch: notebooks of a few cells, and published units made by hand."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from mekendesh.batch.plan import CLEANING, GLOBAL, METHODOLOGY, RECOMMENDATIONS, Job, Unit
from mekendesh.batch.publish import publish
from mekendesh.files import Tree, write_json, write_text

CHECKOUT = Path(__file__).resolve().parents[1]
PHONE = "996555123456"
PARAMETERS = 'origin = "KGZ"  # origin\ndestination = "RUS"  # destination\nround = "example"  # round'
MASTHEAD = (
    "from mekendesh.reporting.blocks import Masthead\n"
    'Masthead(origin, destination, round, "2027-01-01", round == "example")'
)
WHOLE_PARAMETERS = 'origin = "KGZ"  # origin\nround = "example"  # round\ndestinations = ""  # destinations'
WHOLE_MASTHEAD = MASTHEAD.replace("destination, ", '"", ')


def write_notebook(path: Path, *code: str, parameters: str = PARAMETERS, masthead: str = MASTHEAD) -> None:
    """A notebook with a title, its parameters, a masthead and the code cells given."""
    cells = [
        nbformat.v4.new_markdown_cell("# Methodology of the mapping"),
        nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(masthead),
        *(nbformat.v4.new_code_cell(source) for source in code),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=kernel)), encoding="utf-8")


def tiny_tree(folder: Path, patch: pytest.MonkeyPatch, *methodology: str) -> Tree:
    """A workbench with the checkout's files and notebooks of its own; 01 runs the code given, the others nothing."""
    for shared in ("data/structure", "data/reference", "locale", "requirements.lock"):
        (folder / shared).parent.mkdir(parents=True, exist_ok=True)
        (folder / shared).symlink_to(CHECKOUT / shared)
    patch.setenv("MEKENDESH_ROOT", str(folder))
    patch.setenv("MEKENDESH_KEY", str(folder.parent / f"{folder.name}.key"))
    tree = Tree(folder)
    write_notebook(tree.notebooks / f"{METHODOLOGY}.ipynb", *methodology)
    write_notebook(tree.notebooks / f"{CLEANING}.ipynb")
    write_notebook(tree.notebooks / f"{RECOMMENDATIONS}.ipynb")
    whole = {"parameters": WHOLE_PARAMETERS, "masthead": WHOLE_MASTHEAD}
    write_notebook(tree.notebooks / f"{GLOBAL}.ipynb", **whole)
    return tree


def unit(*keys: str, destination: str = "RUS", round_name: str = "2027-1") -> Unit:
    """A unit of a corridor whose jobs have the keys given, all of them new."""
    jobs = tuple(
        Job(name, (("origin", "KGZ"),), key, "new")
        for name, key in zip((METHODOLOGY, RECOMMENDATIONS), keys, strict=False)
    )
    return Unit("KGZ", destination, round_name, round_name == "example", jobs, "words", False)


def stage(folder: Path, of: Unit, notebook: str, says: str) -> Path:
    """What a job leaves behind: an executed notebook, a page in each language and a table."""
    write_text(folder / "executed.ipynb", f"notebook {says}")
    for language in ("ky", "ru", "en"):
        write_text(folder / "pages" / of.page_name(notebook, language), f"page {says} {language}")
    write_text(folder / "tables" / f"{of.stem(notebook)}_sizes.csv", f"table {says}\n")
    write_json(folder / "done.json", {"done": True})
    return folder


def published(tree: Tree, of: Unit, says: str = "one") -> Path:
    """Publish a unit by hand, every job saying the same; the place of publication."""
    staged = {
        job.notebook: stage(tree.root / "staged" / says / job.notebook, of, job.notebook, says)
        for job in of.jobs
    }
    record = {
        "unit": of.name,
        "is_example": of.is_example,
        "keys": {job.notebook: job.key for job in of.jobs},
        "rendering": of.rendering,
    }
    return publish(tree, of, staged, record)
