"""What a batch does before and around its runs: choosing, planning aloud, simulating, ending. No notebook is executed."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from batch_examples import tiny_tree
from mekendesh.batch import run, shelf
from mekendesh.batch.plan import forget_keys
from mekendesh.batch.publish import published_record
from mekendesh.batch.shelf import chosen_corridors, run_round, simulate_targets
from mekendesh.errors import FileError, ParameterError, RunError
from mekendesh.files import write_json, write_text
from mekendesh.structure.corridors import find_round


@pytest.fixture
def tree(tmp_path, monkeypatch):
    made = tiny_tree(tmp_path, monkeypatch)
    (made.root / "locale").unlink()
    for language in ("ky", "ru"):
        write_text(made.locale / f"{language}.po", 'msgid ""\nmsgstr ""\n')
    return made


@pytest.fixture
def ran(monkeypatch):
    """Let every job succeed at once, without a process; those of ``fails`` fail. Gives the jobs that were started."""
    started, fails = [], set()

    def supervise(tree, job, stage, timeout):
        parameters = dict(job.parameters)
        where = parameters.get("destination", "GLOBAL")
        started.append((where, job.notebook, (stage / "executed.ipynb").exists()))
        if where in fails:
            raise RunError("{notebook} failed", notebook=job.notebook)
        write_text(stage / "executed.ipynb", "notebook")
        for language in ("ky", "ru", "en"):
            write_text(stage / "pages" / f"KGZ-{where}_2027-1_{job.notebook}.{language}.html", "page")
        write_json(stage / "done.json", {})

    monkeypatch.setattr(run, "supervise", supervise)
    return started, fails


def batch(*targets, round_name="2027-1", force=False, dry_run=False, executor=None):
    told = []
    failed = run_round(targets, round_name, 1, force, dry_run, None, told.append, executor)
    return failed, told


def codes(tree, *targets, round_name="2027-1"):
    return [corridor.code for corridor in chosen_corridors(tree, targets, find_round(tree, round_name))]


def test_an_origin_stands_for_the_corridors_that_its_round_declares(tree):
    """KGZ in the example: six corridors, those of rounds.csv."""
    assert codes(tree, "KGZ", round_name="example") == [
        "KGZ-RUS",
        "KGZ-KAZ",
        "KGZ-TUR",
        "KGZ-KOR",
        "KGZ-DEU",
        "KGZ-USA",
    ]


def test_a_target_that_is_named_twice_is_run_once(tree):
    """Whether by its pair, in small letters, or within its origin."""
    assert codes(tree, "KGZ-RUS", "kgz-rus", "KGZ-RUS") == ["KGZ-RUS"]
    assert len(codes(tree, "KGZ-RUS", "KGZ", round_name="example")) == 6


@pytest.mark.parametrize(
    ("target", "round_name", "said"),
    [
        ("XYZ", "2027-1", "XYZ is not an origin of this programme. Choose one of KGZ, BGD"),
        ("KGZ-XYZ", "2027-1", "XYZ"),
        ("MDA", "2027-1", "Round 2027-1 declares no corridors for MDA. Name corridors (MDA-XXX)"),
        ("KGZ-RUS", "next", "next"),
        ("KGZ-../../etc", "2027-1", "../../ETC"),
    ],
)
def test_what_is_on_no_list_is_one_sentence(tree, target, round_name, said):
    """Unknown country, unknown round, a path: refused before anything is written."""
    with pytest.raises(ParameterError) as refused:
        batch(target, round_name=round_name)
    assert said in str(refused.value)
    assert not tree.outputs.exists()


def test_a_dry_run_says_what_would_run_and_why_and_runs_nothing(tree, ran):
    """The global report that would follow is named too; nothing is written."""
    started, _ = ran
    assert batch("KGZ-RUS", "KGZ-KAZ", dry_run=True) == (
        False,
        [
            "KGZ-RUS 2027-1: 01_methodology (new), 03_recommendations (new)",
            "KGZ-KAZ 2027-1: 01_methodology (new), 03_recommendations (new)",
            "KGZ-GLOBAL 2027-1: 04_global_mapping (new)",
        ],
    )
    assert started == []
    assert not tree.outputs.exists()


def test_a_dry_run_of_the_example_says_what_would_be_simulated(tree):
    """And plans the cleaning of the delivery that would then be there."""
    assert batch("KGZ-DEU", round_name="example", dry_run=True)[1] == [
        "KGZ-DEU example: a delivery would be simulated",
        "KGZ-DEU example: 01_methodology (new), 02_cleaning (new), 03_recommendations (new)",
        "KGZ-GLOBAL example: 04_global_mapping (new)",
    ]
    assert not (tree.root / "data" / "raw").exists()


def test_a_second_run_finds_nothing_to_do(tree, ran):
    """And says so; the first published the corridor and the global report."""
    started, _ = ran
    failed, told = batch("KGZ-RUS")
    assert not failed
    assert [line.partition(" in ")[0] for line in told[:2]] == [
        "KGZ-RUS 2027-1: published",
        "KGZ-GLOBAL 2027-1: published",
    ]
    assert told[2] == "3 notebooks executed, 2 of 2 units published."
    assert told[3].endswith("outputs/index.html")
    assert len(started) == 3
    failed, told = batch("KGZ-RUS")
    assert not failed
    assert told[0] == "Nothing to do: every report is up to date."
    assert len(started) == 3


def test_force_runs_everything_again(tree, ran):
    """Even what has not changed."""
    started, _ = ran
    batch("KGZ-RUS")
    batch("KGZ-RUS", force=True)
    assert len(started) == 6


def test_changed_words_render_pages_only(tree, ran):
    """The executed notebooks are taken from what is published; none is executed."""
    started, _ = ran
    batch("KGZ-RUS")
    write_text(tree.locale / "ru.po", 'msgid ""\nmsgstr ""\n# another word\n')
    assert batch("KGZ-RUS", dry_run=True)[1] == [
        "KGZ-RUS 2027-1: pages only (catalogues changed)",
        "KGZ-GLOBAL 2027-1: pages only (catalogues changed)",
    ]
    del started[:]
    _, told = batch("KGZ-RUS")
    assert told[0].endswith("(pages only)")
    assert told[2] == "0 notebooks executed, 2 of 2 units published."
    assert started == [
        ("RUS", "01_methodology", True),
        ("RUS", "03_recommendations", True),
        ("GLOBAL", "04_global_mapping", True),
    ]
    assert batch("KGZ-RUS", dry_run=True)[1] == [
        "KGZ-RUS 2027-1: nothing to do",
        "KGZ-GLOBAL 2027-1: nothing to do",
    ]


def test_the_global_report_tells_of_a_failed_corridor_as_it_last_was(tree, ran):
    """And is made anew as soon as that corridor succeeds, though its planned key was known before."""
    started, fails = ran
    batch("KGZ-RUS", "KGZ-KAZ")
    before = published_record(tree, "KGZ/2027-1/GLOBAL")["keys"]
    write_text(tree.notebooks / "03_recommendations.ipynb", "{}")
    fails.add("RUS")
    failed, told = batch("KGZ-RUS")
    assert failed
    assert told[0].startswith("KGZ-RUS 2027-1: FAILED after 0 s. 03_recommendations failed")
    assert published_record(tree, "KGZ/2027-1/GLOBAL")["keys"] == before
    fails.clear()
    del started[:]
    batch("KGZ-RUS")
    assert [where for where, _, _ in started] == ["RUS", "GLOBAL"]


def test_without_any_published_corridor_there_is_no_global_report(tree, ran):
    """Nothing to tell of; the failure is named, the index is there."""
    _, fails = ran
    fails.add("RUS")
    failed, told = batch("KGZ-RUS")
    assert failed
    assert told[1:3] == ["0 notebooks executed, 0 of 1 units published.", "Failed: KGZ-RUS 2027-1"]
    assert "01_methodology failed" in (tree.outputs / "index.html").read_text(encoding="utf-8")


def test_an_executor_of_ones_own_stays_open(tree, ran):
    """Whoever brings an executor closes it."""
    with ThreadPoolExecutor(1) as executor:
        assert not batch("KGZ-RUS", executor=executor)[0]
        assert executor.submit(int, "1").result() == 1


def test_an_unreadable_ledger_is_said_before_the_work(tree, ran):
    """Not after an hour of it."""
    started, _ = ran
    write_text(tree.outputs / "run.json", "{")
    with pytest.raises(FileError, match=r"run\.json is not readable JSON"):
        batch("KGZ-RUS")
    assert started == []


def test_a_simulated_delivery_is_made_once_and_again_when_its_assumptions_change(tree, monkeypatch):
    """A delivery that nobody simulated here is never touched."""
    made = []

    def simulate(tree, corridor, mapping_round, seed):
        made.append(corridor.code)
        write_text(tree.raw(f"KGZ/example/{corridor.destination}") / "delivery.yml", "")

    monkeypatch.setattr("mekendesh.simulation.delivery.simulate_delivery", simulate)
    assert list(simulate_targets(["KGZ-RUS"], None)) == [
        "KGZ-RUS: simulated delivery in data/raw/KGZ/example/RUS (EXAMPLE)"
    ]
    write_text(tree.raw("KGZ/example/KAZ") / "delivery.yml", "brought by hand")

    def stale():
        example = find_round(tree, "example")
        return shelf._stale_deliveries(
            tree, chosen_corridors(tree, ["KGZ-RUS", "KGZ-KAZ", "KGZ-TUR"], example), example
        )

    assert stale() == ["KGZ-TUR"]
    # What a delivery was made from stands beside its truth.
    write_text(tree.truth("KGZ/example/RUS") / "made_from.txt", "other assumptions")
    assert stale() == ["KGZ-RUS", "KGZ-TUR"]
    forget_keys()


def test_a_corridor_that_cannot_be_simulated_is_named_and_stops_no_other(tree, ran, monkeypatch):
    """Nobody publishes a figure of Kyrgyzstanis in Afghanistan that people could be simulated from."""
    started, _ = ran
    monkeypatch.setattr(shelf, "write_index", lambda *_: None)

    failed, told = batch("KGZ-AFG", "KGZ-KOR", round_name="example")

    assert failed
    line = next(each for each in told if each.startswith("KGZ-AFG example: FAILED"))
    assert "No source gives a figure to simulate the people of KGZ-AFG from." in line
    assert {where for where, _, _ in started} >= {"KOR"}
    assert "AFG" not in {where for where, _, _ in started}
