import pytest

from mekendesh.errors import ParameterError
from mekendesh.structure.mapping import open_mapping, open_nation


def test_a_mapping_knows_its_corridor_its_round_and_its_place(tree):
    """What a notebook opens by three words."""
    mapping = open_mapping("KGZ", "RUS", "example")
    assert (mapping.corridor.code, mapping.round.name, mapping.place) == (
        "KGZ-RUS",
        "example",
        "KGZ/example/RUS",
    )
    assert mapping.round.is_example
    assert not mapping.is_in_the_field
    assert 333664 in mapping.sizes["persons"].to_list()
    assert mapping.design.interviews == 500


def test_a_delivery_puts_a_mapping_into_the_field(tree):
    """No delivery is the normal first state; a delivery.yml ends it."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    assert not mapping.is_in_the_field
    tree.raw(mapping.place).mkdir(parents=True)
    (tree.raw(mapping.place) / "delivery.yml").write_text("origin: KGZ\n")
    assert mapping.is_in_the_field


def test_files_without_a_declaration_are_a_delivery_that_will_be_refused(tree):
    """A forgotten delivery.yml must not turn a survey into "not yet in the field"."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    tree.raw(mapping.place).mkdir(parents=True)
    assert not mapping.is_in_the_field
    (tree.raw(mapping.place) / "responses.csv").write_text("name\n")
    assert mapping.is_in_the_field


def test_the_seed_of_a_mapping_follows_from_its_place_alone(tree):
    """The same corridor and round draw the same numbers on every machine; two corridors draw others."""
    assert open_mapping("KGZ", "RUS", "example").rng_seed == open_mapping("KGZ", "RUS", "example").rng_seed
    assert open_mapping("KGZ", "RUS", "example").rng_seed != open_mapping("KGZ", "KAZ", "example").rng_seed


@pytest.mark.parametrize(
    ("origin", "destination", "round_name"),
    [("XXX", "RUS", "example"), ("KGZ", "XXX", "example"), ("KGZ", "RUS", "next year")],
)
def test_what_is_on_no_list_is_refused(tree, origin, destination, round_name):
    """Countries and rounds come from closed lists."""
    with pytest.raises(ParameterError):
        open_mapping(origin, destination, round_name)


def test_a_nation_holds_the_corridors_its_round_declares(tree):
    """Without names: what rounds.csv declares for the origin."""
    nation = open_nation("KGZ", "example")
    assert [mapping.corridor.destination for mapping in nation.mappings] == [
        "DEU",
        "KAZ",
        "KOR",
        "RUS",
        "TUR",
        "USA",
    ]


def test_a_nation_can_be_opened_for_named_corridors(tree):
    """The batch names the corridors that it has published."""
    nation = open_nation("MDA", "example", "ITA ROU")
    assert [mapping.corridor.code for mapping in nation.mappings] == ["MDA-ITA", "MDA-ROU"]


def test_a_nation_without_a_declared_round_opens_with_its_ten_largest_corridors(tree):
    """A researcher who opens the global notebook for another origin sees its corridors, from published figures."""
    nation = open_nation("JAM", "example")
    assert len(nation.mappings) == 10
    assert "USA" in [mapping.corridor.destination for mapping in nation.mappings]
