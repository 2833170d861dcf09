"""Evidence: the picture that an event refers to, and how far its fetching has come."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sensing.instant import Micros


class EvidenceState(StrEnum):
    """How far it has come."""

    #: The picture is in the store.
    KEPT = "kept"
    #: An attempt failed; another follows.
    WAITING = "waiting"
    #: No further attempt.
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of the picture of one event."""

    station: str
    #: Id of the event at its station.
    event: str
    #: Where it was to be fetched; an event told anew with another URL is fetched anew.
    url: str
    #: Of the bytes that are kept; empty while none are.
    sha256: str
    state: EvidenceState
    #: Attempts so far.
    tries: int
    #: When the next attempt is due, µs since the epoch.
    due: Micros
    #: Why there is no picture yet; empty when there is one.
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPicture:
    """A picture to be fetched."""

    station: str
    event: str
    url: str
    #: Hash that the device told; empty when it told none.
    sha256: str
    #: Attempts so far.
    tries: int
