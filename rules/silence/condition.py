"""Silence: the condition as a record, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from rules.form import About, Form, read_level, read_positive
from sensing.duration import format_duration
from sensing.property import PROPERTIES

if TYPE_CHECKING:
    from rules.form import Judged
    from sensing.level import Level
    from sensing.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Rising:
    """What makes a silence more dangerous: that it began while the water rose, or while a level stood."""

    level: Level
    #: Property whose rise counts; empty: only whether a level of the station stood.
    property: str = ""
    #: How much it must have risen within the window before it fell silent, canonical unit.
    by: float = 0.0
    window: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitutes:
    """Whom to look at while a station is silent: station ids."""

    upstream: tuple[str, ...] = ()
    rain: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Raise when nothing has arrived for a while."""

    after: timedelta
    level: Level
    #: Property whose silence counts; empty: silence of every datastream of the station.
    property: str = ""
    rising: Rising | None = None
    #: None: found by the river network and the distance.
    substitutes: Substitutes | None = None

    def about(self, _judged: Judged) -> About:
        """Return what is said of a verdict that no reading decided."""
        return About(property=self.property, is_loss=True)


def _read(when: Section) -> Silence:
    return Silence(
        after=read_positive(when, "after"),
        level=read_level(when),
        property=when.choice("property", PROPERTIES) if when.has("property") else "",
        rising=_rising(when) if when.has("rising") else None,
        substitutes=_substitutes(when) if when.has("substitutes") else None,
    )


def _rising(when: Section) -> Rising:
    section = when.section("rising", keys=("level", "property", "by", "window"))
    level, own = read_level(section), read_level(when)
    if level < own:
        section.fail(f"when.rising.level: expected {own.key} or higher, got {level.key}", key="level")
    if not section.has("by"):
        for key in ("property", "window"):
            if section.has(key):
                section.fail(f'missing key "by" in when.rising, which {key} belongs to', key=key)
        return Rising(level=level)
    by = section.number("by")
    if by <= 0:
        section.fail(f"when.rising.by: expected more than zero, got {by:g}", key="by")
    key = when.text("property", default="")
    return Rising(
        level=level,
        property=key if key and not section.has("property") else section.choice("property", PROPERTIES),
        by=by,
        window=read_positive(section, "window"),
    )


def _substitutes(when: Section) -> Substitutes:
    section = when.section("substitutes", keys=("upstream", "rain", "cameras"))
    return Substitutes(
        upstream=section.texts("upstream", absent="none"),
        rain=section.texts("rain", absent="none"),
        cameras=section.texts("cameras", absent="none"),
    )


def _write(when: Silence) -> dict[str, Any]:
    document: dict[str, Any] = {"after": format_duration(when.after), "level": when.level.key}
    if when.property:
        document["property"] = when.property
    if when.rising:
        document["rising"] = {"level": when.rising.level.key}
        if when.rising.by:
            document["rising"] |= {
                "property": when.rising.property,
                "by": when.rising.by,
                "window": format_duration(when.rising.window),
            }
    if when.substitutes:
        named = {key: list(getattr(when.substitutes, key)) for key in ("upstream", "rain", "cameras")}
        document["substitutes"] = {key: stations for key, stations in named.items() if stations}
    return document


FORM = Form(
    name="silence",
    record=Silence,
    keys=("after", "level", "property", "rising", "substitutes"),
    read=_read,
    write=_write,
)
