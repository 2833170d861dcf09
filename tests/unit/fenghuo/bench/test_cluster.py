"""What a measurement of a cluster is reckoned into."""

from __future__ import annotations

import pytest

from fenghuo.bench.cluster import LAYOUT, costs_of, counties, idle_cores, plans
from fenghuo.bench.queueing import Costs

ROLES = ("sender", "gateway", "worker", "node", "database")
ROW = {
    "workers": 1,
    "seconds": 10.0,
    "cpu": dict.fromkeys(ROLES, 2.0),
    "idle_cpu": dict.fromkeys(ROLES, 0.1),
}


def test_there_is_a_county_for_each_partition():
    assert [LAYOUT.partition_of(county) for county in counties()] == list(range(LAYOUT.partitions))


def test_what_everybody_uses_while_idle_is_no_cost_of_a_reading():
    costs = costs_of(ROW, readings=100_000)
    assert costs.worker == pytest.approx(1e-5)
    assert idle_cores(ROW) == pytest.approx(0.5)


def test_a_province_of_a_million_needs_ten_times_as_much_as_one_of_a_hundred_thousand():
    found = plans(Costs(sender=1e-6, gateway=8e-6, worker=30e-6, node=10e-6, database=15e-6))
    assert found[1]["cores"]["worker"] == pytest.approx(10 * found[0]["cores"]["worker"], rel=0.01)
    assert found[-1]["workers"] == 100
    assert found[-1]["readings_s"] > 100_000
