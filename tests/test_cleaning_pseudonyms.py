from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mekendesh.cleaning.pseudonyms import key_path, load_key, pseudonym
from mekendesh.errors import ProtectionError
from mekendesh.files import Tree


@pytest.fixture
def tree(tmp_path) -> Tree:
    return Tree(tmp_path / "workbench")


def test_a_token_is_half_the_keyed_digest_another_program_prints():
    """HMAC-SHA-256 of "respondent", NUL, "u1" under twenty bytes 0b, by openssl dgst; 128 bits are kept."""
    assert pseudonym(b"\x0b" * 20, "respondent", "u1") == "c0dff65d7c3ec698aaba9a1ad6faa9ce"


def test_tokens_differ_by_key_purpose_and_person():
    """A phone's token cannot be matched with a respondent's, nor with another installation's."""
    tokens = {
        pseudonym(key, purpose, identity)
        for key in (b"a" * 32, b"b" * 32)
        for purpose in ("respondent", "phone")
        for identity in ("1", "2")
    }
    assert len(tokens) == 8
    assert all(len(token) == 32 for token in tokens)


def test_a_key_is_made_once_for_its_owner_alone(tree, tmp_path):
    """First use makes 32 random bytes with mode 0600; later uses read the same."""
    path = tmp_path / "home" / "deep" / "pseudonym.key"
    key = load_key(tree, path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(tree, path) == key
    assert [file.name for file in path.parent.iterdir()] == ["pseudonym.key"]


def test_processes_that_meet_at_first_use_get_one_key(tree, tmp_path):
    """Of several makers one wins; nobody reads half a key."""
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda n: load_key(tree, tmp_path / f"k{n // 8}"), range(32)))
    assert [len(set(keys[n : n + 8])) for n in range(0, 32, 8)] == [1, 1, 1, 1]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_open_to_others_is_refused(tree, tmp_path, mode):
    """Whoever can read the key can undo every pseudonym."""
    path = tmp_path / "key"
    load_key(tree, path)
    path.chmod(mode)
    with pytest.raises(ProtectionError, match=f"mode {mode:04o}"):
        load_key(tree, path)


def test_a_key_inside_the_tree_is_refused(tree, tmp_path):
    """Also behind a link: what lies in the tree travels with the data."""
    with pytest.raises(ProtectionError, match="lies inside the workbench"):
        load_key(tree, tree.root / "data" / "key")
    assert not tree.root.exists()
    tree.root.mkdir()
    (tmp_path / "outside").symlink_to(tree.root, target_is_directory=True)
    with pytest.raises(ProtectionError, match="lies inside the workbench"):
        load_key(tree, tmp_path / "outside" / "key")


@pytest.mark.parametrize("size", [0, 16, 33])
def test_a_key_of_another_size_is_refused(tree, tmp_path, size):
    """A damaged key would give new pseudonyms to everybody without a word."""
    path = tmp_path / "key"
    path.write_bytes(b"x" * size)
    path.chmod(0o600)
    with pytest.raises(ProtectionError, match=f"has {size} bytes instead of 32"):
        load_key(tree, path)


def test_a_key_that_cannot_be_made_is_a_clear_refusal(tree, tmp_path):
    """A place under a file is no place."""
    (tmp_path / "file").write_text("")
    with pytest.raises(ProtectionError, match="neither read nor made"):
        load_key(tree, tmp_path / "file" / "key")


def test_the_environment_names_another_place(monkeypatch, tmp_path):
    """MEKENDESH_KEY counts before the user's own data folder."""
    monkeypatch.setenv("MEKENDESH_KEY", os.fspath(tmp_path / "k"))
    assert key_path() == tmp_path / "k"
    monkeypatch.delenv("MEKENDESH_KEY")
    monkeypatch.setenv("HOME", os.fspath(tmp_path))
    assert key_path() == Path(tmp_path, ".local", "share", "mekendesh", "pseudonym.key")
