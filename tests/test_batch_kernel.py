"""One job in a process: what it writes, and what it says where it cannot."""

import json

import nbformat
import pytest

from batch_examples import tiny_tree
from mekendesh.batch import kernel
from mekendesh.batch.kernel import main
from mekendesh.errors import ProtectionError
from mekendesh.reporting.blocks import Column, Masthead, Table
from mekendesh.words import Count, Verbatim

PAGES = {language: f"KGZ-RUS_EXAMPLE_01_methodology.{language}.html" for language in ("ky", "ru", "en")}
TABLE = """
from mekendesh.reporting.blocks import Column, Table
from mekendesh.words import Count, Verbatim
Table("sizes", Verbatim("Sizes"), (Column("a", Verbatim("A")), Column("b", Verbatim("B"))),
      ((Verbatim(destination), Count(333664)),))
"""


def job(tree, folder, **changed):
    """The job file of 01 for KGZ-DEU."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        "notebook": str(tree.notebooks / "01_methodology.ipynb"),
        "execute": True,
        "parameters": {"origin": "KGZ", "destination": "DEU", "round": "example"},
        "pages": PAGES,
        "tables": "KGZ-DEU_EXAMPLE_01_methodology",
    } | changed
    (folder / "job.json").write_text(json.dumps(content))
    return folder / "job.json"


@pytest.fixture(autouse=True)
def unchanged_environment(monkeypatch):
    """The job sets variables for its own process, which is this one here."""
    for name in ("MEKENDESH_REASON", "MEKENDESH_NOTEBOOK", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, "")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A job that was executed for Germany, while the notebook's own parameters say Russia."""
    with pytest.MonkeyPatch.context() as patch:
        tree = tiny_tree(tmp_path_factory.mktemp("kernel"), patch, TABLE)
        for name in ("MEKENDESH_REASON", "MEKENDESH_NOTEBOOK", "JUPYTER_RUNTIME_DIR"):
            patch.setenv(name, "")
        folder = tree.root / "job"
        assert main(job(tree, folder)) == 0
        yield tree, folder


def test_a_job_writes_its_pages_its_tables_and_last_that_it_is_done(done):
    """A page in each language, a file for each table, the executed notebook, and done.json; no reason."""
    _, folder = done
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert found == [
        "done.json",
        "executed.ipynb",
        "job.json",
        "pages/KGZ-RUS_EXAMPLE_01_methodology.en.html",
        "pages/KGZ-RUS_EXAMPLE_01_methodology.ky.html",
        "pages/KGZ-RUS_EXAMPLE_01_methodology.ru.html",
        "tables/KGZ-DEU_EXAMPLE_01_methodology_sizes.csv",
    ]
    assert (folder / "tables/KGZ-DEU_EXAMPLE_01_methodology_sizes.csv").read_text() == "a,b\nDEU,333664\n"


def test_the_page_speaks_of_the_corridor_asked_for(done):
    """Neither the notebook's own parameters nor papermill's cell stand on the page as another corridor's."""
    _, folder = done
    page = (folder / "pages" / PAGES["en"]).read_text(encoding="utf-8")
    assert "<title>EXAMPLE · Methodology of the mapping · Kyrgyzstan – Germany · example</title>" in page
    assert "&quot;RUS&quot;" not in page


def test_the_executed_notebook_holds_no_time_no_path_and_no_random_id(done):
    """The same run gives the same bytes."""
    tree, folder = done
    text = (folder / "executed.ipynb").read_text(encoding="utf-8")
    ran = nbformat.reads(text, as_version=4)
    assert [cell["id"] for cell in ran.cells] == ["cell-01", "cell-02", "cell-03", "cell-04", "cell-05"]
    assert "papermill" not in ran.metadata
    assert [dict(cell.metadata) for cell in ran.cells][2] == {"tags": ["injected-parameters"]}
    assert str(tree.root) not in text
    assert "/tmp" not in text


def test_previews_in_an_executed_notebook_carry_the_stamp(done):
    """Whoever opens the executed notebook sees that its people are simulated."""
    _, folder = done
    ran = nbformat.read(folder / "executed.ipynb", as_version=4)
    previews = [output.data["text/html"] for cell in ran.cells for output in cell.get("outputs", [])]
    assert len(previews) == 2
    assert all("EXAMPLE" in preview for preview in previews)


def executed(folder, nb):
    folder.mkdir()
    nbformat.write(nb, folder / "executed.ipynb")
    return folder


def test_pages_alone_are_rendered_without_executing(tmp_path, monkeypatch, tree, notebook):
    """A change in the catalogues runs no notebook."""
    monkeypatch.setattr(kernel, "execute", lambda *_: pytest.fail("a notebook was executed"))
    table = Table("t", Verbatim("T"), (Column("a", Verbatim("A")),), ((Count(1),),))
    masthead = Masthead("KGZ", "RUS", "2027-1", "2027-01-01", False)
    folder = executed(tmp_path / "job", notebook("# Title", [masthead], [table]))
    assert main(job(tree, folder, execute=False)) == 0
    assert (folder / "done.json").is_file()
    assert len(list((folder / "pages").iterdir())) == 3


def test_a_page_that_may_not_be_published_fails_the_job_with_its_sentence(tmp_path, tree, notebook):
    """No masthead: the page would not say whom it speaks of."""
    folder = executed(tmp_path / "job", notebook("# Title"))
    assert main(job(tree, folder, execute=False)) == 1
    assert not (folder / "done.json").exists()
    reason = json.loads((folder / "reason.json").read_text())
    assert reason["message"].format(**reason["values"]) == (
        "The notebook shows 0 mastheads where one was expected: a page must say whom it speaks of."
    )


def test_a_reason_that_the_kernel_wrote_is_kept(tmp_path, tree, notebook):
    """The kernel knows the cell; what follows from it outside is told only where the kernel was silent."""
    folder = executed(tmp_path / "job", notebook("# Title"))
    (folder / "reason.json").write_text('{"message": "first", "values": {}}')
    assert main(job(tree, folder, execute=False)) == 1
    assert json.loads((folder / "reason.json").read_text())["message"] == "first"


@pytest.mark.parametrize(("number", "status"), [(28, 28), (30, 30), (2, 1)])
def test_no_room_to_write_becomes_the_exit_status(tmp_path, monkeypatch, tree, notebook, number, status):
    """On a full or read-only disk the reason cannot be written either."""
    folder = executed(tmp_path / "job", notebook("# Title"))

    def refuse(*_):
        raise OSError(number, "refused")

    monkeypatch.setattr(kernel, "write_json", refuse)
    monkeypatch.setattr(kernel, "write_text", refuse)
    assert main(job(tree, folder, execute=False)) == status


def test_an_error_with_a_value_in_its_text_is_told_without_it(tmp_path, monkeypatch, tree, notebook):
    """Outside the kernel too: class and place, never the text."""
    folder = executed(tmp_path / "job", notebook("# Title"))

    def stumble(*_):
        raise ValueError("996555123456")

    monkeypatch.setattr(kernel, "_write_pages", stumble)
    assert main(job(tree, folder, execute=False)) == 1
    said = (folder / "reason.json").read_text()
    assert "ValueError" in said
    assert "996555123456" not in said


def test_a_heavy_page_is_refused(tmp_path, monkeypatch, tree, notebook):
    """The gate stands before every page that a job writes."""

    def refuse(page, name):
        raise ProtectionError("{file} is refused", file=name)

    monkeypatch.setattr("mekendesh.batch.gate.check_page", refuse)
    masthead = Masthead("KGZ", "RUS", "2027-1", "2027-01-01", False)
    folder = executed(tmp_path / "job", notebook("# Title", [masthead]))
    assert main(job(tree, folder, execute=False)) == 1
    assert not (folder / "pages").exists()
    assert PAGES["ky"] in (folder / "reason.json").read_text()
