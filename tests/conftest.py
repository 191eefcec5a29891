from pathlib import Path

import nbformat
import pytest

from mekendesh.files import Tree

CHECKOUT = Path(__file__).resolve().parents[1]


def linked_tree(folder: Path, patch: pytest.MonkeyPatch) -> Tree:
    """A workbench of its own in an empty folder: the checkout's structure, figures, notebooks and catalogues."""
    for shared in ("data/structure", "data/reference", "notebooks", "locale", "requirements.lock"):
        (folder / shared).parent.mkdir(parents=True, exist_ok=True)
        (folder / shared).symlink_to(CHECKOUT / shared)
    patch.setenv("MEKENDESH_ROOT", str(folder))
    patch.setenv("MEKENDESH_KEY", str(folder.parent / f"{folder.name}.key"))
    return Tree(folder)


@pytest.fixture
def tree(tmp_path, monkeypatch) -> Tree:
    """See `linked_tree`."""
    return linked_tree(tmp_path, monkeypatch)


@pytest.fixture
def notebook():
    """Make a notebook from cells: text is prose, a list of blocks is what a code cell displayed."""

    def make(*cells):
        made = []
        for count, cell in enumerate(cells, start=1):
            if isinstance(cell, str):
                made.append(nbformat.v4.new_markdown_cell(cell))
                continue
            code = nbformat.v4.new_code_cell("show()", execution_count=count)
            for block in cell:
                code.outputs.append(nbformat.v4.new_output("display_data", data=block._repr_mimebundle_()))
            made.append(code)
        return nbformat.v4.new_notebook(cells=made)

    return make
