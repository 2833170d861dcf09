"""The database's primary dies under load and its standby takes over: what was acknowledged is there, and there once."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from store.errors import StoreError
from store.postgres import PostgresStore
from tests.contract.records import an_entry
from tests.integration.cluster_field import COUNTIES, Cluster, a_cluster
from tests.running import eventually
from tests.standby import a_pair

pytestmark = pytest.mark.timeout(240)


@dataclass(slots=True, kw_only=True)
class Clerk:
    """Tells one thing after another to the journal, each until it knows that it was kept."""

    store: PostgresStore
    #: What was told, by number, in the order of the answers.
    told: list[int] = field(default_factory=list)
    #: Calls that failed.
    failures: int = 0
    is_over: bool = False

    def work(self) -> None:
        number = 0
        while not self.is_over:
            self._tell(number)
            time.sleep(0.01)
            self.told.append(number)
            number += 1

    def _tell(self, number: int) -> None:
        receipt = ""
        while not self.is_over:
            try:
                if receipt and self.store.is_committed(receipt):
                    return
                receipt = ""
                with self.store.begin() as tx:
                    tx.journal([replace(an_entry(number=number), kind="station")])
            except StoreError as error:
                if not error.retryable:
                    raise
                receipt = error.receipt or receipt
                self.failures += 1
            else:
                return


@contextmanager
def a_clerk(dsn: str) -> Iterator[Clerk]:
    store = PostgresStore(dsn, pool_size=2)
    clerk = Clerk(store=store)
    thread = threading.Thread(target=clerk.work, daemon=True)
    thread.start()
    try:
        yield clerk
    finally:
        clerk.is_over = True
        thread.join(30)
        store.close()


@contextmanager
def a_flow(cluster: Cluster) -> Iterator[None]:
    """Publish calm readings of every county but the first until the block ends."""
    stopping = threading.Event()

    def publish() -> None:
        while not stopping.wait(0.02):
            for county in COUNTIES[1:]:
                cluster.publish(county, 5.0)

    thread = threading.Thread(target=publish, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def test_a_standby_takes_over_under_load_and_nothing_that_was_acknowledged_is_lost_or_told_twice(service_folder: Path):
    folder = service_folder / f"failover-{secrets.token_hex(3)}"
    with a_pair(folder) as pair, a_cluster(folder / "cluster", pair.dsn) as cluster, a_clerk(pair.dsn) as clerk:
        pair.demand_both()
        cluster.start("gateway", "g1")
        cluster.start("worker", "w1")
        cluster.start("worker", "w2")
        eventually(lambda: cluster.are_shared_by("w1", "w2"), what="both hold something")
        with a_flow(cluster):
            cluster.publish(COUNTIES[0], 15.0)
            eventually(lambda: cluster.acts(COUNTIES[0]) == ["yellow"], what="yellow was raised")
            eventually(lambda: len(clerk.told) > 20, what="the clerk is at work")
            pair.kill_primary()
            told = len(clerk.told)
            cluster.publish(COUNTIES[0], 25.0)
            eventually(lambda: clerk.failures > 0, what="somebody noticed")
            pair.promote()
            promoted = time.monotonic()
            eventually(lambda: len(clerk.told) > told + 20, what="the clerk goes on")
            eventually(lambda: cluster.acts(COUNTIES[0]) == ["yellow", "red"], what="red was raised")
            took = time.monotonic() - promoted
        clerk.is_over = True
        cluster.device.settle()
        eventually(lambda: len(cluster.stored()) >= len(cluster.sent), what="everything was stored")
        assert cluster.stored() == sorted(cluster.sent)
        assert cluster.acts(COUNTIES[0]) == ["yellow", "red"]
        assert [incident.target for incident in cluster.store.incidents()] == [f"S-{COUNTIES[0]}"]
        written = [
            row.entry.data["number"] for row in cluster.store.journal(limit=100_000) if "number" in row.entry.data
        ]
        assert written[: len(clerk.told)] == clerk.told
        assert len(set(written)) == len(written)
        print(f"red {took:.1f} s after the standby was promoted")  # noqa: T201
