"""Gateways and the engine's nodes may die: what a broker was told is safe is stored once."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenghuo.settings import Settings, SettingsError
from tests.integration.cluster_field import COUNTIES, Cluster, a_cluster
from tests.running import eventually

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def cluster(service_folder: Path, postgres_database: str) -> Iterator[Cluster]:
    with a_cluster(service_folder / f"gateway-{secrets.token_hex(3)}", postgres_database, nodes=3) as made:
        yield made


def publish_everywhere(cluster: Cluster, value: float) -> None:
    for county in COUNTIES:
        cluster.publish(county, value)


def all_is_stored(cluster: Cluster, what: str) -> None:
    cluster.device.settle()
    eventually(lambda: len(cluster.stored()) >= len(cluster.sent), what=f"everything was stored, {what}", within=60)
    assert cluster.stored() == sorted(cluster.sent)


def test_a_gateway_and_a_node_are_killed_and_every_reading_is_stored_once(cluster):
    cluster.start("worker", "w1")
    cluster.start("gateway", "g1")
    eventually(lambda: "broker_connected" in cluster.log("g1"), what="the first has the session")
    publish_everywhere(cluster, 5.0)
    all_is_stored(cluster, "all alive")

    cluster.start("gateway", "g2")
    publish_everywhere(cluster, 6.0)
    cluster.kill("g1")
    publish_everywhere(cluster, 7.0)
    eventually(lambda: "broker_connected" in cluster.log("g2"), what="the second has the session", within=60)
    all_is_stored(cluster, "a gateway killed")

    node = cluster.streaming.nodes[2]
    os.kill(node.pid, signal.SIGKILL)
    publish_everywhere(cluster, 15.0)
    all_is_stored(cluster, "a node killed")
    node.stop()
    node.start()
    node.wait()
    publish_everywhere(cluster, 16.0)
    all_is_stored(cluster, "the node is back")
    assert [cluster.acts(county) for county in COUNTIES] == [["yellow"]] * len(COUNTIES)


def test_a_gateway_needs_a_broker():
    from contextlib import ExitStack
    from types import SimpleNamespace

    from fenghuo.cluster.gateway import start_gateway

    with ExitStack() as stack, pytest.raises(SettingsError, match="no broker: set FENGHUO_MQTT__HOST"):
        start_gateway(SimpleNamespace(settings=Settings(), stack=stack, health=None))
