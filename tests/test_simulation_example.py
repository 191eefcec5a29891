"""When an example is made: whenever there is none or a stale one, and never in a round of the field."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace

import pytest

from mekendesh.simulation import example
from mekendesh.structure.mapping import open_nation
from mekendesh.structure.roundtable import read_ratings


@pytest.mark.parametrize(("is_example", "lies_there", "current"), list(product([True, False], repeat=3)))
def test_a_delivery_is_simulated_where_an_example_round_has_none_or_a_stale_one(
    monkeypatch, is_example, lies_there, current
):
    """All eight cases by hand; a real round is left alone whatever lies there or does not."""
    made = []
    monkeypatch.setattr(example, "is_current", lambda tree, corridor, round: current)
    monkeypatch.setattr(example, "simulate_delivery", lambda *asked: made.append(asked))
    round_ = SimpleNamespace(is_example=is_example)
    mapping = SimpleNamespace(tree="tree", corridor="KGZ-RUS", round=round_, is_in_the_field=lies_there)
    example.simulate_if_example(mapping)
    wanted = (is_example, lies_there, current) in {
        (True, True, False),
        (True, False, True),
        (True, False, False),
    }
    assert made == ([("tree", "KGZ-RUS", round_)] if wanted else [])


def test_only_the_example_round_gets_a_simulated_round_table(tree):
    """Ratings that nobody gave may not stand where a panel's will be read."""
    example.simulate_round_table_if_example(open_nation("KGZ", "2027-1"))
    assert read_ratings(tree, "KGZ/2027-1") is None
    example.simulate_round_table_if_example(open_nation("KGZ", "example"))
    assert not read_ratings(tree, "KGZ/example").empty
