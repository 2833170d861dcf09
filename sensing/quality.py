"""How far a reading can be trusted, and which check said so.

A reading is never dropped for being doubtful: it is stored with its flag, and each rule says which
qualities it trusts.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag


class Quality(IntEnum):
    """Trust in one reading; the higher number is the worse."""

    GOOD = 0
    DOUBTFUL = 1
    UNRELIABLE = 2

    @property
    def key(self) -> str:
        """Return the wire spelling: ``good``, ``doubtful`` or ``unreliable``."""
        return self.name.lower()


class Check(IntFlag):
    """The checks that lowered a reading's quality; a bit set, stored beside the reading."""

    NONE = 0
    #: The device itself declared the reading doubtful or unreliable.
    DEVICE = 1
    #: The value lies outside the plausible range of its observed property.
    RANGE = 2
    #: The message carried no time; the arrival time stands in for it.
    ARRIVAL_TIME = 4
    #: The device's clock ran ahead of ours by more than the tolerated skew.
    FUTURE = 8

    @property
    def keys(self) -> list[str]:
        """Return the names of the checks that failed, in lower case."""
        return [check.name.lower() for check in type(self) if check & self and check.name]
