"""Reach: whoever writes for a subtree writes nothing that lies outside it, before or afterwards. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import BeyondReachError

if TYPE_CHECKING:
    from collections.abc import Iterable


def check_reach(noun: str, divisions: Iterable[tuple[str, str]], *, within: str) -> None:
    """Refuse to write what lies outside a subtree, or would.

    Args:
        noun: What is written, in the words of a refusal.
        divisions: Id and division of each thing, as it is stored and as it shall be.
        within: Digits that every division of the subtree begins with; empty: everywhere.

    Raises:
        BeyondReachError: In the words for what does not exist.
    """
    for key, division in divisions if within else ():
        if not division.startswith(within):
            raise BeyondReachError(noun, key)
