"""The same people in a survey, a register and lists: pairs of records with the odds that they are one person.

Fellegi and Sunter's model (1969) as Splink computes it (Linacre et al. 2022) on DuckDB: each comparison falls
into a level, each level has the probability m that a true pair falls there and u that any pair does. The u are
sampled from the data; the m are set (`M`), because the lists of one corridor are too small to learn them from,
and because learning from few pairs finds whatever makes most pairs agree. Common names count less (term
frequencies). One thread and scores rounded to six decimals, so that the same lists give the same pairs.

It misleads where two people share name, year and telephone (twins, fathers and sons of one name), and where a
register holds neither telephone nor document: then a namesake of the same year is a likely pair. What a pair
is decided to be is frozen into the cleaning log; a replay never scores again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pandas as pd

from mekendesh.cleaning.contacts import birth_parts, last_digits, normal_document
from mekendesh.cleaning.names import consonants, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORD_COLUMNS = ("record", "name", "birth", "sex", "phone", "document")
SURE, POSSIBLE = 0.95, 0.05
"""Posterior probabilities from which a pair is linked by rule, and under which it is not looked at."""
OVERLAP_EXPECTED = 0.3
"""Share of the shorter list that is expected on the longer: only the prior odds hang on it."""
REPEATED_EXPECTED = 0.03
"""Share of a list that is expected to stand in it twice."""
ALIKE = 0.9
"""Jaro–Winkler similarity of two folded name parts from which a typing error is thought of."""

M = {
    "name": {"same": 0.82, "within": 0.06, "alike": 0.09, "part": 0.02, "other": 0.01},
    "birth": {"same": 0.95, "near": 0.03, "other": 0.02},
    "day": {"same": 0.96, "other": 0.04},
    "phone": {"same": 0.75, "other": 0.25},
    "document": {"same": 0.97, "other": 0.03},
    "sex": {"same": 0.99, "other": 0.01},
}
"""How often a true pair falls into each level: assumptions, from how papers and interviewers write one person."""
U = {"day": 1 / 365, "phone": 1e-6, "document": 1e-6, "sex": 0.5}
"""How often any pair agrees where that is known beforehand; of names and years it is sampled from the lists."""
_SAMPLED_PAIRS = 1_000_000.0
_SEED = 20141226
PAIR_COLUMNS = (
    "left", "right", "probability", "weight", "name", "birth", "day", "phone", "document", "sex",
)  # fmt: skip


def features(records: pd.DataFrame) -> pd.DataFrame:
    """Records as they are compared: folded names, parts of birth, last digits, letters of documents.

    ``records``: `RECORD_COLUMNS` as text, ``""`` where unknown; ``birth`` a day in any of our ways, or a year.
    Returns one row a record, in order; ``None`` where nothing can be compared.
    """
    names = {name: folded(name) for name in records["name"].unique()}
    stems = records["name"].map(names)
    codes = {parts: sorted({consonants(part) for part in parts}) for parts in set(names.values())}
    births = {birth: birth_parts(birth) for birth in records["birth"].unique()}
    phones = {phone: last_digits(phone) for phone in records["phone"].unique()}
    documents = {document: normal_document(document) for document in records["document"].unique()}
    table = pd.DataFrame(
        {
            "unique_id": records["record"].astype("str"),
            "stems": stems.map(lambda parts: sorted(parts) or None),
            "codes": stems.map(lambda parts: codes[parts] or None),
            "name_key": stems.map(lambda parts: " ".join(codes[parts]) or None),
            "name_whole": stems.map(lambda parts: " ".join(sorted(parts)) or None),
            "birth_year": records["birth"].map(lambda birth: births[birth][0] or None),
            "day": records["birth"].map(lambda birth: births[birth][1][5:] or None),
            "phone": records["phone"].map(lambda phone: phones[phone] or None),
            "document": records["document"].map(lambda document: documents[document] or None),
            "sex": records["sex"].where(records["sex"] != "", None),
        }
    )
    return table.reset_index(drop=True)


def score_pairs(
    *lists: pd.DataFrame, within: bool = True, threads: int = 1, least: float = POSSIBLE
) -> pd.DataFrame:
    """Pairs of records that may be one person: `PAIR_COLUMNS`, best first.

    ``lists``: records (`RECORD_COLUMNS`), their names different across lists; ``within`` compares each list with
    itself too. ``left`` stands on an earlier list than ``right``, or before it on the same. ``probability`` is
    the posterior that they are one person, ``weight`` its log2 odds; the others the level each comparison fell
    into. Pairs that no blocking rule brings together, and those less probable than ``least``, are not there:
    recall is estimated apart.
    """
    tables = [features(records) for records in lists if len(records)]
    sizes = [len(table) for table in tables]
    if not tables or (len(tables) == 1 and (not within or sizes[0] < 2)):
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    everything = pd.concat(
        [table.assign(source_dataset=f"list{place:03d}") for place, table in enumerate(tables)],
        ignore_index=True,
    )
    linker = _linker(everything, sizes, within=within, threads=threads)
    found = linker.inference.predict(threshold_match_probability=least).as_pandas_dataframe()
    levels = {name: _levels(name) for name in M}
    place = dict(zip(everything["unique_id"], range(len(everything)), strict=True))
    ends = found["unique_id_l"], found["unique_id_r"]
    turned = ends[0].map(place) > ends[1].map(place)
    table = pd.DataFrame(
        {
            "left": ends[0].mask(turned, ends[1]),
            "right": ends[1].mask(turned, ends[0]),
            "probability": found["match_probability"].astype(float).round(6),
            "weight": found["match_weight"].astype(float).round(6),
            **{name: found[f"gamma_{name}"].map(levels[name]) for name in M},
        }
    )
    return table.sort_values(
        ["probability", "weight", "left", "right"], ascending=[False, False, True, True], ignore_index=True
    )[list(PAIR_COLUMNS)]


def _levels(comparison: str) -> dict[int, str]:
    """Splink numbers levels from the last (0) to the first; -1 is a comparison that was not possible."""
    names = list(M[comparison])
    return {-1: ""} | {len(names) - 1 - place: name for place, name in enumerate(names)}


def _prior(sizes: Sequence[int], *, within: bool) -> float:
    """The expected share of all compared pairs that are one person."""
    across = [(one, other) for place, one in enumerate(sizes) for other in sizes[place + 1 :]]
    expected = sum(OVERLAP_EXPECTED * min(pair) for pair in across)
    pairs = sum(one * other for one, other in across)
    if within:
        expected += sum(REPEATED_EXPECTED * size for size in sizes)
        pairs += sum(size * (size - 1) // 2 for size in sizes)
    return min(expected / pairs, 0.5)


def _linker(everything: pd.DataFrame, sizes: Sequence[int], *, within: bool, threads: int) -> Any:
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    connection = duckdb.connect(":memory:", config={"threads": threads})
    api = DuckDBAPI(connection)
    several = "link_and_dedupe" if within else "link_only"
    settings = SettingsCreator(
        link_type=several if len(sizes) > 1 else "dedupe_only",
        probability_two_random_records_match=_prior(sizes, within=within),
        comparisons=_comparisons(),
        blocking_rules_to_generate_predictions=[
            block_on("document"),
            block_on("phone"),
            block_on("birth_year", "codes", arrays_to_explode=["codes"]),
            block_on("name_key"),
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )
    frames = [
        api.register(table.drop(columns="source_dataset"), dataset_display_name=str(name))
        for name, table in everything.groupby("source_dataset", sort=True)
    ]
    linker = Linker(frames, settings, log_level=None, validate_settings=False)
    # In one piece: pieces, and a trial before them, would let splink stop early. Here it counts every pair all the same.
    linker.training.estimate_u_using_random_sampling(
        max_pairs=_SAMPLED_PAIRS, seed=_SEED, min_count_per_level=None, num_chunks=1
    )
    return linker


def _comparisons() -> list[Any]:
    import splink.comparison_level_library as cll
    from splink.comparison_library import CustomComparison

    def level(comparison: str, name: str, sql: str, **more: Any) -> Any:
        return cll.CustomLevel(sql, label_for_charts=name).configure(
            m_probability=M[comparison][name], fix_m_probability=True, **more
        )

    def other(comparison: str, **more: Any) -> Any:
        return cll.ElseLevel().configure(m_probability=M[comparison]["other"], fix_m_probability=True, **more)

    def equality(name: str, chance: float) -> Any:
        fixed = {"u_probability": chance, "fix_u_probability": True}
        opposite = {"u_probability": 1 - chance, "fix_u_probability": True}
        return CustomComparison(
            output_column_name=name,
            comparison_levels=[
                cll.NullLevel(name),
                level(name, "same", f"{name}_l = {name}_r", **fixed),
                other(name, **opposite),
            ],
        )

    best = "list_transform({0}, lambda x: list_max(list_transform({1}, lambda y: jaro_winkler_similarity(x, y))))"
    shorter = (
        f"(case when len(stems_l) <= len(stems_r) then {best.format('stems_l', 'stems_r')} "
        f"else {best.format('stems_r', 'stems_l')} end)"
    )
    return [
        CustomComparison(
            output_column_name="name",
            comparison_levels=[
                cll.NullLevel("name_key"),
                level("name", "same", "name_whole_l = name_whole_r", tf_adjustment_column="name_whole"),
                level("name", "within", "list_has_all(codes_l, codes_r) or list_has_all(codes_r, codes_l)"),
                level("name", "alike", f"list_min({shorter}) >= {ALIKE}"),
                level("name", "part", f"list_max({shorter}) >= {ALIKE}"),
                other("name"),
            ],
        ),
        CustomComparison(
            output_column_name="birth",
            comparison_levels=[
                cll.NullLevel("birth_year"),
                level("birth", "same", "birth_year_l = birth_year_r"),
                level("birth", "near", "abs(cast(birth_year_l as int) - cast(birth_year_r as int)) <= 1"),
                other("birth"),
            ],
        ),
        equality("day", U["day"]),
        equality("phone", U["phone"]),
        equality("document", U["document"]),
        equality("sex", U["sex"]),
    ]
