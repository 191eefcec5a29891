"""Invented people for the tests of registers: as many as a share can be counted on, and a plan without dirt."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from mekendesh.files import current_tree
from mekendesh.simulation.answers import load_words
from mekendesh.simulation.identities import identities
from mekendesh.simulation.register_plan import RegisterPlan

CLEAN = RegisterPlan(
    share_stale=0, share_duplicate=0, share_mistyped=0, share_without_phone=0, share_other_phone=0,
    share_without_document=0, consular_ways=(1, 0, 0, 0, 0), association_ways=((1, 0, 0, 0, 0),),
    survey_ways=(1, 0, 0, 0, 0), share_capitals=0, share_double_spaces=0, share_swapped=0, share_only_year=0,
    share_iso_date=0, phone_shapes=(1, 0, 0, 0, 0, 0), city_names=(1, 0, 0), share_given_first=0,
    share_with_patronymic=0, share_without_birth_year=0, share_survey_without_document=0,
)  # fmt: skip
WORDS = load_words(current_tree(), "KGZ")


def invent(size: int, seed: int = 3) -> pd.DataFrame:
    """People with what an identity is made of, and an index that is not their place."""
    rng = np.random.default_rng(seed)
    people = {
        "sex": rng.choice(["female", "male"], size),
        "birth_year": rng.integers(1957, 2008, size),
        "site": rng.choice(["moscow", "yekaterinburg", "main_city"], size),
    }
    return pd.DataFrame(people, index=pd.RangeIndex(1000, 1000 + size))


@lru_cache
def known_people() -> pd.DataFrame:
    """Twelve thousand people with their identities."""
    return identities(invent(12_000), WORDS, np.random.default_rng(4))
