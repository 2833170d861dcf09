"""The event kind: moved by what is reported, by what shows that cameras see, and by the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from rules.column import FOREVER, NEVER
from rules.event.history import Stretch
from rules.event.outage import Camera
from rules.retelling import retold
from rules.transition import Transition, change_of
from sensing.event import SensedEvent, StatusReport
from sensing.instant import from_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from rules.event.demand import Demand, Seen, Turning
    from rules.event.state import EventSlot
    from rules.program import Program
    from rules.state import State
    from sensing.batch import Batch

#: Sightings that a slot knows of one camera, which are more than any rule asks for; at twice as many the oldest are
#: forgotten. A broken camera that tells of something new every moment must not keep the others waiting.
MOST: Final = 1024

#: What was reported beside readings.
Report = SensedEvent | StatusReport


def judge(program: Program, state: State, batch: Batch, reports: Sequence[Report]) -> list[Transition]:
    """Move the event slots by a batch of readings and by what was reported."""
    table, own = program.events, state.events
    if not table.target:
        return []
    touched: set[int] = set()
    for report in reports:
        if isinstance(report, SensedEvent):
            touched.update(_take(program, state, report))
    if not touched and not own.cameras:
        return []
    watch(program, state, [station for slot in touched for station, _ in own.slots[slot].sightings])
    _hear(program, state, batch, reports)
    return [each for slot in sorted(touched) for each in recount(program, state, slot)]


def tick(program: Program, state: State, now: int) -> tuple[list[Transition], int]:
    """End what was not seen again; return also when the next one may be over.

    After a restart nothing ends at once: what was sent while we were away needs time to arrive.
    """
    own = state.events
    transitions: list[Transition] = []
    wanted = FOREVER
    for number in sorted(own.active):
        slot, terms = own.slots[number], program.events.terms[number]
        if slot.stand.is_idle:
            _clean(slot, terms, before=now - terms.window - terms.lateness)
            continue
        ends = terms.due(slot.stand, away=own.away)
        if max(ends, state.listening) <= now:
            transitions += recount(program, state, number, until=now)
            ends = terms.due(slot.stand, away=own.away)
        if ends < FOREVER:
            wanted = min(wanted, max(ends, state.listening))
    keep_watch(program, state)
    return transitions, wanted


def _clean(slot: EventSlot, terms: Demand, *, before: int) -> None:
    """Forget what was seen when none of it can count any more."""
    if all(each.last < before for each in slot.sightings.values()):
        slot.since = max(slot.since, slot.newest)
        slot.base, slot.told = terms.blank(), []
        slot.sightings.clear()


def _take(program: Program, state: State, event: SensedEvent) -> list[int]:
    """Note what was seen in the slots that it concerns; return those that it may move."""
    moved = []
    for number in program.events.slots_of(event):
        slot, terms = state.events.slots[number], program.events.terms[number]
        sighting = terms.seen(event)
        known = slot.sightings.get(sighting.key)
        if known is None and sighting.begun <= slot.since:
            # Later than the rule waits: what was told since then stands.
            continue
        after = sighting if known is None else terms.joined(known, sighting)
        if after != known:
            slot.sightings[sighting.key] = after
            slot.fresh = min(slot.fresh, after.earliest)
            moved.append(number)
    return moved


def recount(program: Program, state: State, number: int, *, until: int = NEVER) -> list[Transition]:
    """Compute the history of a slot anew, or let it go on; return what must be told because of it."""
    own, terms = state.events, program.events.terms[number]
    slot = own.slots[number]
    goes_on = terms.can_go_on and slot.since <= slot.until < slot.fresh
    since, start = (slot.until, slot.stand) if goes_on else (slot.since, slot.base)
    slot.until, slot.fresh = max(slot.until, until, slot.newest), FOREVER
    stretch = Stretch(since=since, until=slot.until, start=start)
    turns, slot.stand = terms.history(stretch, slot.sightings.values(), away=own.away)
    canonical = [*(slot.told if goes_on else ()), *(_say(program, number, turn) for turn in turns)]
    news = retold(slot.told, canonical, start=slot.base.level)
    slot.told = canonical
    own.active.add(number)
    crowd = _crowd(slot.sightings.values())
    settled = max([slot.newest - terms.lateness, *(each.begun for each in crowd)])
    if settled > slot.since or crowd:
        _settle(program, state, number, before=max(settled, slot.since), crowd=crowd)
    return news


def _crowd(sightings: Collection[Seen]) -> list[Seen]:
    """Return the oldest ones of each camera that tells more than anybody asks for."""
    if len(sightings) <= 2 * MOST:
        return []
    of_camera: dict[str, list[Seen]] = {}
    for each in sightings:
        of_camera.setdefault(each.station, []).append(each)
    crowds = (sorted(own, key=lambda each: (each.begun, each.key)) for own in of_camera.values() if len(own) > 2 * MOST)
    return [each for crowd in crowds for each in crowd[:-MOST]]


def _settle(program: Program, state: State, number: int, *, before: int, crowd: Iterable[Seen] = ()) -> None:
    """Judge nothing again that lies at an instant or before, and forget a crowd that began by then."""
    own, terms = state.events, program.events.terms[number]
    slot = own.slots[number]
    stretch = Stretch(since=slot.since, until=before, start=slot.base)
    _, base = terms.history(stretch, slot.sightings.values(), away=own.away)
    slot.base, gone = terms.settled(stretch, base, slot.sightings, crowd={each.key for each in crowd})
    slot.since = before
    slot.sightings = {key: each for key, each in slot.sightings.items() if key not in gone}
    slot.told = [each for each in slot.told if to_micros(each.at) > before]


def watch(program: Program, state: State, stations: Iterable[str]) -> None:
    """Begin to note when the cameras among some stations are heard."""
    own, table = state.events, program.events
    for station in stations:
        if station in own.cameras or station not in table.cameras:
            continue
        own.cameras[station] = Camera(silent_after=table.cameras[station].silent_after)
        own.watched[list(table.cameras[station].datastreams)] = True


def keep_watch(program: Program, state: State) -> None:
    """Let slots and cameras rest of which nothing can be needed any more."""
    own = state.events
    own.active = {number for number in own.active if own.slots[number].is_awake}
    needed = set[str]()
    for number in own.active:
        slot = own.slots[number]
        needed |= slot.stand.witnesses | slot.base.witnesses | {station for station, _ in slot.sightings}
    for station in own.cameras.keys() - needed:
        del own.cameras[station]
        own.watched[list(program.events.cameras[station].datastreams)] = False


def _hear(program: Program, state: State, batch: Batch, reports: Sequence[Report]) -> None:
    """Note when the watched cameras were heard, in order of arrival; of one instant, "offline" comes last."""
    own = state.events
    said: list[tuple[int, str, bool]] = []
    for report in reports:
        is_there = isinstance(report, SensedEvent) or report.is_online
        said.append((report.result_time, report.station, is_there))
    if len(batch) and own.watched.any():
        rows = np.flatnonzero(own.watched[batch.datastream])
        of = {number: station for station in own.cameras for number in program.events.cameras[station].datastreams}
        arrivals = zip(batch.result_time[rows].tolist(), batch.datastream[rows].tolist(), strict=True)
        said += [(arrived, of[number], True) for arrived, number in arrivals]
    for at, station, is_there in sorted(said, key=lambda each: (each[0], each[1], not each[2])):
        if (camera := own.cameras.get(station)) is None:
            continue
        if is_there:
            camera.hear(at)
        else:
            camera.leave(at)


def _say(program: Program, number: int, turn: Turning) -> Transition:
    table = program.events
    rule, terms = program.rules[table.rule[number]], table.terms[number]
    reason, facts = terms.words(turn)
    return Transition(
        rule=rule.id,
        version=rule.version,
        target=table.target[number],
        change=change_of(turn.before, turn.after),
        before=turn.before,
        after=turn.after,
        at=from_micros(turn.at),
        reason=reason,
        facts=table.places[number] | facts,
    )
