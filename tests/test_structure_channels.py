from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.channels import load_barriers, load_channels
from mekendesh.words import Label
from structure_examples import change_line, copied, written


def test_the_eight_channels_are_the_ones_the_questionnaire_asks_about():
    """Estimates, links and questions meet in these ids."""
    channels = load_channels(current_tree())
    assert [channel.channel for channel in channels] == [
        "remittances", "philanthropy", "investment", "trade", "knowledge", "return",
        "tourism_culture", "civic",
    ]  # fmt: skip
    assert channels[0].label == Label(ky="акча которуулар", ru="денежные переводы", en="remittances")


def test_the_barriers_are_a_closed_list():
    """Respondents choose among exactly these, so the list may not drift."""
    assert [barrier.barrier for barrier in load_barriers(current_tree())] == [
        "no_trust", "no_information", "no_time", "no_money", "cost_of_transfer", "bureaucracy",
        "no_legal_status", "no_recognition", "corruption", "no_partner", "unstable_rules", "other",
    ]  # fmt: skip


def test_every_mistake_of_the_file_is_told_at_once(tmp_path):
    """An editor mends a file in one sitting, not one error a run."""
    tree = written(
        tmp_path,
        "channels.csv",
        "channel,label_ky,label_ru,label_en",
        "trade,соода,торговля,trade",
        "Trade fair,соода,,trade fair",
        "trade,соода,торговля,trade",
    )
    with pytest.raises(StructureError) as raised:
        load_channels(tree)
    told = str(raised.value)
    assert told.startswith("channels.csv has 3 mistake(s): ")
    assert "line 3, column channel: found 'Trade fair', expected an id such as no_trust" in told
    assert "line 3, column label_ru: found an empty cell, expected a value" in told
    assert "line 4, column channel: found 'trade' again, first on line 2" in told


def test_a_barrier_without_its_kyrgyz_word_is_refused(tmp_path):
    """Kyrgyz readers are not served what Russian readers are not asked to accept."""
    tree = copied(tmp_path)
    change_line(tree, "barriers.csv", 2, "ишенимдин жоктугу", "")
    with pytest.raises(StructureError, match=r"barriers\.csv .*line 2, column label_ky: found an empty cell"):
        load_barriers(tree)
