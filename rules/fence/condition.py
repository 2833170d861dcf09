"""Conditions about fences: the records, and how they are written.

Several fences of one rule are one area: whoever goes from one to the next has not left it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from rules.form import About, Form, read_level, read_positive
from sensing.duration import format_duration

if TYPE_CHECKING:
    from rules.form import Judged
    from sensing.level import Level
    from sensing.section import Section

#: How long an entering, leaving or crossing stands where the rule does not say.
MOMENT: Final = timedelta(minutes=10)


class On(StrEnum):
    """What of a moving station raises the level."""

    #: As long as it is inside.
    INSIDE = "inside"
    #: As long as it is outside.
    OUTSIDE = "outside"
    #: It goes in.
    ENTER = "enter"
    #: It goes out, or the fence expires around it.
    EXIT = "exit"
    #: Its way leads into, out of or through an area, or over a line.
    CROSS = "cross"
    #: It has been inside for so long.
    DWELL = "dwell"

    @property
    def is_moment(self) -> bool:
        """Return whether it happens at an instant, and stands for a while only because people need to see it."""
        return self in {On.ENTER, On.EXIT, On.CROSS}


class Way(StrEnum):
    """To which side of a line, as it was drawn, a crossing leads."""

    ANY = "any"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Raise while a moving station is inside a fence; the short form of ``Fenced``."""

    fence: str
    level: Level

    @property
    def whole(self) -> Fenced:
        """Return the same condition in full."""
        return Fenced(fences=(self.fence,), on=On.INSIDE, level=self.level)

    def about(self, _judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        return About(facts={"fence": self.fence})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fenced:
    """Raise by where a moving station is, or where it goes."""

    #: Ids; together they are one area.
    fences: tuple[str, ...]
    on: On
    level: Level
    #: How long it must have been inside, for ``DWELL``.
    dwell: timedelta = timedelta(0)
    #: How long what happened at an instant stands.
    clear_for: timedelta = MOMENT
    #: Which crossings count, for ``CROSS``.
    direction: Way = Way.ANY

    @property
    def whole(self) -> Fenced:
        """Return the condition itself."""
        return self

    def about(self, _judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        return About(facts={"fence": ", ".join(self.fences)})


def _read_inside(when: Section) -> Inside:
    return Inside(fence=when.text("fence"), level=read_level(when))


def _write_inside(when: Inside) -> dict[str, Any]:
    return {"fence": when.fence, "level": when.level.key}


def _read(when: Section) -> Fenced:
    on = On(when.choice("on", tuple(On)))
    for key, wanted in (("dwell", on is On.DWELL), ("clear", on.is_moment), ("direction", on is On.CROSS)):
        if when.has(key) and not wanted:
            when.fail(f"{when.path(key)}: means nothing with on: {on.value}", key=key)
    clear = when.section("clear", keys=("for",)) if when.has("clear") else None
    return Fenced(
        fences=_fences(when),
        on=on,
        level=read_level(when),
        dwell=read_positive(when, "dwell") if on is On.DWELL else timedelta(0),
        clear_for=clear.duration("for", default=MOMENT) if clear else MOMENT,
        direction=Way(when.choice("direction", tuple(Way), default=Way.ANY)),
    )


def _fences(when: Section) -> tuple[str, ...]:
    if when.has("fence") and when.has("fences"):
        when.fail("when: expected fence or fences, got both", key="fences")
    return when.texts("fences") if when.has("fences") else (when.text("fence"),)


def _write(when: Fenced) -> dict[str, Any]:
    named: dict[str, Any] = {"fence": when.fences[0]} if len(when.fences) == 1 else {"fences": list(when.fences)}
    document = {**named, "on": when.on.value, "level": when.level.key}
    if when.on is On.DWELL:
        document["dwell"] = format_duration(when.dwell)
    if when.on.is_moment:
        document["clear"] = {"for": format_duration(when.clear_for)}
    if when.on is On.CROSS:
        document["direction"] = when.direction.value
    return document


INSIDE_FORM = Form(name="inside", record=Inside, keys=("fence", "level"), read=_read_inside, write=_write_inside)
FORM = Form(
    name="fence",
    record=Fenced,
    keys=("fence", "fences", "on", "level", "dwell", "clear", "direction"),
    read=_read,
    write=_write,
)
