"""The guard of batch kernels, tried in one real kernel that is let go on after each error."""

import json

import nbformat
import pytest
from nbclient import NotebookClient

from mekendesh.batch.guard import NOTEBOOK_VARIABLE, REASON_VARIABLE, reason_of
from mekendesh.batch.kernel import KERNEL_ARGUMENTS
from mekendesh.errors import DeliveryError

PHONE = "996555123456"
CELLS = {
    "prepared": "import sys, os, pandas, numpy\nphone = '9965' + '55123456'\nframe = pandas.DataFrame({'phone': [phone]})",
    "a wrong number": "int('x' + phone)",
    "a wrong key": "{}[phone]",
    "a division": "1 / 0",
    "an exit": "sys.exit(phone)",
    "text that is no code": "eval(phone + ' 1')",
    "a group of errors": "raise ExceptionGroup(phone, [ValueError(phone)])",
    "an error that draws itself": (
        "class Drawn(Exception):\n    def _render_traceback_(self): return [phone]\nraise Drawn(phone)"
    ),
    "one error from another": "try:\n    int('x' + phone)\nexcept ValueError as error:\n    raise KeyError(phone) from error",
    "an error of ours": (
        "from mekendesh.errors import DeliveryError\n"
        "raise DeliveryError('{file}, line {line}: {found} cells.', file='a.csv', line=numpy.int64(7), found=3)"
    ),
    "an error of ours without its values": (
        "from mekendesh.errors import DeliveryError\nraise DeliveryError('{file} is wrong', name=phone)"
    ),
    "a display that fails": ("class Shown:\n    def _repr_html_(self): raise ValueError(phone)\nShown()"),
    "a frame": "frame",
    "a column": "frame['phone']",
    "an array": "numpy.array([phone])",
    "a frame among others": "display(frame)",
    "nowhere to write": f"os.environ[{REASON_VARIABLE!r}] = '/nowhere/reason.json'\nint('x' + phone)",
    "afterwards": "int('y' + phone)",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What each cell left in the notebook, and the last reason written."""
    folder = tmp_path_factory.mktemp("guard")
    reason = folder / "reason.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(REASON_VARIABLE, str(reason))
        patch.setenv(NOTEBOOK_VARIABLE, "01_methodology")
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in CELLS.values()])
        client = NotebookClient(nb, allow_errors=True, timeout=60)
        client.extra_arguments = KERNEL_ARGUMENTS
        client.execute()
    return dict(zip(CELLS, (cell.outputs for cell in nb.cells), strict=True)), json.loads(reason.read_text())


@pytest.mark.parametrize("cell", [name for name in CELLS if name != "prepared"])
def test_no_error_and_no_display_gives_a_value_away(shown, cell):
    """Whatever goes wrong, and however it is shown: the value is not in the notebook."""
    outputs, _ = shown
    assert outputs[cell]
    assert PHONE not in json.dumps(outputs[cell])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (
            "a wrong number",
            "01_methodology stopped with ValueError at code cell 1, line 1. Its text is withheld",
        ),
        ("a division", "01_methodology stopped with ZeroDivisionError at code cell 3, line 1. "),
        ("an exit", "01_methodology stopped with SystemExit at code cell 4, line 1. "),
        ("text that is no code", "01_methodology stopped with SyntaxError at code cell 5, line 1. "),
        ("one error from another", "01_methodology stopped with KeyError at code cell 8, line 4. "),
        ("an error of ours", "a.csv, line 7: 3 cells."),
        ("a display that fails", "01_methodology stopped with ValueError at code cell 11, line 2. "),
        ("a frame", "A cell displays a raw DataFrame. Only blocks may be shown in a batch"),
        ("a column", "A cell displays a raw Series. "),
        ("an array", "A cell displays a raw ndarray. "),
        ("a frame among others", "A cell displays a raw DataFrame. "),
        ("nowhere to write", "01_methodology stopped with ValueError at code cell 16, line 2. "),
        ("afterwards", "01_methodology stopped with ValueError at code cell 17, line 1. "),
    ],
)
def test_an_error_is_told_by_its_class_and_its_place(shown, cell, said):
    """Class, notebook, cell and line of a foreign error; the sentence of our own; nothing else."""
    outputs, _ = shown
    errors = [output for output in outputs[cell] if output.output_type == "error"]
    assert errors
    assert [error.traceback for error in errors if not error.traceback[0].startswith(said)] == []
    assert all(error.evalue == error.ename for error in errors)


@pytest.mark.parametrize("cell", ["a frame", "a column", "an array", "a frame among others"])
def test_nothing_of_what_may_hold_people_is_displayed(shown, cell):
    """Not as a table, not as text, not through ``display``."""
    outputs, _ = shown
    assert [output.data for output in outputs[cell] if output.output_type != "error" and output.data] == []


def test_the_reason_is_written_beside_the_run(shown):
    """The supervisor reads the last reason that could be written: a message and its values, no text of the error."""
    _, reason = shown
    assert reason == {
        "message": "A cell displays a raw {found}. Only blocks may be shown in a batch: tables, figures, sentences.",
        "values": {"found": "DataFrame"},
    }


def test_a_place_inside_the_library_is_a_module_and_a_line():
    """Never a path of the machine."""
    from mekendesh.words import country_name

    with pytest.raises(ValueError, match=PHONE) as raised:
        country_name("KGZ", PHONE)
    said = reason_of(raised.type, raised.value, raised.tb)
    assert said["values"]["place"].startswith("mekendesh/words.py:")
    assert PHONE not in json.dumps(said)


def test_an_error_of_ours_keeps_its_message_and_its_values():
    """The sentence stays a catalogue message; values become JSON whatever number they were."""
    error = DeliveryError("{file}: {found}", file="a.csv", found=3)
    assert reason_of(DeliveryError, error, None) == {
        "message": "{file}: {found}",
        "values": {"file": "a.csv", "found": 3},
    }
