"""The attacker who reads everything published together: he finds what is planted, is right, and finds nothing else.

The full audit of the example's seven units is `tests/proof/joint_audit.py`; these are its parts, on small tables.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audit.attack import ContradictionError, Interval, attack
from audit.corridor import corridor_facts
from audit.counts import count_facts
from audit.facts import Facts, one
from audit.nation import national_bounds
from audit.published import Told, read_tables, told
from audit.survey import Question, Words
from audit.truth import false_facts, value_of
from mekendesh.judgement.ideas import Ideas
from mekendesh.reporting.compatriots.ideas import protect_ideas
from mekendesh.reporting.doors.protection import protect

AUDIT = Path(__file__).parent / "audit"
CHANNELS, BARRIERS = ("trade", "civic", "return"), ("no_trust", "no_money", "no_time")
WORDS = Words(
    {name: name for name in CHANNELS},
    {name: name for name in BARRIERS},
    {"fix it": "fix", "mend it": "mend"},
    {},
)
PROPOSALS = {
    "fix": (("trade", "civic"), ("no_trust", "no_money")),
    "mend": (("return",), ("no_time", "no_money")),
}


def crossed(rows: dict[str, list[int | None]], stages=("thought", "plan")) -> dict[str, list[dict[str, str]]]:
    """A table of ideas as it is downloaded: rounded to five, ``None`` hidden; the last column and row are totals."""
    found = []
    for sector, numbers in rows.items():
        row = {"sector": sector}
        for name, number in zip((*stages, "people"), numbers, strict=True):
            row |= {name: "" if number is None else str(number), f"{name}_low": "", f"{name}_high": ""}
            row[f"{name}_flag"] = "c" if number is None else ""
        found.append(row)
    return {"ideas_crossed": found}


def of_counts(tables) -> dict[str, Interval]:
    facts = Facts()
    count_facts(tables, facts)
    return {interval.name: interval for interval in attack(facts)}


def test_a_lone_hidden_cell_beside_its_margin_is_found():
    """Planted: 30 and a hidden cell make 35 in a row. Rounded, the cell is 10 less at most: 1 to 9 people."""
    found = of_counts(crossed({"trade": [30, None, 35], "all sectors": [130, 100, 230]}))
    cell = found["ideas | trade, plan"]
    assert (cell.low, cell.high) == (1, 9)
    assert cell.told


def test_two_hidden_cells_of_a_row_and_of_a_column_are_left_alone():
    """The same table as it should be: each hidden cell keeps ten people of room."""
    found = of_counts(
        crossed({"trade": [None, None, 35], "it": [None, None, 40], "all sectors": [None, 60, 150]})
    )
    assert not found["ideas | trade, plan"].told
    assert found["ideas | trade, plan"].width >= 10


def test_few_refused_are_told_by_received_less_kept():
    """Planted: 515 came, 500 stayed, 10 did not agree: up to nine are left, no more than the code says; with 510, four."""

    def rest(received: str) -> Interval:
        rows = [("received", "[z]", received), ("kept for the analysis", "[z]", "500"),
                ("removed", "no consent", "10"), ("refused", "no identity", "[c]")]  # fmt: skip
        return of_counts(
            {"balance": [{"part": part, "reason": why, "number": number} for part, why, number in rows]}
        )["balance | refused: no identity"]

    assert (rest("515").low, rest("515").high, rest("515").told) == (0, 9, False)
    assert (rest("510").low, rest("510").high, rest("510").told) == (0, 4, True)


BARRIERS_TOLD = {"barriers": [{"obstacle": "no_trust", "share": "0.5", "share_flag": ""}]}


def share(value: float, flag: str = "", name: str = "share") -> dict[str, str]:
    text = "" if flag in {"c", "x"} else f"{value:.12g}"
    return {name: text, f"{name}_low": text, f"{name}_high": text, f"{name}_flag": flag}


def everyone(n: int) -> dict[str, list[dict[str, str]]]:
    told_n = str(5 * round(n / 5))
    return {
        "recruitment": [{"city": "A", "people": told_n}, {"city": "all cities", "people": told_n}],
        "walk_down": [{"recommendation": "1. fix it", "finding": "people asked", "people": told_n}],
    }


def test_three_shown_shares_give_a_channel_s_small_cell_away():
    """Planted: of 100 people 41 % act, 80 % are willing, 45 % are in the gap: six act and are not willing."""
    rows = [
        {"channel": "trade"} | share(0.41, name="acts") | share(0.8, name="willing") | share(0.45, name="gap")
    ]
    cell = {each.name: each for each in attack(corridor_facts(everyone(100) | {"potential": rows}, WORDS))}[
        "channels | trade, acts, not willing"
    ]
    assert cell.told
    assert cell.low <= 6 <= cell.high
    hidden = [rows[0] | share(0, "c", "acts")]
    facts = corridor_facts(everyone(100) | {"potential": hidden}, WORDS)
    assert not [each for each in attack(facts) if each.told]


def test_answers_to_one_question_add_up_only_where_one_is_chosen():
    """Planted: 50 % and 44 % leave six people of 100 to the hidden answer; where several may be named they leave nothing."""

    def hidden(kind: str, of_all: bool) -> Interval:
        words = Words(WORDS.channels, WORDS.barriers, {}, {}, {"Which?": Question("which", kind, of_all)})
        shares = (("a", 0.5, ""), ("b", 0.44, ""), ("c", 0.0, "c"))
        sides = [
            {"question": "Which?", "answer": answer} | share(value, flag) for answer, value, flag in shares
        ]
        facts = corridor_facts(everyone(100) | BARRIERS_TOLD | {"sides": sides}, words)
        return next(each for each in attack(facts) if each.name == "sides | Which? c")

    assert hidden("choice", of_all=True).told
    assert hidden("choice", of_all=True).low <= 6 <= hidden("choice", of_all=True).high
    assert not hidden("multiple", of_all=True).told
    assert hidden("multiple", of_all=True).high >= 90


def test_weights_the_attacker_does_not_know_hide_the_cell_as_well():
    """The same shares say little where one group may weigh four times what another does."""
    rows = [
        {"channel": "trade"} | share(0.41, name="acts") | share(0.8, name="willing") | share(0.45, name="gap")
    ]
    facts = corridor_facts(everyone(100) | {"potential": rows}, WORDS, contrast=4.0)
    assert not [each for each in attack(facts) if each.told]


def test_a_national_share_gives_a_hidden_corridor_away():
    """Planted: 0.60 of the whole and 0.50 in a corridor of a tenth of it leave 0.611 ± 0.006 to the other."""

    def of(value, flag=""):
        return {"barriers": [{"obstacle": "no_trust"} | share(value, flag)]}

    national = of(0.6) | {"corridors": [{"country": "A", "weight": "0.1"}, {"country": "B", "weight": "0.9"}]}
    bounds = national_bounds(national, {"A": of(0.5), "B": of(0, "c")}, WORDS)
    assert bounds["B"]["barrier_no_trust"] == pytest.approx((0.605, 0.617222), abs=1e-6)
    facts = corridor_facts(everyone(100) | of(0, "c"), WORDS, beside=bounds["B"])
    assert [each.name for each in attack(facts) if each.told] == ["shares | barrier_no_trust"]


def test_facts_that_exclude_one_another_are_an_error():
    """An attacker with a wrong model may not pass for one who found nothing."""
    facts = Facts()
    facts.between(one("a"), 0, 5)
    facts.between(one("a"), 7, 9)
    facts.seek("a", one("a"))
    with pytest.raises(ContradictionError):
        attack(facts)


@pytest.mark.parametrize(
    ("low", "high", "code", "is_told"),
    [
        (0, 9, "c", False),  # what the code itself says
        (0, 8, "c", True),
        (1, 10, "c", True),
        (20, 29, "c", True),  # hidden for another's sake
        (20, 30, "c", False),
        (20, 24, "", False),  # never hidden, and surely not small
        (9, 13, "", True),
    ],
)
def test_what_counts_as_told(low, high, code, is_told):
    """Ten people of room, or no more than the code; what is only not shown may be known if it is ten or more."""
    assert Interval("cell", code, low, high).told is is_told


def test_a_share_bounds_people_by_the_odds_of_their_weights():
    """Half of the weight is half of the people; at four times the weight a fifth, at a quarter of it four fifths."""
    facts = Facts()
    facts.between(one("n"), 1000, 1000)
    facts.share_between(one("yes"), one("n"), 0.5, 0.5, contrast=4.0)
    facts.seek("yes", one("yes"))
    (found,) = attack(facts)
    assert (found.low, found.high) == (200, 800)


def test_the_attacker_shares_no_code_with_what_he_attacks():
    """A check that guards people must not inherit the mistake it is to find."""
    for path in AUDIT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [name for name in names if name.startswith("mekendesh")], path.name


def test_tables_are_read_as_they_are_downloaded(tmp_path):
    """By their name on the page; a code in a number's place and beside it are the same; a thousandth is one."""
    folder = tmp_path / "RUS" / "tables"
    folder.mkdir(parents=True)
    (folder / "KGZ-RUS_EXAMPLE_03_recommendations_barriers.csv").write_text(
        "obstacle,share,share_low,share_high,share_flag\nno_trust,0.011,0,0.032,\nno_money,,,,c\n", "utf-8"
    )
    (folder / "KGZ-RUS_EXAMPLE_02_cleaning_waves.csv").write_text("wave,people\nwave 1,[c]\n", "utf-8")
    tables = read_tables(folder)
    assert [told(row, "share") for row in tables["barriers"]] == [Told(0.011, "", 0.001), Told(None, "c")]
    assert told(tables["waves"][0], "people") == Told(None, "c")


@dataclass(frozen=True)
class People:
    """Invented people who all weigh the same, through the door and into the tables of a report."""

    estimates: pd.DataFrame
    unions: dict[str, tuple[str, ...]]

    def tables(self) -> dict[str, list[dict[str, str]]]:
        safe = pd.DataFrame(protect(self.estimates, unions=self.unions)).set_index("indicator")
        n = int(self.estimates["n"].iloc[0])

        def shown(indicator: str, name: str = "share") -> dict[str, str]:
            row = safe.loc[indicator]
            cells = {name: row["value"], f"{name}_low": row["low"], f"{name}_high": row["high"]}
            hidden = row["flag"] in {"c", "x"}
            return {key: "" if hidden else f"{cell:.12g}" for key, cell in cells.items()} | {
                f"{name}_flag": row["flag"]
            }

        pairs = [(channel, barrier) for channel in CHANNELS for barrier in BARRIERS]
        steps = [
            (name, "share who are willing, do not act, and name an obstacle addressed", f"proposal_{name}")
            for name in PROPOSALS
        ]
        steps += [
            (name, f"willing, not acting: {one}", f"gap_{one}")
            for name, (some, _) in PROPOSALS.items()
            for one in some
        ]
        steps += [
            (name, f"name the obstacle: {one}", f"barrier_{one}")
            for name, (_, some) in PROPOSALS.items()
            for one in some
        ]
        return everyone(n) | {
            "potential": [
                {"channel": channel} | shown(f"acts_{channel}", "acts") | shown(f"willing_{channel}", "willing")
                | shown(f"gap_{channel}", "gap")
                for channel in CHANNELS
            ],
            "barriers": [{"obstacle": barrier} | shown(f"barrier_{barrier}") for barrier in BARRIERS],
            "locks": [
                {"channel": channel, "obstacle": barrier} | shown(f"gapbarrier_{channel}__{barrier}", "both")
                for channel, barrier in pairs
            ],
            "walk_down": [
                {"recommendation": f"1. {name} it", "finding": finding, "people": str(5 * round(n / 5))}
                | shown(indicator, "value")
                for name, finding, indicator in steps
            ],
        }  # fmt: skip

    def numbers(self) -> dict[str, float]:
        yes = self.estimates.set_index("indicator")["n_yes"]
        n = float(self.estimates["n"].iloc[0])
        found = {f"yes {indicator}": float(number) for indicator, number in yes.items()} | {
            "people who count": n
        }
        for channel in CHANNELS:
            acts, willing, gap = (yes[f"{kind}_{channel}"] for kind in ("acts", "willing", "gap"))
            found |= {f"gap {channel}": gap, f"both {channel}": willing - gap}
            found |= {f"acts only {channel}": acts - willing + gap, f"neither {channel}": n - acts - gap}
        return found


def people(n: int, rng: np.random.Generator, unions: bool = True) -> People:
    """Answers of n people at random; the more rarely something is said, the more there is to hide."""
    acts, willing = (
        {channel: rng.random(n) < rng.uniform(0.05, 0.6) for channel in CHANNELS} for _ in range(2)
    )
    willing = {channel: willing[channel] | (acts[channel] & (rng.random(n) < 0.8)) for channel in CHANNELS}
    answers = {f"acts_{channel}": acts[channel] for channel in CHANNELS}
    answers |= {f"willing_{channel}": willing[channel] for channel in CHANNELS}
    answers |= {f"gap_{channel}": willing[channel] & ~acts[channel] for channel in CHANNELS}
    answers |= {f"barrier_{barrier}": rng.random(n) < rng.uniform(0.1, 0.7) for barrier in BARRIERS}
    for channel in CHANNELS:
        for barrier in BARRIERS:
            answers[f"gapbarrier_{channel}__{barrier}"] = (
                answers[f"gap_{channel}"] & answers[f"barrier_{barrier}"]
            )
    of = {
        f"proposal_{name}": tuple(f"gapbarrier_{one}__{other}" for one in channels for other in barriers)
        for name, (channels, barriers) in PROPOSALS.items()
    }
    answers |= {name: np.any([answers[pair] for pair in pairs], axis=0) for name, pairs in of.items()}
    yes = pd.Series({name: int(answer.sum()) for name, answer in answers.items()})
    value = yes.to_numpy() / n
    table = pd.DataFrame({"indicator": yes.index, "n_yes": yes.to_numpy(), "value": value}).assign(
        family="", key="", site="", low=np.clip(value - 0.06, 0, 1), high=np.clip(value + 0.06, 0, 1), n=n,
        deff=1.0, level=0.95, method="", interval="", definition="", population="",
    )  # fmt: skip
    return People(table, of if unions else {})


def small_ones(invented: People) -> list[Interval]:
    """What the attacker learns of hidden numbers, and of numbers under ten; his facts are held against the truth."""
    facts, numbers = corridor_facts(invented.tables(), WORDS), invented.numbers()
    assert not false_facts(facts, numbers)
    cells = {cell.name: cell.people for cell in facts.cells if cell.people.keys() <= numbers.keys()}
    facts.cells = [
        cell
        for cell in facts.cells
        if cell.code or (cell.name in cells and value_of(cell.people, numbers) < 10)
    ]
    found = attack(facts)
    for each in found:
        assert each.low <= value_of(cells[each.name], numbers) <= each.high
    return [each for each in found if each.told]


@pytest.mark.parametrize("n", [100, 140, 199, 300])
def test_shares_of_people_who_weigh_alike_give_no_small_number_away(n):
    """The worst case for a share: times the people who answered it is a count."""
    for seed in range(4):
        assert small_ones(people(n, np.random.default_rng([n, seed]))) == []


def test_without_the_pairs_of_a_proposal_the_attacker_finds_who_is_between():
    """The audit has teeth: what was found and mended is found again as soon as the rule is left out."""
    found = [
        each.name.split(" | ")[0]
        for seed in range(6)
        for each in small_ones(people(140, np.random.default_rng([140, seed]), unions=False))
    ]
    assert found
    assert set(found) == {"proposals"}


@pytest.mark.parametrize("seed", range(12))
def test_counted_ideas_give_no_hidden_number_away(seed):
    """Random tables of sector × stage and a further question, as they are published; the truth lies in each interval."""
    rng = np.random.default_rng(seed)
    sectors, stages, regions = ("a", "b", "c", "d"), ("thought", "plan", "started"), ("x", "y", "z")
    cells = rng.poisson(
        rng.choice([1.5, 4, 12, 30], size=(len(sectors), 1)), size=(len(sectors), len(stages))
    )
    everyone_s = int(cells.sum())
    where = rng.multinomial(everyone_s, rng.dirichlet([0.6, 2, 4]))
    answers = [("idea_sector", code, int(n)) for code, n in zip(sectors, cells.sum(1), strict=True)]
    answers += [("idea_stage", code, int(n)) for code, n in zip(stages, cells.sum(0), strict=True)]
    answers += [("idea_region", code, int(n)) for code, n in zip(regions, where, strict=True)]
    table = pd.DataFrame(answers, columns=["question", "code", "n"])
    pairs = [
        (sector, stage, int(cells[i, j]))
        for i, sector in enumerate(sectors)
        for j, stage in enumerate(stages)
    ]
    told_of = protect_ideas(
        Ideas(everyone_s + 300, everyone_s, table, pd.DataFrame(pairs, columns=["sector", "stage", "n"]))
    )
    known = pd.DataFrame(told_of).set_index(["question", "code", "stage"])["n"]

    def number(*key: str) -> int | None:
        return None if pd.isna(known[key]) else int(known[key])

    rows = {
        sector: [
            *(number("crossed", sector, stage) for stage in stages),
            number("idea_sector", sector, "all"),
        ]
        for sector in sectors
    }
    rows["all sectors"] = [
        *(number("idea_stage", stage, "all") for stage in stages),
        number("all", "all", "all"),
    ]
    tables = crossed(rows, stages)
    tables["ideas"] = [
        {"answer": code, "question": "Where?", "people": "[c]" if shown is None else str(shown)}
        for code in regions
        for shown in [number("idea_region", code, "all")]
    ]
    facts = Facts()
    count_facts(tables, facts)
    truth = {f"idea {sector}, {stage}": float(n) for sector, stage, n in pairs}
    truth |= {f"idea all sectors, {stage}": float(n) for stage, n in zip(stages, cells.sum(0), strict=True)}
    truth |= {f"idea sectors left out, {stage}": 0.0 for stage in stages} | {"ideas": float(everyone_s)}
    truth |= {f"idea Where? {code}": float(n) for code, n in zip(regions, where, strict=True)}
    assert not false_facts(facts, truth)
    found = [each for each in attack(facts) if "left out" not in each.name]
    assert not [each for each in found if each.told]
