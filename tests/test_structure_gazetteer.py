from __future__ import annotations

import pytest

from mekendesh.files import current_tree
from mekendesh.structure.gazetteer import find_place, load_gazetteer, plain_name

TREE = current_tree()


@pytest.mark.parametrize(
    ("text", "country", "place"),
    [
        ("Бишкек", "KGZ", "Bishkek"),
        ("Фрунзе", "KGZ", "Bishkek"),
        ("Ыстамбул", "TUR", "Istanbul"),
        ("Istanbul", "TUR", "Istanbul"),
        ("г. Москва", "RUS", "Moscow"),
        ("Москва ш.", "RUS", "Moscow"),
        ("Санкт Петербург", "RUS", "Saint Petersburg"),
        ("Питер", "RUS", "Saint Petersburg"),
        ("Свердловск", "RUS", "Yekaterinburg"),
        ("Алма-Ата", "KAZ", "Almaty"),
    ],
)
def test_old_kyrgyz_and_short_names_lead_to_one_place(text, country, place):
    """A city typed in the field has one name on a page."""
    assert find_place(TREE, text, country).label.en == place


def test_a_place_is_looked_for_in_its_country_only():
    """Москва is a village in Tajikistan too."""
    assert find_place(TREE, "Москва", "KGZ") is None
    assert find_place(TREE, "Nowhere", "RUS") is None


def test_every_place_is_found_by_its_own_names():
    """No name of a city of a country belongs to two of its cities."""
    places = {place.place: place for place in load_gazetteer(TREE).values()}
    assert len(places) > 400
    for place in places.values():
        for name in (place.label.ky, place.label.ru, place.label.en):
            assert find_place(TREE, name, place.country, place.kind) == place


def test_words_around_a_name_are_left_out():
    """г., город, шаары, обл."""
    assert plain_name("  город  Ош ") == plain_name("Ош шаары") == "ош"
