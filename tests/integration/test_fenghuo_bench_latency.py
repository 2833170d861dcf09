"""``fenghuo bench latency``, small: it runs, and nothing is lost on the way."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_every_crossing_reaches_every_client():
    found = bench(
        "latency", "--seconds", "2", "--clients", "5", "--rate", "100", "--stations", "10", "--cross-every", "5"
    )
    heard = found["heard"]
    assert (found["lost"], heard["missed"]) == (0, 0)
    assert heard["distinct_frames"] >= 10, "each station crosses at least once"
    assert heard["frames"] == 5 * heard["distinct_frames"]
    assert set(heard["latency_ms"]) == {"p50", "p99", "max"}


def test_a_run_in_which_nothing_crosses_still_counts_its_readings():
    found = bench("latency", "--seconds", "1", "--clients", "2", "--rate", "50")
    assert (found["lost"], found["heard"]["frames"], found["heard"]["latency_ms"]) == (0, 0, {})
