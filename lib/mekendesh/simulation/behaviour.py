"""What the invented people do, want and are hindered by.

Each outcome is a latent score: the effects of a person's traits in log-odds (assumed), a general activity
shared by all channels, and logistic noise. The outcome falls to the highest scores, as many as its assumed
share: so the margins are exactly the assumed ones, and the traits only say who. Who acts depends on the
barriers a person names, and who is willing on whether they act: an analysis finds what was put in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mekendesh.simulation.assumptions import Assumptions

LOW_TRUST = 2
WILLING = 4
_CALIBRATIONS = 25


def simulate_behaviour(
    assumptions: Assumptions, people: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Add to `population.simulate_people` what people answer of the state, barriers, channels and ideas.

    Adds ``aware_body used_body satisfied_body trust_state``, ``barrier_<id>``, ``did_<channel>``,
    ``willing_<channel>`` (1–5), ``return_intention idea_sector idea_stage``; boolean where yes or no,
    ``None`` where nothing applies (satisfaction of those who did not turn to the body, an idea of those
    who have none).
    """
    traits = {
        name: people[name].to_numpy(dtype=float)
        for name in people.columns
        if people[name].dtype == bool or name == "engaged"
    }
    answers: dict[str, np.ndarray] = {}
    latent = _Latent(assumptions, traits, len(people), rng)
    _ask_of_the_state(assumptions, answers, latent)
    _ask_of_barriers(assumptions, answers, latent, rng)
    _ask_of_channels(assumptions, answers, latent, rng)
    _ask_of_ideas(assumptions, answers, latent, rng)
    return people.assign(**answers)


class _Latent:
    """Draws latent scores; ``traits`` grows as outcomes become traits of later ones."""

    def __init__(
        self,
        assumptions: Assumptions,
        traits: dict[str, np.ndarray],
        size: int,
        rng: np.random.Generator,
    ) -> None:
        self.assumptions, self.traits, self.size, self.rng = assumptions, traits, size, rng

    def effect(self, outcome: str) -> np.ndarray:
        score = np.zeros(self.size)
        for trait, effect in self.assumptions.effects(outcome).items():
            score += effect * self.traits[trait]
        return score

    def score(self, outcome: str, *, active: bool = False) -> np.ndarray:
        """The effects of traits on an outcome with logistic noise, and general activity where ``active``."""
        score = self.effect(outcome) + self.rng.logistic(size=self.size)
        if active:
            score += self.assumptions.value("spread", "engagement") * self.traits["engaged"]
        return score


def _top(score: np.ndarray, share: float) -> np.ndarray:
    """The ``share`` of people with the highest scores."""
    chosen = np.zeros(len(score), dtype=bool)
    chosen[np.argsort(-score, kind="stable")[: round(share * len(score))]] = True
    return chosen


def _grade(score: np.ndarray, shares: Mapping[str, float]) -> np.ndarray:
    """Answers by rising score, the first key to the lowest; shares are of all people."""
    ends = np.round(np.cumsum(list(shares.values())) * len(score)).astype(int)
    graded = np.empty(len(score), dtype=object)
    for key, part in zip(shares, np.split(np.argsort(score, kind="stable"), ends[:-1]), strict=True):
        graded[part] = key
    return graded


def _ask_of_the_state(assumptions: Assumptions, answers: dict[str, np.ndarray], latent: _Latent) -> None:
    answers["aware_body"] = _top(latent.score("aware"), assumptions.value("state", "aware"))
    latent.traits["aware"] = answers["aware_body"].astype(float)
    answers["used_body"] = _top(latent.score("used"), assumptions.value("state", "used"))
    satisfied = _grade(latent.score("satisfied"), assumptions.family("satisfied"))
    answers["satisfied_body"] = np.where(answers["used_body"], satisfied, None)
    trust = _grade(latent.score("trust"), assumptions.family("trust")).astype(int)
    answers["trust_state"] = trust
    latent.traits["low_trust"] = (trust <= LOW_TRUST).astype(float)


def _ask_of_barriers(
    assumptions: Assumptions, answers: dict[str, np.ndarray], latent: _Latent, rng: np.random.Generator
) -> None:
    """Everyone names their one to three highest barriers; thresholds are fitted to the assumed margins."""
    rates = assumptions.family("barrier")
    named = assumptions.draw("barriers_named", latent.size, rng).astype(int)
    effects = np.column_stack([latent.effect(f"names_{barrier}") for barrier in rates])
    score = effects + rng.gumbel(size=effects.shape)
    wanted = np.array(list(rates.values()))
    wanted = wanted * named.mean() / wanted.sum()
    threshold = np.log(wanted)
    for _ in range(_CALIBRATIONS):
        order = np.argsort(np.argsort(-(score + threshold), axis=1, kind="stable"), axis=1, kind="stable")
        chosen = order < named[:, None]
        threshold = threshold + np.log(wanted / np.maximum(chosen.mean(axis=0), 1 / latent.size))
    for position, barrier in enumerate(rates):
        answers[f"barrier_{barrier}"] = chosen[:, position]
        latent.traits[f"names_{barrier}"] = chosen[:, position].astype(float)


def _ask_of_channels(
    assumptions: Assumptions, answers: dict[str, np.ndarray], latent: _Latent, rng: np.random.Generator
) -> None:
    split = assumptions.family("willing_split")
    spread = assumptions.value("spread", "corridors")
    for channel in assumptions.family("acts"):
        acts = _top(
            latent.score(f"acts_{channel}", active=True),
            _moved(assumptions.value("acts", channel), rng.normal(0, spread)),
        )
        latent.traits["acts"] = acts.astype(float)
        share = _moved(assumptions.value("willing", channel), rng.normal(0, spread))
        shares = {answer: (1 - share) * split[answer] for answer in "123"}
        shares |= {"4": share * (1 - split["5"]), "5": share * split["5"]}
        willing = _grade(latent.score(f"willing_{channel}", active=True), shares).astype(int)
        answers[f"did_{channel}"] = acts
        answers[f"willing_{channel}"] = willing
        latent.traits[f"willing_{channel}"] = (willing >= WILLING).astype(float)


def _ask_of_ideas(
    assumptions: Assumptions, answers: dict[str, np.ndarray], latent: _Latent, rng: np.random.Generator
) -> None:
    answers["return_intention"] = _grade(latent.score("return"), assumptions.family("return_intention"))
    has_idea = _top(latent.score("idea"), assumptions.value("idea", "any"))
    for column in ("idea_sector", "idea_stage"):
        answers[column] = np.where(has_idea, assumptions.draw(column, latent.size, rng), None)


def _moved(share: float, log_odds: float) -> float:
    return float(1 / (1 + np.exp(-(np.log(share / (1 - share)) + log_odds))))
