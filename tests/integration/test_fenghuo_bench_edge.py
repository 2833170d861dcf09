"""``fenghuo bench edge``, small: it starts a node, takes its power away, starts it again and weighs it."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_a_node_is_started_cut_off_and_weighed():
    found = bench("edge", "--cuts", "1", "--idle", "0.5")
    assert found["cuts"] == 1
    assert found["start_s"]["max"] > 0
    assert 0 < found["siren_s"]["median"] <= found["siren_s"]["max"]
    assert {"fenghuo", "nats-server", "postgres", "all"} <= set(found["memory_mb"])
