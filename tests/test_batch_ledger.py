import json

import pytest

from batch_examples import unit
from mekendesh.batch.ledger import read_ledger, remember
from mekendesh.batch.run import Outcome
from mekendesh.errors import FileError
from mekendesh.files import Tree, write_text


def test_the_ledger_keeps_units_of_earlier_batches(tmp_path):
    """A batch of one corridor does not forget the failure of another."""
    tree = Tree(tmp_path)
    values = (("notebook", "01_methodology"), ("seconds", 900))
    first = Outcome(unit("a"), (), 900.04, "{notebook} took longer than {seconds} seconds", values)
    remember(tree, [first])
    remember(tree, [Outcome(unit("a", destination="KAZ"), ("01_methodology",), 3.26)])
    assert json.loads((tree.outputs / "run.json").read_text()) == {
        "KGZ/2027-1/KAZ": {
            "outcome": "published",
            "executed": ["01_methodology"],
            "seconds": 3.3,
            "reason": None,
            "is_example": False,
        },
        "KGZ/2027-1/RUS": {
            "outcome": "failed",
            "executed": [],
            "seconds": 900.0,
            "reason": {
                "message": "{notebook} took longer than {seconds} seconds",
                "values": {"notebook": "01_methodology", "seconds": 900},
            },
            "is_example": False,
        },
    }


def test_without_a_ledger_nothing_was_run(tmp_path):
    """The first batch begins with none."""
    assert read_ledger(Tree(tmp_path)) == {}


def test_a_ledger_that_is_no_json_is_a_sentence(tmp_path):
    """Not a traceback; and nothing is overwritten."""
    write_text(tmp_path / "outputs" / "run.json", '{"KGZ')
    with pytest.raises(FileError, match=r"run\.json is not readable JSON"):
        remember(Tree(tmp_path), [Outcome(unit("a"), (), 1.0)])
    assert (tmp_path / "outputs" / "run.json").read_text() == '{"KGZ'
