"""The power of a node that stands alone is cut at random moments, while readings come in: nothing acknowledged is lost.

``make chaos`` cuts it 50 times; here a few times, so that it is looked at in every run.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time

import paho.mqtt.client as mqtt
import pytest

from fenghuo.edge.node import exported
from tests.builders import NOW
from tests.integration.village import DOCUMENTS, SIREN, Village
from tests.running import eventually

CUTS = int(os.environ.get("EDGE_CUTS", "3"))
SEED = int(os.environ.get("EDGE_SEED", "11"))


class Gauge:
    """A device that publishes without a pause, and knows what the broker has acknowledged."""

    def __init__(self, village: Village) -> None:
        self.village = village
        #: Times of acknowledged readings, ms.
        self.acknowledged: list[int] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def stop(self) -> None:
        self._is_over.set()
        self._thread.join(60)

    def _run(self) -> None:
        client: mqtt.Client | None = None
        while not self._is_over.is_set():
            try:
                client = client or self.village.client()
                at = int(time.time() * 1000)
                body = json.dumps({"t": at, "v": {"water_level": 4.5}})
                sent = client.publish("fh/v1/411522105000/PX-W1/obs", body, qos=1)
                sent.wait_for_publish(2)
                if not sent.is_published():
                    raise ConnectionError("not acknowledged")
                self.acknowledged.append(at)
            except (OSError, RuntimeError, ValueError):
                # The power is away: another connection, another reading.
                if client is not None:
                    client.loop_stop()
                client = None
            self._is_over.wait(0.02)
        if client is not None:
            client.disconnect()
            client.loop_stop()


@pytest.fixture
def village(tmp_path):
    running = Village(tmp_path / "node", documents=DOCUMENTS + SIREN)
    try:
        yield running
    finally:
        running.stop()


def stored(village: Village) -> set[int]:
    """Return the times of the readings that the node holds, ms."""
    found: set[int] = set()
    path, cursor = "/api/v1/observations?station=PX-W1&property=water_level&limit=1000", ""
    while True:
        page = village.api.get(f"{path}{cursor}")
        found |= {each["t"] if isinstance(each["t"], int) else _ms(each["t"]) for each in page["items"]}
        if not page["next"]:
            return found
        cursor = f"&cursor={page['next']}"


def _ms(text: str) -> int:
    from sensing.instant import parse_instant

    return round(parse_instant(text).timestamp() * 1000)


@pytest.mark.timeout(300 + 40 * CUTS)
def test_power_that_goes_at_any_moment_loses_nothing_acknowledged_and_warns_once(village):
    chance = random.Random(SEED)
    village.start()
    gauge = Gauge(village)
    try:
        for _ in range(CUTS):
            # Sometimes before it has judged anything, sometimes in the middle of the stream.
            time.sleep(chance.random() * chance.choice([0.2, 3.0]))
            village.cut()
            village.start()
        eventually(lambda: village.levels() == ["red"], what="the danger stands")
    finally:
        gauge.stop()
    assert gauge.acknowledged
    eventually(lambda: set(gauge.acknowledged) <= stored(village), what="every acknowledged reading is kept")
    incidents = village.api.items("/api/v1/incidents?limit=100")
    assert [(each["level"], each["state"]) for each in incidents] == [("red", "open")]
    warnings = village.api.items("/api/v1/warnings?limit=100")
    assert [each["stage"] for each in warnings] == ["issued"]
    facts = eventually(
        lambda: [
            each
            for each in exported(village.folder / "edge", name="pengxin", known={}, now=NOW).facts
            if each.kind in {"verdict", "order"}
        ]
    )
    assert sorted(each.kind for each in facts) == ["order", "verdict"]
    told = f"{CUTS} cuts, {len(gauge.acknowledged)} readings acknowledged, all kept; one incident, one warning"
    print(told)  # noqa: T201 - the figure that this test is run for
