"""What the journal of a drill says of the drill itself: entries of kind ``drill``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from incidents.journal import Entry
from incidents.notices import NOWHERE
from sensing.instant import format_instant
from sensing.level import Level
from simulators.inject import InjectKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from simulators.drill import Drill
    from simulators.expectation import Expectation
    from simulators.hazard import Danger
    from simulators.inject import Inject

#: Who acts where nobody in particular does.
DRILL_ACTOR = "drill"


def drill_entry(act: str, *, now: datetime, actor: str = DRILL_ACTOR, **data: Any) -> Entry:
    """Return an entry about the drill itself."""
    return Entry(kind="drill", division=NOWHERE, at=now, data={"act": act, "actor": actor, **data})


def began_entry(drill: Drill, *, truth: Sequence[Danger], seed: int, now: datetime) -> Entry:
    """Return the first entry: what is played, what is true in it, and what is expected."""
    return drill_entry(
        "began",
        now=now,
        drill=drill.id,
        title={"zh": drill.title_zh, "en": drill.title_en},
        story={"zh": drill.story_zh, "en": drill.story_en},
        start=format_instant(drill.start),
        until=format_instant(drill.end),
        length_s=drill.length.total_seconds(),
        seed=seed,
        mode=drill.participants.mode.value,
        roles=list(drill.roles),
        source=drill.source,
        truth=[_danger(danger, drill) for danger in truth],
        expect=[_expectation(each, drill) for each in drill.expect],
        never=[_expectation(each, drill) for each in drill.never],
    )


def changed_entry(drill: Drill, *, truth: Sequence[Danger], shift: timedelta, now: datetime, actor: str) -> Entry:
    """Return that what was to come is otherwise, because somebody acted earlier than the script.

    What was expected after this moment may come as much earlier, and has as long as it had.
    """
    since = now - drill.start
    return drill_entry(
        "changed",
        now=now,
        actor=actor,
        truth=[_danger(danger, drill) for danger in truth],
        expect=[
            _expectation(replace(each, since=max(each.since - shift, since)) if each.since > since else each, drill)
            for each in drill.expect
        ],
    )


def inject_entry(inject: Inject, drill: Drill, *, now: datetime, actor: str = DRILL_ACTOR) -> Entry:
    """Return that something was thrown in."""
    return drill_entry(
        "inject",
        now=now,
        actor=actor,
        inject=inject.kind.value,
        id=inject.id,
        text={"zh": inject.text_zh, "en": inject.text_en},
        division=inject.division,
        station=inject.station,
        name=inject.name,
        roles=list(inject.roles),
        until=format_instant(drill.start + inject.until),
        by=None if inject.by is None else format_instant(drill.start + inject.by),
    )


def improvised_entry(id_: str, text: str, *, now: datetime, actor: str) -> Entry:
    """Return that the organiser threw in a text that stands in no script."""
    return drill_entry(
        "inject",
        now=now,
        actor=actor,
        inject=InjectKind.CALL.value,
        id=id_,
        text={"zh": text, "en": text},
        division="",
        station="",
        name="",
        roles=[],
        until=format_instant(now),
        by=None,
    )


def _danger(danger: Danger, drill: Drill) -> dict[str, Any]:
    until = min(timedelta(hours=danger.until_h), drill.length)
    return {
        "hazard": danger.hazard,
        "level": danger.level.key,
        "division": danger.division,
        "station": danger.station,
        "from": format_instant(drill.start + timedelta(hours=danger.from_h)),
        "until": format_instant(drill.start + until),
        "what": {"zh": danger.what_zh, "en": danger.what_en},
    }


def _expectation(each: Expectation, drill: Drill) -> dict[str, Any]:
    return {
        "id": each.id,
        "kind": each.kind.value,
        "what": {"zh": each.title_zh, "en": each.title_en},
        "hazard": each.hazard,
        "level": "" if each.level is Level.NONE else each.level.key,
        "division": each.division,
        "station": each.station,
        "channel": each.channel,
        "from": format_instant(drill.start + each.since),
        "by": format_instant(drill.start + each.by),
    }
