from __future__ import annotations

import itertools
import json
import socket

import paho.mqtt.client as mqtt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.bench import sender
from fenghuo.bench.sender import Plan, Sender, frame, payload, topic_of
from simulators.load import model_load

THRESHOLD = 10.0


def a_plan(**changes) -> Plan:
    plan = {"stations": 4, "count": 400, "rate": 0.0, "cross_every": 5, "per_message": 1}
    return Plan(**plan | changes)


def value(plan: Plan, i: int) -> float:
    return json.loads(payload(plan, i, 0))["v"]["water_level"]


def stages(plan: Plan, station: int) -> list[bool]:
    """Return for each reading of a station whether it stands above the threshold."""
    return [value(plan, i) > THRESHOLD for i in range(station, plan.count, plan.stations)]


@given(payload_=st.binary(max_size=20_000), packet=st.integers(1, 65_535))
def test_a_frame_is_what_a_mqtt_library_reads_as_a_qos_1_publish(payload_: bytes, packet: int):
    raw = frame(b"fh/v1/d/s/obs", packet, payload_)
    length, shift, at = 0, 0, 1
    while True:
        length |= (raw[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
        if not raw[at - 1] & 0x80:
            break
    assert raw[0] == mqtt.MessageType.PUBLISH << 0 | 1 << 1
    assert length == len(raw) - at
    assert raw[at : at + 2] == len(b"fh/v1/d/s/obs").to_bytes(2, "big")
    assert raw[at + 2 : at + 15] == b"fh/v1/d/s/obs"
    assert int.from_bytes(raw[at + 15 : at + 17], "big") == packet
    assert raw[at + 17 :] == payload_


@given(
    n=st.sampled_from([(0, b"\0"), (127, b"\x7f"), (128, b"\x80\1"), (16_383, b"\xff\x7f"), (16_384, b"\x80\x80\1")])
)
def test_lengths_are_written_as_in_the_table_of_mqtt_3_1_1(n: tuple[int, bytes]):
    # OASIS MQTT 3.1.1, table 2.4.
    assert sender._length(n[0]) == n[1]


def test_the_topic_is_that_of_a_bench_station():
    assert topic_of(7) == b"fh/v1/411528000000/BENCH-00007/obs"


@pytest.mark.parametrize("is_burst", [True, False])
@pytest.mark.parametrize("station", [0, 3])
def test_every_station_crosses_for_as_many_readings_as_it_stays_calm(station: int, *, is_burst: bool):
    plan = a_plan(is_burst=is_burst)
    above = stages(plan, station)
    changes = [i for i in range(1, len(above)) if above[i] != above[i - 1]]
    assert len(changes) >= 18
    assert {later - earlier for earlier, later in itertools.pairwise(changes)} == {plan.cross_every}


def test_in_a_burst_all_stations_cross_in_the_same_turn():
    plan = a_plan(is_burst=True)
    assert len({tuple(stages(plan, station)) for station in range(plan.stations)}) == 1


def test_otherwise_no_two_stations_cross_in_the_same_turn():
    plan = a_plan()
    firsts = {stages(plan, station).index(True) for station in range(plan.stations)}
    assert len(firsts) == plan.stations


def test_without_crossings_no_reading_comes_near_the_threshold():
    plan = a_plan(cross_every=0)
    assert max(value(plan, i) for i in range(plan.count)) < 2


def test_the_readings_of_one_message_have_times_of_their_own():
    rows = json.loads(payload(a_plan(per_message=5), 3, 1000))
    assert [row["t"] for row in rows] == [1000, 1001, 1002, 1003, 1004]


def frames_of(raw: bytes) -> list[tuple[bytes, dict]]:
    """Return topic and payload of each frame in a stream of short publishes."""
    found = []
    while raw:
        length, at = raw[1], 2
        if length & 0x80:
            length, at = (length & 0x7F) | raw[2] << 7, 3
        body, raw = raw[at : at + length], raw[at + length :]
        size = int.from_bytes(body[:2], "big")
        found.append((body[2 : 2 + size], json.loads(body[4 + size :])))
    return found


def sent(plan: Plan, due: int) -> list[tuple[bytes, dict]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        made = Sender(ours, plan)
        made._build(due, start=1000.0)
        return frames_of(bytes(made._out))


@pytest.mark.parametrize("rate", [0.0, 100.0])
def test_no_two_readings_of_a_station_share_an_instant(rate: float):
    found = sent(a_plan(rate=rate), 400)
    assert len({(topic, body["t"]) for topic, body in found}) == 400


def test_with_a_rate_a_reading_carries_the_instant_at_which_it_should_leave():
    found = sent(a_plan(rate=100.0), 3)
    assert [body["t"] for _, body in found] == [1_000_000, 1_000_010, 1_000_020]


def test_it_ends_when_the_broker_has_acknowledged_everything_also_in_pieces():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        made = Sender(ours, a_plan(count=3))
        made._build(3, start=1000.0)
        acks = b"".join(b"\x40\x02" + packet.to_bytes(2, "big") for packet in (1, 2, 3))
        theirs.sendall(acks[:6])
        made._exchange()
        assert (made.sent, made.acked) == (3, 1)
        theirs.sendall(acks[6:])
        made._exchange()
        assert made.acked == 3
        assert made.run()["acked"] == 3


def test_a_broker_that_hangs_up_ends_the_sender_with_a_message():
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(SystemExit, match="the broker closed"):
            Sender(ours, a_plan())._exchange()


def test_a_piece_that_is_prepared_is_sent_whole_or_not_yet():
    plan = a_plan(count=2 * sender.CHUNK)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        prepared = Sender(ours, plan)
        prepared.prepare()
        prepared._build(sender.CHUNK - 1, 0.0)
        assert prepared.sent == 0
        prepared._build(sender.CHUNK, 0.0)
        assert prepared.sent == sender.CHUNK


def test_a_message_is_due_at_the_very_time_that_it_carries(monkeypatch: pytest.MonkeyPatch):
    near, far = socket.socketpair()
    with near, far:
        paced = Sender(near, a_plan(rate=20.0))
        monkeypatch.setattr(sender.time, "time", lambda: 1000.0)
        assert paced._due(1000.0) == (1, 0.0)
        paced.sent = 1
        assert paced._due(999.96875)[0] == 0
        assert paced._due(999.9375)[0] == 1


def test_with_models_the_stations_of_the_city_send_what_they_measure_one_instant_apart():
    load = model_load(20, count=100)
    near, far = socket.socketpair()
    with near, far:
        made = Sender(near, a_plan(stations=20, count=150), load)
        frames = list(made._frames(0, 500, 1_784_000_000.0))
    assert len(frames) == 150
    expected = [frame(*reordered(load.message(i, 1_784_000_000_000 + load.turn(i)), i)) for i in range(150)]
    assert frames == expected


def reordered(message: tuple[bytes, bytes], i: int) -> tuple[bytes, int, bytes]:
    return message[0], i + 1, message[1]
