"""Source: where messages come from, whatever carries them there.

A broker's MQTT session (``ingest.intake``) and a partition of the readings stream (``ingest.stream.source``) keep the
same promises to the sink: messages of a station in order, nothing acknowledged before ``done``, and everything that
was not acknowledged once more, if need be behind what came after it. One contract suite runs on both.
"""

from __future__ import annotations

from typing import Protocol


class Source(Protocol):
    """Hands messages to a sink, from threads of its own."""

    @property
    def is_connected(self) -> bool:
        """Tell whether messages would be handed over if there were any."""

    @property
    def trouble(self) -> str:
        """Return why it is not connected, one line; empty while it is."""

    def start(self) -> None:
        """Begin, and go on in the background; what is away is tried again."""

    def stop(self, *, grace: float = 5.0) -> None:
        """Hand over nothing more, and acknowledge what is done within ``grace`` seconds."""
