import pytest

from batch_examples import tiny_tree, unit
from field_files import csv_of, deliver, seed
from mekendesh.batch.plan import corridor_unit, forget_keys, origin_unit
from mekendesh.errors import FileError
from mekendesh.files import write_text
from mekendesh.structure.corridors import find_corridor, find_round


@pytest.fixture
def tree(tmp_path, monkeypatch):
    forget_keys()
    made = tiny_tree(tmp_path, monkeypatch)
    # A lock and a structure file of its own, so that a test can change them.
    (made.root / "requirements.lock").unlink()
    write_text(made.root / "requirements.lock", "pandas==3.1.1\n")
    (made.root / "locale").unlink()
    write_text(made.locale / "ru.po", "")
    yield made
    forget_keys()


def planned(tree, published=None, anyway="", destination="RUS", round_name="2027-1", expected=False):
    corridor, mapping_round = find_corridor(tree, "KGZ", destination), find_round(tree, round_name)
    return corridor_unit(tree, corridor, mapping_round, published or {}, anyway, expected)


def record(of):
    """What a unit's run record says once it is published."""
    return {"keys": {job.notebook: job.key for job in of.jobs}, "rendering": of.rendering}


def reasons(of):
    return {job.notebook: job.reason for job in of.jobs}


def test_a_corridor_without_a_delivery_has_two_notebooks(tree):
    """Before the fieldwork 01 and 03 run; there is nothing to clean."""
    first = planned(tree)
    assert reasons(first) == {"01_methodology": "new", "03_recommendations": "new"}
    assert first.is_due
    assert (first.name, first.place) == ("KGZ-RUS 2027-1", "KGZ/2027-1/RUS")
    assert dict(first.jobs[0].parameters) == {"origin": "KGZ", "destination": "RUS", "round": "2027-1"}


def test_what_has_not_changed_is_not_run_again(tree):
    """The same notebook, library, lock, parameters and inputs: the same key."""
    first = planned(tree)
    again = planned(tree, record(first))
    assert reasons(again) == {"01_methodology": "", "03_recommendations": ""}
    assert not again.is_due
    assert again.key == first.key


def test_a_changed_notebook_runs_again_and_no_other(tree):
    """A key is made of the notebook's own bytes."""
    before = record(planned(tree))
    write_text(tree.notebooks / "03_recommendations.ipynb", "{}")
    assert reasons(planned(tree, before)) == {"01_methodology": "", "03_recommendations": "changed"}


def test_other_parameters_are_another_key(tree):
    """Two corridors never share a result."""
    russia, turkey = planned(tree), planned(tree, destination="TUR")
    assert {job.key for job in russia.jobs}.isdisjoint(job.key for job in turkey.jobs)


@pytest.mark.parametrize("changed", ["requirements.lock", "data/structure/origins.csv"])
def test_a_changed_lock_or_structure_runs_everything_again(tree, changed):
    """What every notebook depends on is in every key."""
    before = record(planned(tree))
    path = tree.root / changed
    if changed.startswith("data"):
        shared = (tree.root / "data" / "structure").resolve()
        (tree.root / "data" / "structure").unlink()
        for file in shared.iterdir():
            write_text(tree.structure / file.name, file.read_text(encoding="utf-8"))
        forget_keys()
        assert not planned(tree, before).is_due
    write_text(path, path.read_text(encoding="utf-8") + "\n")
    forget_keys()
    assert set(reasons(planned(tree, before)).values()) == {"changed"}


def test_within_one_batch_the_files_are_read_once(tree):
    """All units of a batch have the keys of its beginning, whatever is edited meanwhile."""
    before = record(planned(tree))
    write_text(tree.root / "requirements.lock", "changed")
    assert not planned(tree, before).is_due


def test_changed_words_render_the_pages_and_execute_nothing(tree):
    """A change in the catalogues costs no computation."""
    before = record(planned(tree))
    write_text(tree.locale / "ru.po", "# another word")
    forget_keys()
    again = planned(tree, before)
    assert reasons(again) == {"01_methodology": "", "03_recommendations": ""}
    assert again.stale_pages
    assert again.is_due


def test_a_delivery_brings_cleaning_and_runs_what_uses_it(tree):
    """02 and 03 read the delivery; 01 does not."""
    before = record(planned(tree))
    deliver(tree, csv_of([seed("u1")]))
    arrived = planned(tree, before)
    assert reasons(arrived) == {"01_methodology": "", "02_cleaning": "new", "03_recommendations": "changed"}


def test_a_changed_delivery_is_cleaned_again(tree):
    """The key holds every byte of the delivery."""
    folder = deliver(tree, csv_of([seed("u1")]))
    before = record(planned(tree))
    write_text(folder / "responses.csv", csv_of([seed("u2")]))
    assert reasons(planned(tree, before)) == {
        "01_methodology": "",
        "02_cleaning": "changed",
        "03_recommendations": "changed",
    }


def test_what_a_run_writes_itself_makes_nothing_due(tree):
    """Links frozen by cleaning lie beside people's decisions: only the decisions are an input of the next run."""
    deliver(tree, csv_of([seed("u1")]))
    before = record(planned(tree))
    write_text(tree.decisions("KGZ/2027-1/RUS") / "links_0123456789abcdef.csv", "made by cleaning\n")
    assert "changed" not in reasons(planned(tree, before)).values()
    write_text(tree.decision_log("KGZ/2027-1/RUS"), "decided by a person\n")
    assert reasons(planned(tree, before))["02_cleaning"] == "changed"


def test_files_without_a_declaration_are_planned_as_a_delivery(tree):
    """A forgotten delivery.yml must lead to a refusal, not to a report from before the fieldwork."""
    folder = deliver(tree, csv_of([seed("u1")]))
    (folder / "delivery.yml").unlink()
    assert "02_cleaning" in reasons(planned(tree))


def test_a_delivery_that_will_be_simulated_is_planned_with(tree):
    """A dry run says what the run will do once the example is simulated."""
    assert list(reasons(planned(tree, round_name="example", expected=True))) == [
        "01_methodology",
        "02_cleaning",
        "03_recommendations",
    ]


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (("estimates", "clean"), ("", "", "")),
        (("clean",), ("", "", "estimates missing")),
        ((), ("", "respondents missing", "estimates missing")),
        (("estimates",), ("", "", "")),
    ],
)
def test_tables_that_were_thrown_away_are_made_again_where_they_are_needed(tree, there, expected):
    """Clean tables and estimates are disposable; what is published stays published while nothing needs them."""
    deliver(tree, csv_of([seed("u1")]))
    place = "KGZ/2027-1/RUS"
    if "estimates" in there:
        write_text(tree.estimates(place) / "estimates.parquet", "")
    if "clean" in there:
        write_text(tree.clean(place) / "respondents.parquet", "")
    assert tuple(reasons(planned(tree, record(planned(tree)))).values()) == expected


@pytest.mark.parametrize("why", ["forced", "failed before"])
def test_what_has_not_changed_can_be_run_anyway(tree, why):
    """Forced, or because its last run failed."""
    before = record(planned(tree))
    assert set(reasons(planned(tree, before, why)).values()) == {why}
    assert set(reasons(planned(tree, {}, why)).values()) == {"new"}


def test_a_missing_notebook_is_a_sentence(tree):
    """Not a traceback."""
    (tree.notebooks / "03_recommendations.ipynb").unlink()
    with pytest.raises(FileError, match=r"03_recommendations\.ipynb is missing"):
        planned(tree)


def test_the_global_report_follows_the_recommendations_that_are_published(tree):
    """04 runs again when a corridor is published anew or joins, and else not."""
    mapping_round = find_round(tree, "2027-1")
    first = origin_unit(tree, "KGZ", mapping_round, {"TUR": "b", "RUS": "a"}, {}, "")
    assert (first.name, first.place) == ("KGZ-GLOBAL 2027-1", "KGZ/2027-1/GLOBAL")
    assert dict(first.jobs[0].parameters) == {"origin": "KGZ", "round": "2027-1", "destinations": "RUS TUR"}
    before = record(first)
    same = origin_unit(tree, "KGZ", mapping_round, {"RUS": "a", "TUR": "b"}, before, "")
    changed = origin_unit(tree, "KGZ", mapping_round, {"RUS": "c", "TUR": "b"}, before, "")
    joined = origin_unit(tree, "KGZ", mapping_round, {"RUS": "a", "TUR": "b", "KOR": "d"}, before, "")
    assert [one.is_due for one in (same, changed, joined)] == [False, True, True]


def test_a_file_name_carries_corridor_round_and_stamp():
    """A page that is mailed on says whom it speaks of, and EXAMPLE where it is simulated."""
    real, example = unit("a"), unit("a", round_name="example")
    assert real.page_name("01_methodology", "ky") == "KGZ-RUS_2027-1_01_methodology.ky.html"
    assert example.page_name("01_methodology", "ru") == "KGZ-RUS_EXAMPLE_01_methodology.ru.html"


def test_what_a_round_table_said_belongs_to_the_reports_that_tell_it(tree):
    """New ratings run methodology and recommendations again; the pack beside them runs nothing."""
    before = record(planned(tree))
    write_text(tree.roundtable("KGZ/2027-1") / "pack" / "slides.html", "sent out")
    assert not planned(tree, before).is_due
    write_text(tree.roundtable("KGZ/2027-1") / "ratings.csv", "came back")
    assert reasons(planned(tree, before)) == {"01_methodology": "changed", "03_recommendations": "changed"}
