"""The broker dies and comes back: it is said since when, and what devices still held arrives once and in order."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from tests.outage import STATIONS, a_plant
from tests.running import eventually

if TYPE_CHECKING:
    from pathlib import Path


def test_a_broker_that_dies_is_named_and_nothing_is_lost_when_it_is_back(service_folder: Path):
    with a_plant(service_folder / "broker-dies", FENGHUO_MQTT__LANE="qos0") as plant:
        start = int(time.time() * 1000) - 1_000_000
        for number in range(2_000):
            plant.publish(number % STATIONS, 5.0, at_ms=start + number)
        back = threading.Event()
        restarting = threading.Thread(target=plant.restart_broker, kwargs={"pause": back})
        restarting.start()
        eventually(lambda: "(since 20" in plant.trouble("broker"), what="the broker is named")
        assert plant.readyz()[0] == 503
        # The devices keep what the broker has not taken.
        for number in range(2_000, 4_000):
            plant.publish(number % STATIONS, 5.0, at_ms=start + number)
        plant.publish(3, 9.5, at_ms=start + 500_000)
        plant.publish(3, 10.5, at_ms=start + 900_000)
        back.set()
        restarting.join(60)
        plant.device.settle()
        eventually(lambda: plant.stored >= 4_002, what="every reading was stored")
        assert plant.stored == 4_002
        eventually(lambda: plant.readyz()[0] == 200, what="everything works again")
        assert dict(plant.raises()) == {("OUT-3", "raised"): 1}
