"""Trace: the replay before an instant, and what every rule that judges a datastream remembers then.

A reading that arrived after the instant is judged as if it had arrived when it was true, and is marked as late: a
trace tells what the rules say about the world at that instant, which is what the engine settles on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import Links
from rules.composite import why as composite
from rules.engine import evaluate, initial, tick
from rules.event import why as event
from rules.event.condition import Sighted
from rules.feature import why as feature
from rules.fence import why as fence
from rules.fence.condition import Fenced
from rules.guard import why as guard
from rules.index import why as index
from rules.index.condition import Index
from rules.order import true_at
from rules.program import keys_of
from rules.rule import Scope
from rules.silence import why as silence
from rules.threshold import why as threshold
from rules.threshold.ladder import Laddered
from rules.transition import in_order
from rules.why.account import Account, Words
from sensing.instant import Micros, from_micros
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from typing import Protocol

    from rules.program import Program
    from rules.rule import Rule
    from rules.standing import Key
    from rules.state import State
    from rules.transition import Target, Transition
    from sensing.batch import Batch
    from sensing.event import SensedEvent

    class Accountant(Protocol):
        """Puts into words what one kind of slot remembers."""

        def __call__(self, program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
            """Return what the slot remembers at an instant, µs, with the last trusted reading in hand."""


#: Readings of a trace.
SHOWN: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A reading that the rule looked at."""

    at: datetime
    arrived: datetime
    #: Canonical unit.
    value: float
    quality: Quality
    #: Names of the checks that it failed.
    checks: tuple[str, ...]
    is_trusted: bool
    #: Whether it arrived after the instant of the trace.
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Thought:
    """What one rule thought."""

    rule: Rule
    target: Target
    account: Account
    #: The last readings of the datastream, newest last.
    considered: tuple[Considered, ...]
    #: What the rule said last, None when it said nothing in the time that was replayed.
    last: Transition | None


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a trace is about: a datastream, and whose it is."""

    number: int
    station: str
    property: str


def narrowed(rule: Rule, station: str) -> Rule:
    """Return a rule as it judges one station, so that a trace costs no more than that.

    What is seen in a zone, around a station or among fences is seen by others too: there nothing is left out.
    """
    when = rule.when
    if isinstance(when, Sighted) and (when.zone or when.radius_m):
        return rule
    if isinstance(when, Fenced) and when.events is not None:
        return rule
    if isinstance(when, Laddered) and when.stations:
        when = replace(when, stations={name: own for name, own in when.stations.items() if name == station})
    return replace(rule, scope=Scope(stations=(station,)), when=when)


def explain(
    program: Program,
    tail: Batch,
    *,
    about: About,
    at: Micros,
    events: Sequence[SensedEvent] = (),
) -> list[Thought]:
    """Return what each rule that judges a datastream thought at an instant, by rule.

    Args:
        program: Rules, best narrowed to the station.
        tail: Readings before the instant, of every datastream that the program listens to.
        about: The datastream.
        at: The instant, µs.
        events: What was seen before the instant.
    """
    tail = tail.take(np.flatnonzero(true_at(tail) <= at))
    is_late = tail.result_time > at
    judged = replace(tail, result_time=np.where(is_late, tail.phenomenon_time, tail.result_time))
    seen = [replace(event, result_time=event.phenomenon_time) for event in events if event.phenomenon_time <= at]
    state, said = evaluate(program, initial(program, has_history=False), judged, seen)
    state, due, _ = tick(program, state, now=at)
    last: dict[Key, Transition] = {(each.rule, each.target): each for each in in_order([*said, *due])}
    mine = tail.take(np.flatnonzero(tail.datastream == about.number))
    mine = mine.take(np.argsort(mine.phenomenon_time, kind="stable"))
    thoughts = [
        _thought(program, state, (name, slot), mine=mine, at=at, last=last) for name, slot in _slots(program, about)
    ]
    return sorted(thoughts, key=lambda thought: (thought.rule.id, thought.target))


def _slots(program: Program, about: About) -> list[tuple[str, int]]:
    """Return (field of the program, slot) of every slot that judges a datastream, or what its station sees."""
    number = about.number
    found: list[tuple[str, int]] = []
    for name in ("thresholds", "silences", "fences"):
        table = getattr(program, name)
        for links in (getattr(table, "readers", None), getattr(table, "slots", None)):
            if isinstance(links, Links) and number < len(links.offset) - 1:
                found += [(name, int(slot)) for slot in links.of(np.array([number]))[1]]
    # A level here may be judged on the readings from upstream alone.
    found += [
        ("thresholds", slot)
        for slot, target in enumerate(program.thresholds.target)
        if str(target) == about.station and _property(program, slot) == about.property
    ]
    found += [("events", slot) for slot in program.events.watched_by(about.station)]
    # Composites count the votes of other slots; a slot comes after those whose votes it counts.
    for name, slot in found:
        key = keys_of(program, getattr(program, name))[slot]
        found += [("composites", voted) for voted in program.composites.slots.get(key, ())]
    return list(dict.fromkeys(found))


def _property(program: Program, slot: int) -> str:
    return getattr(program.rules[program.thresholds.rule[slot]].when, "property", "")


def _thought(  # one keyword per thing that is known
    program: Program,
    state: State,
    place: tuple[str, int],
    *,
    mine: Batch,
    at: int,
    last: Mapping[Key, Transition],
) -> Thought:
    name, slot = place
    table = getattr(program, name)
    key = keys_of(program, table)[slot]
    rule = program.rules[table.rule[slot]]
    trusted = np.isin(mine.quality, [int(quality) for quality in rule.quality])
    value = float(mine.value[trusted][-1]) if trusted.any() else None
    account = _ACCOUNTANTS[name](program, state, slot, at=at, value=value)
    if not trusted.any() and len(mine) and name in _BY_READINGS:
        account = replace(account, lines=(*account.lines, _UNTRUSTED))
    considered = tuple(_considered(mine, row, is_trusted=bool(trusted[row]), at=at) for row in _newest(len(mine)))
    return Thought(rule=rule, target=key[1], account=account, considered=considered, last=last.get(key))


def _newest(count: int) -> range:
    return range(max(0, count - SHOWN), count)


def _considered(mine: Batch, row: int, *, is_trusted: bool, at: int) -> Considered:
    return Considered(
        at=from_micros(int(mine.phenomenon_time[row])),
        arrived=from_micros(int(mine.result_time[row])),
        value=float(mine.value[row]),
        quality=Quality(mine.quality[row]),
        checks=tuple(Check(int(mine.why[row])).keys),
        is_trusted=is_trusted,
        is_late=bool(mine.result_time[row] > at),
    )


def _climbed(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot with a ladder remembers, and what holds it."""
    account = _on_ladder(program, state, slot, at=at, value=value)
    return guard.guarded(account, program, state, slot, at=at)


def _on_ladder(program: Program, state: State, slot: int, *, at: int, value: float | None) -> Account:
    """Return what a slot with a ladder remembers, by what its number is."""
    table = program.thresholds
    if table.feature[slot] >= 0:
        return feature.account(program, state, slot, at=at, value=value)
    if isinstance(program.rules[table.rule[slot]].when, Index):
        return index.account(program, state, slot, at=at, value=value)
    return threshold.account(program, state, slot, at=at, value=value)


_UNTRUSTED: Final = Words("最近没有该规则信任的数据", "no reading of late that this rule trusts")
#: Kinds that judge the readings themselves.
_BY_READINGS: Final = frozenset({"thresholds", "silences", "fences"})
_ACCOUNTANTS: Mapping[str, Accountant] = {
    "thresholds": _climbed,
    "silences": silence.account,
    "fences": fence.account,
    "events": event.account,
    "composites": composite.account,
}
