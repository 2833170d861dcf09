"""A drill for people: the same driver, paced by the wall clock times the speed, with what people ask in between.

One thread plays; whoever asks for something leaves it to that thread and waits until it is done.
"""

from __future__ import annotations

import queue
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import structlog

from api.ports.drills import CommentView, DrillView, InjectView
from fenghuo.clock import now, now_micros
from fenghuo.drill.pace import pace_of
from fenghuo.drill.seats import Seats
from fenghuo.drill.told import drill_entry, improvised_entry
from sensing.instant import Micros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from api.ports.drills import Interruption
    from fenghuo.drill.play import Opened
    from ingest.wire.message import Message
    from simulators.drill import Drill

T = TypeVar("T")

log = structlog.get_logger("fenghuo.drill.attended")

#: What people do at their consoles is taken up after so many seconds at most.
LOOK_SECONDS = 0.2
#: How long whoever asks for something waits for the step in hand, s.
PATIENCE_SECONDS = 30.0


class Attended:
    """Plays a drill for people."""

    def __init__(self, drill: Drill, parts: Opened, *, speed: float, seed: int) -> None:
        """Take the parts; the thread starts with ``start``.

        Args:
            drill: What is played.
            parts: With what.
            speed: Drill seconds in a second.
            seed: Of the run.
        """
        self._drill, self._driver, self._clock, self._store = drill, parts.driver, parts.clock, parts.room.store
        self._speed, self._seed = speed, seed
        self._is_paused, self._is_over = True, False
        self._interruption: Interruption | None = None
        self._trouble = ""
        #: Drill seconds in a second as they go by: slower than asked for while somebody is being waited for.
        self._pace = speed
        self._improvised: list[InjectView] = []
        self._comments: list[CommentView] = []
        #: Who may take which seat by a link.
        self.seats = Seats()
        #: Called once, on the thread that plays, when the drill is over.
        self.on_over: Callable[[], None] = lambda: None
        self._asked: queue.Queue[Callable[[], None]] = queue.Queue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fenghuo-drill", daemon=True)
        self._driver.on_interruption = self._interrupted

    def start(self) -> None:
        """Begin the drill; time stands still until ``go``."""
        self._driver.begin()
        self._thread.start()

    def go(self) -> None:
        """Let time go by for the first time; callable from any thread."""
        self._is_paused = False

    def stop(self) -> None:
        """Stop after the step in hand."""
        self._stopping.set()
        self._asked.put(lambda: None)
        self._thread.join(timeout=10)

    @property
    def is_over(self) -> bool:
        """Return whether it has ended."""
        return self._is_over

    def view(self) -> DrillView:
        """Return how it stands."""
        drill = self._drill
        return DrillView(
            id=drill.id,
            title_zh=drill.title_zh,
            title_en=drill.title_en,
            story_zh=drill.story_zh,
            story_en=drill.story_en,
            start=drill.start,
            until=drill.end,
            now=now(),
            speed=self._speed,
            pace=self._pace,
            seed=self._seed,
            is_paused=self._is_paused,
            is_over=self._is_over,
            interruption=self._interruption,
            trouble=self._trouble,
            injects=tuple(sorted((*self._scripted(), *self._improvised), key=lambda each: each.at)),
            comments=tuple(self._comments),
        )

    def _scripted(self) -> Iterator[InjectView]:
        start, thrown = self._drill.start, self._driver.thrown
        for each in self._drill.injects:
            yield InjectView(
                id=each.id,
                kind=each.kind.value,
                at=thrown.get(each.id, start + each.at),
                text_zh=each.text_zh,
                text_en=each.text_en,
                station=each.station,
                division=each.division,
                name=each.name,
                roles=each.roles,
                by=None if each.by is None else start + each.by,
                is_thrown=each.id in thrown,
            )

    def pause(self, *, actor: str) -> None:
        """Let time stand still."""
        self._do(lambda: self._turn("paused", actor=actor, is_paused=True))

    def resume(self, *, actor: str) -> None:
        """Let time go by again, whatever interrupted it."""
        seen = self._interruption

        def go_on() -> None:
            # Something real that came meanwhile is not waved through by somebody who had not seen it.
            if self._interruption == seen:
                self._interruption = None
                self._turn("resumed", actor=actor, is_paused=False)

        self._do(go_on)

    def set_speed(self, speed: float, *, actor: str) -> None:
        """Let time go by so fast."""

        def turn() -> None:
            self._speed = speed
            self._driver.tell(drill_entry("speed", now=now(), actor=actor, speed=speed))

        self._do(turn)

    def step(self, *, actor: str) -> None:
        """Go on to what happens next, and stand still."""

        def go() -> None:
            if not self._is_paused:
                self._turn("paused", actor=actor, is_paused=True)
            self._go_on()

        self._do(go)

    def inject(self, inject: str, *, actor: str) -> bool:
        """Throw something in now; return False where there is nothing of that id that waits."""
        return self._do(lambda: self._driver.throw_in(inject, actor=actor))

    def improvise(self, text: str, *, actor: str) -> None:
        """Throw in a text that stands in no script."""

        def tell() -> None:
            made = InjectView(
                id=f"said-{len(self._improvised) + 1}",
                kind="call",
                at=now(),
                text_zh=text,
                text_en=text,
                is_thrown=True,
            )
            self._driver.tell(improvised_entry(made.id, text, now=made.at, actor=actor))
            self._improvised.append(made)

        self._do(tell)

    def comment(self, text: str, *, inject: str, actor: str) -> None:
        """Write down what somebody says."""

        def tell() -> None:
            self._driver.tell(drill_entry("comment", now=now(), actor=actor, inject=inject, text=text))
            self._comments.append(CommentView(at=now(), actor=actor, inject=inject, text=text))

        self._do(tell)

    def admit(self, token: str) -> str | None:
        """Return the user name of the seat that a token is for, which is spent by it; None where it is for none."""
        seat = self.seats.take(token)
        if seat is not None:
            self._do(lambda: self._driver.tell(drill_entry("joined", now=now(), actor=seat.user, who=seat.who)))
        return None if seat is None else seat.user

    def end(self, *, actor: str) -> None:
        """End it before its time."""
        self._do(lambda: self._over("ended", actor=actor))

    def interrupt(self, what: Interruption) -> None:
        """Stop for something real, and let every screen say so; callable from any thread."""
        self._asked.put(lambda: self._interrupted(what))

    def take_in(self, messages: Sequence[Message], done: Callable[[], None]) -> None:
        """Take in what devices of those who take part say; callable from any thread."""

        def take() -> None:
            if not self._is_over:
                self._driver.take_in(messages)
            done()

        self._asked.put(take)

    def _interrupted(self, what: Interruption) -> None:
        self._interruption = what
        self._is_paused = True
        self._patience()
        log.error("drill_interrupted", by=what.identifier or what.headline_zh)
        headline = {"zh": what.headline_zh, "en": what.headline_en}
        self._driver.tell(drill_entry("interrupted", now=now(), warning=what.identifier, headline=headline))

    def _turn(self, act: str, *, actor: str, is_paused: bool) -> None:
        if self._is_paused != is_paused and not self._is_over:
            self._is_paused = is_paused
            # Now, not before the next event: who paused finds time standing still.
            self._patience()
            self._driver.tell(drill_entry(act, now=now(), actor=actor))

    def _over(self, reason: str, *, actor: str) -> None:
        if not self._is_over:
            self._is_over = True
            self._clock.run(speed=0.0, until=now_micros())
            self._driver.finish(reason, actor=actor)
            self.on_over()

    def _do(self, act: Callable[[], T]) -> T:
        """Have the thread that plays do something, and wait for it."""
        done: Future[T] = Future()

        def run() -> None:
            try:
                done.set_result(act())
            except Exception as error:  # noqa: BLE001  whoever asked is told
                done.set_exception(error)

        self._asked.put(run)
        return done.result(timeout=PATIENCE_SECONDS)

    def _run(self) -> None:
        head = self._store.journal_head()
        while not self._stopping.is_set():
            try:
                self._pace = pace_of(self._drill, self._store, speed=self._speed)
                self._take_up(self._patience())
                if self._is_over:
                    continue
                if self._is_due():
                    self._go_on()
                elif self._store.journal_head() != head:
                    self._driver.catch_up()
                head = self._store.journal_head()
            except Exception as error:
                # The loop owns its task: the drill stands still, and every screen says why.
                log.exception("drill_failed")
                self._trouble = f"{type(error).__name__}: {error}"
                self._is_paused = True

    def _is_due(self) -> bool:
        due = self._driver.due
        instant = self._driver.end if due is None else due
        return not self._is_paused and now_micros() >= instant

    def _patience(self) -> float:
        """Let time go by as it should; return how long nothing is due, s."""
        due = self._driver.due
        until = self._driver.end if due is None else due
        is_still = self._is_paused or self._is_over
        self._clock.run(speed=0.0 if is_still else self._pace, until=Micros(until))
        wait = self._clock.seconds_to(Micros(until))
        return LOOK_SECONDS if wait is None else min(wait, LOOK_SECONDS)

    def _take_up(self, seconds: float) -> None:
        """Do what is asked for, once something is or the time has passed."""
        with suppress(queue.Empty):
            act = self._asked.get(timeout=seconds) if seconds > 0 else self._asked.get_nowait()
            while True:
                act()
                act = self._asked.get_nowait()

    def _go_on(self) -> None:
        if not self._driver.step():
            self._over("over", actor="drill")
