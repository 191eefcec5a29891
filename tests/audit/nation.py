"""What an origin's report says of one of its corridors: a national share is the sum of theirs by public weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.survey import read_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from audit.published import Tables, Told
    from audit.survey import Words


def national_bounds(
    national: Tables, corridors: Mapping[str, Tables], words: Words
) -> dict[str, dict[str, tuple[float, float]]]:
    """Per corridor and indicator the least and the most its share can be by the national one and the other corridors.

    Weights are those of the table of corridors; a share told nowhere lies between nothing and one.
    """
    weights = {
        row["country"]: float(row["weight"])
        for row in national.get("corridors", [])
        if _number(row["weight"])
    }
    whole = _finest(read_shares(national, words))
    parts = {country: _finest(read_shares(tables, words)) for country, tables in corridors.items()}
    found: dict[str, dict[str, tuple[float, float]]] = {country: {} for country in weights}
    for indicator, shown in whole.items():
        ranges = {country: _range(parts.get(country, {}).get(indicator)) for country in weights}
        low, high = _range(shown)
        for country, weight in weights.items():
            others = [other for other in weights if other != country]
            least = sum(weights[other] * ranges[other][0] for other in others)
            most = sum(weights[other] * ranges[other][1] for other in others)
            found[country][indicator] = (
                max((low - most) / weight, ranges[country][0]),
                min((high - least) / weight, ranges[country][1]),
            )
    return found


def _finest(shares: list[tuple[str, Told]]) -> dict[str, Told]:
    known = [(indicator, shown) for indicator, shown in shares if shown.value is not None]
    return dict(sorted(known, key=lambda pair: -pair[1].step))


def _range(shown: Told | None) -> tuple[float, float]:
    if shown is None or shown.value is None:
        return 0.0, 1.0
    return max(shown.value - shown.step / 2, 0.0), min(shown.value + shown.step / 2, 1.0)


def _number(text: str) -> bool:
    return text[:1].isdigit()
