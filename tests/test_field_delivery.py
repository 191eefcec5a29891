from __future__ import annotations

import pytest

from field_files import PLACE, csv_of, deliver, seed
from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import read_content, read_delivery, verify_content
from mekendesh.files import Tree

CONTENT = csv_of([seed("u1")])


@pytest.fixture
def tree(tmp_path) -> Tree:
    return Tree(tmp_path)


def test_files_without_a_declaration_are_refused_and_not_overlooked(tree):
    """A forgotten delivery.yml must not turn a survey into "not yet in the field"."""
    folder = deliver(tree, CONTENT)
    (folder / "delivery.yml").unlink()
    with pytest.raises(DeliveryError, match=r"delivery\.yml is missing.*Add it"):
        read_delivery(tree, PLACE)


def test_a_declaration_is_read(tree):
    """Everything that decides how a delivery is read is declared, nothing inferred."""
    deliver(tree, CONTENT, delimiter=";", encoding="cp1251")
    delivery = read_delivery(tree, PLACE)
    assert (delivery.origin, delivery.destination, delivery.round) == ("KGZ", "RUS", "2027-1")
    assert (delivery.delimiter, delivery.encoding, delivery.simulated) == (";", "cp1251", False)
    assert read_content(delivery).decode() == CONTENT
    verify_content(delivery, read_content(delivery))


def test_norway_stays_norway(tree):
    """YAML takes NO for false; here it is what was typed."""
    deliver(tree, CONTENT)
    (tree.raw(PLACE) / "delivery.yml").write_text("origin: NO\n")
    with pytest.raises(DeliveryError, match="says origin: NO, but lies in the folder of KGZ"):
        read_delivery(tree, PLACE)


def test_other_bytes_than_declared_are_refused(tree):
    """A file cut between two rows or changed by hand no longer has its sha256."""
    deliver(tree, CONTENT)
    with pytest.raises(DeliveryError, match="sha256 differs"):
        verify_content(read_delivery(tree, PLACE), CONTENT.encode()[:-1])


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ({"destination": "KAZ"}, "says destination: KAZ, but lies in the folder of RUS"),
        ({"round": None}, r"says round: \?, but"),
        ({"simulated": None}, "says simulated: .; expected is one of true false"),
        ({"simulated": "true"}, "says simulated: true in the round 2027-1"),
        ({"design": "web"}, "says design: web; expected is one of rds"),
        ({"delimiter": ":"}, "says delimiter: :; expected is one of"),
        ({"files": None}, "does not name the file of responses"),
        ({"files": {"responses": {"name": "../../x.csv"}}}, "does not lie beside it"),
        ({"files": {"responses": {"name": "/etc/passwd"}}}, "does not lie beside it"),
        ({"files": {"responses": {"name": "other.csv"}}}, r"names other\.csv, which is not there"),
        ({"files": {"responses": {"name": "responses.csv", "rows": "many"}}}, "says rows: many"),
    ],
)
def test_a_declaration_that_cannot_be_followed_is_refused(tree, declared, said):
    """Each key is checked against the folder and its closed list, with the mend."""
    deliver(tree, CONTENT, **declared)
    with pytest.raises(DeliveryError, match=said):
        read_content(read_delivery(tree, PLACE))


def test_real_people_in_the_example_round_are_refused(tree):
    """Simulated and real inputs never meet in one report."""
    deliver(tree, CONTENT, place="KGZ/example/RUS")
    with pytest.raises(DeliveryError, match="says simulated: false in the round example"):
        read_delivery(tree, "KGZ/example/RUS")
    deliver(tree, CONTENT, place="KGZ/example/RUS", simulated="true")
    assert read_delivery(tree, "KGZ/example/RUS").simulated


@pytest.mark.parametrize(
    ("text", "said"),
    [("a: [", "line 2: this is not YAML"), ("just words", "holds no keys"), ("", "holds no keys")],
)
def test_a_declaration_that_is_no_yaml_is_refused(tree, text, said):
    """The line is named, and no traceback is needed to find it."""
    (deliver(tree, CONTENT) / "delivery.yml").write_text(text + "\n")
    with pytest.raises(DeliveryError, match=said):
        read_delivery(tree, PLACE)


def test_a_declaration_runs_no_code(tree):
    """YAML tags that build objects are refused or stay text."""
    (deliver(tree, CONTENT) / "delivery.yml").write_text("origin: !!python/object/apply:os.getcwd []\n")
    with pytest.raises(DeliveryError):
        read_delivery(tree, PLACE)
