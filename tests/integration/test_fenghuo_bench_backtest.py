"""``fenghuo bench backtest``, small: it runs, and judges every reading that was packed."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_every_packed_reading_is_judged():
    found = bench("backtest", "--datastreams", "50", "--weeks", "2")
    assert found["readings"] == 50 * 2 * 2016
    assert found["episodes"] > 0
    assert found["packed_bytes_per_reading"] < 6
