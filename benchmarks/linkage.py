"""A register of 600,000 and 5,000 responses on two cores: `score_pairs` beside Splink as its tutorial sets it up.

Both are given the same two lists of text. The peer prepares them as Splink's tutorials ask: small letters,
blanks off, days as ISO (a year alone is its 1 January), digits of telephones; nothing is transliterated, which
is what ours adds. Ours runs on Splink and DuckDB too: what is compared is the setting, not the engine.

``splink_tutorial`` samples the tutorial's 10^6 pairs for u; Splink warns that this is too few, and no two
telephones agree among them. ``splink_advised`` samples the 10^8 it advises. ``splink_folded`` is that with our
folded names, so that one can tell what the folding gives and what the model gives.
"""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any

import made
import pandas as pd

OURS, TUTORIAL, ADVISED, FOLDED = "ours", "splink_tutorial", "splink_advised", "splink_folded"
SAMPLED = {TUTORIAL: 1e6, ADVISED: 1e8, FOLDED: 1e8}
THREADS = 2
CUTS = (0.5, 0.95)
"""Posterior probabilities from which a pair counts as linked."""
LEAST = 0.05


def by_ours(left: pd.DataFrame, right: pd.DataFrame) -> tuple[float, pd.DataFrame]:
    from mekendesh.cleaning import linkage

    began = time.perf_counter()
    if hasattr(linkage, "Sides"):  # as it was called until after ea12587
        found = linkage.score_pairs(linkage.Sides(left, right), threads=THREADS, least=LEAST)
    else:
        found = linkage.score_pairs(left, right, within=False, threads=THREADS, least=LEAST)
    return time.perf_counter() - began, found[["left", "right", "probability"]]


def by_tutorial(left: pd.DataFrame, right: pd.DataFrame, sampled: float) -> tuple[float, pd.DataFrame]:
    """Splink's tutorial for ``link_only``: library comparisons, a prior from sure rules, u sampled, m by EM."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    began = time.perf_counter()
    tables = [prepared(left), prepared(right)]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("first_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True, invalid_dates_as_null=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("phone"),
            cl.ExactMatch("document"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("document"),
            block_on("phone"),
            block_on("first_name", "surname"),
            block_on("surname", "substr(dob, 1, 4)"),
            block_on("first_name", "substr(dob, 1, 4)"),
        ],
    )
    api = DuckDBAPI(duckdb.connect(":memory:", config={"threads": THREADS}))
    frames = [
        api.register(table, dataset_display_name=name) for table, name in zip(tables, ("a", "b"), strict=True)
    ]
    linker: Any = Linker(frames, settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("document"), block_on("phone"), block_on("first_name", "surname", "substr(dob, 1, 4)")],
        recall=0.7,
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=sampled, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    found = linker.inference.predict(threshold_match_probability=LEAST).as_pandas_dataframe()
    pairs = pd.DataFrame(
        {
            "left": found["unique_id_l"],
            "right": found["unique_id_r"],
            "probability": found["match_probability"],
        }
    )
    return time.perf_counter() - began, pairs


def prepared(records: pd.DataFrame) -> pd.DataFrame:
    """The cleaning that Splink's documentation asks for; what is not known is null."""
    names = records["name"].str.lower().str.strip().str.split(n=1, expand=True)
    days = records["birth"].str.replace(r"^(\d\d)\.(\d\d)\.(\d{4})$", r"\3-\2-\1", regex=True)
    days = days.str.replace(r"^(\d{4})$", r"\1-01-01", regex=True)
    table = pd.DataFrame(
        {
            "unique_id": records["record"],
            "surname": names[0],
            "first_name": names[1],
            "dob": days,
            "sex": records["sex"],
            "phone": records["phone"].str.replace(r"\D", "", regex=True).str[-9:],
            "document": records["document"].str.upper().str.strip(),
        }
    ).astype(object)
    return table.where(table.notna() & (table != ""), None)


def folded_names(records: pd.DataFrame) -> pd.DataFrame:
    """The records with their names in our folded letters, parts in their order."""
    from mekendesh.cleaning.names import folded

    known = {name: " ".join(folded(name)) for name in records["name"].unique()}
    return records.assign(name=records["name"].map(known))


def judged(found: pd.DataFrame, truth: set[tuple[str, str]]) -> dict[str, float]:
    """Precision, recall and F1 at every cut; recall is of all true pairs, blocked or not."""
    figures = {}
    for cut in CUTS:
        linked = found[found["probability"] >= cut]
        pairs = set(zip(linked["left"], linked["right"], strict=True))
        right = len(pairs & truth)
        precision, recall = right / max(len(pairs), 1), right / max(len(truth), 1)
        figures |= {
            f"precision_{cut}": precision,
            f"recall_{cut}": recall,
            f"f1_{cut}": 2 * right / max(len(pairs) + len(truth), 1),
        }
    return figures


def child(who: str, folder: Path) -> None:
    suffix = "_folded" if who == FOLDED else ""
    left, right = (pd.read_parquet(folder / f"{side}{suffix}.parquet") for side in ("left", "right"))
    took, found = by_ours(left, right) if who == OURS else by_tutorial(left, right, SAMPLED[who])
    truth = set(pd.read_parquet(folder / "truth.parquet").itertuples(index=False, name=None))
    made.tell(folder, who, work=took, pairs=len(found), **judged(found, truth))


def main() -> None:
    given = made.arguments("Linkage of a register and a survey, beside Splink's tutorial.", repeats=3)
    if given.child:
        child(given.child, given.folder)
        return
    with made.working_folder() as name:
        folder = Path(name)
        left, right, truth = made.two_lists(
            round(made.REGISTER * given.scale), round(made.SURVEYED * given.scale)
        )
        for side, records in (("left", left), ("right", right)):
            records.to_parquet(folder / f"{side}.parquet")
            folded_names(records).to_parquet(folder / f"{side}_folded.parquet")
        truth.to_parquet(folder / "truth.parquet")
        peers = dict.fromkeys(SAMPLED, given.peer_python)
        runs = made.in_turns(__file__, OURS, peers, given.repeats, folder)
        made.say(f"{len(left)} records in the register, {len(right)} responses, {len(truth)} true pairs.\n")
        made.show(made.COMPARED, made.compared(runs, OURS, peers))
        found = {OURS: runs[f"{OURS}|{TUTORIAL}"][-1], **{peer: runs[peer][-1] for peer in peers}}
        header = (
            "who",
            "pairs kept",
            *(f"{name} at {cut}" for cut in CUTS for name in ("precision", "recall", "F1")),
        )
        figures = [f"{name}_{cut}" for cut in CUTS for name in ("precision", "recall", "f1")]
        lines = [
            (who, str(int(one["pairs"])), *(f"{one[name]:.3f}" for name in figures))
            for who, one in found.items()
        ]
        made.show(header, lines)


if __name__ == "__main__":
    main()
