from __future__ import annotations

from fenghuo import metrics
from fenghuo.figures import intake_figures


def test_what_is_counted_is_what_is_shown():
    before = intake_figures(oldest=None)
    metrics.messages.inc(3)
    metrics.readings.inc(5)
    metrics.rejects.labels("bad_time").inc(2)
    metrics.flush_seconds.observe(0.004)
    after = intake_figures(oldest=1.5)
    assert after.messages - before.messages == 3
    assert after.readings - before.readings == 5
    assert after.refused["bad_time"] - before.refused.get("bad_time", 0) == 2
    assert after.flush_ms is not None
    assert (before.oldest_s, after.oldest_s) == (None, 1.5)


def test_a_listener_is_shown_by_its_name():
    metrics.listener_connections.labels("figures").set(2)
    metrics.listener_messages.labels("figures").set(7)
    try:
        shown = intake_figures(oldest=None).listeners["figures"]
    finally:
        metrics.listener_connections.remove("figures")
        metrics.listener_messages.remove("figures")
    assert (shown.connections, shown.messages, shown.turned_away) == (2, 7, 0)
