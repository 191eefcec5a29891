from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from field_files import QUESTIONNAIRE, column, person
from mekendesh.cleaning.log import AUTOMATIC, LOG_COLUMNS, empty_log, log_of
from mekendesh.cleaning.overlap import Linked, Overlap, link_lists, survey_records
from mekendesh.cleaning.pseudonyms import pseudonym
from mekendesh.cleaning.replay import replay
from mekendesh.field.responses import Responses, type_responses
from mekendesh.files import digest
from test_cleaning_linkage import REGISTER, records

KEY = b"k" * 32
DAY = "2027-06-01"
FORM = replace(
    QUESTIONNAIRE,
    columns=(
        *QUESTIONNAIRE.columns,
        column("consent_link", "consent", "boolean", "consent", "yes_no"),
        column("name", "person", "text", "identifier"),
        column("document", "person", "text", "identifier"),
    ),
)
NAMELESS = {"consent_link": "no", "name": "", "document": ""}
PHONE = "+996555777001"


def asked(
    uuid: str, name: str = "", birth: str = "1990", link: str = "yes", **answers: str
) -> dict[str, str]:
    """A response to a form that asks for a name; agreed to be compared unless said otherwise."""
    more = {"name": name, "birth_year": birth, "consent_link": link, "sex": ""}
    return person(uuid, **NAMELESS | more | answers)


def answering(*people: dict[str, str]) -> Responses:
    cells = pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")
    return type_responses(cells, FORM)


def listed(table: pd.DataFrame) -> pd.DataFrame:
    """Records as a list that was read has them."""
    return table.assign(patronymic="", city="", group="")


def on_register(*places: int, **answers: str) -> list[dict[str, str]]:
    """Respondents who are these records of the register: name, year and telephone, no document."""
    return [
        asked(f"u{place}", row["name"], row["birth"][:4], phone=row["phone"], **answers)
        for place, row in ((place, REGISTER.loc[place]) for place in places)
    ]


def linked(
    *people: dict[str, str],
    register: pd.DataFrame = REGISTER,
    decided: pd.DataFrame | None = None,
    others: Mapping[str, tuple[str, pd.DataFrame]] | None = None,
) -> Linked:
    lists = {"register": ("register", listed(register))} | dict(others or {})
    people_decided = empty_log() if decided is None else decided
    return link_lists(answering(*people), lists, key=KEY, decided_on=DAY, people=people_decided)


def token(record: str, name: str = "register") -> str:
    return pseudonym(KEY, "record", f"{name}\0{record}")


def decision(uuid: str, record: str, state: str) -> pd.DataFrame:
    """What two people decided on a link."""
    taken = log_of(
        [(uuid, "_link/register", "", token(record), "link", "looked at")], "2027-05-20", "Aisha", "Bek"
    )
    return taken.assign(state=state)


def with_more(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.concat([REGISTER, records(*rows)], ignore_index=True)


def test_only_respondents_who_agreed_are_compared():
    """Silence, no, and any other word are no consent; who told no name cannot be compared."""
    people = [
        asked("a", "Исаков Бакыт", link="yes"),
        asked("b", "Исаков Тилек", link="no"),
        asked("c", "Исаков Айбек", link=""),
        asked("d", "Исаков Данияр", link="maybe"),
        asked("e", "  ", link="yes"),
        asked("f", "Исаков Максат", link=" yes ", phone="0555", document="AN1", sex="male"),
    ]
    compared = survey_records(answering(*people))
    assert compared.to_numpy().tolist() == [
        ["a", "Исаков Бакыт", "1990", "", "", ""],
        ["f", "Исаков Максат", "1990", "male", "0555", "AN1"],
    ]


def test_who_did_not_agree_stands_in_no_pair_and_no_count():
    """The same two people of the register, one of whom said no."""
    done = linked(*on_register(0), *on_register(1, consent_link="no"))
    assert done.log["uuid"].tolist() == ["u0"]
    assert not done.pairs[["left", "right"]].eq("u1").any(axis=None)
    assert done.overlaps[0].compared == 1


def test_a_form_that_asks_no_name_or_no_consent_compares_nobody():
    """Without the question there is no agreement."""
    bare = answering(*on_register(0))
    for absent in ("consent_link", "name", "birth_year"):
        cells = bare.cells.drop(columns=absent)
        assert survey_records(replace(bare, cells=cells)).empty


def test_an_overlap_is_counted_by_list():
    """Three of four respondents are on the register; its double entry is one person."""
    register = with_more(("REC-9000", *REGISTER.iloc[5, 1:]))
    done = linked(*on_register(0, 2, 4), asked("x", "Чолпонбаев Эламан", "1988"), register=register)
    overlap = done.overlaps[0]
    assert (overlap.name, overlap.kind) == ("register", "register")
    assert (overlap.records, overlap.persons, overlap.compared, overlap.linked) == (71, 70, 4, 3)
    assert (overlap.reviewed, 0.9 < overlap.precision <= 1, 0.9 < overlap.recall <= 1) == (0, True, True)


def test_a_link_is_a_row_of_the_log_between_a_response_and_a_token():
    """By rule, with the levels as its reason and the probability beside it; the value is no record's number."""
    row = linked(*on_register(0)).log.iloc[0]
    assert tuple(row.index) == LOG_COLUMNS
    assert row[["uuid", "column", "old_value", "new_value", "action"]].tolist() == (
        ["u0", "_link/register", "", token("REC-4400"), "link"]
    )
    assert row[["reason", "reviewer", "decided_on", "state"]].tolist() == (
        ["name=same birth=same phone=same", AUTOMATIC, DAY, "accepted"]
    )


def test_tokens_do_not_reveal_record_numbers():
    """Numbers of a register can be tried one after the other: without the key a token says nothing."""
    people = on_register(*range(12))
    one, other = (
        link_lists(
            answering(*people), {"register": ("register", listed(REGISTER))}, key=key, decided_on=DAY,
            people=empty_log(),
        ).log["new_value"]
        for key in (KEY, b"q" * 32)
    )  # fmt: skip
    assert one.str.fullmatch("[0-9a-f]{32}").all()
    assert not set(one) & set(other)
    guessed = {
        digest(guess.encode())[:32] for n in range(4400, 4412) for guess in (f"REC-{n}", f"register\0REC-{n}")
    }
    assert not guessed & set(one)
    assert set(one) == {token(f"REC-{n}") for n in range(4400, 4412)}


def test_one_record_number_on_two_lists_has_two_tokens():
    """Who holds two tokens does not learn that two lists number alike."""
    again = {"murok": ("association", listed(REGISTER))}
    log = linked(*on_register(0), others=again).log
    assert sorted(log["column"]) == ["_link/murok", "_link/register"]
    assert log["new_value"].nunique() == 2


def test_a_link_that_people_rejected_is_none():
    """However probable the model finds it."""
    done = linked(*on_register(0, 1), decided=decision("u0", "REC-4400", "rejected"))
    assert done.log["uuid"].tolist() == ["u1"]
    assert (done.overlaps[0].linked, done.overlaps[0].reviewed) == (1, 1)


def test_a_link_that_people_accepted_is_one():
    """A name and a sex are not enough for the model; for two people who rang they are. No rule repeats them."""
    ageless, some = asked("x", "Абдылдаев Айбек", "", sex="male"), REGISTER[:40]
    alone = linked(ageless, register=some)
    assert alone.pairs["probability"].tolist()[0] < 0.4
    assert alone.overlaps[0].linked == 0
    done = linked(ageless, register=some, decided=decision("x", "REC-4400", "accepted"))
    assert done.log.empty
    assert (done.overlaps[0].linked, done.overlaps[0].reviewed) == (1, 1)


@pytest.mark.parametrize("state", ["proposed", "reviewed"])
def test_a_link_that_only_one_person_looked_at_is_left_to_the_model(state):
    """A second person must agree before it is decided."""
    assert linked(*on_register(0), decided=decision("u0", "REC-4400", state)).overlaps[0].linked == 1
    ageless = asked("x", "Абдылдаев Айбек", "", sex="male")
    waiting = linked(ageless, register=REGISTER[:40], decided=decision("x", "REC-4400", state))
    assert waiting.overlaps[0].linked == 0


def test_a_link_that_people_accepted_is_one_also_where_two_years_of_birth_are_written():
    """Two reviewers rang: the year on the form was a slip."""
    slip = asked("x", "Абдылдаев Айбек", "1990", phone=REGISTER.at[0, "phone"])
    assert linked(slip, decided=decision("x", "REC-4400", "accepted")).overlaps[0].linked == 1


def test_a_link_that_people_accepted_is_one_also_where_nothing_scored_it():
    """Somebody who changed the family name is known to two reviewers; no blocking rule finds her."""
    done = linked(asked("x", "Чолпонбаев Эламан", "1988"), decided=decision("x", "REC-4400", "accepted"))
    assert done.overlaps[0].linked == 1


def test_a_link_that_people_rejected_is_none_also_over_a_third_record():
    """The register holds one man twice; that the respondent is him was rejected for the one entry."""
    people = on_register(0)[0] | {"phone": ""}
    twice = with_more(("REC-9000", *REGISTER.iloc[0, 1:]))
    done = linked(people, register=twice, decided=decision("u0", "REC-4400", "rejected"))
    assert done.overlaps[0].linked == 0


@pytest.mark.parametrize(
    ("who", "one", "other"),
    [
        ("twins", ("Борубаев Асан", "1984"), ("Борубаев Үсөн", "1984-03-02")),
        ("siblings", ("Борубаева Гүлзат", "1984"), ("Борубаев Бакыт", "1986-11-20")),
        ("namesakes", ("Борубаев Асан", "1984"), ("Борубаев Асан", "1984-03-02")),
        ("father and son of one name", ("Борубаев Асан", "1961"), ("Борубаев Асан", "1984-03-02")),
    ],
)
def test_people_of_one_house_with_different_documents_are_not_joined(who, one, other):
    """They share name, year or telephone; two documents are two people."""
    respondent = asked("t", *one, phone=PHONE, document="AN5550001")
    done = linked(respondent, register=with_more(("REC-9000", *other, "", PHONE, "AN5550002")))
    assert done.overlaps[0].linked == 0, who
    assert done.log.empty


def test_two_namesakes_on_a_register_do_not_become_one_over_a_respondent():
    """A respondent without a document is likely to be either of them, and can be one only."""
    two = with_more(
        ("REC-9001", "Борубаев Асан", "1984", "", PHONE, "AN5550001"),
        ("REC-9002", "Борубаев Асан", "1984", "", PHONE, "AN5550002"),
    )
    done = linked(asked("t", "Борубаев Асан", "1984", phone=PHONE), register=two)
    assert len(done.log) == 1
    assert (done.overlaps[0].persons, done.overlaps[0].linked) == (72, 1)


def test_two_interviews_are_two_people():
    """Whether somebody was interviewed twice is for other checks: linkage joins no respondents."""
    people = [row | {"_uuid": uuid} for row in on_register(0) for uuid in ("u0", "v0")]
    done = linked(*people)
    assert len(done.log) == 1
    assert done.overlaps[0].linked == 1


@settings(deadline=None, max_examples=5)
@given(st.permutations(range(len(REGISTER))), st.permutations(range(8)))
def test_the_order_of_the_rows_changes_no_link_and_no_count(order, survey):
    """A file sorted otherwise has the same people."""
    people = on_register(0, 3, 6, 9, 12, 15, 18, 21)
    once = linked(*people)
    again = linked(*(people[place] for place in survey), register=REGISTER.iloc[list(order)])
    assert once.overlaps == again.overlaps
    assert set(once.log["log_id"]) == set(again.log["log_id"])


def test_the_order_of_the_rows_does_not_decide_between_equal_pairs():
    """A third entry without a document is as likely to be of the one as of the other."""
    three = [
        ("A", "Борубаева Гүлзат", "1984", "", PHONE),
        ("B", "Борубаева Гүлзат", "1984", "", PHONE, "AN5550001"),
        ("C", "Борубаева Гүлзат", "1984", "", PHONE, "AN5550002"),
    ]
    respondent = asked("z", "Борубаева Гүлзат", "1984", phone=PHONE)
    logs = [
        set(linked(respondent, register=with_more(*(three[place] for place in order))).log["new_value"])
        for order in ((0, 1, 2), (1, 0, 2))
    ]
    assert logs[0] == logs[1]


def test_the_links_of_the_log_change_no_cell_at_replay():
    """Raw and log give the same responses with the links and without."""
    people = on_register(0, 1, 2)
    cells = answering(*people).cells
    links = pd.concat([linked(*people).log, decision("u0", "REC-4401", "accepted")], ignore_index=True)
    change = log_of([("u1", "sex", "", "male", "change", "a slip")], DAY, "Aisha")
    one = replay(cells, change, FORM)
    other = replay(cells, pd.concat([links, change], ignore_index=True), FORM)
    pd.testing.assert_frame_equal(one.cells, other.cells)
    assert one.counts == other.counts
    assert other.cells["sex"].tolist() == ["", "male", ""]


def test_a_link_of_somebody_who_is_not_in_the_delivery_stops_no_replay():
    """Withdrawn people leave their links behind; nothing hangs on them."""
    cells = answering(*on_register(0)).cells
    assert replay(cells, decision("gone", "REC-4400", "accepted"), FORM).counts["kept"] == 1


def test_a_list_on_which_nobody_is_found_is_counted_as_such():
    """Nothing linked says nothing of precision."""
    overlap = linked(asked("x", "Чолпонбаев Эламан", "1988"), register=REGISTER[:1]).overlaps[0]
    assert (overlap.persons, overlap.compared, overlap.linked) == (1, 1, 0)
    assert math.isnan(overlap.precision)
    nobody = linked(asked("x", "Чолпонбаев Эламан", "1988", link="no")).overlaps[0]
    assert (nobody.compared, nobody.linked) == (0, 0)


def test_a_long_list_is_not_compared_with_itself_but_with_the_survey(monkeypatch):
    """Its own double entries stay in the count; respondents are still found on it."""
    monkeypatch.setattr("mekendesh.cleaning.overlap._LARGEST_WITHIN", 60)
    done = linked(*on_register(0, 1), register=with_more(("REC-9000", *REGISTER.iloc[5, 1:])))
    assert (done.overlaps[0].persons, done.overlaps[0].linked) == (71, 2)


def test_the_counts_hold_no_value_of_a_person():
    """What goes on to reports is numbers, and the name and kind that delivery.yml gave the list."""
    told = linked(*on_register(0, 1)).overlaps[0].as_dict()
    assert list(told) == list(Overlap.__dataclass_fields__)
    assert [value for value in told.values() if isinstance(value, str)] == ["register", "register"]


def test_a_list_may_not_take_the_place_of_the_survey():
    """A list may be called anything: its people are never taken for respondents who agreed."""
    done = linked(*on_register(0), others={"survey": ("association", listed(REGISTER))})
    assert [overlap.compared for overlap in done.overlaps] == [1, 1]
    assert set(done.log["uuid"]) == {"u0"}
    assert "REC-" not in done.log.to_csv()
