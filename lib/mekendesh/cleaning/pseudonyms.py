"""Pseudonyms: keyed tokens in place of what names a person.

HMAC-SHA-256 with a key that never lies in the tree (RFC 2104). A plain hash would not do: all phone numbers
of an operator are hashed in seconds. The key differs per installation, so tokens of two installations do not
meet, and nothing may be sorted by them.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from mekendesh.errors import ProtectionError

if TYPE_CHECKING:
    from mekendesh.files import Tree

KEY_VARIABLE = "MEKENDESH_KEY"
KEY_BYTES = 32
TOKEN_HEX = 32


def key_path() -> Path:
    """Where the key lies: as ``MEKENDESH_KEY`` says, else in the user's own data folder."""
    named = os.environ.get(KEY_VARIABLE)
    return Path(named) if named else Path.home() / ".local" / "share" / "mekendesh" / "pseudonym.key"


def load_key(tree: Tree, path: Path | None = None) -> bytes:
    """The key of this installation, made at first use for its owner alone (mode 0600).

    Raises ``ProtectionError`` where the key lies inside the tree, is readable by others, or has another size.
    """
    path = (path or key_path()).resolve()
    if path.is_relative_to(tree.root.resolve()):
        raise ProtectionError(
            "The key of the pseudonyms lies inside the workbench, beside the data it protects. Move it out "
            "and name its place in {variable}.",
            variable=KEY_VARIABLE,
        )
    try:
        if not path.exists():
            _make_key(path)
        mode = path.stat().st_mode & 0o777
        key = path.read_bytes()
    except OSError:
        raise ProtectionError(
            "The key of the pseudonyms can be neither read nor made. Name a place for it in {variable} that "
            "only you can read.",
            variable=KEY_VARIABLE,
        ) from None
    if mode & 0o077:
        raise ProtectionError(
            "The key of the pseudonyms is open to other users (mode {mode}). Close it with chmod 600; if it "
            "may have been read, make a new one.",
            mode=f"{mode:04o}",
        )
    if len(key) != KEY_BYTES:
        raise ProtectionError(
            "The key of the pseudonyms has {found} bytes instead of {expected}; it is damaged. Restore it "
            "from your copy; with a new key earlier pseudonyms no longer match.",
            found=len(key),
            expected=KEY_BYTES,
        )
    return key


def pseudonym(key: bytes, purpose: str, identity: str) -> str:
    """A token of 32 hexadecimal digits (128 bits) for an identity, for one purpose: ``respondent``,
    ``phone``, …

    Tokens of different purposes cannot be matched without the key.
    """
    return hmac.new(key, f"{purpose}\0{identity}".encode(), hashlib.sha256).hexdigest()[:TOKEN_HEX]


def _make_key(path: Path) -> None:
    """Write a whole key beside its place, then link it in: of two processes at once one wins, neither reads
    half.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=".", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
