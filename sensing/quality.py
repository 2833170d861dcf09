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
    #: Outside the usual range of the station and the month.
    SOFT_RANGE = 1 << 4
    #: Rose or fell faster than is believable.
    RATE = 1 << 5
    #: The same value for too long.
    STUCK = 1 << 6
    #: A single reading far from those before and after it.
    SPIKE = 1 << 7
    #: A sudden lasting step.
    SHIFT = 1 << 8
    #: Swings to and fro.
    OSCILLATION = 1 << 9
    #: The device's clock is known to be wrong by more than is tolerated.
    SKEW = 1 << 10
    #: Arrived long after it was measured; says nothing against the value.
    LATE = 1 << 11
    #: Far from the median of its neighbours.
    NEIGHBOUR = 1 << 12
    #: A person marked the gauge as bad for this time.
    MARK = 1 << 13
    #: A person put this value in place of the original.
    CORRECTED = 1 << 14
    #: The device said: stopped, not running (HJ 212 flag F).
    STOPPED = 1 << 15
    #: The device said: under maintenance (HJ 212 flag M).
    MAINTENANCE = 1 << 16
    #: The device said: entered by hand (HJ 212 flag S).
    MANUAL = 1 << 17
    #: The device said: faulty (HJ 212 flag D).
    FAULT = 1 << 18
    #: The device said: calibrating (HJ 212 flag C).
    CALIBRATION = 1 << 19
    #: The device said: beyond what it can measure (HJ 212 flag T).
    OVER_RANGE = 1 << 20
    #: The device said: no connection between the instrument and the logger (HJ 212 flag B).
    INSTRUMENT_LINK = 1 << 21
    #: The same instant came again with another value; the first is kept unless a later revision was declared.
    CONFLICT = 1 << 22
    #: The device itself said doubtful; another check made it unreliable, so what it said is kept here.
    DECLARED_DOUBTFUL = 1 << 23

    @property
    def keys(self) -> list[str]:
        """Return the names of the checks that failed, in lower case."""
        return [check.name.lower() for check in type(self) if check & self and check.name]
