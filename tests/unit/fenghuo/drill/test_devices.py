"""Over a broker: tests/integration/test_fenghuo_drill_devices.py."""

from __future__ import annotations

import pytest

from fenghuo.drill.devices import DRILL_TOPICS, DrillBroker, LoginError, broker_at


@pytest.mark.parametrize("url", ["http://a@b", "mqtt://b", "mqtt://a:secret@b", "mqtt:///"])
def test_an_address_has_a_user_and_no_password(url):
    with pytest.raises(LoginError) as caught:
        broker_at(url, password="x")
    assert "secret" not in str(caught.value)


def test_a_broker_is_named_by_its_address():
    assert broker_at("mqtt://drill-ingest@hall.lan", password="p") == DrillBroker(
        host="hall.lan", port=1883, user="drill-ingest", password="p"
    )


def test_a_drill_listens_below_its_own_root_only():
    assert DRILL_TOPICS
    assert all(topic.startswith("fh-drill/v1/") for topic in DRILL_TOPICS)
