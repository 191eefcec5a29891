"""A country judged, and its tables read, for the tests of what is asked of its bodies."""

from __future__ import annotations

from mekendesh.judgement.nation import NationalJudgement, combine, judge_nation
from mekendesh.reporting.blocks import Table
from mekendesh.reporting.doors.door import Public, protect_combined, protect_national
from mekendesh.structure.mapping import Nation
from mekendesh.words import LANGUAGES, say


def judged(country: Nation) -> tuple[Nation, NationalJudgement, Public]:
    """A country with its judgement and what of it may be shown."""
    combined = combine(country)
    shares = protect_combined(country, combined)
    judgement = judge_nation(country, combined, shares)
    return country, judgement, protect_national(judgement, shares)


def rows(table: Table) -> list[dict[str, str]]:
    """The cells of a table in English, by the key of their column."""
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, (say(cell, "en") for cell in row), strict=True)) for row in table.rows]


def bodies_named(country: Nation, table: Table) -> list[str]:
    """The real bodies that a table names in any of the languages; roles that no body holds do not count."""
    roles = {role.label for role in country.framework.roles}
    names = [body.label for body in country.framework.bodies if body.label not in roles]
    said = {lang: "\n".join(say(cell, lang) for row in table.rows for cell in row) for lang in LANGUAGES}
    return [name.en for name in names if any(getattr(name, lang) in said[lang] for lang in LANGUAGES)]
