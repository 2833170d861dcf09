"""Event: the condition as a record, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from rules.form import LEVEL_KEYS, About, Form, Judged, read_level, read_positive
from sensing.duration import format_duration
from sensing.level import LADDER, Level

if TYPE_CHECKING:
    from datetime import timedelta

    from sensing.section import Section

_CLASS = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_STEP_KEYS = ("count", "confidence")


class Distinct(StrEnum):
    """What is counted."""

    #: Every event by its id.
    EVENTS = "events"
    #: Every camera or person once, however many events it tells.
    CAMERAS = "cameras"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one level asks for."""

    #: Sightings within the window, 1 or more.
    count: int
    #: Least confidence of each, 0..1; a sighting that states none counts as certain.
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighted:
    """Raise while something is reported often enough."""

    #: Classes of things seen, any of which counts.
    classes: tuple[str, ...]
    #: By level, from the lowest to the highest, each asking for more than the one before.
    steps: dict[Level, Step]
    window: timedelta
    #: Not seen again for this long: it is over.
    clear_after: timedelta
    distinct: Distinct = Distinct.EVENTS
    #: Fence in which sightings count, whoever tells them; empty for none.
    zone: str = ""
    #: Distance around each station of the scope within which sightings count, m; 0: only the station's own.
    radius_m: float = 0.0

    def about(self, _judged: Judged) -> About:
        """Return what is said of the condition where no sighting decided."""
        return About(facts={"fence": self.zone} if self.zone else {})


def read_classes(section: Section) -> tuple[str, ...]:
    """Return the classes of things seen that stand under ``classes``."""
    classes, path = section.texts("classes"), section.path("classes")
    if not classes:
        section.fail(f'missing key "classes" in {path.removesuffix(".classes")}')
    for name in classes:
        if not _CLASS.fullmatch(name):
            section.fail(f'{path}: expected a class such as fire_smoke, got "{name}"', key="classes")
    return classes


def read_confidence(section: Section, *, default: float = 0.0) -> float:
    """Return the least confidence that stands under ``confidence``, 0..1."""
    confidence = section.number("confidence", default=default)
    if not 0 <= confidence <= 1:
        section.fail(f"{section.path('confidence')}: expected 0 to 1, got {confidence:g}", key="confidence")
    return confidence


def _read(when: Section) -> Sighted:
    classes = read_classes(when)
    if when.has("zone") and when.has("radius"):
        when.fail("when.radius: expected zone or radius, got both", key="radius")
    radius = when.number("radius", default=0.0)
    if when.has("radius") and not 0 < radius <= 100_000:  # noqa: PLR2004  farther than anything is seen
        when.fail(f"when.radius: expected more than 0 and at most 100000 m, got {radius:g}", key="radius")
    return Sighted(
        classes=classes,
        steps=_steps(when),
        window=read_positive(when, "window"),
        clear_after=read_positive(when.section("clear", keys=("after",)), "after"),
        distinct=Distinct(when.choice("distinct", tuple(Distinct), default=Distinct.EVENTS.value)),
        zone=when.text("zone", default=""),
        radius_m=radius,
    )


def _steps(when: Section) -> dict[Level, Step]:
    if when.has("level") == when.has("levels"):
        when.fail("when: expected either level or levels", key="levels" if when.has("levels") else None)
    common = _step(when, count=1, confidence=0.0)
    if when.has("level"):
        return {read_level(when): common}
    section = when.section("levels", keys=LEVEL_KEYS)
    steps = {
        level: _step(section.section(level.key, keys=_STEP_KEYS), count=common.count, confidence=common.confidence)
        for level in LADDER
        if section.has(level.key)
    }
    if not steps:
        section.fail(f"when.levels: expected at least one of {', '.join(LEVEL_KEYS)}")
    for (lower, milder), (higher, worse) in pairwise(steps.items()):
        if worse == milder or worse.count < milder.count or worse.confidence < milder.confidence:
            detail = f"when.levels: expected {higher.key} to ask for a higher count or confidence than {lower.key}"
            section.fail(detail, key=higher.key)
    return steps


def _step(section: Section, *, count: int, confidence: float) -> Step:
    count = section.whole("count", default=count)
    if not 1 <= count <= 1000:  # noqa: PLR2004  nobody waits for more
        section.fail(f"{section.path('count')}: expected 1 to 1000, got {count}", key="count")
    return Step(count=count, confidence=read_confidence(section, default=confidence))


def _write(when: Sighted) -> dict[str, Any]:
    rest = {"zone": when.zone, "radius": when.radius_m}
    return {
        "classes": list(when.classes),
        "levels": {
            level.key: {"count": step.count, "confidence": step.confidence} for level, step in when.steps.items()
        },
        "window": format_duration(when.window),
        "distinct": when.distinct.value,
        **{key: value for key, value in rest.items() if value},
        "clear": {"after": format_duration(when.clear_after)},
    }


FORM = Form(
    name="event",
    record=Sighted,
    keys=("classes", "confidence", "count", "window", "distinct", "zone", "radius", "level", "levels", "clear"),
    read=_read,
    write=_write,
)
