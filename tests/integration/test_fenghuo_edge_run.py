"""``fenghuo edge run``: a node by its bundle, whose power is cut at random."""

from __future__ import annotations

import random
import time

import pytest

from fenghuo.edge.history import lines_of
from fenghuo.edge.node import exported
from tests.builders import NOW
from tests.integration.village import Village
from tests.running import eventually

#: More of them, under readings: tests/chaos/test_edge_power.py.
CUTS = 3


@pytest.fixture
def village(tmp_path):
    running = Village(tmp_path / "node")
    try:
        yield running
    finally:
        running.stop()


@pytest.mark.timeout(600 + 40 * CUTS)
def test_a_node_warns_by_its_bundle_and_loses_nothing_when_its_power_is_cut(village):
    chance = random.Random(7)
    village.start()
    assert village.api.get("/readyz")["checks"]["bundle"] is True
    village.read(3.5)
    eventually(lambda: village.levels() == ["yellow"], what="yellow")
    for number in range(CUTS):
        value, level = ((4.5, "red"), (3.5, "yellow"))[number % 2]
        village.read(value)
        # What the broker has acknowledged is judged, now or after the cut.
        time.sleep(chance.random())
        village.cut()
        village.start()
        eventually(lambda level=level: village.levels() == [level], what=f"{level} after cut {number}")
    (incident,) = village.api.items("/api/v1/incidents?open=true")
    village.api.call("POST", f"/api/v1/incidents/{incident['id']}/ack")
    folder = village.folder / "edge"
    facts = eventually(
        lambda: [each for each in exported(folder, name="pengxin", known={}, now=NOW).facts if each.kind == "deed"]
    )
    told = [line.told() for line in lines_of(exported(folder, name="pengxin", known={}, now=NOW).facts)]
    # One danger, each change of it once, and the acknowledgement: nothing lost, nothing twice.
    assert len({each["incident"] for each in told}) == 1
    assert [each["said"].get("after") or each["said"]["act"] for each in told] == [
        "yellow",
        *(("red", "yellow")[number % 2] for number in range(CUTS)),
        "acknowledged",
    ]
    assert len(facts) == 1
