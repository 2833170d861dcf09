"""Conditions about fences: the records, and how they are written.

Several fences of one rule are one area: whoever goes from one to the next has not left it. What moves is a station, or
with ``events`` the things that cameras and people tell of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from rules.event.condition import read_classes, read_confidence
from rules.form import About, Form, read_level, read_positive
from sensing.duration import format_duration

if TYPE_CHECKING:
    from rules.form import Judged
    from sensing.level import Level
    from sensing.section import Section

#: How long an entering, leaving or crossing stands where the rule does not say.
MOMENT: Final = timedelta(minutes=10)
#: How long a thing that is not seen again keeps its place where the rule does not say.
UNSEEN: Final = timedelta(minutes=30)
_ATTRIBUTE: Final = re.compile(r"\w{1,64}", re.ASCII)


class On(StrEnum):
    """What of a moving station or thing raises the level."""

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


#: What being gone means: nothing, or having left.
_GONE: Final = ("unknown", On.EXIT.value)


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
class Things:
    """Which things seen by cameras and people are followed."""

    #: Classes, any of which counts.
    classes: tuple[str, ...]
    #: Not seen again for this long by cameras that could see: it is gone.
    gone_after: timedelta = UNSEEN
    #: Least confidence, 0..1; an event that states none counts as certain.
    confidence: float = 0.0
    #: Attribute of the events that names the thing whoever sees it; empty: the track of the camera, else the event.
    identity: str = ""
    #: Whether a thing that was seen inside last and is gone counts as having left, for ``EXIT``.
    gone_is_exit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fenced:
    """Raise by where a moving station or thing is, or where it goes."""

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
    #: The things that are followed instead of stations; None: stations.
    events: Things | None = None

    @property
    def whole(self) -> Fenced:
        """Return the condition itself."""
        return self

    @property
    def followed(self) -> Things:
        """Return the things that are followed; of no class where stations are."""
        return self.events or Things(classes=())

    def about(self, _judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        return About(facts={"fence": ", ".join(self.fences)})


def _read_inside(when: Section) -> Inside:
    return Inside(fence=when.text("fence"), level=read_level(when))


def _write_inside(when: Inside) -> dict[str, Any]:
    return {"fence": when.fence, "level": when.level.key}


def _read(when: Section) -> Fenced:
    on = On(when.choice("on", tuple(On)))
    seen = when.section("events", keys=("classes", "confidence", "identity", "gone")) if when.has("events") else None
    clears = on.is_moment or seen is not None
    for key, wanted in (("dwell", on is On.DWELL), ("clear", clears), ("direction", on is On.CROSS)):
        if when.has(key) and not wanted:
            when.fail(f"{when.path(key)}: means nothing with on: {on.value}", key=key)
    clear = _clear(when, on=on, sees=seen is not None)
    return Fenced(
        fences=_fences(when),
        on=on,
        level=read_level(when),
        dwell=read_positive(when, "dwell") if on is On.DWELL else timedelta(0),
        clear_for=clear.duration("for", default=MOMENT) if clear else MOMENT,
        direction=Way(when.choice("direction", tuple(Way), default=Way.ANY)),
        events=_things(seen, clear, on=on) if seen else None,
    )


def _clear(when: Section, *, on: On, sees: bool) -> Section | None:
    """Return what stands under ``clear``; what stands until it is not seen again must say for how long."""
    if not when.has("clear") and (on.is_moment or not sees):
        return None
    return when.section("clear", keys=(("for",) if on.is_moment else ()) + (("after",) if sees else ()))


def _things(seen: Section, clear: Section | None, *, on: On) -> Things:
    identity = seen.text("identity", default="")
    if identity and not _ATTRIBUTE.fullmatch(identity):
        seen.fail(f'{seen.path("identity")}: expected an attribute such as plate, got "{identity}"', key="identity")
    if seen.has("gone") and on is not On.EXIT:
        seen.fail(f"{seen.path('gone')}: means nothing with on: {on.value}", key="gone")
    gone_after = UNSEEN
    if clear is not None and (clear.has("after") or not on.is_moment):
        gone_after = read_positive(clear, "after")
    return Things(
        classes=read_classes(seen),
        gone_after=gone_after,
        confidence=read_confidence(seen),
        identity=identity,
        gone_is_exit=seen.choice("gone", _GONE, default=_GONE[0]) == On.EXIT,
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
    clear = {"for": format_duration(when.clear_for)} if when.on.is_moment else {}
    if when.on is On.CROSS:
        document["direction"] = when.direction.value
    if (things := when.events) is not None:
        document["events"] = _write_things(things)
        clear["after"] = format_duration(things.gone_after)
    return document | ({"clear": clear} if clear else {})


def _write_things(things: Things) -> dict[str, Any]:
    rest = {"identity": things.identity, "gone": On.EXIT.value if things.gone_is_exit else ""}
    return {
        "classes": list(things.classes),
        "confidence": things.confidence,
        **{key: value for key, value in rest.items() if value},
    }


INSIDE_FORM = Form(name="inside", record=Inside, keys=("fence", "level"), read=_read_inside, write=_write_inside)
FORM = Form(
    name="fence",
    record=Fenced,
    keys=("fence", "fences", "on", "level", "dwell", "clear", "direction", "events"),
    read=_read,
    write=_write,
)
