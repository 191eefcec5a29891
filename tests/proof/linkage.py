"""How often the linkage of survey and register is right, against the truth of simulated people.

    .venv/bin/python tests/proof/linkage.py

People with identities (five ways of writing, typing errors, twins, siblings, namesakes), a consular register of
35 % of them and `ASKED` responses, by `overlap.link_lists` and `clusters.join_pairs` at its own threshold, for
every size and seed; then the same register as the file a consulate sends (cp1251: ө, ү and ң are lost), and one
register of a large country. Writes ``linkage.csv`` beside itself, the same bytes again.
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pandas as pd

from mekendesh.cleaning.clusters import LINKED, SINGLE, join_pairs, joined_pairs
from mekendesh.cleaning.linkage import POSSIBLE, RECORD_COLUMNS, features
from mekendesh.cleaning.log import empty_log
from mekendesh.cleaning.overlap import SURVEY, Overlap, link_lists, survey_records
from mekendesh.field.responses import Responses
from mekendesh.files import current_tree
from mekendesh.simulation.answers import load_words
from mekendesh.simulation.identities import RELATIONS, identities
from mekendesh.simulation.register_plan import USUAL
from mekendesh.simulation.registers import as_file, consular_register, survey_identities
from mekendesh.simulation.romanising import WAYS

SIZES, SEEDS, ASKED = (6_000, 12_000, 20_000), range(1, 7), 500
SENT_SIZE, LARGE, LARGE_SEEDS = 12_000, 600_000, range(1, 5)
KEPT, SENT, KEPT_LARGE = "as kept", "as a cp1251 file", "as kept, large"
WORKERS = 2
ENOUGH = 0.95
REGISTER = "register"
SEXES = {"ж": "female", "м": "male"}
EVIDENCE = ("document", "phone", "name and birth")
"""What two records of one person share: a document, else a telephone, else only who they say they are."""
DIRT = ("mistyped", "swapped", "only_year")


@dataclass
class Figures:
    """Counts of a group of pairs; ``compared``: pairs that a false link could be, or respondents."""

    true: int = 0
    linked: int = 0
    correct: int = 0
    compared: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True, eq=False)
class People:
    """Simulated people as the two lists tell of them, and the truth."""

    identities: pd.DataFrame
    responses: Responses
    register: pd.DataFrame
    truth: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Run:
    """One linkage: figures by group, and respondents with what the model expected of them."""

    how: str
    population: int
    seed: int
    groups: dict[str, Figures]
    people: Figures
    expected: Overlap


def simulated(population: int, seed: int, *, as_sent: bool) -> People:
    """People, their register and the responses of some of them."""
    rng = np.random.default_rng(seed)
    people = pd.DataFrame(
        {
            "sex": rng.choice(["male", "female"], population),
            "birth_year": rng.integers(1955, 2007, population),
            "site": rng.choice(["moscow", "yekaterinburg"], population),
        }
    )
    known = identities(people, load_words(current_tree(), "KGZ"), rng)
    register = consular_register(known, USUAL, rng)
    asked = rng.choice(population, ASKED, replace=False)
    told = survey_identities(known, asked, USUAL, rng)
    cells = told.assign(
        _uuid=[f"S{person}" for person in asked],
        consent_link="yes",
        birth_year=people["birth_year"].iloc[asked].astype("str").to_numpy(),
        sex=people["sex"].iloc[asked].to_numpy(),
    )
    table = sent(register.table) if as_sent else register.table
    return People(known, Responses(cells, cells, cells.iloc[:0]), records_of(table), register.truth)


def sent(table: pd.DataFrame) -> pd.DataFrame:
    """The register as it comes back from a file in cp1251."""
    text = as_file(table).decode("cp1251")
    return pd.read_csv(io.StringIO(text), sep=";", dtype="str", keep_default_na=False)


def records_of(table: pd.DataFrame) -> pd.DataFrame:
    """The register as `mekendesh.field.lists.read_list` would give it."""
    return pd.DataFrame(
        {
            "record": table["record_id"],
            "name": table["family_name"].str.strip() + " " + table["given_name"].str.strip(),
            "birth": table["birth_date"],
            "sex": table["sex"].map(SEXES).fillna(""),
            "phone": table["phone"],
            "document": table["document"],
        }
    ).astype("str")[list(RECORD_COLUMNS)]


def linked(people: People) -> tuple[set[tuple[str, str]], dict[tuple[str, str], float], Overlap]:
    """Pairs (response, record) that are joined, the posterior of those scored, and the model's own account."""
    lists = {REGISTER: (REGISTER, people.register)}
    done = link_lists(people.responses, lists, key=b"k" * 32, decided_on="2026-06-30", people=empty_log())
    register = people.register.assign(record=f"{REGISTER}\0" + people.register["record"])
    survey = survey_records(people.responses)
    met = set(done.pairs["left"]) | set(done.pairs["right"]) | set(survey["record"])
    said: dict[str, dict[str, str]] = {}
    for records, mine in ((survey, True), (register[register["record"].isin(met)], False)):
        columns = ["unique_id", *(name for name in SINGLE if name != "interview")]
        for row in features(records)[columns].fillna("").to_dict("records"):
            name = row.pop("unique_id")
            said[name] = row | ({"interview": name} if mine else {})
    joined = join_pairs(done.pairs, said)
    across = done.pairs[(done.pairs["left_list"] == SURVEY) & (done.pairs["right_list"] == REGISTER)]
    pairs = joined_pairs(joined, survey["record"], register["record"])
    scored = zip(across["left"], across["right"], across["probability"], strict=True)
    posterior = {plain(left, right): probability for left, right, probability in scored}
    return {plain(*pair) for pair in pairs}, posterior, done.overlaps[0]


def plain(response: str, record: str) -> tuple[str, str]:
    """A pair by the record's own number, without the name of its list."""
    return response, record.partition("\0")[2]


def run(population: int, seed: int, how: str) -> Run:
    """Simulate, link, and count against the truth."""
    people = simulated(population, seed, as_sent=how == SENT)
    got, scored, expected = linked(people)
    responses = set(people.responses.cells["_uuid"])
    truth = people.truth[("S" + people.truth["person"]).isin(responses)]
    true = set(zip("S" + truth["person"], truth["record_id"], strict=True))
    groups = {"all": count(true, got)}
    groups |= by_way(people, true, got) | by_evidence(people, true, got) | by_dirt(people, true, got)
    groups |= by_relation(people, true, got)
    groups |= by_step(true - got, scored)
    found, right, there = ({response for response, _ in pairs} for pairs in (got, got & true, true))
    told = Figures(true=len(there), linked=len(found), correct=len(right), compared=len(responses))
    return Run(how, population, seed, groups, told, expected)


def by_step(missed: set[tuple[str, str]], scored: dict[tuple[str, str], float]) -> dict[str, Figures]:
    """Where the true pairs that are not linked were lost."""
    likely = {pair for pair in missed if scored.get(pair, 0) >= LINKED}
    met = missed & set(scored)
    return {
        f"missed: never compared, or under {POSSIBLE}": Figures(len(missed - met)),
        f"missed: under {LINKED}": Figures(len(met - likely)),
        "missed: contradicts a likelier pair": Figures(len(likely)),
    }


def count(true: set[tuple[str, str]], got: set[tuple[str, str]]) -> Figures:
    return Figures(len(true), len(got), len(true & got))


def by_record(
    label: str, kinds: pd.Series, true: set[tuple[str, str]], got: set[tuple[str, str]]
) -> dict[str, Figures]:
    """Figures by what is said of the record of each pair."""
    of = kinds.to_dict()
    return {
        f"{label}: {kind}": count({p for p in true if of[p[1]] == kind}, {p for p in got if of[p[1]] == kind})
        for kind in sorted(set(of.values()))
    }


def by_way(people: People, true: set[tuple[str, str]], got: set[tuple[str, str]]) -> dict[str, Figures]:
    kinds = people.truth.set_index("record_id")["dirt"].str.split()
    way = kinds.map(lambda dirt: next(kind for kind in dirt if kind in WAYS))
    return by_record("written", way, true, got)


def by_dirt(people: People, true: set[tuple[str, str]], got: set[tuple[str, str]]) -> dict[str, Figures]:
    kinds = people.truth.set_index("record_id")["dirt"].str.split()
    groups: dict[str, Figures] = {}
    for dirt in DIRT:
        has = kinds.map(lambda found, dirt=dirt: "yes" if dirt in found else "no")
        groups |= by_record(f"register {dirt}", has, true, got)
    return {name: figures for name, figures in groups.items() if name.endswith("yes")}


def by_evidence(people: People, true: set[tuple[str, str]], got: set[tuple[str, str]]) -> dict[str, Figures]:
    """Figures by what the two records of a pair share beside name and birth."""
    sides = [
        features(records).set_index("unique_id")[["document", "phone"]].fillna("").to_dict("index")
        for records in (survey_records(people.responses), people.register)
    ]

    def shared(pair: tuple[str, str]) -> str:
        one, other = sides[0][pair[0]], sides[1][pair[1]]
        return next((name for name in EVIDENCE[:2] if one[name] and one[name] == other[name]), EVIDENCE[2])

    kinds = {pair: shared(pair) for pair in true | got}
    return {
        f"shared: {kind}": count({p for p in true if kinds[p] == kind}, {p for p in got if kinds[p] == kind})
        for kind in EVIDENCE
    }


def by_relation(people: People, true: set[tuple[str, str]], got: set[tuple[str, str]]) -> dict[str, Figures]:
    """False links by who the record is about; ``compared`` counts all pairs of a response and such a record."""
    person = people.truth.set_index("record_id")["person"].to_dict()
    known = people.identities.assign(index=people.identities.index.astype("str")).set_index("index")
    relation, relative = known["relation"].to_dict(), known["relative"].to_dict()
    records: dict[str, int] = {}
    for about in person.values():
        records[about] = records.get(about, 0) + 1

    def who(pair: tuple[str, str]) -> str:
        one, other = pair[0][1:], person[pair[1]]
        if not other:
            return "stranger"
        return relation[one] if relative[one] == other else "nobody of theirs"

    groups = {kind: Figures() for kind in (*RELATIONS, "stranger", "nobody of theirs")}
    for pair in got - true:
        groups[who(pair)].linked += 1
    for response in people.responses.cells["_uuid"]:
        if kind := relation[response[1:]]:
            groups[kind].compared += records.get(relative[response[1:]], 0)
    pairs = len(people.responses.cells) * len(person)
    groups["stranger"].compared = len(people.responses.cells) * records.get("", 0)
    others = sum(groups[kind].compared for kind in (*RELATIONS, "stranger"))
    groups["nobody of theirs"].compared = pairs - others - len(true)
    return {f"false link: {kind}": figures for kind, figures in groups.items()}


COLUMNS = (
    "register", "population", "seeds", "group", "true_pairs", "linked", "correct", "compared", "precision", "recall",
    "f1",
)  # fmt: skip


def share(part: float, whole: float) -> str:
    return f"{part / whole:.4f}" if whole else ""


def line(how: str, population: str, seeds: str, group: str, figures: Figures) -> dict[str, str]:
    """A line of the table; of false links and of missed pairs only the counts mean anything."""
    counts = [figures.true, figures.linked, figures.correct, figures.compared or ""]
    shares = [
        share(figures.correct, figures.linked),
        share(figures.correct, figures.true),
        share(2 * figures.correct, figures.linked + figures.true),
    ]
    if group.startswith("false link"):
        counts, shares = ["", figures.linked, "", figures.compared], ["", "", ""]
    if group.startswith("missed"):
        counts, shares = [figures.true, "", "", ""], ["", "", ""]
    cells = [how, population, seeds, group, *counts, *shares]
    return dict(zip(COLUMNS, map(str, cells), strict=True))


def together(runs: list[Run]) -> Iterator[dict[str, str]]:
    """Several runs as one: every group, the respondents, and what the model expected of these (means)."""
    sizes = sorted({one.population for one in runs})
    labels = (runs[0].how, str(sizes[0]) if len(sizes) == 1 else "all", str(len(runs)))
    for group in dict.fromkeys(group for one in runs for group in one.groups):
        yield line(*labels, group, sum((one.groups.get(group, Figures()) for one in runs), Figures()))
    yield line(*labels, "respondents found", sum((one.people for one in runs), Figures()))
    yield expected(labels, runs)


def expected(labels: tuple[str, str, str], runs: list[Run]) -> dict[str, str]:
    """The model's own precision and recall, beside "respondents found", which is the truth of the same."""
    shares = [
        float(np.mean([getattr(one.expected, name) for one in runs])) for name in ("precision", "recall")
    ]
    blank = line(*labels, "respondents found, as the model expects", Figures())
    counts = {"true_pairs": "", "correct": "", "linked": str(sum(one.expected.linked for one in runs))}
    counts["compared"] = str(sum(one.expected.compared for one in runs))
    return blank | counts | {"precision": f"{shares[0]:.4f}", "recall": f"{shares[1]:.4f}"}


def lines_of(runs: list[Run]) -> Iterator[dict[str, str]]:
    """Every run, then each size, then all sizes, for every kind of register."""
    for how in dict.fromkeys(one.how for one in runs):
        mine = [one for one in runs if one.how == how]
        for one in mine:
            yield line(how, str(one.population), f"seed {one.seed}", "all", one.groups["all"])
        sizes = sorted({one.population for one in mine})
        for size in sizes:
            yield from together([one for one in mine if one.population == size])
        if len(sizes) > 1:
            yield from together(mine)


def verdict(lines: Iterable[dict[str, str]]) -> Iterator[str]:
    """Whether F1 of pairs is high enough, by size and overall."""
    for cells in lines:
        if cells["group"] == "all" and not cells["seeds"].startswith("seed"):
            said = "yes" if float(cells["f1"]) >= ENOUGH else "no"
            yield f"{cells['register']}, {cells['population']} people: F1 {cells['f1']} >= {ENOUGH}: {said}"


def table_of(lines: list[dict[str, str]]) -> str:
    """The lines as a table of Markdown."""
    rows = [COLUMNS, ["---"] * len(COLUMNS), *(list(cells.values()) for cells in lines)]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def timed(planned: tuple[int, int, str]) -> Run:
    """One run; how long it took is told beside the table, which does not depend on it."""
    began = time.monotonic()
    done = run(*planned)
    sys.stderr.write(f"{planned}: {time.monotonic() - began:.0f} s\n")
    return done


def main() -> None:
    planned = [(size, seed, KEPT) for size in SIZES for seed in SEEDS]
    planned += [(SENT_SIZE, seed, SENT) for seed in SEEDS]
    planned += [(LARGE, seed, KEPT_LARGE) for seed in LARGE_SEEDS]
    with ProcessPoolExecutor(WORKERS) as pool:
        runs = list(pool.map(timed, planned))
    lines = list(lines_of(runs))
    with Path(__file__).with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    sys.stdout.write(f"Pairs are joined from a posterior of {LINKED}.\n\n")
    sys.stdout.write(table_of(lines) + "\n" + "\n".join(verdict(lines)) + "\n")


if __name__ == "__main__":
    main()
