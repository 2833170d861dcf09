from __future__ import annotations

from alerts.warning import CapStatus
from alerts.world import World
from fenghuo.clock import now
from fenghuo.drill.play import opened
from ingest.wire.message import Message
from sensing.instant import to_micros
from store.memory import MemoryStore


def test_nobody_real_can_be_told_and_every_way_out_is_played(short):
    with opened(short, store=MemoryStore(), seed=1) as parts:
        room = parts.room
        assert {contact.world for contact in room.store.contacts()} == {World.DRILL}
        assert {channel.status for channel in room.channels.values()} == {CapStatus.EXERCISE}
        assert room.issuer.status is CapStatus.EXERCISE
        assert {lane.channel for lane in room.dispatcher.lanes} == set(room.channels.values())


def test_what_comes_under_the_live_root_is_quarantined(short):
    with opened(short, store=MemoryStore(), seed=1) as parts:
        parts.driver.begin()
        payload = b'{"v": {"water_level": 40}}'
        topics = ("fh/v1/411528000000/XY-H03/obs", "fh-drill/v1/411528000000/XY-H03/obs")
        arrived = to_micros(now())
        parts.room.pipeline.accept([Message(topic, payload, arrived) for topic in topics], None)
        (row,) = parts.room.store.quarantine()
        assert row.reject.topic == topics[0]
        assert "nothing real enters a drill" in row.reject.detail
        assert parts.room.store.count_observations() == 1
