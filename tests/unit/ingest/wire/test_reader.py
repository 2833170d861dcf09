"""The one way to a codec: a codec that fails, and messages that are read twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest.wire.codecs import CODECS
from ingest.wire.decode import decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory, Raw
from ingest.wire.reader import Said, read_frames
from ingest.wire.refusal import Code
from sensing.station import Registry, Station
from tests.unit.ingest.builders import DIVISION, NOW, a_station

STATION = a_station("RTU-1", rain_total="mm", rain_increment="mm", water_level="m")


def hourly(total: str, *, minute: str, serial: str) -> bytes:
    """Return a report of a rain counter (26H, mm·10) as SL 651 sends it."""
    from ingest.wire.sl651.frame import Frame, Mark, build

    body = bytes.fromhex(f"{serial}25112309{minute}00F1F1001234567850F0F025112309{minute}2619{total}")
    return build(Frame(centre=1, station="0012345678", password="04D2", function=0x32, body=body, end=Mark.ETX))


def messages(payloads: Sequence[bytes], *, codec: str = "sl651") -> list[Message]:
    return [Message(f"fh/v1/{DIVISION}/RTU-1/raw/{codec}", payload, NOW) for payload in payloads]


def test_a_codec_that_fails_costs_its_message_only(monkeypatch: pytest.MonkeyPatch):
    def broken(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setitem(CODECS, "broken", broken)
    good = messages([hourly("000100", minute="00", serial="0001")])
    decoded = decode([*messages([b"?"], codec="broken"), *good], registry=Registry([STATION]))
    assert [(reject.code, reject.payload) for reject in decoded.rejects] == [("codec_failed", b"?")]
    assert "ZeroDivisionError" in decoded.rejects[0].detail
    assert "test_reader:" in decoded.rejects[0].detail
    assert decoded.batch.value.tolist() == [10.0]


def test_a_codec_that_nobody_knows_is_refused():
    raw = read_frames("morse", messages([b"-"])[0], station=STATION, memory=Memory())
    assert [refusal.code for refusal in raw.refusals] == [Code.UNKNOWN_CODEC]


def test_messages_read_twice_say_the_same_and_are_remembered_once():
    payloads = [hourly(f"{number:06}", minute=f"{number:02}", serial=f"{number:04X}") for number in range(50)]
    memory, said = Memory(), dict[int, Said]()
    newer = replace(STATION, datastreams=(*STATION.datastreams,))
    first = decode(messages(payloads), registry=Registry([STATION]), memory=memory, said=said)
    again = decode(messages(payloads), registry=Registry([newer]), memory=memory, said=said)
    assert len(first.batch) == 50 + 49
    assert again.batch.value.tolist() == first.batch.value.tolist()


def test_a_station_that_got_an_address_in_between_is_read_anew():
    memory, said = Memory(), dict[int, Said]()
    payload = b'[{"n": "urn:dev:mac:01", "u": "m", "v": 1.5}]'
    told = messages([payload], codec="senml-json")
    station = a_station("RTU-1", water_level="m")
    first = decode(told, registry=Registry([station]), memory=memory, said=said)
    named = replace(station, addresses={"senml+json": "urn:dev:mac:01"})
    decode(told, registry=Registry([named]), memory=memory, said=said)
    assert first.rejects
    assert said[0].addresses == {"senml+json": "urn:dev:mac:01"}


def test_stations_are_heard_by_the_frames_that_carry_no_reading():
    keep_alive = bytes.fromhex("7E7E01001234567812342F0008020003591011155111036BCA")
    heartbeat = b"##0068QN=20260701100000001;ST=32;CN=9015;PW=123456;MN=M1;Flag=9;CP=&&&&"
    from ingest.wire.hj212.build import frame

    heartbeat = frame(heartbeat[6:])
    for payload, codec in ((keep_alive, "sl651"), (heartbeat, "hj212")):
        decoded = decode(messages([payload], codec=codec), registry=Registry([STATION]))
        assert not decoded.rejects
        assert decoded.heard == {"RTU-1": NOW}


def test_garbage_and_a_foreign_address_are_nobody_heard():
    keep_alive = bytes.fromhex("7E7E01001234567812342F0008020003591011155111036BCA")
    foreign = replace(STATION, addresses={"sl651": "0087654321"})
    for payload, station in ((b"\x7e\x7e" + bytes(30), STATION), (keep_alive, foreign)):
        assert not decode(messages([payload]), registry=Registry([station])).heard
