"""Marks: what a device says about its own value, as quality with a reason.

Unreliable is what the instrument did not measure in the medium it watches (stopped, faulty, calibrating, cut off);
doubtful is what may be right all the same (typed in by hand, beyond the measuring range).

Source:
    HJ 212-2017, table 7 (N F M S D C T B); HJ/T 212-2005, 6.3.4 (P and, of air stations, 0 to 3).
"""

from __future__ import annotations

from sensing.quality import Check, Quality

Mark = tuple[Quality, Check]

GOOD: Mark = (Quality.GOOD, Check.NONE)

#: What each letter means.
MARKS: dict[str, Mark] = {
    "N": GOOD,
    "F": (Quality.UNRELIABLE, Check.STOPPED),
    "M": (Quality.UNRELIABLE, Check.MAINTENANCE),
    "S": (Quality.DOUBTFUL, Check.MANUAL),
    "D": (Quality.UNRELIABLE, Check.FAULT),
    "C": (Quality.UNRELIABLE, Check.CALIBRATION),
    "T": (Quality.DOUBTFUL, Check.OVER_RANGE),
    "B": (Quality.UNRELIABLE, Check.INSTRUMENT_LINK),
    # Only in the edition of 2005: power failure; calibration, meteorological value, abnormal, normal.
    "P": (Quality.UNRELIABLE, Check.FAULT),
    "0": (Quality.UNRELIABLE, Check.CALIBRATION),
    "1": GOOD,
    "2": (Quality.UNRELIABLE, Check.FAULT),
    "3": GOOD,
}
#: A mark that no edition knows: something is the matter, nobody says what.
_UNKNOWN: Mark = (Quality.DOUBTFUL, Check.DEVICE)


def declared(flag: str, extended: str) -> Mark:
    """Return the quality that ``Flag`` and ``EFlag`` of a factor declare together: the worse, for both reasons.

    ``EFlag`` is the instrument maker's own list. Its letters count where the standard knows them; the others are no
    judgement that could be read.
    """
    plain = MARKS.get(flag.upper(), _UNKNOWN) if flag else GOOD
    letter = extended.upper()
    further = MARKS.get(letter, GOOD) if letter.isalpha() else GOOD
    return max(plain[0], further[0]), plain[1] | further[1]
