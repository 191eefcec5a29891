from __future__ import annotations

import pytest

from mekendesh.errors import StructureError
from mekendesh.files import current_tree
from mekendesh.structure.framework import load_framework
from mekendesh.structure.premises import load_premises
from structure_examples import written

HEADER = "premise,kind,indicator,item,comparison,threshold,text_ky,text_ru,text_en"


def test_the_shipped_premises_are_hypotheses_and_preconditions_each_with_its_test():
    """A premise that nothing tests is a belief."""
    premises = load_framework(current_tree()).premises
    kinds = [premise.kind for premise in premises]
    assert (kinds.count("hypothesis"), kinds.count("precondition")) == (8, 4)
    assert all(bool(premise.indicator) != bool(premise.item) for premise in premises)


def test_a_premise_is_tested_by_exactly_one_thing_with_a_threshold_on_its_scale(tmp_path):
    """A share lies between 0 and 1, a score between 0 and 4; every slip is told at once."""
    tree = written(
        tmp_path,
        "premises.csv",
        HEADER,
        "known_body,precondition,aware_yes,,>=,0.3,а,б,c",
        "nothing_tests,hypothesis,,,>=,0.3,а,б,c",
        "both_test,hypothesis,aware_yes,portal,>=,2,а,б,c",
        "percent,hypothesis,aware_yes,,>=,30,а,б,c",
        "guess,belief,aware,,=,0.3,а,б,c",
        "on_paper,precondition,,portal,>=,2,а,б,c",
    )
    with pytest.raises(StructureError) as raised:
        load_premises(tree, ["aware_yes"], ["portal"])
    told = str(raised.value)
    assert raised.value.values["count"] == 6
    assert "line 3, column indicator: found neither an indicator nor an item" in told
    assert "line 4, column indicator: found both an indicator and an item" in told
    assert "line 5, column threshold: found '30', expected a number from 0 to 1" in told
    assert "line 6, column kind: found 'belief', expected one of hypothesis, precondition" in told
    assert "line 6, column indicator: found 'aware', expected one of aware_yes" in told
    assert "line 6, column comparison: found '=', expected one of >=, <=" in told
