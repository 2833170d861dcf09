"""What a process needs to know before it joins."""

from contextlib import ExitStack

import pytest

from fenghuo.cluster import joining
from fenghuo.cluster.joining import address_of, default_name, join, layout_of, stream_of
from fenghuo.settings import Settings, SettingsError


def settings(**cluster) -> Settings:
    return Settings(cluster=cluster)


def test_without_a_server_there_is_no_cluster():
    with pytest.raises(SettingsError, match="set FENGHUO_CLUSTER__SERVERS"):
        address_of(settings())


def test_servers_are_words_and_ipv6_is_one_of_them():
    found = address_of(settings(servers="nats://10.0.0.1:4222, nats://[fd00::1]:4222", name="w1"))
    assert found.servers == ("nats://10.0.0.1:4222", "nats://[fd00::1]:4222")
    assert found.name == "w1"


def test_a_process_without_a_name_has_one_that_a_subject_takes():
    assert settings(name=default_name()).cluster.name == default_name()
    assert address_of(settings(servers="nats://x:1")).name == default_name()


def test_layout_and_stream_are_those_of_the_settings():
    given = settings(partitions=5, basins={"淮河": ["4115"]}, replicas=3, stream_mb=2)
    assert layout_of(given).group_of("411528000000") == "basin 淮河"
    assert layout_of(given).partitions == 5
    stream = stream_of(given)
    assert (stream.subjects, stream.replicas, stream.max_bytes) == (("fh.readings.*",), 3, 2 * 1024 * 1024)


def test_a_cluster_that_does_not_answer_is_said_to_be_away(monkeypatch):
    monkeypatch.setattr(joining, "PATIENCE", 0.0)
    with ExitStack() as stack, pytest.raises(SettingsError, match=r"nats://127\.0\.0\.1:1"):
        join(settings(servers="nats://127.0.0.1:1"), group="worker", stack=stack)
