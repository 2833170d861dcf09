"""Plays a drill from its beginning to its end, unattended: as fast as it goes, over a store in memory."""

from __future__ import annotations

import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fenghuo import __version__
from fenghuo.clock import now_micros, taken_over
from fenghuo.drill.agenda import Agenda
from fenghuo.drill.cast import Cast
from fenghuo.drill.clock import DrillClock
from fenghuo.drill.driver import Driver
from fenghuo.drill.record import Run, digest_of, journal_line, journal_rows
from fenghuo.drill.room import open_room
from fenghuo.drill.stores import drill_store
from incidents.identity import drawn_from
from incidents.origin import acting_from
from sensing.instant import to_micros

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fenghuo.drill.room import Room
    from fenghuo.settings import Settings
    from simulators.drill import Drill
    from store.memory import MemoryStore
    from store.postgres import PostgresStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A drill that was played."""

    run: Run
    #: Its journal, as it is written down.
    lines: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A drill that is about to begin."""

    driver: Driver
    clock: DrillClock
    room: Room


@contextmanager
def opened(
    drill: Drill, *, store: PostgresStore | MemoryStore, seed: int, settings: Settings | None = None
) -> Iterator[Opened]:
    """Take over this process's clock and ids, and build the room; afterwards both are the process's own again.

    Args:
        drill: What is played.
        store: Empty.
        seed: Of the run.
        settings: Of the process; left out: those of an unattended drill.
    """
    clock, agenda = DrillClock(to_micros(drill.start)), Agenda()
    dice = random.Random(seed)  # noqa: S311  a drill is to be the same for the same seed
    # Whoever started the process is no part of what happens in the drill.
    with taken_over(clock), drawn_from(dice.getrandbits), acting_from(None):
        stage = drill.world.stage(start=drill.start, length=drill.length, seed=seed, faults=drill.faults)
        cast = Cast(drill, agenda=agenda, seed=seed)
        room = open_room(drill, store=store, arrival=cast.arrival, told=cast.hear, settings=settings)
        cast.enter(room)
        driver = Driver(drill, room=room, cast=cast, agenda=agenda, clock=clock, stage=stage, seed=seed)
        yield Opened(driver=driver, clock=clock, room=room)


def play(
    drill: Drill,
    *,
    seed: int | None = None,
    database: str = "",
    speed: float | None = None,
    on_open: Callable[[Opened], None] = lambda _: None,
    on_progress: Callable[[float], None] = lambda _: None,
) -> Played:
    """Play a drill to its end and return its journal.

    Args:
        drill: What is played.
        seed: Of the run; None: the drill's own.
        database: Connection string of an empty database of the drill's own; empty: in memory.
        speed: Drill seconds in a second; None: as fast as it goes.
        on_open: Told of its parts before it begins.
        on_progress: Told now and then which part of the drill is over, 0..1.
    """
    seed = drill.seed if seed is None else seed
    began = wall()
    with drill_store(database) as store:
        with opened(drill, store=store, seed=seed) as parts:
            on_open(parts)
            parts.driver.begin()
            start, length = to_micros(drill.start), drill.length.total_seconds()
            is_over = False
            while not is_over:
                if speed:
                    due = parts.driver.due or parts.driver.end
                    _rest(began + (due - start) / 1e6 / speed - wall())
                is_over = not parts.driver.step()
                on_progress((now_micros() - start) / 1e6 / length)
            parts.driver.finish("over")
        return played(drill, store=store, seed=seed, wall_s=wall() - began)


def wall() -> float:
    """Return seconds that nobody sets: how long a drill takes is no part of it."""
    return time.monotonic()  # noqa: TID251


def _rest(seconds: float) -> None:
    if seconds > 0:
        time.sleep(seconds)


def played(drill: Drill, *, store: PostgresStore | MemoryStore, seed: int, wall_s: float) -> Played:
    """Return what there is of a drill that is over."""
    lines = [journal_line(row) for row in journal_rows(store)]
    simulated_s = drill.length.total_seconds()
    run = Run(
        drill=drill.id,
        seed=seed,
        digest=digest_of(lines),
        rows=len(lines),
        simulated_s=simulated_s,
        wall_s=round(wall_s, 3),
        speed=round(simulated_s / wall_s, 1) if wall_s else 0.0,
        version=__version__,
    )
    return Played(run=run, lines=lines)
