"""Seal keys: the file with the keys by which what leads to a person is sealed.

One JSON object, readable by its owner only: ``current`` names the key that seals, ``keys`` has every key that opens,
``index`` finds sealed addresses. Whoever loses it loses every telephone number; whoever has it and the database reads
them all. It belongs in another safe than the backups.
"""

from __future__ import annotations

import secrets
import stat
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

import msgspec

from fenghuo.private_file import write_private
from fenghuo.settings import SECRETS, SettingsError
from store.sealing import KEY, Keys, Seals

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class _Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the file holds; keys in base64."""

    current: str
    keys: dict[str, str]
    index: str
    #: Key of the index to which a change is under way; empty: none is.
    next_index: str = ""


def make_keys(path: Path) -> None:
    """Make a key file.

    Raises:
        SettingsError: If there is one already.
    """
    if path.exists():
        raise SettingsError(f"{path} is there already: what it sealed opens with nothing else")
    _write(path, _Content(current="k1", keys={"k1": _new()}, index=_new()))


def read_keys(path: Path) -> Keys:
    """Return the keys of a file.

    Raises:
        SettingsError: If it is missing, is readable by others, or is no key file.
    """
    content = _read(path)
    if content.next_index:
        message = "a change of the index was broken off: run `fenghuo secrets reindex` again before anything else"
        raise SettingsError(f"{path}: {message}")
    return _keys(content, path)


def _keys(content: _Content, path: Path) -> Keys:
    try:
        keys = {id_: _key(text) for id_, text in content.keys.items()}
        index = _key(content.index)
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    if content.current not in keys:
        raise SettingsError(f"{path}: the current key {content.current!r} is none of keys: {', '.join(keys)}")
    return Keys(current=content.current, sealing=keys, index=index)


def begin_index(path: Path) -> tuple[Keys, bool]:
    """Return the keys with a new index, which the file notes, and whether it is new.

    It is the same one again after a change that was broken off: rows may be found by it already.
    """
    content = _read(path)
    is_new = not content.next_index
    if is_new:
        content = msgspec.structs.replace(content, next_index=_new())
        _write(path, content)
    return _keys(msgspec.structs.replace(content, index=content.next_index), path), is_new


def end_index(path: Path, keys: Keys) -> None:
    """Let the index by which everything is found by now hold."""
    _write(path, msgspec.structs.replace(_read(path), index=b64encode(keys.index).decode(), next_index=""))


def forget_index(path: Path) -> None:
    """Forget a new index by which nothing was ever found."""
    _write(path, msgspec.structs.replace(_read(path), next_index=""))


def add_key(path: Path) -> str:
    """Add a new key, which seals from now on; return its id."""
    content = _read(path)
    number = 1 + max((int(id_[1:]) for id_ in content.keys if id_[1:].isdigit()), default=0)
    id_ = f"k{number}"
    _write(path, msgspec.structs.replace(content, current=id_, keys={**content.keys, id_: _new()}))
    return id_


def drop_old_keys(path: Path) -> list[str]:
    """Take every key but the current one out of the file; return their ids."""
    content = _read(path)
    kept = {content.current: content.keys[content.current]}
    _write(path, msgspec.structs.replace(content, keys=kept))
    return sorted(content.keys.keys() - kept.keys())


def seals_of(path: Path) -> Seals:
    """Return what seals with the keys of a file; a key that is added meanwhile is found."""
    return Seals(read_keys(path), reread=lambda: read_keys(path))


def _read(path: Path) -> _Content:
    try:
        mode = path.stat().st_mode
        text = path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path}: the key file cannot be read: {error.strerror}") from None
    # What a container is given there has the mode that the host gives it.
    if mode & _OTHERS and not path.is_relative_to(SECRETS):
        raise SettingsError(f"{path}: expected a file that only its owner can read, it has mode {mode & 0o777:o}")
    try:
        return msgspec.json.decode(text, type=_Content)
    except msgspec.DecodeError as error:
        raise SettingsError(f"{path}: expected a key file of `fenghuo secrets make`, got: {error}") from None


def _write(path: Path, content: _Content) -> None:
    write_private(path, msgspec.json.format(msgspec.json.encode(content)))


def _new() -> str:
    return b64encode(secrets.token_bytes(KEY)).decode()


def _key(text: str) -> bytes:
    key = b64decode(text, validate=True)
    if len(key) != KEY:
        message = f"expected keys of {KEY} bytes in base64, got one of {len(key)}"
        raise ValueError(message)
    return key
