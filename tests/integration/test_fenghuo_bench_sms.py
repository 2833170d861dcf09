"""``fenghuo bench sms``, small: it runs, and every message is submitted to its own number."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_no_message_is_lost():
    found = bench("sms", "--messages", "1000", "--no-kannel")
    assert found["lost"] == 0
    assert found["median_rate"]["fenghuo"] > 0
    (row,) = found["rounds"]["fenghuo"]
    assert (row["submits"], row["numbers"]) == (1000, 1000)
