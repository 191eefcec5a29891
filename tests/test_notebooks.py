"""The notebooks as they lie in git: reports to read, with one-line calls between the prose."""

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
SECTIONS = ["In brief", "How to read this", "What could be wrong", "What follows", "Sources and run record"]

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path, kind):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_there_are_four_notebooks():
    """Methodology, cleaning and recommendations of a corridor, and the global picture of an origin."""
    assert [path.stem for path in NOTEBOOKS] == [
        "01_methodology",
        "02_cleaning",
        "03_recommendations",
        "04_global_mapping",
    ]


@each_notebook
def test_a_notebook_is_kept_without_outputs(path):
    """Outputs hold results of people; git holds the text."""
    assert all(not cell.outputs and cell.execution_count is None for cell in cells(path, "code"))


@each_notebook
def test_a_notebook_is_a_report_of_readable_length(path):
    """Some twenty to fifty cells, of which the first is the title."""
    notebook = nbformat.read(path, as_version=4)
    assert 20 <= len(notebook.cells) <= 52
    assert notebook.cells[0].source.startswith("# ")


@each_notebook
def test_parameters_are_literals_with_a_comment_each(path):
    """One tagged cell; papermill can only replace what is a plain literal, and a reader sees what it means."""
    tagged = [cell for cell in cells(path, "code") if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    for line in tagged[0].source.splitlines():
        statement = ast.parse(line).body[0]
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.value, ast.Constant)
        assert "  # " in line


@each_notebook
def test_code_cells_are_calls_and_nothing_else(path):
    """No definitions, no loops, no typed numbers, and at most three lines but for imports and parameters."""
    for cell in cells(path, "code"):
        if "parameters" in cell.metadata.get("tags", []):
            continue
        tree = ast.parse(cell.source)
        imports = all(isinstance(statement, ast.ImportFrom) for statement in tree.body)
        assert imports or len(cell.source.splitlines()) <= 3
        assert all(isinstance(statement, ast.ImportFrom | ast.Assign | ast.Expr) for statement in tree.body)
        numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
        assert numbers == []


@each_notebook
def test_everything_imported_is_of_this_house_and_is_used(path):
    """A notebook calls the library; it computes nothing with other packages."""
    source = "\n".join(cell.source for cell in cells(path, "code"))
    tree = ast.parse(source)
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert all(node.module.startswith("mekendesh.") for node in imports)
    names = {alias.name for node in imports for alias in node.names}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert names <= used


@each_notebook
def test_every_report_has_the_same_frame(path):
    """In brief and how to read it first; what could be wrong, what follows and the sources last, in this order."""
    headings = [
        line.removeprefix("## ")
        for cell in cells(path, "markdown")
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    assert [heading for heading in headings if heading in SECTIONS] == SECTIONS
    assert headings[:2] == SECTIONS[:2]


@each_notebook
def test_prose_brings_no_html_and_no_addresses(path):
    """Prose is plain Markdown: nothing in it can fetch or run anything."""
    prose = "\n".join(cell.source for cell in cells(path, "markdown"))
    assert "<" not in prose
    assert "http" not in prose
