"""Filter: what a screen asked to be told. What cannot be judged passes: a filter must not hide a danger.

What the caller may not see is no question of filters: ``within`` comes from the token and nothing in a query widens it.

Clients with equal filters share the encoded answer, so the filter is a hashable value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.feed.frame import HELLO
from api.problem import ApiError, unprocessable
from geo.division import prefix_of
from geo.errors import DivisionError
from sensing.level import Level, LevelError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.feed.frame import Frame

#: What a client may ask for.
KINDS = (
    "incident",
    "warning",
    "delivery",
    "channel",
    "answer",
    "rollcall",
    "site",
    "situation",
    "silence",
    "task",
    "plan",
    "inhibition",
    "drill",
    "cap",
    "station",
    "rule",
    "fence",
    "division",
    "river",
    "quality",
    "device",
    "contact",
    "policy",
    "template",
    "user",
    "latest",
    "provisional",
)

_LONGEST_SEQUENCE = 18
#: Largest longitude and latitude, degrees.
_EAST, _NORTH = 180.0, 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFilter:
    """Every given condition must hold; none given means everything."""

    #: Kinds of frames; empty for all.
    kinds: frozenset[str] = frozenset()
    #: Least level; frames without a level pass.
    level: Level = Level.NONE
    #: First digits of the division code; frames without a division pass.
    division: str = ""
    #: West, south, east, north in degrees; frames without a place pass.
    bbox: tuple[float, float, float, float] | None = None
    #: Digits of the subtree that the caller sees, whatever is asked; frames that lie nowhere are not for those of a
    #: part of the city.
    within: str = ""

    def admits(self, frame: Frame) -> bool:
        """Return whether the frame is what was asked for."""
        if frame.kind == HELLO:
            return True
        if self.kinds and frame.kind not in self.kinds:
            return False
        if frame.level is not None and frame.level < self.level:
            return False
        return self.admits_place(division=frame.division, place=frame.place)

    def admits_place(self, *, division: str, place: tuple[float, float] | None) -> bool:
        """Return whether a thing of that division and place is asked for."""
        if not division.startswith(self.within) or (division and not division.startswith(self.division)):
            return False
        if self.bbox is None or place is None:
            return True
        west, south, east, north = self.bbox
        return west <= place[0] <= east and south <= place[1] <= north

    @property
    def wants_latest(self) -> bool:
        """Return whether live readings are asked for."""
        return not self.kinds or "latest" in self.kinds

    @property
    def is_everywhere(self) -> bool:
        """Return whether no place is asked for."""
        return not self.division and not self.within and self.bbox is None


def parse_filter(query: Mapping[str, str]) -> FeedFilter:
    """Return the filter that a query asks for.

    Raises:
        ApiError: If a parameter cannot be understood; names it.
    """
    return FeedFilter(
        kinds=_kinds(query.get("kinds", "")),
        level=_level(query.get("level", "")),
        division=_division(query.get("division", "")),
        bbox=_bbox(query.get("bbox", "")),
    )


def parse_since(query: Mapping[str, str]) -> int | None:
    """Return the sequence number after which the backlog is wanted, None for none.

    Raises:
        ApiError: If it is no sequence number.
    """
    text = query.get("since", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_SEQUENCE):
        raise _bad(f"since: expected a sequence number, got {text[:40]!r}")
    return int(text)


def _kinds(text: str) -> frozenset[str]:
    asked = frozenset(part.strip() for part in text.split(",") if part.strip())
    unknown = sorted(asked.difference(KINDS))
    if unknown:
        raise _bad(f"kinds: expected some of {', '.join(KINDS)}, got {unknown[0][:40]!r}")
    return asked


def _level(text: str) -> Level:
    if not text.strip():
        return Level.NONE
    try:
        return Level.parse(text[:40])
    except LevelError as error:
        raise _bad(f"level: {error}") from None


def _division(text: str) -> str:
    code = text.strip()
    if not code:
        return ""
    try:
        return prefix_of(code[:40])
    except DivisionError as error:
        raise _bad(f"division: {error}") from None


def _bbox(text: str) -> tuple[float, float, float, float] | None:
    if not text.strip():
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise _bad(f"bbox: expected west,south,east,north in degrees, got {text[:80]!r}") from None
    if not (-_EAST <= west <= east <= _EAST and -_NORTH <= south <= north <= _NORTH):
        raise _bad(f"bbox: expected west ≤ east and south ≤ north in degrees, got {text[:80]!r}")
    return west, south, east, north


def _bad(detail: str) -> ApiError:
    return unprocessable("bad_filter", detail)
