"""The driver of a drill: one thread that goes from event to event in drill time, and does at each what is due.

Telegrams, timers of the rules, chores of the warden, lanes, receipts, participants and injects: everything has an
instant, and nothing happens between two. The same seed gives the same journal, however fast it goes by.
"""

from __future__ import annotations

import math
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from api.ports.drills import Interruption
from fenghuo.clock import now, now_micros
from fenghuo.deriving import COMPLETE_AFTER
from fenghuo.dispatching import end_expired
from fenghuo.drill.told import DRILL_ACTOR, began_entry, changed_entry, drill_entry, inject_entry
from fenghuo.drill.way import Way
from fenghuo.ingesting import keep_links
from ingest.wire.message import Message
from ingest.wire.topic import DRILL_ROOT
from sensing.errors import FenghuoError
from sensing.instant import Micros, span_micros, to_micros
from simulators.inject import InjectKind, faults_of, moved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from fenghuo.drill.agenda import Agenda
    from fenghuo.drill.cast import Cast
    from fenghuo.drill.clock import DrillClock
    from fenghuo.drill.room import Room
    from incidents.journal import Entry
    from simulators.drill import Drill
    from simulators.drill_world import Stage
    from simulators.inject import Inject

#: Indices are derived once an hour, as soon as the last hour is complete, µs.
_DERIVING = 3_600_000_000
#: Timers of the warden, and receipts, of so long are seen to together, at its end, µs. Telegrams, upkeep and timers of
#: the rules have the drill's own step: a station's timers move with every reading, and a drill that woke for each would
#: do little else.
_ROUNDS = 15_000_000
_RECEIPTS = 5_000_000
#: Rounds at one instant after which something goes round in circles.
_MOST_ROUNDS = 1000
_HOUR = timedelta(hours=1)


class DrillError(FenghuoError):
    """A drill cannot go on."""


class Driver:
    """Plays one drill."""

    def __init__(
        self, drill: Drill, *, room: Room, cast: Cast, agenda: Agenda, clock: DrillClock, stage: Stage, seed: int
    ) -> None:
        """Take the parts, with the clock of the process and the seed of the run; nothing happens before ``begin``."""
        self._drill, self._room, self._cast, self._agenda = drill, room, cast, agenda
        self._clock, self._stage, self._seed = clock, stage, seed
        self._start, self._end = to_micros(drill.start), to_micros(drill.end)
        self._step = span_micros(drill.step)
        self._way = Way(stage.telegrams)
        self._wake: Micros | None = None
        self._upkeep = self._deriving = self._sending = self._start
        #: Journal rows that the warden and the cast have heard of.
        self._heard = self._followed = 0
        #: When each was thrown in, by id.
        self._thrown: dict[str, datetime] = {}
        #: Told when something real comes while the drill runs.
        self.on_interruption: Callable[[Interruption], None] = lambda _: None

    def begin(self) -> None:
        """Journal what is to come, and let the engine recover over an empty store."""
        truth = self._stage.truth
        self.tell(began_entry(self._drill, truth=truth, seed=self._seed, now=now()))
        for inject in self._drill.injects:
            self._agenda.put(Micros(self._start + span_micros(inject.at)), partial(self._throw_in, inject))
        self._room.pipeline.recover()
        self._settle()

    def tell(self, entry: Entry) -> None:
        """Journal something about the drill itself."""
        with self._room.store.begin() as tx:
            tx.journal([entry])

    def finish(self, reason: str, *, actor: str = DRILL_ACTOR) -> None:
        """Journal that the drill is over."""
        self.tell(drill_entry("ended", now=now(), actor=actor, reason=reason))

    @property
    def end(self) -> Micros:
        """Return when the drill is over, µs since the epoch."""
        return self._end

    @property
    def thrown(self) -> Mapping[str, datetime]:
        """Return what has been thrown in, and when, by id."""
        return dict(self._thrown)

    def throw_in(self, inject: str, *, actor: str) -> bool:
        """Throw something in before its time; return False where nothing of that id waits.

        It happens now, and lasts as long as it would have; the water of an ordered release comes as much earlier.
        """
        found = next((each for each in self._drill.injects if each.id == inject and inject not in self._thrown), None)
        if found is not None:
            to = timedelta(microseconds=now_micros() - self._start)
            self._throw_in(moved(found, to=to), actor=actor)
            if found.kind is InjectKind.ORDER_RELEASE and found.station:
                at_h = {"planned_h": found.at / _HOUR, "given_h": to / _HOUR}
                if (truth := self._stage.release_earlier(found.station, **at_h)) is not None:
                    self.tell(changed_entry(self._drill, truth=truth, shift=found.at - to, now=now(), actor=actor))
        return found is not None

    def take_in(self, messages: Sequence[Message]) -> None:
        """Take in what devices of those who take part say now, whatever the time at the broker."""
        at = now_micros()
        self._room.pipeline.accept([Message(each.topic, each.payload, at) for each in messages], None)
        self._settle()

    def catch_up(self) -> None:
        """Do what follows from what people did between two events."""
        self._upkeep = now_micros()
        self._look_after()
        self._settle()

    @property
    def due(self) -> Micros | None:
        """Return when something happens next, µs since the epoch; None: the drill is over."""
        due = min(self._others_due(), self._arrives())
        return None if due >= self._end else due

    def _others_due(self) -> Micros:
        """Return when something happens next that is no telegram; the end of the drill, if nothing does."""
        receipts = [to_micros(due) for each in self._room.channels.values() if (due := each.next_due) is not None]
        receipt = min(receipts, default=None)
        rounds = self._room.rounds.due
        instants = (
            self._agenda.due,
            _rounded_up(self._wake, self._step),
            self._upkeep,
            _rounded_up(receipt, _RECEIPTS),
            _rounded_up(None if rounds is None else to_micros(rounds), _ROUNDS),
        )
        return Micros(min(self._end, *(max(each, now_micros()) for each in instants if each is not None)))

    def step(self) -> bool:
        """Go on to what happens next and do it; return False when the drill is over."""
        due = self.due
        if due is None:
            self._clock.go_to(self._end)
            return False
        if self._arrives() <= due:
            self._take_telegrams()
        else:
            self._clock.go_to(due)
        self._look_after()
        self._agenda.carry_out(now_micros())
        self._settle()
        return True

    def _instant(self, at_s: float) -> Micros:
        return Micros(self._start + round(at_s * 1e6))

    def _arrives(self) -> Micros:
        """Return when the next telegram may arrive; the end of the drill, if none does."""
        due = self._way.due
        return self._end if math.isinf(due) else min(self._end, self._instant(due))

    def _take_telegrams(self) -> None:
        """Take in the telegrams up to the end of the step, or to what else is due."""
        first = self._arrives()
        until = max(first, min(self._others_due(), (now_micros() // self._step + 1) * self._step))
        messages = [
            Message(f"{DRILL_ROOT}/{telegram.topic}", telegram.payload, self._instant(telegram.at_s))
            for telegram in self._way.arrived((until - self._start) / 1e6)
        ]
        self._clock.go_to(Micros(messages[-1].arrived) if messages else first)
        if messages:
            self._room.pipeline.accept(messages, None)

    def _look_after(self) -> None:
        """Do what an installation does from time to time, whatever happens."""
        instant, room = now_micros(), self._room
        if instant < self._upkeep:
            return
        self._upkeep = Micros((instant // self._step + 1) * self._step)
        if room.store.wait(0) & {"registry", "rules"}:
            room.pipeline.reload()
            room.runtime.outlines.refresh()
        room.judge.look_back()
        room.reviewer.work()
        keep_links(room.pipeline, room.runtime.store)
        end_expired(room.runtime.store, now=now())
        if instant >= self._deriving:
            late = span_micros(COMPLETE_AFTER)
            self._deriving = Micros(((instant - late) // _DERIVING + 1) * _DERIVING + late)
            room.deriver.work()

    def _settle(self) -> None:
        """Let the rules, the warden, the lanes and the cast do what follows, until nothing does."""
        room = self._room
        for _ in range(_MOST_ROUNDS):
            head = room.store.journal_head()
            self._wake = room.pipeline.tick()
            is_news = head != self._heard
            failed = room.rounds.go(now(), is_news=is_news)
            if failed:
                raise DrillError(f"chores failed: {', '.join(failed)}; the log says more")
            self._heard = head
            self._dispatch(is_due=is_news or head != room.store.journal_head())
            self._follow()
            self._agenda.carry_out(now_micros())
            if room.store.journal_head() == head:
                return
        raise DrillError(f"at {now():%Y-%m-%d %H:%M:%S} something goes round in circles: the journal grows for ever")

    def _dispatch(self, *, is_due: bool) -> None:
        """Let the lanes go round where there is news, something came back, or a step has passed."""
        room = self._room
        if is_due or now_micros() >= self._sending or any(each.has_news for each in room.channels.values()):
            self._sending = Micros((now_micros() // self._step + 1) * self._step)
            while room.dispatcher.run_once(now()):
                pass

    def _follow(self) -> None:
        while rows := self._room.store.journal(since=self._followed, limit=1000):
            self._cast.follow(rows)
            self._followed = rows[-1].seq

    def _throw_in(self, inject: Inject, *, actor: str = DRILL_ACTOR) -> None:
        if inject.id in self._thrown:
            return
        self._thrown[inject.id] = now()
        self.tell(inject_entry(inject, self._drill, now=now(), actor=actor))
        self._cast.happens(inject)
        for fault in faults_of([inject], stations=self._drill.world.city.stations):
            self._way.begin(fault)
        if inject.kind is InjectKind.REAL_WARNING:
            self.on_interruption(Interruption(headline_zh=inject.text_zh, headline_en=inject.text_en))


def _rounded_up(instant: Micros | None, to: int) -> int | None:
    return None if instant is None else -(-instant // to) * to
