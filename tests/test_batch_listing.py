import pytest

from batch_examples import published, unit
from mekendesh.batch.listing import corridor_lines, origin_lines
from mekendesh.errors import ParameterError
from mekendesh.files import write_text


def test_the_origins_are_listed_with_their_corridors_counted(tree):
    """The closed list of eight."""
    lines = list(origin_lines())
    assert len(lines) == 8
    assert lines[0].startswith("KGZ  Kyrgyzstan: ")


def test_a_corridor_is_listed_with_its_deliveries_and_its_reports(tree):
    """What is there of each: a delivery that came in, a report that is published whole."""
    write_text(tree.raw("KGZ/2027-1/RUS") / "delivery.yml", "")
    published(tree, unit("a"))
    (published(tree, unit("a", destination="KAZ")) / "manifest.json").unlink()
    lines = {line[:7]: line for line in corridor_lines("kgz")}
    assert lines["KGZ-RUS"] == "KGZ-RUS  Russia (delivery 2027-1, report 2027-1)"
    assert lines["KGZ-KAZ"] == "KGZ-KAZ  Kazakhstan"


def test_an_unknown_origin_is_a_sentence(tree):
    """With the choice."""
    with pytest.raises(ParameterError, match=r"XYZ is not an origin of this programme. Choose one of KGZ"):
        list(corridor_lines("XYZ"))
