from __future__ import annotations

from mekendesh.cleaning.associations import COLUMNS, read_associations
from mekendesh.field.delivery import read_delivery
from mekendesh.simulation.delivery import simulate_delivery
from mekendesh.structure.corridors import find_corridor, find_round
from mekendesh.structure.instruments import corridor_questionnaire


def read(tree, replaced: tuple[str, str] = ("", "")):
    corridor, of_round = find_corridor(tree, "KGZ", "KOR"), find_round(tree, "example")
    folder = simulate_delivery(tree, corridor, of_round)
    path = folder / "organisations.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(*replaced), encoding="utf-8")
    declared = folder / "delivery.yml"
    lines = declared.read_text(encoding="utf-8").splitlines()
    start = lines.index("  organisations:")
    kept = [line for n, line in enumerate(lines) if not (n > start and n < start + 4 and "sha256" in line)]
    declared.write_text("\n".join(kept) + "\n", encoding="utf-8")
    form = corridor_questionnaire(tree, corridor, of_round, "organisations")
    return read_associations(read_delivery(tree, "KGZ/example/KOR"), form)


def test_an_association_is_named_only_where_it_agreed(tree):
    """The name of one that did not agree is gone before any page is made."""
    table = read(tree)
    assert tuple(table.columns) == COLUMNS
    assert (table.loc[table["named"], "name"] != "").all()
    assert (table.loc[~table["named"], "name"] == "").all()
    assert len(table) >= 5


def test_missing_consent_means_no(tree):
    """An empty cell names nobody."""
    assert not read(tree, (",yes,", ",,"))["named"].any()


def test_a_delivery_without_associations_has_no_inventory(tree):
    """None is not an empty list: nobody was asked."""
    corridor, of_round = find_corridor(tree, "KGZ", "KOR"), find_round(tree, "example")
    folder = simulate_delivery(tree, corridor, of_round)
    declared = folder / "delivery.yml"
    text = declared.read_text(encoding="utf-8").replace("  organisations:", "  others:")
    declared.write_text(text, encoding="utf-8")
    form = corridor_questionnaire(tree, corridor, of_round, "organisations")
    assert read_associations(read_delivery(tree, "KGZ/example/KOR"), form) is None
