from __future__ import annotations

from contextlib import ExitStack

import pytest

from alerts.issuer import Issuer
from alerts.policy import Policy
from alerts.warning import CapStatus
from fenghuo.brokers import brokers_of, has_lane, start_brokers
from fenghuo.embedded.ports import free_port
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from fenghuo.settings import SettingsError, load


@pytest.fixture
def pipeline(store) -> Pipeline:
    issuer = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
    return Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=issuer)


def test_the_one_broker_and_further_ones_are_counted_together():
    assert brokers_of(load()) == []
    settings = load({"mqtt": {"host": "a"}, "brokers": [{"name": "x", "host": "b", "lane": "qos1"}]})
    assert [broker.host for broker in brokers_of(settings)] == ["a", "b"]
    assert has_lane(settings)
    assert not has_lane(load({"mqtt": {"host": "a"}}))


def test_each_broker_and_each_lane_says_for_itself_what_is_wrong(pipeline):
    port = free_port()
    brokers = [{"name": "x", "host": "127.0.0.1", "port": port, "lane": "qos0"}]
    settings = load({"mqtt": {"host": "127.0.0.1", "port": port}, "brokers": brokers})
    with ExitStack() as stack:
        checks = start_brokers(settings, pipeline=pipeline, stack=stack)
        assert set(checks) == {"broker", "broker:x", "lane:x"}
        assert all(check() for check in checks.values())
        pipeline.reload()


def test_a_certificate_that_cannot_be_read_is_named(pipeline, tmp_path):
    missing = str(tmp_path / "ca.pem")
    settings = load({"mqtt": {"host": "127.0.0.1", "tls": True, "ca_file": missing}})
    with ExitStack() as stack, pytest.raises(SettingsError, match=r"broker 127\.0\.0\.1: cannot use .*ca\.pem"):
        start_brokers(settings, pipeline=pipeline, stack=stack)
