"""What a notebook asks of cleaning: clean a mapping's delivery, or hand over the respondents it left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mekendesh.cleaning.clean import ASSOCIATIONS, MISSING, Cleaning, clean_delivery, load_respondents
from mekendesh.cleaning.frozen import read_lists
from mekendesh.errors import DeliveryError
from mekendesh.field.delivery import RDS, read_delivery
from mekendesh.files import read_typed_table

if TYPE_CHECKING:
    import pandas as pd

    from mekendesh.cleaning.on_lists import ListsBeside
    from mekendesh.structure.mapping import Mapping


def clean_mapping(mapping: Mapping) -> Cleaning | None:
    """Clean the delivery of a mapping; ``None`` where none has come in, as in `respondents_of`."""
    if not mapping.is_in_the_field:
        return None
    return clean_delivery(mapping.tree, mapping.corridor, mapping.round)


def respondents_of(mapping: Mapping) -> pd.DataFrame | None:
    """The respondents that 02 left, else those that cleaning makes of the delivery now.

    ``None`` where no delivery has come in: the corridor is not yet in the field, which is no error.
    """
    if not mapping.is_in_the_field:
        return None
    design = read_delivery(mapping.tree, mapping.place).design
    if design != RDS:
        raise DeliveryError(
            "The delivery is of the design {design}: it can be read, checked and cleaned, but estimates are made for "
            "respondent-driven sampling only. A share of it would look like one of the population.",
            design=design,
        )
    if not (mapping.tree.clean(mapping.place) / "respondents.parquet").is_file():
        return clean_mapping(mapping).respondents
    return load_respondents(mapping.tree, mapping.place, mapping.questionnaire)


def associations_of(mapping: Mapping) -> pd.DataFrame | None:
    """The inventory of associations that 02 left beside the respondents; ``None`` where none were asked."""
    path = mapping.tree.clean(mapping.place) / ASSOCIATIONS
    return read_typed_table(path) if mapping.is_in_the_field and path.is_file() else None


def lists_of(mapping: Mapping) -> ListsBeside | None:
    """Who stands on which list beside the survey, as 02 left it; ``None`` where no list came."""
    return read_lists(mapping.tree.clean(mapping.place)) if mapping.is_in_the_field else None


def missing_of(mapping: Mapping) -> pd.DataFrame | None:
    """Why answers of the respondents are missing (`mekendesh.cleaning.nonresponse.missing_kinds`), as 02 left it
    beside them, else as cleaning finds it now. ``None`` where no delivery has come in.
    """
    if not mapping.is_in_the_field:
        return None
    path = mapping.tree.clean(mapping.place) / MISSING
    return read_typed_table(path).astype("str") if path.is_file() else clean_mapping(mapping).missing
