from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from mekendesh.errors import StructureError
from mekendesh.field.responses import was_asked
from mekendesh.files import Tree, current_tree
from mekendesh.simulation.answers import first_day, load_words, site_prefixes
from mekendesh.simulation.assumptions import load_assumptions
from mekendesh.simulation.simulate import Simulated, load_setting, simulate
from mekendesh.structure.corridors import Corridor, Round
from mekendesh.structure.expressions import Answers

SITES = [SimpleNamespace(site="moscow", share=0.4), SimpleNamespace(site="moss_town", share=0.2)]

EXAMPLE = Round("example", date(2026, 6, 30), is_example=True)


@pytest.fixture(scope="module")
def simulated() -> Simulated:
    return simulate(
        load_setting(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE),
        SITES,
        population=5000,
        female_share=0.45,
        as_of=date(2026, 6, 30),
        rng_seed=11,
    )


def test_prefixes_of_sites_are_three_letters_and_tell_them_apart():
    """A coupon says of which site it is."""
    assert site_prefixes(["moscow", "moss_town", "a"]) == {"moscow": "MOS", "moss_town": "MOT", "a": "AXY"}


def test_fieldwork_ends_before_the_date_of_the_round(simulated):
    """A round is dated after its interviews."""
    assert first_day(load_assumptions(current_tree()), date(2026, 6, 30)) == date(2026, 4, 28)
    started = simulated.responses["start"]
    assert started.str[:10].between("2026-04-28", "2026-06-15").all()
    assert started.str.endswith("+03:00").all()
    assert simulated.responses["_submission_time"].is_monotonic_increasing


def test_every_answer_is_one_the_form_offers(simulated):
    """Outside the planted mistakes, a simulated delivery obeys the form."""
    questionnaire = load_setting(current_tree(), Corridor("KGZ", "RUS"), EXAMPLE).questionnaire
    planted = {mistake.uuid for mistake in simulated.planted}
    good = simulated.responses[~simulated.responses["_uuid"].isin(planted)]
    given = good[good["consent/consent_analyse"] == "yes"]
    for column in questionnaire.columns:
        cells = given[column.header]
        codes = questionnaire.codes_of(column.choices)
        if column.choices == "sites.csv":
            assert set(cells) == {"moscow", "moss_town"}
        elif column.type == "multiple":
            assert set(cells.str.split().explode()) <= set(codes), column.column
        elif codes:
            assert set(cells) <= {*codes, ""}, column.column
        elif column.type == "integer":
            numbers = cells.astype(int)
            low, high = column.low or 0, column.high or 9999
            assert numbers.between(low, high).all(), column.column
        if column.required and not column.relevant:
            assert (cells != "").all(), column.column
        elif column.relevant:
            cells_of = given.rename(columns={known.header: known.column for known in questionnaire.columns})
            asked = was_asked(column, Answers(cells_of))
            assert (cells[~asked] == "").all(), column.column


def test_split_columns_repeat_the_barriers_named(simulated):
    """A multiple question is exported joined and split; both say the same."""
    given = simulated.responses[simulated.responses["consent/consent_analyse"] == "yes"]
    named = given["obstacles/barriers"].str.split().map(lambda codes: "no_trust" in codes)
    assert ((given["obstacles/barriers/no_trust"] == "1") == named).all()


def test_whoever_refuses_consent_leaves_nothing_but_the_refusal(simulated):
    """A refusal is counted and holds no answer, name or coupon."""
    refused = simulated.responses[simulated.responses["consent/consent_analyse"] == "no"]
    assert len(refused) > 0
    kept = {"mode", "start", "end", "form_version", "interviewer", "_id", "_uuid", "_submission_time"}
    answers = refused.drop(columns=[*kept, "consent/consent_analyse"])
    assert (answers == "").all(axis=None)


def test_names_of_other_origins_come_from_the_words_for_all():
    """An origin without words of its own is simulated too."""
    assert load_words(current_tree(), "JAM")["family_male"][0] == "Sampleton"
    assert load_words(current_tree(), "KGZ")["family_male"][0] == "Мисалов"


def test_a_mistake_among_the_invented_words_is_told(tmp_path):
    """A kind nobody uses and a kind without words are both named."""
    tree = Tree(tmp_path)
    tree.structure.mkdir(parents=True)
    (tree.structure / "invented.csv").write_text("kind,origin,text\nnickname,*,Example\n", encoding="utf-8")
    with pytest.raises(StructureError, match="'nickname'") as caught:
        load_words(tree, "KGZ")
    assert "no given_female of the origin *" in str(caught.value)
