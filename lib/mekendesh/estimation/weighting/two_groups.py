"""RDS-I for many yes-or-no questions and many replicates at once, in closed form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mekendesh.estimation.estimates import exactly_summable, ratio

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from mekendesh.estimation.indicators import Indicators
    from mekendesh.estimation.recruitment import RecruitmentTree


@dataclass(frozen=True)
class TwoGroups:
    """What RDS-I counts, for each indicator: tables of people × indicators of one site.

    ``recruits``: by the answer of the recruiter and of the person ("ny": a recruiter who said no, a person who
    said yes), 1 where the person is such a recruit. ``counted`` and ``inverse``: by the person's own answer, 1
    and 1/network size where both are known.
    """

    recruits: dict[str, NDArray[np.float64]]
    counted: dict[str, NDArray[np.float64]]
    inverse: dict[str, NDArray[np.float64]]

    def shares(self, multiplicities: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shares who say yes (replicates × indicators) by RDS-I (Salganik and Heckathorn 2004), two groups.

        Recruitments are counted as often as the recruit stands in the replicate: c_ab = Σ m·[recruiter in a,
        recruit in b]. Between two groups recruitment settles at q_yes = P(no → yes)/(P(no → yes) + P(yes → no)),
        and p_yes ∝ q_yes/mean network size of yes. NaN where a group recruited no one, where the groups
        recruited only among themselves, and where one has no network size: `reasons` tells which.

        It misleads where recruiters prefer their own in another way than the network does, and, with a trait
        few have, by the chance of a handful of recruitments.
        """
        c = {pair: multiplicities @ table for pair, table in self.recruits.items()}
        to_yes = ratio(c["ny"], c["ny"] + c["nn"])
        to_no = ratio(c["yn"], c["yn"] + c["yy"])
        settled = {"y": ratio(to_yes, to_yes + to_no), "n": ratio(to_no, to_yes + to_no)}
        people = {
            answer: settled[answer]
            * ratio(multiplicities @ self.inverse[answer], multiplicities @ self.counted[answer])
            for answer in "yn"
        }
        return ratio(people["y"], people["y"] + people["n"])

    def reasons(self) -> NDArray[np.object_]:
        """For each indicator, why the sample itself has no RDS-I share (a word of `variants.FLAGS`), or ""."""
        c = {pair: table.sum(axis=0) for pair, table in self.recruits.items()}
        idle = (c["yy"] + c["yn"] == 0) | (c["nn"] + c["ny"] == 0)
        apart = c["yn"] + c["ny"] == 0
        unsized = (self.counted["y"].sum(axis=0) == 0) | (self.counted["n"].sum(axis=0) == 0)
        return np.select(
            [idle, apart, unsized],
            ["group_recruited_no_one", "groups_apart", "group_without_network_size"],
            default="",
        ).astype(object)


def two_groups(tree: RecruitmentTree, indicators: Indicators) -> TwoGroups:
    """Count, for each indicator, the pairs in which recruiter and recruit both answered, and who has a size."""
    yes, answered = indicators.yes[tree.rows], indicators.answered[tree.rows]
    own = {"y": yes & answered, "n": answered & ~yes}
    recruited = (tree.parents >= 0)[:, None]
    pairs = {
        before + after: (recruited & own[before][tree.parents] & own[after]).astype(float)
        for before in "yn"
        for after in "yn"
    }
    inverse = tree.inverse_sizes[:, None]
    exact = exactly_summable(tree.inverse_sizes)[:, None]
    return TwoGroups(
        pairs,
        {answer: (said & (inverse > 0)).astype(float) for answer, said in own.items()},
        {answer: exact * said for answer, said in own.items()},
    )
