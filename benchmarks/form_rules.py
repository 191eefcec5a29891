"""The form's own rules on 20,000 responses: ours beside pandera and pointblank, which are told the same rules.

A whole process reads one parquet file of text, finds every cell that breaks a rule, and writes check, row and
column; afterwards the three lists must be equal. What the peers have no word for (split columns, calculations,
letters, "other" answers) is left out of the comparison and timed apart.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from subprocess import run
from typing import Any

import made
import pandas as pd

SHARED = ("type", "choice", "range", "too_many", "required", "relevance", "constraint")
OURS, PANDERA, CLOSURES, POINTBLANK = "ours", "pandera", "pandera_closures", "pointblank"
PEERS = {PANDERA: "pandera", CLOSURES: "pandera", POINTBLANK: "pointblank"}
"""pandera twice: conditions on other columns as its tutorial writes them (wide checks of the table), and as
closures over the table in the checks of a column, which is less work."""


def by_ours(folder: Path) -> tuple[float, pd.DataFrame]:
    from mekendesh.cleaning.checks import ANY_FORM_CHECKS, find_issues
    from mekendesh.field.responses import type_responses

    questionnaire = made.form()
    cells = pd.read_parquet(folder / "cells.parquet")
    began = time.perf_counter()
    responses = type_responses(cells, questionnaire)
    issues = find_issues(
        [check for check in ANY_FORM_CHECKS if check.name in SHARED], responses, questionnaire
    )
    return time.perf_counter() - began, issues[["check", "row", "column"]]


def by_pandera(folder: Path, *, closures: bool) -> tuple[float, pd.DataFrame]:
    import pandera.pandas as pa

    rules = json.loads((folder / "rules.json").read_text())
    cells = pd.read_parquet(folder / "cells.parquet")
    began = time.perf_counter()
    of_column: dict[str, list[pa.Check]] = {}
    of_table: list[pa.Check] = []
    for rule in rules:
        name, column = f"{rule['check']}:{rule['column']}", rule["column"]
        if "pattern" in rule:
            check = pa.Check(_fits(rule["pattern"]), name=name)
        elif "codes" in rule:
            check = pa.Check.isin([*rule["codes"], ""], error=name)
        elif rule["check"] == "range":
            check = pa.Check(_inside(rule["low"], rule["high"]), name=name)
        elif rule["check"] == "too_many":
            check = pa.Check(_at_most(rule["most"]), name=name)
        elif rule["check"] == "required" and not rule["asked"]:
            check = pa.Check.ne("", error=name)
        elif closures:
            check = pa.Check(_true_of(cells, _condition(rule)), name=name)
        else:
            of_table.append(pa.Check(_condition(rule), name=name))
            continue
        of_column.setdefault(column, []).append(check)
    schema = pa.DataFrameSchema(
        {column: pa.Column(str, checks) for column, checks in of_column.items()}, checks=of_table
    )
    try:
        schema.validate(cells, lazy=True)
        cases = pd.DataFrame(columns=["check", "index"])
    except pa.errors.SchemaErrors as broken:
        cases = broken.failure_cases
    # A wide check lists every cell of a row that failed: the row is what is meant.
    places = cases[["check", "index"]].drop_duplicates()
    both = places["check"].str.split(":", n=1, expand=True)
    found = pd.DataFrame({"check": both[0], "row": places["index"].astype("int64"), "column": both[1]})
    return time.perf_counter() - began, found


def _fits(pattern: str) -> Callable[[pd.Series], pd.Series]:
    return lambda texts: texts.str.fullmatch(pattern) | (texts == "")


def _inside(low: int | None, high: int | None) -> Callable[[pd.Series], pd.Series]:
    def inside(texts: pd.Series) -> pd.Series:
        numbers = _number(texts)
        return ~(
            (numbers < (low if low is not None else -1e18)) | (numbers > (high if high is not None else 1e18))
        )

    return inside


def _at_most(most: int) -> Callable[[pd.Series], pd.Series]:
    return lambda texts: texts.str.count(" ") < most


def _condition(rule: dict[str, Any]) -> Callable[[pd.DataFrame], pd.Series]:
    helpers = {"number": _number, "chosen": _chosen, "count": lambda texts: texts.str.split().str.len()}

    def condition(df: pd.DataFrame) -> pd.Series:
        given = df[rule["column"]] != ""
        said = rule.get("fulfilled") or rule["asked"]
        true = eval(said, helpers, {"df": df})  # noqa: S307 - written by made.in_python
        match rule["check"]:
            case "required":
                return given | ~true
            case "relevance":
                return ~given | true
        return ~given | true

    return condition


def _true_of(
    cells: pd.DataFrame, condition: Callable[[pd.DataFrame], pd.Series]
) -> Callable[[pd.Series], pd.Series]:
    return lambda _: condition(cells)


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce")


def _chosen(texts: pd.Series, code: str) -> pd.Series:
    return (" " + texts + " ").str.contains(f" {code} ", regex=False)


def by_pointblank(folder: Path) -> tuple[float, pd.DataFrame]:
    import pointblank as pb
    import polars as pl

    helpers = {
        "number": lambda text: text.cast(pl.Float64, strict=False).fill_null(float("-inf")),
        "chosen": lambda text, code: (pl.lit(" ") + text + pl.lit(" ")).str.contains(
            f" {code} ", literal=True
        ),
        "count": lambda text: text.str.count_matches(" ") + 1,
        "df": {name: pl.col(name) for name in pl.read_parquet_schema(folder / "cells.parquet")},
    }
    rules = json.loads((folder / "rules.json").read_text())
    cells = pl.read_parquet(folder / "cells.parquet")
    began = time.perf_counter()
    plan = pb.Validate(cells)
    for rule in rules:
        column, text = rule["column"], pl.col(rule["column"])
        said = rule.get("fulfilled") or rule.get("asked")
        true = eval(said, helpers) if said else None  # noqa: S307 - written by made.in_python
        match rule["check"]:
            case "type" | "choice" if "pattern" in rule:
                plan = plan.col_vals_regex(column, f"^(?:{rule['pattern']})?$")
            case "type" | "choice":
                plan = plan.col_vals_in_set(column, [*rule["codes"], ""])
            case "range":
                number = text.cast(pl.Float64, strict=False)
                low, high = (-1e18 if rule["low"] is None else rule["low"]), rule["high"] or 1e18
                plan = plan.col_vals_expr(number.is_between(low, high).fill_null(value=True))
            case "too_many":
                plan = plan.col_vals_expr(text.str.count_matches(" ") < rule["most"])
            case "required":
                plan = plan.col_vals_expr((text != "") if true is None else (text != "") | ~true)
            case _:
                plan = plan.col_vals_expr((text == "") | true)
    done = plan.interrogate(extract_limit=len(cells))
    lists = done.get_data_extracts()
    places = [
        (rule["check"], row, rule["column"])
        for step, rule in enumerate(rules, start=1)
        if lists.get(step) is not None and len(lists[step])
        for row in lists[step]["_row_num_"]
    ]
    found = pd.DataFrame(places, columns=["check", "row", "column"])
    # Rows are counted from 1 there, and from 2 here, under the header.
    found["row"] += 1
    return time.perf_counter() - began, found


def parts(folder: Path) -> None:
    """Seconds of our other checks, one after the other in one process."""
    from mekendesh.cleaning import checks
    from mekendesh.cleaning.interviewers import interviewer_panel
    from mekendesh.cleaning.likeness import near_duplicates
    from mekendesh.cleaning.outliers import robust_outliers
    from mekendesh.cleaning.straightlining import straightliners
    from mekendesh.field.responses import type_responses

    questionnaire = made.form()
    cells = pd.read_parquet(folder / "cells.parquet")
    figures: dict[str, float] = {}

    def clocked(name: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        done = work()
        figures[name] = time.perf_counter() - began
        return done

    responses = clocked("type_responses", lambda: type_responses(cells, questionnaire))
    for name in ("ANY_FORM_CHECKS", "ANSWER_CHECKS"):
        issues = clocked(
            name, lambda name=name: checks.find_issues(getattr(checks, name), responses, questionnaire)
        )
    clocked("robust_outliers", lambda: list(robust_outliers(responses, questionnaire)))
    straight = clocked("straightliners", lambda: straightliners(responses, questionnaire))
    pairs = clocked("near_duplicates", lambda: near_duplicates(responses, questionnaire))
    clocked(
        "interviewer_panel",
        lambda: interviewer_panel(responses, questionnaire, issues, pairs=pairs, straightlined=straight),
    )
    made.tell(folder, "parts", **figures)


def child(who: str, folder: Path) -> None:
    if who == "parts":
        parts(folder)
        return
    work = {
        OURS: by_ours,
        PANDERA: lambda place: by_pandera(place, closures=False),
        CLOSURES: lambda place: by_pandera(place, closures=True),
        POINTBLANK: by_pointblank,
    }[who]
    took, found = work(folder)
    found.to_csv(folder / f"{who}.csv", index=False)
    made.tell(folder, who, work=took, found=len(found))


def agree(folder: Path, peers: list[str]) -> int:
    """How many cells all found. Raises ``AssertionError`` where two found other cells."""
    found = {
        who: set(pd.read_csv(folder / f"{who}.csv").itertuples(index=False, name=None))
        for who in (OURS, *peers)
    }
    for peer in peers:
        odd = sorted(found[OURS] ^ found[peer])
        assert not odd, f"{peer} and ours differ in {len(odd)} cells, as {odd[:5]}"
    return len(found[OURS])


def main() -> None:
    given = made.arguments("The form's own rules, beside pandera and pointblank.", repeats=5)
    if given.child:
        child(given.child, given.folder)
        return
    with made.working_folder() as name:
        folder = Path(name)
        questionnaire = made.form()
        cells = made.responses(questionnaire, round(made.PEOPLE * given.scale))
        cells.to_parquet(folder / "cells.parquet")
        rules = made.rules(questionnaire)
        (folder / "rules.json").write_text(json.dumps(rules))
        peers = [peer for peer, package in PEERS.items() if has(given.peer_python, package)]
        runs = made.in_turns(__file__, OURS, dict.fromkeys(peers, given.peer_python), given.repeats, folder)
        if peers:
            count = agree(folder, peers)
            made.say(
                f"{len(cells)} responses, {len(questionnaire.columns)} questions, {len(rules)} rules; "
                f"{count} cells found, the same by all.\n"
            )
        made.show(made.COMPARED, made.compared(runs, OURS, peers))
        alone = [made.timed(__file__, "parts", sys.executable, folder) for _ in range(min(given.repeats, 3))]
        names = [name for name in alone[0] if name not in ("process", "peak_mib")]
        lines = [(name, made.told(one[name] for one in alone)) for name in names]
        made.show(
            ("ours", "seconds"),
            [*lines, ("peak MiB of all", made.told((one["peak_mib"] for one in alone), 0))],
        )


def has(python: str, package: str) -> bool:
    """Whether an interpreter has a package."""
    if python == sys.executable:
        return find_spec(package) is not None
    return run([python, "-c", f"import {package}"], check=False, capture_output=True).returncode == 0  # noqa: S603


if __name__ == "__main__":
    main()
