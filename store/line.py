"""Whether two divisions are in one line (one contains the other), told by their 12-digit codes alone. Pure.

Source:
    GB/T 2260 and GB/T 10114: province 2 digits, prefecture 2, county 2, township 3, village 3; zeros stand
    for "all of it".
"""

from __future__ import annotations

_WIDTHS = (12, 9, 6, 4, 2)


def stem(code: str) -> str:
    """Return the digits of a code that say something: ``411528000000`` → ``411528``; empty for the whole country."""
    for width, shorter in zip(_WIDTHS, (*_WIDTHS[1:], 0), strict=True):
        if code[shorter:width].strip("0"):
            return code[:width]
    return ""


def is_in_line(one: str, other: str) -> bool:
    """Return whether one of two divisions contains the other; a division is in line with itself."""
    a, b = stem(one), stem(other)
    return a.startswith(b) or b.startswith(a)
