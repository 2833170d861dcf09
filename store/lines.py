"""Lines: what is above and below some divisions, as beginnings of codes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.division import FULL, prefix_of

if TYPE_CHECKING:
    from collections.abc import Collection

_CUTS: Final = (2, 4, 6, 9, FULL)


def lines_of(divisions: Collection[str]) -> tuple[set[str], set[str]]:
    """Return the digits that the codes of some subtrees begin with, and those of every division above or equal.

    Raises:
        DivisionError: If one is no code.
    """
    prefixes = {prefix_of(code) for code in divisions}
    return prefixes, {prefix[:cut] for prefix in prefixes for cut in _CUTS if cut <= len(prefix)}


def is_in_line(division: str, prefixes: Collection[str], above: Collection[str]) -> bool:
    """Return whether a division lies in one of some subtrees, or above one of them."""
    return prefix_of(division) in above or any(division[:cut] in prefixes for cut in _CUTS)
