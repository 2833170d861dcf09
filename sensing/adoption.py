"""Adoption: what is known of a station that publishes without being registered, and what taking it in brought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from sensing.device import UnknownDevice
    from sensing.station import Datastream, Station, StationKind


class AdoptionError(FenghuoError):
    """Nothing waits under that name, or the station does not fit what waits."""

    code = "bad_adoption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What the messages of an unregistered station say about it; a proposal, never a fact."""

    kind: StationKind
    #: Code that the topics name; ``00`` for frames from a connection, which names none.
    division: str
    #: Protocols that its frames are in; empty for JSON.
    codecs: tuple[str, ...]
    #: Kinds of its messages: ``obs``, ``event``, ``status``, ``raw``.
    kinds: tuple[str, ...]
    #: What it measures, as far as its messages name it; units are the canonical ones.
    datastreams: tuple[Datastream, ...]
    #: Names in its messages that no observed property has.
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An unregistered station with what waits of it in quarantine."""

    device: UnknownDevice
    guess: Guess
    #: Topic and payload of its newest message.
    topic: str
    sample: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """What taking a station in brought."""

    station: Station
    #: Messages read again.
    messages: int
    #: Readings and events that were stored; those that were there already do not count.
    readings: int
    events: int
    #: What was still not understood; it is in quarantine under the new station.
    refused: int
