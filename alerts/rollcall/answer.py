"""Answer: what one person said for one village or site, as it came in; never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

AnswerId = NewType("AnswerId", str)


class Standing(StrEnum):
    """How a village stands, by its own word."""

    #: Heard the warning; said no more.
    HEARD = "heard"
    SAFE = "safe"
    #: People are on their way.
    MOVING = "moving"
    #: People need to be rescued.
    HELP = "help"
    #: Somebody said something that nobody has understood yet.
    UNCLEAR = "unclear"


#: From the best to the worst; of two answers the worse is shown.
GRAVITY: dict[Standing, int] = {
    Standing.UNCLEAR: 0,
    Standing.SAFE: 1,
    Standing.HEARD: 2,
    Standing.MOVING: 3,
    Standing.HELP: 4,
}


class Source(StrEnum):
    """How an answer came."""

    SMS = "sms"
    LINK = "link"
    #: An officer wrote down what was said.
    CONSOLE = "console"
    #: Keys pressed on a telephone.
    KEYPAD = "keypad"
    #: A program with a key of its own.
    API = "api"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer."""

    #: Sortable by time.
    id: AnswerId
    #: Empty: from somebody whom no roll call has asked.
    rollcall: str
    #: Place it is for; empty with ``rollcall``.
    place: str
    #: Who answered, as contacts are known; empty for an unknown number, known by its address only.
    person: str
    source: Source
    standing: Standing
    at: datetime
    #: People counted; None: no number was said.
    headcount: int | None = None
    #: What was said, for people to read.
    words: str = ""
    #: User who wrote it down or whose key brought it; empty: the person answered.
    by: str = ""
    #: Full, and only where no roll call asked.
    address: str = ""
    #: 12-digit code of the place.
    division: str = ""

    @property
    def is_trusted(self) -> bool:
        """Return whether it counts for a place."""
        return bool(self.rollcall)
