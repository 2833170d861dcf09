"""Function codes of SL 651, and what each means for the reader of a body and for the answer.

Source:
    SL 651-2014, table of function codes.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class Function(IntEnum):
    """What a frame is for."""

    #: The line is alive; never answered.
    KEEP_ALIVE = 0x2F
    #: Values of a test at the gauge: they are not weather.
    TEST = 0x30
    #: One element at an even step.
    UNIFORM = 0x31
    TIMED = 0x32
    #: Sent because something rose or fell.
    ADDED = 0x33
    HOURLY = 0x34
    #: What an observer has typed in.
    MANUAL = 0x35
    PICTURE = 0x36
    READ_NOW = 0x37
    READ_PERIOD = 0x38
    READ_MANUAL = 0x39
    READ_ELEMENTS = 0x3A
    READ_VERSION = 0x45
    READ_STATUS = 0x46
    SET_CLOCK = 0x4A
    READ_CLOCK = 0x51


_F = Function
#: What a station sends of its own and wants confirmed (modes M2 and M3).
CONFIRMED: Final = frozenset({_F.TEST, _F.UNIFORM, _F.TIMED, _F.ADDED, _F.HOURLY, _F.MANUAL, _F.PICTURE})
#: Bodies that carry elements with readings.
WITH_READINGS: Final = frozenset(
    {_F.UNIFORM, _F.TIMED, _F.ADDED, _F.HOURLY, _F.READ_NOW, _F.READ_PERIOD, _F.READ_ELEMENTS}
)
#: Bodies made of elements with the meaning of appendix C; parameters (40 to 43) reuse the identifiers for others.
WITH_ELEMENTS: Final = WITH_READINGS | {_F.TEST, _F.MANUAL, _F.PICTURE, _F.READ_MANUAL, _F.READ_STATUS}
#: Bodies in which the type of the station follows its address.
WITH_TYPE: Final = WITH_READINGS | {_F.TEST, _F.PICTURE}
#: Bodies in which a step is followed by the values of one element, to the end.
SERIES: Final = frozenset({_F.UNIFORM, _F.READ_PERIOD})
#: Answers to what the centre has asked for; they carry no element that is read here.
MANAGEMENT: Final = frozenset(range(0x40, 0x52)) - {_F.READ_STATUS}
