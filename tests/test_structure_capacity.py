"""Bands of capacity: which answers count as low, middle, high."""

from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.capacity import BANDS, load_capacity
from mekendesh.structure.questionnaire import load_questionnaire
from structure_examples import written

HEAD = "channel,band,column,codes,low,high,note"


@pytest.fixture(scope="module")
def form():
    return load_questionnaire(current_tree())


def test_every_channel_that_has_capacity_has_three_bands_that_cover_its_question(form):
    """An answer in no band would vanish from the shares."""
    channels = ("remittances", "philanthropy", "investment", "trade", "knowledge")
    found = load_capacity(current_tree(), channels, form)
    assert [(band.channel, band.band) for band in found] == [(c, b) for c in channels for b in BANDS]
    for channel in channels[:-1]:
        bands = [band for band in found if band.channel == channel]
        told = [code for band in bands for code in band.codes]
        offered = form.codes_of(form.by_name[bands[0].column].choices)
        assert [*told, "prefer_not"] == list(offered)
    years = [(band.low, band.high) for band in found if band.channel == "knowledge"]
    assert years == [(0, 4), (5, 14), (15, 80)]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["trade,low,own_business,none,,,", "trade,high,own_business,none solo,,,"], "line 3"),
        (["trade,low,years_experience,,0,5,", "trade,high,years_experience,,5,80,"], "line 3"),
        (["trade,low,own_business,,,,"], "codes"),
        (["trade,low,own_business,none,0,1,"], "codes"),
        (["trade,low,own_business,many,,,"], "many"),
        (["trade,tiny,own_business,none,,,"], "tiny"),
        (["trade,low,riches,none,,,"], "riches"),
        (["space,low,own_business,none,,,"], "space"),
    ],
)
def test_a_mistake_in_the_bands_is_told_with_its_place(tmp_path, form, lines, said):
    """An answer in two bands, or in none, would be counted twice or not at all."""
    with pytest.raises(StructureError, match=said):
        load_capacity(written(tmp_path, "capacity.csv", HEAD, *lines), ("trade",), form)
