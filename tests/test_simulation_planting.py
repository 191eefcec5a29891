from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from mekendesh.files import current_tree
from mekendesh.simulation.planting import KINDS
from mekendesh.simulation.simulate import Simulated, load_setting, simulate
from mekendesh.structure.corridors import Corridor, Round

EXAMPLE = Round("example", date(2026, 6, 30), is_example=True)


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return simulate(
        load_setting(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE),
        [SimpleNamespace(site="moscow", share=0.4)],
        population=5000,
        female_share=0.45,
        as_of=date(2026, 6, 30),
        rng_seed=7,
    )


def cell(simulated: Simulated, uuid: str, column: str) -> str:
    questionnaire = load_setting(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE).questionnaire
    rows: pd.DataFrame = simulated.responses.set_index("_uuid", drop=False)
    return rows.loc[uuid, questionnaire.by_name[column].header]


def test_every_planted_mistake_stands_in_the_delivery(simulated):
    """A check can be held to each mistake by name."""
    for mistake in simulated.planted:
        if mistake.column:
            assert cell(simulated, mistake.uuid, mistake.column) == mistake.false
            assert mistake.false != mistake.true


def test_all_kinds_are_planted_few_and_each_in_a_response_of_its_own(simulated):
    """Few enough that estimates hold, apart enough that one does not hide another."""
    kinds = [mistake.kind for mistake in simulated.planted]
    assert set(kinds) == {*KINDS, "duplicate", "near_copy", "straightliner"}
    assert len(kinds) == 32 < 0.1 * len(simulated.responses)
    touched = [m.true if m.kind in ("duplicate", "near_copy") else m.uuid for m in simulated.planted]
    assert len(set(touched)) == len(touched)


def test_look_alikes_read_the_same_and_are_not(simulated):
    """А is not A: the coupon was issued, but not as it is typed."""
    found = [m for m in simulated.planted if m.kind == "coupon_look_alike"]
    assert len(found) == 2
    for mistake in found:
        assert mistake.true.startswith("MOS-") and mistake.false.startswith("МО")
        assert mistake.true not in simulated.responses["recruitment/coupon_received"].tolist()


def test_a_duplicate_repeats_every_answer_under_another_uuid(simulated):
    """A form sent twice differs in what the server adds, and in nothing else."""
    rows = simulated.responses.set_index("_uuid")
    for mistake in (m for m in simulated.planted if m.kind == "duplicate"):
        first, again = rows.loc[mistake.true], rows.loc[mistake.uuid]
        differs = first.index[first != again]
        assert set(differs) == {"_id", "_submission_time"}
        assert first["_submission_time"] < again["_submission_time"]


def test_identifiers_are_never_among_the_planted(simulated):
    """The list of mistakes may be read by whoever tests; names and numbers may not."""
    assert not {mistake.column for mistake in simulated.planted} & {"name", "phone", "document"}
