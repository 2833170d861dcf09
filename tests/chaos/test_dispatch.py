"""Every recipient is told, and nobody twice more often than something died, whoever is killed.

``CHAOS_MESSAGES`` says how many deliveries there are (1,000; ``make chaos`` 10,000), ``CHAOS_KILLS`` how often
dispatcher, database or message centre is killed, ``CHAOS_SEED`` when and which.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from alerts.delivery import DeliveryState
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.ports import free_port
from fenghuo.embedded.postgres import EmbeddedPostgres, start_postgres
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.chaos.outbox import ROOT, queue
from tests.running import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "1000"))
KILLS = int(os.environ.get("CHAOS_KILLS", "10"))
SEED = int(os.environ.get("CHAOS_SEED", "20261123"))
#: Of ten kills.
KINDS = ("dispatcher",) * 5 + ("centre",) * 3 + ("postgres",) * 2
#: Submits in flight, and seconds until each is answered: the work lasts about as long as the kills do.
WINDOW = 16
DELAY = WINDOW * 3 * KILLS / (2 * MESSAGES)
#: Seconds until the outbox is empty after the last kill: all of the work, on a machine so busy that whoever was started
#: again was killed before it did any, and a lease of 30 s.
PATIENCE = 120 + 2 * MESSAGES * DELAY / WINDOW
#: Seconds of work between a restart and the next kill.
PAUSE = (0.2, 1.5)
#: Seconds that a restart is waited for at most: nothing is proven by killing what has not begun.
BEGIN = 60


@dataclass(slots=True, kw_only=True)
class Services:
    """Dispatcher, database and message centre, and how each is killed and started again."""

    folder: Path
    database: EmbeddedPostgres
    port: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, kind: str) -> None:
        if kind == "postgres":
            eventually(self._started, what="PostgreSQL starting again")
            return
        if kind == "centre":
            arguments = [sys.executable, "-m", "tests.peers.quick_centre", str(self.port), str(self.log), str(DELAY)]
        else:
            arguments = [sys.executable, "-m", "fenghuo", "serve", "--role", "dispatcher", "--port", str(free_port())]
        with (self.folder / f"{kind}.log").open("ab") as log:
            self.running[kind] = subprocess.Popen(arguments, env=self.environment(), stdout=log, stderr=log, cwd=ROOT)

    def kill(self, kind: str) -> None:
        if kind == "postgres":
            os.kill(self.database.pid, signal.SIGKILL)
            self.database.stop()
            return
        self.running[kind].kill()
        self.running[kind].wait()

    @property
    def log(self) -> Path:
        return self.folder / "submits.log"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "FENGHUO_DATABASE__URL": self.database.dsn,
            "FENGHUO_ISSUER__STATUS": "Test",
            "FENGHUO_SMS__HOST": "127.0.0.1",
            "FENGHUO_SMS__PORT": str(self.port),
            "FENGHUO_SMS__SYSTEM_ID": "chaos",
            "FENGHUO_SMS__PASSWORD": "chaos",
            "FENGHUO_SMS__WINDOW": str(WINDOW),
        }

    def keep(self) -> None:
        """Start again what has ended by itself, as a supervisor does: a dispatcher does not wait for its database."""
        for kind, process in list(self.running.items()):
            if process.poll() is not None:
                self.start(kind)

    def work(self, seconds: float) -> None:
        """Let messages leave for so long, from the first one on."""
        size, end = self._size(), time.monotonic() + BEGIN
        while self._size() == size and time.monotonic() < end:
            time.sleep(0.05)
            self.keep()
        time.sleep(seconds)

    def _size(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def submits(self) -> dict[str, list[str]]:
        """Return the text references of every submit, by number."""
        found: dict[str, list[str]] = defaultdict(list)
        for line in self.log.read_text("utf-8").splitlines() if self.log.exists() else []:
            told = json.loads(line)
            found[told["to"]].append(told["text"])
        return found

    def _started(self) -> bool:
        try:
            self.database = start_postgres(self.folder / "postgres", port=self.database.port)
        except ServiceError:
            return False
        return True


@contextmanager
def services(folder: Path) -> Iterator[Services]:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    database = start_postgres(folder / "postgres")
    made = Services(folder=folder, database=database, port=free_port())
    try:
        migrate(database.dsn)
        yield made
    finally:
        for process in made.running.values():
            process.kill()
            process.wait()
        made.database.stop()


def test_every_recipient_is_told_and_once_more_per_crash_at_most(service_folder: Path, record_property):
    chance = random.Random(SEED)
    kinds = [KINDS[i % len(KINDS)] for i in range(KILLS)]
    chance.shuffle(kinds)
    with services(service_folder / "dispatch") as running:
        store = PostgresStore(running.database.dsn)
        numbers = queue(store, MESSAGES)
        running.start("centre")
        running.start("dispatcher")
        for kind in kinds:
            running.work(chance.uniform(*PAUSE))
            running.kill(kind)
            running.start(kind)
        eventually(lambda: is_empty(running), what="the outbox being empty", within=PATIENCE)
        told = running.submits()
        states = states_of(running.database.dsn)
        store.close()
    assert sorted(told) == sorted(numbers), "somebody was never told"
    assert states[DeliveryState.QUEUED] == 0
    assert states[DeliveryState.FAILED] == states[DeliveryState.DEAD] == states[DeliveryState.DROPPED] == 0
    repeats = [max(Counter(parts).values()) - 1 for parts in told.values()]
    summary = (
        f"{KILLS} kills, {MESSAGES} messages: {sum(each > 0 for each in repeats)} told again, {max(repeats)} at most"
    )
    print(summary)  # noqa: T201 - the figure that this test is run for
    record_property("duplicates", summary)
    # The same key gives the same octets: a part that is told again is the same part to the telephone.
    assert all(len(set(parts)) == 2 for parts in told.values())
    assert max(repeats) <= KILLS


def states_of(dsn: str) -> Counter[str]:
    """Return how many deliveries are in each state; addresses may have been sealed with the dispatcher's key."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        return Counter(dict(connection.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall()))


def is_empty(running: Services) -> bool:
    running.keep()
    try:
        return not states_of(running.database.dsn)[DeliveryState.QUEUED]
    except psycopg.OperationalError:
        return False
