"""Secrets of an embedded installation: made on the first run, kept in one file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

import msgspec

from fenghuo.private_file import write_private
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from pathlib import Path


class SecretsError(FenghuoError):
    """The secrets file cannot be read."""


def _word() -> str:
    return secrets.token_urlsafe(12)


class DemoSecrets(msgspec.Struct, frozen=True, kw_only=True):
    """Passwords and keys of one data folder."""

    #: Console and API user ``admin``.
    admin: str = msgspec.field(default_factory=_word)
    #: Broker user ``device``: may publish for every station of the demo city.
    device: str = msgspec.field(default_factory=_word)
    #: Broker user ``ingest``: may read everything.
    ingest: str = msgspec.field(default_factory=_word)
    #: Broker user ``simulator``.
    simulator: str = msgspec.field(default_factory=_word)
    #: Broker users ``drill-device`` and ``drill-ingest``: the same in drills, and nothing else.
    drill_device: str = msgspec.field(default_factory=_word)
    drill_ingest: str = msgspec.field(default_factory=_word)
    #: Database role of the application.
    database: str = msgspec.field(default_factory=lambda: secrets.token_urlsafe(24))
    #: API key that may do everything.
    api_key: str = msgspec.field(default_factory=lambda: f"fh_{secrets.token_urlsafe(32)}")


def load_or_make(path: Path) -> tuple[DemoSecrets, bool]:
    """Return the secrets kept at ``path`` and whether they were made just now.

    Raises:
        SecretsError: If the file is there and is not what this function writes.
    """
    if path.exists():
        content = path.read_bytes()
        try:
            known = msgspec.json.decode(content, type=DemoSecrets)
            names = msgspec.json.decode(content, type=dict[str, str]).keys()
        except msgspec.DecodeError as error:
            message = f"{path}: expected the JSON object written on the first run, got: {error}"
            raise SecretsError(message) from None
        if names != msgspec.to_builtins(known).keys():
            # Written before there were all of them: what was made up just now must be the same next time.
            write_private(path, _written(known))
        return known, False
    made = DemoSecrets()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_written(made))
    return made, True


def _written(known: DemoSecrets) -> bytes:
    return msgspec.json.format(msgspec.json.encode(known))
