"""What invented associations would answer: the organisations' form, each answer as likely as any other."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import pandas as pd

from mekendesh.simulation.answers import answer_evenly
from mekendesh.simulation.registers import ASSOCIATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mekendesh.structure.questionnaire import Questionnaire
    from mekendesh.structure.sites import Site

FEWEST, MOST = 5, 9
AGREE = 0.8
"""Share of associations that agree to be named in an open list; an assumption."""


def simulate_organisations(
    questionnaire: Questionnaire, sites: Sequence[Site], country: str, rng: np.random.Generator
) -> pd.DataFrame:
    """The export of the organisations' form: a row an association, headed ``group/question``, all text.

    Names are invented words with a number; cities are the corridor's, in Russian as a form would have them.
    """
    size = int(rng.integers(FEWEST, MOST + 1))
    form = pd.DataFrame(
        {
            "org_name": [f"{ASSOCIATIONS[place % len(ASSOCIATIONS)]} {place + 1}" for place in range(size)],
            "org_country": country,
            "org_city": rng.choice([site.label.ru for site in sites], size),
            "org_year_founded": rng.integers(1995, 2025, size).astype(str),
            "org_projects_3y": rng.integers(0, 6, size).astype(str),
            "org_paid_staff": rng.integers(0, 4, size).astype(str),
            "org_publish_consent": np.where(rng.random(size) < AGREE, "yes", "no"),
        }
    ).astype("str")
    form = answer_evenly(questionnaire, form, rng)
    headers = {column.column: column.header for column in questionnaire.columns}
    splits = [name for name in form.columns if "/" in name]
    table = form.drop(columns=splits).rename(columns=headers)
    wanted = [column.header for column in questionnaire.columns]
    table = table.reindex(columns=wanted, fill_value="")
    return table.assign(_uuid=[str(UUID(bytes=rng.bytes(16), version=4)) for _ in range(size)])
