from __future__ import annotations

from fenghuo.bench.kannel import configuration


def test_kannel_is_bound_to_the_centre_with_the_same_window():
    written = configuration([1, 2, 3], centre=2775, window=100)
    groups = [dict(line.split(" = ", 1) for line in group.splitlines()) for group in written.strip().split("\n\n")]
    assert [group["group"] for group in groups] == ["core", "smsc", "smsbox", "sendsms-user"]
    assert (groups[1]["port"], groups[1]["max-pending-submits"], groups[2]["sendsms-port"]) == ("2775", "100", "3")
