from __future__ import annotations

import json

import pytest
from websockets.frames import Frame as WebSocketFrame
from websockets.frames import Opcode

from api.feed.frame import hello_frame, latest_frame, latest_item, parcel, row_frame, text_message
from incidents.journal import Entry, Row
from sensing.instant import Micros, to_micros
from sensing.level import Level
from sensing.quality import Check, Quality
from sensing.station import StationId
from sensing.stored import LatestReading
from tests.unit.api.world import NOW, a_station


def a_row(seq: int = 7, *, kind: str = "incident", **data: object) -> Row:
    entry = Entry(kind=kind, division="411528000000", at=NOW, data=data)
    return Row(seq=seq, entry=entry, previous=bytes(32), hash=bytes(32))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 70_000])
def test_a_message_is_what_the_websocket_protocol_says(size: int):
    payload = b"x" * size
    # Another implementation of RFC 6455 writes the same bytes.
    assert text_message(payload) == WebSocketFrame(Opcode.TEXT, payload).serialize(mask=False)


def test_a_row_is_shown_with_its_sequence_number():
    frame = row_frame(a_row(act="raised", incident={"level": "red"}), stations={})
    assert json.loads(frame.text) == {
        "seq": 7,
        "t": "2026-07-19T06:00:00Z",
        "kind": "incident",
        "data": {"act": "raised", "incident": {"level": "red"}},
    }
    assert frame.wire.endswith(frame.text)


def test_a_frame_goes_by_the_peak_so_that_its_end_is_seen_too():
    frame = row_frame(a_row(incident={"level": "none", "peak": "orange"}), stations={})
    assert frame.level is Level.ORANGE
    assert row_frame(a_row(kind="warning", warning={"level": "blue"}), stations={}).level is Level.BLUE
    assert row_frame(a_row(kind="delivery", delivery={}), stations={}).level is None


def test_a_frame_stands_where_its_subject_or_its_station_stands():
    stations = {"XY-H03": a_station()}
    own = row_frame(a_row(incident={"lon": 1.0, "lat": 2.0, "station": "XY-H03"}), stations=stations)
    by_station = row_frame(a_row(kind="warning", warning={"station": "XY-H03"}), stations=stations)
    online = row_frame(a_row(kind="station", station="XY-H03", online=False), stations=stations)
    nowhere = row_frame(a_row(kind="delivery", delivery={}), stations=stations)
    assert [own.place, by_station.place, online.place, nowhere.place] == [
        (1.0, 2.0),
        (114.74, 32.34),
        (114.74, 32.34),
        None,
    ]


def test_hello_says_where_the_journal_stands():
    assert json.loads(hello_frame(12, version="1", now=NOW).text) == {
        "seq": 12,
        "t": "2026-07-19T06:00:00Z",
        "kind": "hello",
        "data": {"server_time": "2026-07-19T06:00:00Z", "version": "1", "head": 12},
    }


def test_latest_has_no_sequence_number():
    reading = LatestReading(
        station=StationId("CAR-1"),
        property="pm25",
        phenomenon_time=to_micros(NOW),
        result_time=Micros(to_micros(NOW) + 5),
        value=12.5,
        quality=Quality.DOUBTFUL,
        why=Check.DEVICE,
        lon=114.0,
        lat=32.0,
    )
    item = latest_item(reading)
    assert item == {
        "station": "CAR-1",
        "property": "pm25",
        "t": "2026-07-19T06:00:00Z",
        "v": 12.5,
        "q": "doubtful",
        "why": ["device"],
        "loc": [114.0, 32.0],
    }
    shown = json.loads(latest_frame([item], now=NOW).text)
    assert (shown["kind"], shown["data"]["items"], "seq" in shown) == ("latest", [item], False)


def test_a_parcel_holds_the_messages_one_behind_the_other():
    frames = [row_frame(a_row(seq), stations={}) for seq in (1, 2)]
    assert parcel(iter(frames)).wire == frames[0].wire + frames[1].wire
    assert parcel([]).frames == ()
