"""Spool: a modem or a terminal as a folder, one file a message, as drivers of such devices take and leave them.

The simulated terminals are these folders themselves: what a node lays there, the node above finds. By text message
a short message travels as base64, 96 characters of the 160 that one part holds.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

import structlog

from alerts.errors import ChannelError
from alerts.relay.ladder import Transport
from alerts.relay.short_message import LONGEST
from fenghuo.private_file import write_private
from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, timedelta
    from pathlib import Path

log = structlog.get_logger("fenghuo.edge.spool")

_SUFFIX: Final = {Transport.SMS: ".sms", Transport.SATELLITE: ".short"}


class SpoolTerminal:
    """Sends short messages by laying them into a folder; away where the folder is not there."""

    def __init__(self, folder: Path, transport: Transport, *, pause: timedelta) -> None:
        """Take the folder, which its driver makes, and the shortest time between two messages."""
        self._folder, self._transport, self.pause = folder, transport, pause

    def check(self) -> str:
        """Return why nothing can be sent, empty while it can."""
        return "" if self._folder.is_dir() else f"{self._folder}: no driver has made this folder"

    def send(self, message: bytes, *, now: datetime) -> None:
        """Lay a message down.

        Raises:
            ChannelError: If it was not taken.
        """
        if len(message) > LONGEST:
            raise ChannelError(f"expected at most {LONGEST} bytes, got {len(message)}", is_retryable=False)
        if why := self.check():
            raise ChannelError(why)
        data = b64encode(message) if self._transport is Transport.SMS else message
        try:
            write_private(self._folder / f"{to_micros(now)}{_SUFFIX[self._transport]}", data)
        except OSError as error:
            raise ChannelError(f"{self._folder}: {error.strerror}") from None


def taken(folder: Path, transport: Transport) -> Iterator[bytes]:
    """Yield the messages of a folder in their order; each is gone from it once the next is asked for."""
    for path in sorted(folder.glob(f"*{_SUFFIX[transport]}")):
        try:
            data = path.read_bytes()
        except OSError as error:
            # The others are read all the same.
            log.warning("short_message_unreadable", file=path.name, why=error.strerror)
            continue
        try:
            yield b64decode(data, validate=True) if transport is Transport.SMS else data
        except ValueError:
            # Not ours: what reads it says so.
            yield data
        path.unlink(missing_ok=True)
