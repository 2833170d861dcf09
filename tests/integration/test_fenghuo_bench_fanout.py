"""``fenghuo bench fanout``, small: it runs, and every client hears every frame."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_every_client_hears_every_frame_on_both_sides():
    found = bench("fanout", "--clients", "10", "--frames", "5", "--stalled")
    for rounds in found["rounds"].values():
        assert [(heard["frames"], heard["missed"]) for heard in rounds] == [(50, 0), (50, 0)]
    assert set(found["medians"]) == {"websockets.broadcast", "fenghuo", "fenghuo, one reader stalled"}
