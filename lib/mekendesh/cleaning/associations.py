"""The inventory of associations: what they told of themselves, and whether they may be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.field.responses import read_responses

if TYPE_CHECKING:
    from mekendesh.field.delivery import Delivery
    from mekendesh.structure.questionnaire import Questionnaire

COLUMNS = ("name", "city", "founded", "members", "activities", "projects", "named")
_HELD = {
    "name": "org_name",
    "city": "org_city",
    "founded": "org_year_founded",
    "members": "org_members",
    "activities": "org_activities",
    "projects": "org_projects_3y",
}
ESSENTIAL = ("org_name", "org_city", "org_publish_consent")


def read_associations(delivery: Delivery, questionnaire: Questionnaire) -> pd.DataFrame | None:
    """A row an association: `COLUMNS` as text, codes of the form; ``None`` where none was asked.

    ``named``: whether it agreed to stand in an open list; the name of one that did not is left out here, so that
    no later step can show it. Answers that do not fit their question are empty. Raises ``DeliveryError``.
    """
    if delivery.organisations is None:
        return None
    responses = read_responses(delivery.organisations, questionnaire, ESSENTIAL)
    cells = responses.cells.where(responses.typed.notna(), "")
    named = responses.typed["org_publish_consent"].fillna(False).astype(bool)
    table = pd.DataFrame({part: cells[column].str.strip() for part, column in _HELD.items()})
    table["name"] = table["name"].where(named, "")
    table["named"] = named
    return table.reset_index(drop=True)[list(COLUMNS)]
