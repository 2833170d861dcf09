"""Two processes write, two tend, the database is killed again and again: the series end as those of the twin."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from fenghuo.embedded.postgres import start_postgres
from sensing.batch import Batch, make_batch
from store.errors import StoreError
from store.memory import MemoryStore
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.builders import BY_TEST
from tests.contract.records import a_station, at
from tests.contract.tending import DAY, EVER, WEEK, answers, append, beside, columns, tend

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STREAMS = 4
#: How often the database is killed, and how long it runs before, s.
KILLS, ALIVE = int(os.environ.get("FENGHUO_SERIES_KILLS", "3")), 2.0
EVERYTHING = {**EVER, "limit": 1_000_000}


def until_taken(work: Callable[[], object]) -> None:
    """Do what a writer does: try again while the database is away or another writer came first."""
    while True:
        try:
            work()
        except StoreError as error:
            if not error.retryable:
                raise
            time.sleep(0.05)
        else:
            return


def some(chance: random.Random) -> Batch:
    """Return readings of one datastream within five weeks; a value follows from its instant and revision."""
    size, number, step = chance.choice([1, 3, 30, 200, 700]), chance.randint(1, STREAMS), chance.choice([1, 7])
    start, revision = chance.randrange(5 * 7 * 24 * 60), int(chance.random() < 0.15)
    minutes = [start + step * i for i in range(size)]
    return make_batch(
        datastream=[number] * size,
        phenomenon_time=[at(60 * minute) for minute in minutes],
        value=[1000 * number + minute % 977 + revision / 4 for minute in minutes],
        revision=[revision] * size,
    )


class Traffic:
    """Writers, keepers and a reader on threads; ``sent`` is what was acknowledged."""

    def __init__(self, stores: list[PostgresStore]) -> None:
        self.sent: list[Batch] = []
        self.failures: list[BaseException | str] = []
        self._stores = stores
        self._done = threading.Event()
        work = [self._write, self._write, self._write, self._keep, self._keep, self._read]
        self._threads = [threading.Thread(target=self._loop, args=(each, i)) for i, each in enumerate(work)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join(60)
            assert not thread.is_alive()

    def _loop(self, step: Callable[[PostgresStore, random.Random], None], i: int) -> None:
        chance = random.Random(i)
        while not self._done.is_set():
            try:
                step(self._stores[i % 2], chance)
            except StoreError as error:
                if not error.retryable:
                    self.failures.append(error)
                time.sleep(0.05)
            except BaseException as error:
                self.failures.append(error)
                raise

    def _write(self, store: PostgresStore, chance: random.Random) -> None:
        batch = some(chance)
        until_taken(lambda: append(store, batch))
        self.sent.append(batch)

    def _keep(self, store: PostgresStore, chance: random.Random) -> None:
        until = chance.uniform(0, 6 * WEEK)
        tend(store, close=until, pack=until - chance.choice([0, DAY, WEEK]))

    def _read(self, store: PostgresStore, chance: random.Random) -> None:
        number, acknowledged = chance.randint(1, STREAMS), list(self.sent)
        wanted = {time for batch in acknowledged if batch.datastream[0] == number for time in batch.phenomenon_time}
        found = store.observations(number, **EVERYTHING).phenomenon_time.tolist()
        if len(found) != len(set(found)) or wanted - set(found):
            self.failures.append(f"of {len(wanted)} readings {len(wanted - set(found))} were not there")
        summed = store.aggregate(number, **EVER, every=timedelta(hours=1), how="count")[1].sum()
        if summed < len(wanted):
            self.failures.append(f"of {len(wanted)} readings {summed:.0f} were summed up")


def test_nothing_is_lost_or_doubled_when_the_database_is_killed_while_weeks_are_packed(service_folder: Path):
    # What is killed must be able to come back: nothing is hasty here.
    server = start_postgres(service_folder / "series")
    migrate(server.dsn)
    stores = [PostgresStore(server.dsn, patience=1.0) for _ in range(2)]
    stores[0].put_stations([a_station(f"S{i}") for i in range(STREAMS)], **BY_TEST)
    traffic = Traffic(stores)
    for _ in range(KILLS):
        threading.Event().wait(ALIVE)
        os.kill(server.pid, signal.SIGKILL)
        with suppress(Exception):
            server.stop()
        server = start_postgres(service_folder / "series", port=server.port)
    threading.Event().wait(ALIVE)
    traffic.stop()
    until_taken(lambda: tend(stores[0], close=6 * WEEK, pack=6 * WEEK))
    twin = MemoryStore()
    append(twin, *traffic.sent)
    assert traffic.failures == []
    for number in range(1, STREAMS + 1):
        here, there = stores[1].observations(number, **EVERYTHING), twin.observations(number, **EVERYTHING)
        assert columns(here) == columns(there)
        assert answers(stores[1], number) == answers(twin, number)
        assert beside(stores[1], number) == beside(twin, number)
    for store in stores:
        store.close()
    server.stop()
