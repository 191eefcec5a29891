import re

import pytest

from mekendesh.judgement import premises as testing
from mekendesh.judgement.readiness import score_items
from mekendesh.reporting.methods import framework
from mekendesh.reporting.statistics import Statistics
from mekendesh.structure.mapping import open_mapping
from mekendesh.words import say


def test_the_codes_are_explained_in_their_order():
    """A reader meets the signs before the first table that uses them."""
    assert [say(row[0], "en") for row in framework.codes().rows] == ["[c]", "[u]", "[x]", "[z]", "[low]"]


def test_the_law_of_one_origin_is_no_definition_of_another(tree):
    """The compatriot of Kyrgyz law stands in Kyrgyz reports only."""
    ours = [say(row[1], "en") for row in framework.definitions(open_mapping("KGZ", "RUS", "example")).rows]
    theirs = [say(row[1], "en") for row in framework.definitions(open_mapping("MDA", "ITA", "example")).rows]
    assert len(ours) == 4
    assert len(theirs) == 3
    assert "citizen_of_origin or ethnic_affiliation or ancestor_born" in ours


def test_every_premise_names_what_tests_it(tree):
    """A premise without a test is an opinion."""
    table = framework.premises(open_mapping("KGZ", "RUS", "example"))
    assert len(table.rows) == 12
    assert all(say(row[2], "en") for row in table.rows)
    assert any(say(row[2], "en").startswith("readiness item: ") for row in table.rows)


def test_a_premise_is_a_statement_that_a_number_can_meet_and_no_claim_of_a_cause(tree):
    """A threshold without a source is said to be the project's own; nothing is said to follow from it."""
    mapping = open_mapping("KGZ", "RUS", "example")
    claims = re.compile(r" must |so that|In order to|^For |чтобы|должн|үчүн .*керек", re.IGNORECASE)
    for premise in mapping.framework.premises:
        for text in (premise.text.en, premise.text.ru, premise.text.ky):
            assert not claims.search(text), text
    items = score_items(mapping.framework, "KGZ", mapping.round.as_of)
    tested = framework.premises_tested(mapping, testing.test_premises(mapping.framework, None, items), None)
    for table in (framework.premises(mapping), tested):
        assert say(table.notes[-1], "en").startswith(
            "The thresholds come from no source: the project set them"
        )


@pytest.mark.parametrize(("round_name", "questions"), [("2027-1", 83), ("example", 104)])
def test_every_question_serves_something(tree, round_name, questions):
    """What serves nothing is not asked; the modules of a round add to the core."""
    table = framework.questionnaire(open_mapping("KGZ", "RUS", round_name))
    assert sum(row[1].value for row in table.rows) == questions
    assert all(say(row[2], "en") for row in table.rows)


def test_before_the_fieldwork_survey_premises_are_not_tested(tree):
    """What the survey answers stays open until there is one."""
    mapping = open_mapping("KGZ", "CHN", "2027-1")
    items = score_items(mapping.framework, "KGZ", mapping.round.as_of)
    table = framework.premises_tested(mapping, testing.test_premises(mapping.framework, None, items), None)
    verdicts = [say(row[2], "en") for row in table.rows]
    assert verdicts.count("not tested yet") >= 10


def test_the_verdict_on_a_hidden_share_is_hidden_with_it(surveyed):
    """A verdict would give the hidden number away."""
    shares: Statistics = surveyed.public.shares.copy()
    row = (shares["indicator"] == "acts_remittances") & (shares["site"] == "")
    shares.loc[row, "flag"] = "c"
    premises = [premise.indicator for premise in surveyed.mapping.framework.premises]
    table = framework.premises_tested(surveyed.mapping, surveyed.judgement.premises, shares)
    assert say(table.rows[premises.index("acts_remittances")][2], "en") == "[c]"
