import ast
from io import BytesIO

import nbformat
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from mekendesh.files import Tree
from mekendesh.reporting.pages import catalogues
from mekendesh.reporting.pages.catalogues import Source, sources, template, updated

CODE = '''
"""A docstring is no message."""
from mekendesh.words import message, plural

NAME = "no message"
SAID = message(
    "A sentence that is "
    "written in two parts of {country}.", country=x
)
COUNTED = plural("{count} person", "{count} people", 3)
raise RunError("{notebook} stopped. Run it again.", notebook="a")
raise ValueError("no message either")
'''
TEMPLATE = '<p title="{{ text(message("Language")) }}">{{ say(message("Show the code")) }} no message</p>'
OLD = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "kept"
msgstr "сохранено"

msgid "dropped"
msgstr "лишнее"

msgid "{count} person"
msgid_plural "{count} people"
msgstr[0] "{count} человек"
msgstr[1] "{count} человека"
msgstr[2] "{count} человек"
"""


@pytest.fixture
def project(tmp_path, monkeypatch) -> Tree:
    """A notebook, a module and a template, with every kind of message."""
    library = tmp_path / "lib"
    (tmp_path / "notebooks").mkdir()
    library.mkdir()
    nb = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("# Title\n\nA paragraph\nof two lines."),
            nbformat.v4.new_code_cell("# no message"),
        ]
    )
    nbformat.write(nb, tmp_path / "notebooks" / "01_methodology.ipynb")
    (library / "said.py").write_text(CODE, encoding="utf-8")
    (library / "page.html.j2").write_text(TEMPLATE, encoding="utf-8")
    monkeypatch.setattr(catalogues, "LIBRARY", library)
    return Tree(tmp_path)


def test_messages_are_found_in_prose_code_and_templates(project):
    """A paragraph, a sentence, a plural, the sentence of an error; nothing else."""
    assert list(sources(project)) == [
        Source("Title", "notebooks/01_methodology.ipynb"),
        Source("A paragraph of two lines.", "notebooks/01_methodology.ipynb"),
        Source("A sentence that is written in two parts of {country}.", "said.py"),
        Source(("{count} person", "{count} people"), "said.py"),
        Source("{notebook} stopped. Run it again.", "said.py"),
        Source("Language", "page.html.j2"),
        Source("Show the code", "page.html.j2"),
    ]


def wanted(*messages):
    catalogue = Catalog()
    for message in messages:
        catalogue.add(message, locations=[("said.py", 0)])
    return catalogue


def test_known_translations_are_kept_new_messages_are_empty_and_unused_ones_go():
    """A message whose English changed is a new one: its old words may now be wrong."""
    content = updated(OLD.encode(), "ru", wanted("kept", "new", ("{count} person", "{count} people")))
    catalogue = read_po(BytesIO(content), locale="ru")
    assert {entry.id: entry.string for entry in catalogue if entry.id} == {
        "kept": "сохранено",
        "new": "",
        ("{count} person", "{count} people"): ("{count} человек", "{count} человека", "{count} человек"),
    }
    assert not any(entry.fuzzy for entry in catalogue)


def test_a_catalogue_says_that_no_native_editor_has_read_it():
    """Until one has, it is a draft."""
    assert b"# # " not in updated(b"", "ky", wanted("a"))
    assert b"NOT YET REVIEWED by a native editor" in updated(b"", "ky", wanted("a"))


def test_bringing_a_catalogue_up_to_date_twice_changes_nothing():
    """No date of today, no line numbers: a change in git is a change of words."""
    once = updated(OLD.encode(), "ru", wanted("kept", "new"))
    assert updated(once, "ru", wanted("kept", "new")) == once


def test_the_command_writes_both_catalogues_and_counts_what_waits(project, monkeypatch, capsys):
    """``make messages``."""
    monkeypatch.setenv("MEKENDESH_ROOT", str(project.root))
    assert catalogues.main() == 0
    assert capsys.readouterr().out == "ky: 7 messages, 7 without words\nru: 7 messages, 7 without words\n"
    assert (project.locale / "ky.po").is_file()


def test_every_message_of_the_project_is_in_the_template():
    """What the batch says of a failure is a message too, so that the shelf can say it in every language."""
    from batch_examples import CHECKOUT

    found = {entry.id for entry in template(Tree(CHECKOUT))}
    for said in (
        "{notebook} took longer than {seconds} seconds and was stopped. Run it alone, or allow more time.",
        "{notebook} stopped with {error} at {place}. Its text is withheld, since it may hold values; "
        "run the notebook in JupyterLab to see it.",
        "The results could not be written ({error}). Make room on the disk or mend the folder's rights, and run again.",
        "{notebook} ended without saying why. Run the notebook in JupyterLab to see.",
        "The batch was stopped before {notebook} finished. Run it again.",
    ):
        assert said in found


def test_no_message_escapes_extraction_by_where_it_stands():
    """A message inside the arguments of another is skipped by the extractor, and would be said in English everywhere."""
    from batch_examples import CHECKOUT

    found = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in template(Tree(CHECKOUT))}
    written = [
        call.args[0].value
        for file in (CHECKOUT / "lib").rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in ("message", "plural")
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert len(written) > 1000
    assert set(written) - found == set()
