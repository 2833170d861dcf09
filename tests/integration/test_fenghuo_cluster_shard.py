"""A shard judges one partition: its state is recovered from the store, whoever held it before."""

from __future__ import annotations

import itertools
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from alerts.issuer import Issuer
from alerts.warning import CapStatus
from fenghuo.clock import now, now_micros
from fenghuo.cluster.board import Board
from fenghuo.cluster.joining import Joined
from fenghuo.cluster.layout import subject_of
from fenghuo.cluster.shard import Shard
from ingest.stream.link import Link
from ingest.stream.readings import ReadingsStream
from ingest.stream.sink import StreamSink
from ingest.wire.message import Message
from rules.document import parse_rules
from store.errors import FencedError
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.integration.cluster_field import COUNTIES, LAYOUT, RULE, a_station
from tests.running import eventually
from tests.streaming import Streaming, a_streaming

ISSUER = Issuer(sender="fenghuo.test", sender_name="测试", status=CapStatus.TEST)
COUNTY = COUNTIES[0]
PARTITION = LAYOUT.partition_of(COUNTY)
#: One for each turn of any test: they share a stream.
EPOCHS = itertools.count(1)


@pytest.fixture(scope="module")
def streaming(service_folder: Path) -> Iterator[Streaming]:
    with a_streaming(service_folder / "shard-nats") as running:
        running.ensure(ReadingsStream(max_bytes=1 << 26))
        yield running


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    made.put_stations([a_station(county) for county in COUNTIES], **BY_TEST)
    for rule in parse_rules(RULE, origin="test"):
        made.put_rule(rule, author="test", at=now())
    return made


@pytest.fixture
def joined(streaming) -> Iterator[Joined]:
    with streaming.link() as link:
        stream = ReadingsStream(max_bytes=1 << 26)
        yield Joined(link=link, board=Board(link, group="w"), stream=stream, layout=LAYOUT, name=secrets.token_hex(3))


@contextmanager
def a_shard(joined: Joined, store: MemoryStore, **more) -> Iterator[Shard]:
    shard = Shard(joined, store=store, partition=PARTITION, epoch=next(EPOCHS), issuer=ISSUER, **more)
    try:
        eventually(lambda: not shard.trouble, what="the shard reads")
        yield shard
    finally:
        shard.stop()


def publish(link: Link, value: float, *, county: str = COUNTY) -> None:
    sink = StreamSink(link, subject_of=lambda topic: subject_of(LAYOUT.partition_of_topic(topic)))
    body = json.dumps({"t": now_micros() // 1000, "v": {"water_level": value}}).encode()
    done = threading.Event()
    topic = f"fh/v1/{county}000000/S-{county}/obs"
    sink.accept([Message(topic=topic, payload=body, arrived=now_micros())], done.set)
    assert done.wait(10)


def levels(store: MemoryStore) -> list[str]:
    return [one.level.key for one in store.incidents()]


def test_a_shard_knows_its_own_stations_and_raises_what_crosses(joined, store):
    with a_shard(joined, store) as shard:
        own = [county for county in COUNTIES if LAYOUT.partition_of(county) == PARTITION]
        assert {str(name) for name in shard.pipeline.registry.stations} == {f"S-{county}" for county in own}
        publish(joined.link, 15.0)
        eventually(lambda: levels(store) == ["yellow"], what="yellow was raised")


def test_the_next_holder_goes_on_where_the_last_one_stopped(joined, store):
    with a_shard(joined, store):
        publish(joined.link, 15.0)
        eventually(lambda: levels(store) == ["yellow"], what="yellow was raised")
    publish(joined.link, 25.0)
    with a_shard(joined, store):
        eventually(lambda: levels(store) == ["red"], what="red was raised, in the same incident")
    assert len(store.incidents()) == 1


def test_an_earlier_epoch_is_not_begun(joined, store):
    store.claim(PARTITION, epoch=5, holder="other", at=now())
    with pytest.raises(FencedError, match="epoch 5 is not the highest"):
        Shard(joined, store=store, partition=PARTITION, epoch=5, issuer=ISSUER)


def test_a_shard_that_is_fenced_says_so_and_acknowledges_nothing(joined, store):
    fenced = threading.Event()
    with a_shard(joined, store, on_fenced=fenced.set) as shard:
        other = next(EPOCHS)
        store.claim(PARTITION, epoch=other, holder="other", at=now())
        publish(joined.link, 15.0)
        assert fenced.wait(10)
        eventually(lambda: f"epoch {other} of other" in shard.trouble, what="it is told")
        assert store.count_observations() == 0
    with a_shard(joined, store):
        eventually(lambda: levels(store) == ["yellow"], what="the next holder raised it")
