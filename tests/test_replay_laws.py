"""The laws of replay: what holds for every delivery and every log, and where a law ends."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from field_files import PLACE, QUESTIONNAIRE, csv_of, deliver, person
from mekendesh.cleaning import clean as cleaning
from mekendesh.cleaning.log import Decision, log_of, row_mark
from mekendesh.cleaning.replay import Replayed, replay, same_value
from mekendesh.errors import ReplayError
from mekendesh.files import Tree, write_text_table
from mekendesh.structure.corridors import Corridor, Round

DAY, REVIEWER, SECOND = "2027-05-20", "Aisha", "Bek"
VALUES = {
    "sex": ("", "f", "female", "male"),
    "network_size": ("", "0", "7", "7.0", "12"),
    "did_trade": ("", "yes", "no", "TRUE"),
    "barriers": ("", "no_trust", "no_trust no_time", "no_time no_trust"),
    "coupon_1": ("", "412", "0412"),
}
ANSWERS = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in VALUES.items()})
PEOPLE = st.lists(ANSWERS, min_size=1, max_size=5).map(
    lambda some: [person(f"u{n}", **answers) for n, answers in enumerate(some)]
)
"""Records that can all be named."""
IDENTITIES = st.sampled_from(["a", "b", "c", "", " "])
CROWD = st.lists(st.tuples(IDENTITIES, ANSWERS), min_size=1, max_size=6).map(
    lambda some: [person(uuid, **answers) for uuid, answers in some]
)
"""Records of which some have no identity and some share one."""
LAWS = settings(deadline=None, max_examples=60)


def cells(people: list[dict[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(people, index=pd.RangeIndex(2, 2 + len(people), name="row"), dtype="str")


def log(decisions: list[Decision], state: str = "accepted") -> pd.DataFrame:
    return log_of(decisions, DAY, REVIEWER, SECOND).assign(state=state)


@st.composite
def decisions_on(draw: st.DrawFn, raw: pd.DataFrame, at_least: int = 0) -> list[Decision]:
    """Decisions that fit the raw cells: at most one a cell and one removal a record, named in all its ways."""
    named = raw[(raw["_uuid"].str.strip() != "") & ~raw["_uuid"].duplicated(keep=False)]
    changes = [
        (row["_uuid"], name, row[name], draw(st.sampled_from(values)), "change", "a slip")
        for _, row in named.iterrows()
        for name, values in VALUES.items()
        if draw(st.booleans())
    ]
    removals = [
        (row["_uuid"], *draw(st.sampled_from([("site", row["site"]), ("_row", str(at))])), "", "remove", why)
        for at, row in named.iterrows()
        for why in [draw(st.sampled_from(["", "invented", "under_18"]))]
        if why
    ]
    shared = raw[(raw["_uuid"].str.strip() != "") & raw["_uuid"].duplicated(keep="first")]
    again = [
        (row["_uuid"], "_row", row_mark(raw, at), "", "remove", "sent_again")
        for at, row in shared.iterrows()
        if draw(st.booleans())
    ]
    assume(len(changes) + len(removals) + len(again) >= at_least)
    return [*changes, *removals, *again]


def assert_same(one: Replayed, other: Replayed) -> None:
    pd.testing.assert_frame_equal(one.cells, other.cells)
    assert one.removed.to_dict() == other.removed.to_dict()
    assert one.refused.to_dict() == other.refused.to_dict()
    assert one.counts == other.counts


def restored(raw: pd.DataFrame, done: Replayed, decisions: list[Decision]) -> pd.DataFrame:
    """The raw cells made of the clean ones: removed records put back, changes replayed the other way round."""
    back = pd.concat([done.cells, raw.loc[[*done.removed.index, *done.refused.index]]]).sort_index()
    kept = set(done.cells["_uuid"])
    inverse = [
        (uuid, column, new, old, action, why)
        for uuid, column, old, new, action, why in decisions
        if action == "change" and uuid in kept
    ]
    return replay(back, log(inverse), QUESTIONNAIRE).cells


@LAWS
@given(CROWD, st.data())
def test_the_raw_cells_are_untouched(people, choice):
    """Law a: what came from the field is the same afterwards, value by value, also where replay stops."""
    raw = cells(people)
    before = raw.copy(deep=True)
    decisions = choice.draw(decisions_on(raw))
    replay(raw, log(decisions), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(raw, before)
    with pytest.raises(ReplayError):
        replay(raw, log([*decisions, ("nobody", "sex", "", "male", "change", "")]), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(raw, before)


@settings(deadline=None, max_examples=10, phases=[Phase.generate])
@given(PEOPLE, st.data())
def test_the_delivered_files_are_untouched(tmp_path_factory, people, choice):
    """Law a, on disk: a cleaning with people's decisions leaves every byte of the delivery and of their log."""
    tree = Tree(tmp_path_factory.mktemp("laws") / "workbench")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEKENDESH_KEY", str(tree.root.parent / "key"))
        patch.setattr(cleaning, "corridor_questionnaire", lambda tree, corridor, round: QUESTIONNAIRE)
        patch.setattr(cleaning, "load_logic", lambda tree: (), raising=False)
        patch.setattr(cleaning, "_themes", lambda tree: ())
        deliver(tree, csv_of(people))
        decisions = log(choice.draw(decisions_on(cells(people))))
        write_text_table(tree.decisions(PLACE) / "cleaning_log.csv", decisions)
        kept = [tree.raw(PLACE), tree.decisions(PLACE)]
        before = bytes_below(kept)
        done = cleaning.clean_delivery(
            tree, Corridor("KGZ", "RUS"), Round("2027-1", date(2027, 6, 1), is_example=False)
        )
        assert bytes_below(kept) == before
        assert len(before) == 3
        assert done.counts["received"] == len(people)


def bytes_below(folders: list[Path]) -> dict[str, bytes]:
    return {
        str(file): file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file()
    }


@LAWS
@given(CROWD, st.data())
def test_shuffling_the_log_changes_nothing(people, choice):
    """Law b: a log is a set of decisions, not a sequence."""
    raw = cells(people)
    decisions = choice.draw(decisions_on(raw))
    shuffled = choice.draw(st.permutations(decisions))
    assert_same(replay(raw, log(decisions), QUESTIONNAIRE), replay(raw, log(shuffled), QUESTIONNAIRE))


@LAWS
@given(CROWD, st.data())
def test_replaying_on_raw_once_more_gives_the_same(people, choice):
    """Law c: the result hangs on raw and log alone, so a second replay on raw is the first one."""
    raw = cells(people)
    decisions = log(choice.draw(decisions_on(raw)))
    once = replay(raw, decisions, QUESTIONNAIRE)
    assert_same(once, replay(raw, decisions, QUESTIONNAIRE))


@LAWS
@given(CROWD, st.data())
def test_clean_cells_need_no_more_decisions(people, choice):
    """Law c: what a replay kept, a replay of nothing keeps whole: nothing in it is refused."""
    raw = cells(people)
    done = replay(raw, log(choice.draw(decisions_on(raw))), QUESTIONNAIRE)
    again = replay(done.cells, log([]), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(again.cells, done.cells)
    assert again.counts["refused"] == 0


@LAWS
@given(PEOPLE, st.data())
def test_the_inverse_log_restores_the_raw_cells(people, choice):
    """Law d: no decision destroys what it replaced; swapped, the log leads back to every raw character."""
    raw = cells(people)
    decisions = choice.draw(decisions_on(raw))
    done = replay(raw, log(decisions), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(restored(raw, done, decisions), raw)


@pytest.mark.xfail(
    strict=True, raises=ReplayError, reason="a log never gives consent, so its taking away stays"
)
def test_the_inverse_log_restores_a_consent_taken_away():
    """Law d ends at consent, on purpose: only the respondent gives it."""
    raw = cells([person("a")])
    decisions = [("a", "consent_analyse", "yes", "no", "change", "withdrew")]
    done = replay(raw, log(decisions), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(restored(raw, done, decisions), raw)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="an old value may be logged in another spelling than raw has it; the log then holds the value only",
)
def test_the_inverse_log_restores_the_spelling_of_a_number():
    """Law d ends at spelling: 7 logged as 7.0 comes back as 7.0, the same number in other characters."""
    raw = cells([person("a", network_size="7")])
    decisions = [("a", "network_size", "7.0", "8", "change", "a slip")]
    done = replay(raw, log(decisions), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(restored(raw, done, decisions), raw)


@pytest.mark.xfail(
    strict=True,
    raises=AssertionError,
    reason="old_unverified with a blank old value replaces what the log never saw, so the log cannot give it back",
)
def test_the_inverse_log_restores_what_an_unverified_decision_replaced():
    """Law d ends at old_unverified: only raw knows the value, which is why raw is never written to."""
    raw = cells([person("a", sex="female")])
    decisions = [("a", "sex", "", "male", "change", "a foreign log")]
    done = replay(raw, log(decisions, "old_unverified"), QUESTIONNAIRE)
    pd.testing.assert_frame_equal(restored(raw, done, decisions), raw)


@LAWS
@given(PEOPLE, st.data())
def test_a_wrong_old_value_stops_and_changes_nothing(people, choice):
    """Law e: one decision taken on another value, and none of the log is applied."""
    raw = cells(people)
    before = raw.copy(deep=True)
    decisions = choice.draw(decisions_on(raw, at_least=1))
    at = choice.draw(st.sampled_from(range(len(decisions))))
    uuid, column, old, new, action, why = decisions[at]
    assume(column != "_row")
    kind = QUESTIONNAIRE.by_name[column].type
    wrong = choice.draw(st.sampled_from(["", "x", "7", "yes", "female", "412"]))
    assume(not same_value(kind, old, wrong))
    broken = log([*decisions[:at], (uuid, column, wrong, new, action, why), *decisions[at + 1 :]])
    with pytest.raises(ReplayError, match=broken["log_id"].iloc[at]):
        replay(raw, broken, QUESTIONNAIRE)
    pd.testing.assert_frame_equal(raw, before)


@LAWS
@given(CROWD)
def test_an_empty_log_gives_the_raw_cells_that_can_be_named(people):
    """Law f: raw and no decision are raw, without the records nobody can name, in the order they came."""
    raw = cells(people)
    uuids = [one["_uuid"].strip() for one in people]
    nameable = [bool(uuid) and uuids.count(uuid) == 1 for uuid in uuids]
    pd.testing.assert_frame_equal(replay(raw, log([]), QUESTIONNAIRE).cells, raw[nameable])


@LAWS
@given(CROWD, st.data())
def test_every_record_received_is_kept_or_removed_or_refused(people, choice):
    """Law g: received = kept + removed + refused, and no record is two of them."""
    raw = cells(people)
    done = replay(raw, log(choice.draw(decisions_on(raw))), QUESTIONNAIRE)
    parts = [*done.cells.index, *done.removed.index, *done.refused.index]
    assert sorted(parts) == raw.index.tolist()
    counts = done.counts
    assert (
        counts["received"] == counts["kept"] + sum(counts["removed"].values()) + counts["refused"] == len(raw)
    )


@LAWS
@given(PEOPLE, st.data())
def test_two_accepted_decisions_on_one_cell_stop(people, choice):
    """Law h: also where both say the same, and wherever in the log they stand."""
    raw = cells(people)
    decisions = choice.draw(decisions_on(raw, at_least=1))
    uuid, column, old, new, action, why = choice.draw(st.sampled_from(decisions))
    other = new if action == "remove" else choice.draw(st.sampled_from([new, "male", ""]))
    twice = choice.draw(st.permutations([*decisions, (uuid, column, old, other, action, why)]))
    with pytest.raises(ReplayError, match="same cell or record"):
        replay(raw, log(twice), QUESTIONNAIRE)


@LAWS
@given(CROWD, st.sampled_from(["proposed", "reviewed", "rejected"]), st.data())
def test_what_is_not_accepted_changes_nothing(people, state, choice):
    """Law i: proposals, half agreed and rejected decisions change nothing, even where they would not fit."""
    raw = cells(people)
    accepted = log(choice.draw(decisions_on(raw)))
    waiting = log([*choice.draw(decisions_on(raw)), ("nobody", "phone", "x", "1", "change", "")], state)
    both = pd.concat([waiting, accepted], ignore_index=True)
    assert_same(replay(raw, both, QUESTIONNAIRE), replay(raw, accepted, QUESTIONNAIRE))


@LAWS
@given(CROWD, st.data())
def test_shuffling_the_records_gives_the_same_cells_in_another_order(people, choice):
    """Law j: records do not know their neighbours; each keeps its row number."""
    raw = cells(people)
    decisions = log(choice.draw(decisions_on(raw)))
    shuffled = raw.loc[choice.draw(st.permutations(raw.index.tolist()))]
    one, other = replay(raw, decisions, QUESTIONNAIRE), replay(shuffled, decisions, QUESTIONNAIRE)
    pd.testing.assert_frame_equal(other.cells.sort_index(), one.cells)
    assert other.cells.index.tolist() == [row for row in shuffled.index if row in one.cells.index]
    assert (other.removed.to_dict(), other.refused.to_dict()) == (
        one.removed.to_dict(),
        one.refused.to_dict(),
    )


@LAWS
@given(PEOPLE, st.data())
def test_a_file_sorted_otherwise_gives_the_same_cells(people, choice):
    """Law j, for a delivery whose rows got other numbers: decisions that name no row find their records."""
    raw, moved = cells(people), cells(choice.draw(st.permutations(people)))
    decisions = log([one for one in choice.draw(decisions_on(raw)) if one[1] != "_row"])
    one, other = (replay(some, decisions, QUESTIONNAIRE).cells.set_index("_uuid") for some in (raw, moved))
    pd.testing.assert_frame_equal(other.sort_index(), one.sort_index())


def test_a_file_sorted_otherwise_loses_the_same_one_of_two_records():
    """Law j: sorted otherwise and sent again, the file loses the record the removal was about."""
    twins = [person("a", sex="female"), person("a", sex="male")]
    mark = row_mark(cells(twins), 3)
    decisions = log([("a", "_row", mark, "", "remove", "the woman answered")])
    kept = [
        replay(cells(some), decisions, QUESTIONNAIRE).cells["sex"].tolist() for some in (twins, twins[::-1])
    ]
    assert kept == [["female"], ["female"]]


def test_a_row_alone_does_not_name_one_of_two_records_that_differ():
    """Which of them lies there depends on how the file was sorted."""
    twins = [person("a", sex="female"), person("a", sex="male")]
    with pytest.raises(ReplayError):
        replay(cells(twins), log([("a", "_row", "3", "", "remove", "the woman answered")]), QUESTIONNAIRE)
