import json
import os
from pathlib import Path

import pytest

from batch_examples import published, stage, unit
from mekendesh.batch import publish as module
from mekendesh.batch.publish import executed_notebook, is_whole, publish, published_folder, published_record
from mekendesh.errors import FileError
from mekendesh.files import Tree, digest

PLACE = "KGZ/2027-1/RUS"


@pytest.fixture
def tree(tmp_path) -> Tree:
    return Tree(tmp_path)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def runs(tree: Tree) -> list[str]:
    return sorted(path.name for path in (tree.outputs / ".runs" / "KGZ-2027-1-RUS").iterdir())


def test_a_published_folder_holds_pages_tables_notebooks_a_record_and_a_manifest(tree):
    """Everything a reader and a checker need, and each file's hash in the manifest."""
    folder = published(tree, unit("a"))
    assert folder == tree.outputs / PLACE
    assert names(folder) == [
        "KGZ-RUS_2027-1_01_methodology.en.html",
        "KGZ-RUS_2027-1_01_methodology.ky.html",
        "KGZ-RUS_2027-1_01_methodology.ru.html",
        "manifest.json",
        "notebooks/01_methodology.ipynb",
        "run.json",
        "tables/KGZ-RUS_2027-1_01_methodology_sizes.csv",
    ]
    manifest = json.loads((folder / "manifest.json").read_text())
    assert sorted(manifest) == [name for name in names(folder) if name != "manifest.json"]
    assert manifest["run.json"] == digest((folder / "run.json").read_bytes())
    assert published_folder(tree, PLACE) == folder
    assert published_record(tree, PLACE)["keys"] == {"01_methodology": "a"}


def test_a_place_is_a_link_that_one_rename_turns(tree, monkeypatch):
    """While a new run is built, and until the rename, readers see the last one whole."""
    before = published(tree, unit("a"), "one").resolve()
    seen = []
    real = os.replace
    watched = tree.outputs / PLACE

    def replace(source, target):
        if str(target) == str(watched):
            seen.append((watched.resolve() == before, is_whole(watched)))
        return real(source, target)

    monkeypatch.setattr(Path, "replace", replace)
    after = published(tree, unit("b"), "two").resolve()
    assert seen == [(True, True)]
    assert watched.is_symlink()
    assert not watched.readlink().is_absolute()
    assert watched.resolve() == after != before
    assert (watched / "KGZ-RUS_2027-1_01_methodology.en.html").read_text() == "page two en"


def test_the_same_run_publishes_the_same_folder_untouched(tree):
    """A published folder is immutable: forced again, nothing in it is written."""
    folder = published(tree, unit("a"), "one").resolve()
    before = {name: (folder / name).stat().st_mtime_ns for name in names(folder)}
    assert published(tree, unit("a"), "one").resolve() == folder
    assert {name: (folder / name).stat().st_mtime_ns for name in names(folder)} == before
    assert runs(tree) == [folder.name]


def test_the_same_key_with_other_bytes_is_another_folder(tree):
    """Even a run that ought to be the same never changes what is published already."""
    one = published(tree, unit("a"), "one").resolve()
    two = published(tree, unit("a"), "two").resolve()
    assert one != two
    assert is_whole(one)
    assert is_whole(two)


def test_the_published_run_and_the_one_before_are_kept(tree):
    """A page that was open when the new run came still finds its files; older ones go."""
    one, two, three = (published(tree, unit(key), key).resolve() for key in ("one", "two", "three"))
    assert not one.exists()
    assert runs(tree) == sorted([two.name, three.name])


def test_a_job_that_did_not_run_keeps_what_was_published(tree):
    """01 unchanged and 03 anew: the folder holds both, 01 byte for byte."""
    both = unit("a", "b")
    published(tree, both, "one")
    staged = {"03_recommendations": stage(tree.root / "again", both, "03_recommendations", "two")}
    folder = publish(tree, both, staged, {"keys": {}})
    assert (folder / "KGZ-RUS_2027-1_01_methodology.ky.html").read_text() == "page one ky"
    assert (folder / "tables" / "KGZ-RUS_2027-1_01_methodology_sizes.csv").read_text() == "table one\n"
    assert (folder / "KGZ-RUS_2027-1_03_recommendations.ky.html").read_text() == "page two ky"
    assert executed_notebook(tree, both, "01_methodology").read_text() == "notebook one"
    assert is_whole(folder)


def test_the_manifest_is_written_last_when_every_file_is_on_the_disk(tree, monkeypatch):
    """After a power cut a manifest never names what is not there: each file is synced before it."""
    order = []
    sync, write = module._sync, module.write_json
    monkeypatch.setattr(module, "_sync", lambda path: (order.append(f"sync {path.name}"), sync(path)))
    monkeypatch.setattr(
        module, "write_json", lambda path, content: (order.append(f"write {path.name}"), write(path, content))
    )
    published(tree, unit("a"))
    manifest = order.index("write manifest.json")
    files = [
        "01_methodology.ipynb",
        *(f"KGZ-RUS_2027-1_01_methodology.{language}.html" for language in ("en", "ky", "ru")),
        "KGZ-RUS_2027-1_01_methodology_sizes.csv",
        "notebooks",
        "tables",
    ]
    assert all(order.index(f"sync {name}") < manifest for name in files)
    assert "write run.json" in order[:manifest]
    assert not any(step.startswith("write") for step in order[manifest + 1 :])


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_text('{"a'),
        lambda folder: (folder / "manifest.json").write_text("[]"),
        lambda folder: (folder / "manifest.json").write_text("{}"),
        lambda folder: (folder / "run.json").unlink(),
        lambda folder: (folder / "KGZ-RUS_2027-1_01_methodology.ky.html").write_text("another word"),
    ],
)
def test_a_folder_without_a_valid_manifest_does_not_exist(tree, harm):
    """Half a run, or a run that somebody changed, is not published."""
    folder = published(tree, unit("a"))
    harm(folder)
    assert published_folder(tree, PLACE) is None
    assert published_record(tree, PLACE) == {}
    assert executed_notebook(tree, unit("a"), "01_methodology") is None


def test_a_damaged_folder_is_made_good_by_the_next_run(tree):
    """The same run again replaces what was damaged."""
    folder = published(tree, unit("a"))
    (folder / "KGZ-RUS_2027-1_01_methodology.ky.html").write_text("another word")
    assert is_whole(published(tree, unit("a")))


def test_a_run_that_fails_while_it_is_written_changes_nothing(tree, monkeypatch):
    """Disk full in the middle: the last run stays, and the half-built folder is gone."""
    before = published(tree, unit("a"), "one").resolve()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_copy", full)
    with pytest.raises(OSError, match="No space left"):
        published(tree, unit("b"), "two")
    assert (tree.outputs / PLACE).resolve() == before
    assert is_whole(before)
    assert runs(tree) == [before.name]


def test_something_else_in_the_place_is_not_overwritten(tree):
    """A folder that somebody put there is theirs: a sentence, nothing removed."""
    (tree.outputs / PLACE).mkdir(parents=True)
    (tree.outputs / PLACE / "mine.txt").write_text("mine")
    with pytest.raises(FileError, match="outputs holds a RUS that this workbench did not publish"):
        published(tree, unit("a"))
    assert (tree.outputs / PLACE / "mine.txt").read_text() == "mine"
