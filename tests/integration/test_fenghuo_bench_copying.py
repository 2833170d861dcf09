"""``fenghuo bench copy``, small: the same rows come in both ways."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_batch_payloads_lose_nothing_beside_copy():
    found = bench("copy", "--readings", "20000", "--per-message", "100", "--broker", "nats")
    assert found["lost"] == 0
    assert len(found["rounds"]["copy"]) == len(found["rounds"]["fenghuo"]) == 2
    assert min(found["median_rate"].values()) > 0
