"""Workers share the partitions; one that stops, dies, wakes or leaves costs no reading, and nothing is said twice."""

from __future__ import annotations

import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.cluster_field import COUNTIES, LAYOUT, Cluster, a_cluster
from tests.running import eventually

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def cluster(service_folder: Path, postgres_database: str) -> Iterator[Cluster]:
    with a_cluster(service_folder / f"cluster-{secrets.token_hex(3)}", postgres_database) as made:
        yield made


def county_of(cluster: Cluster, holder: str) -> str:
    """Return a county whose partition a worker holds."""
    holders = cluster.holders()
    return next(county for county in COUNTIES if holders[LAYOUT.partition_of(county)] == holder)


def test_a_stopped_holder_is_replaced_and_cannot_write_when_it_wakes(cluster):
    cluster.start("gateway", "g1")
    cluster.start("worker", "w1")
    eventually(lambda: cluster.are_shared_by("w1"), what="the first holds everything")
    for county in COUNTIES:
        cluster.publish(county, 5.0)
    eventually(lambda: len(cluster.stored()) == len(COUNTIES), what="everything was stored")
    cluster.start("worker", "w2")
    eventually(lambda: cluster.are_shared_by("w1", "w2"), what="both hold something")
    county = county_of(cluster, "w1")
    cluster.publish(county, 15.0)
    eventually(lambda: cluster.acts(county) == ["yellow"], what="yellow was raised")

    cluster.signal("w1", signal.SIGSTOP)
    stopped = time.monotonic()
    cluster.publish(county, 25.0)
    eventually(lambda: cluster.acts(county) == ["yellow", "red"], what="red was raised by the other", within=60)
    took = time.monotonic() - stopped
    assert cluster.are_shared_by("w2")

    cluster.signal("w1", signal.SIGCONT)
    eventually(lambda: "lease_lost" in cluster.log("w1"), what="the one that woke noticed")
    for each in COUNTIES:
        cluster.publish(each, 4.0)
    eventually(lambda: len(cluster.stored()) == len(cluster.sent), what="everything was stored")
    eventually(lambda: cluster.are_shared_by("w1", "w2"), what="they share again", within=60)
    assert cluster.stored() == sorted(cluster.sent)
    assert len([one for one in cluster.store.incidents() if one.station == f"S-{county}"]) == 1
    assert cluster.acts(county)[:2] == ["yellow", "red"]
    print(f"taken over {took:.1f} s after the holder was stopped")  # noqa: T201


def test_a_worker_that_is_killed_is_replaced_and_one_that_leaves_gives_back_at_once(cluster):
    cluster.start("gateway", "g1")
    cluster.start("worker", "w1")
    cluster.start("worker", "w2")
    eventually(lambda: cluster.are_shared_by("w1", "w2"), what="both hold something")
    county = county_of(cluster, "w1")
    cluster.publish(county, 15.0)
    eventually(lambda: cluster.acts(county) == ["yellow"], what="yellow was raised")
    cluster.kill("w1")
    cluster.publish(county, 25.0)
    eventually(lambda: cluster.acts(county) == ["yellow", "red"], what="red was raised by the other", within=60)
    cluster.start("worker", "w3")
    eventually(lambda: cluster.are_shared_by("w2", "w3"), what="the new one has its share")
    cluster.processes["w2"].terminate()
    eventually(lambda: cluster.are_shared_by("w3"), what="what was left is held")
    for each in COUNTIES:
        cluster.publish(each, 4.0)
    eventually(lambda: len(cluster.stored()) == len(cluster.sent), what="everything was stored")
    assert cluster.stored() == sorted(cluster.sent)
    assert [one.target for one in cluster.store.incidents()] == [f"S-{county}"]
