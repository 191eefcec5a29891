"""Who stands on which list: people counted by combination, and each respondent as yes, no, or not compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from mekendesh.cleaning.log import APPLIED

if TYPE_CHECKING:
    from mekendesh.cleaning.overlap import Overlap

LINK = "_link/"
"""What the column of a link's row begins with; the list's name follows."""
SURVEY = ""


@dataclass(frozen=True, eq=False)
class ListsBeside:
    """The lists that came with a delivery. ``overlaps``: a count a list; ``histories``: people by the lists they
    stand on; ``on_lists``: a row a respondent, a nullable boolean a list.
    """

    overlaps: tuple[Overlap, ...]
    histories: pd.DataFrame
    on_lists: pd.DataFrame


def histories_of(sides: Mapping[str, pd.DataFrame], joined: Mapping[str, int]) -> pd.DataFrame:
    """People by the lists they stand on: a yes-or-no column a list, and ``people``, how many; most lists first.

    ``sides``: the records of the survey (named `SURVEY`, in the result ``survey``) and of each list; ``joined``: the
    person of each record (`clusters.join_pairs`). A record that was joined with no other is a person of its own.
    The survey is those who agreed to be compared; links that were missed make two people of one.
    """
    person = {record: f"person {number}" for record, number in joined.items()}
    on = {
        name or "survey": pd.Series(
            True, index=pd.unique(records["record"].map(lambda one: person.get(one, one)))
        )
        for name, records in sides.items()
    }
    table = pd.DataFrame(on).notna()
    lists = list(table.columns)
    counted = table.groupby(lists, sort=True).size().rename("people").reset_index()
    return counted.sort_values(lists, ascending=False, ignore_index=True)


def on_lists(
    respondents: pd.DataFrame, compared: Sequence[str], log: pd.DataFrame, lists: Sequence[str]
) -> pd.DataFrame:
    """Whether each respondent stands on each list: a nullable boolean a list, rows as in ``respondents``.

    ``compared``: who agreed to be compared and told a name; ``log``: decisions, the uuid of a response replaced by
    the respondent. Missing where a person was not compared: who refuses may be on the list all the same.
    """
    links = log[(log["action"] == "link") & log["state"].isin(APPLIED)]
    names = respondents["respondent"]
    return pd.DataFrame(
        {
            name: names.isin(links.loc[links["column"] == f"{LINK}{name}", "uuid"])
            .astype("boolean")
            .where(names.isin(compared))
            for name in lists
        },
        index=respondents.index,
    )
