"""Every recorded frame is read as its file says: the good ones exactly, the bad ones refused."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from ingest.wire.raw import Memory
from ingest.wire.refusal import Code
from ingest.wire.sl651.body import Body, Item, read_body
from ingest.wire.sl651.codec import read_sl651
from ingest.wire.sl651.crc import crc
from ingest.wire.sl651.elements import ELEMENTS
from ingest.wire.sl651.frame import Frame, Piece
from ingest.wire.sl651.splitter import split
from ingest.wire.sl651.text import read_text
from sensing.instant import BEIJING, from_micros
from tests.unit.ingest.builders import NOW, a_station
from tests.unit.ingest.wire.sl651.making import recorded

ROWS = recorded()
pytestmark = pytest.mark.skipif(not ROWS, reason="the recorded frames are not at hand")
GOOD = [row for row in ROWS if row["expected"]["accept"]]
BAD = [row for row in ROWS if not row["expected"]["accept"]]


def piece_of(row: dict[str, Any]) -> Piece:
    (piece,) = split(bytes.fromhex(row["raw"]))
    return piece


def frame_of(row: dict[str, Any]) -> Frame:
    piece = piece_of(row)
    assert piece.refusal is None
    assert piece.frame is not None
    return piece.frame


def body_of(frame: Frame) -> Body:
    return read_text(frame.body) if frame.is_text else read_body(frame.body, frame.function)


def local(micros: int | None) -> str:
    return from_micros(micros or 0).astimezone(BEIJING).isoformat()


@pytest.mark.parametrize("row", GOOD, ids=lambda row: row["id"])
def test_the_frame_is_what_the_file_says(row: dict[str, Any]):
    expected, frame, raw = row["expected"], frame_of(row), bytes.fromhex(row["raw"])
    body = frame.body if frame.is_packet else body_of(frame)
    said: dict[str, Any] = {
        "direction": "up" if frame.is_up else "down",
        "centre": frame.centre,
        "station": frame.station,
        "password": frame.password,
        "func": f"{frame.function:02X}",
        "start": "SYN" if frame.is_packet else "STX",
        "len": len(frame.body) + (3 if frame.is_packet else 0),
        "end": frame.end.name,
        "frame_len": len(raw),
        "len_ok": True,
        "crc_field": raw[-2:].hex().upper(),
        "crc_calc": f"{crc(raw[:-2]):04X}",
        "crc_ok": True,
        "mode": "ASCII" if frame.is_text else "HEX",
        "packets_total": frame.total,
        "packet_seq": frame.number,
    }
    if isinstance(body, Body):
        said |= {"serial": body.serial, "send_time": local(body.sent)}
    for key in said.keys() & expected.keys():
        assert said[key] == expected[key], key


def told(item: Item) -> dict[str, Any]:
    """Return an item in the words of the file."""
    words: dict[str, Any] = {"id": item.id, "raw": item.raw.hex().upper(), "bytes": item.size, "dec": item.decimals}
    bits = int.from_bytes(item.raw)
    special: dict[str, dict[str, Any]] = {
        "F1": {"id": "F1", "station": item.station, "station_type": item.station_type},
        "F0": {"id": "F0", "obs_time": local(item.time)},
        "F2": {"id": "F2", "len": len(item.raw), "text": item.raw.decode("latin-1")},
        "45": words | {"bits": [bit for bit in range(32) if bits >> bit & 1]},
        "04": words | {"step_dhm": item.raw.hex()},
    }
    numbers = {"values_mm": list(item.values), "values_m": list(item.values), "values": list(item.values)}
    return special.get(item.id) or words | numbers | ({"value": item.values[0]} if len(item.values) == 1 else {})


@pytest.mark.parametrize(
    "row", [row for row in GOOD if isinstance(row["expected"].get("elements"), list)], ids=lambda row: row["id"]
)
def test_every_element_is_what_the_file_says(row: dict[str, Any]):
    body = body_of(frame_of(row))
    assert not body.refusals
    expected = row["expected"]["elements"]
    assert [item.id for item in body.items] == [one["id"] for one in expected]
    for item, one in zip(body.items, expected, strict=True):
        said = told(item)
        for key in said.keys() & one.keys():
            assert said[key] == one[key], (item.id, key)
        if one.get("name") and item.id in ELEMENTS and "取" not in one["name"]:
            assert ELEMENTS[item.id].zh[:2] in one["name"]


@pytest.mark.parametrize(
    "row", [row for row in GOOD if isinstance(row["expected"].get("elements"), dict)], ids=lambda row: row["id"]
)
def test_every_value_is_what_the_file_says(row: dict[str, Any]):
    body = body_of(frame_of(row))
    assert not body.refusals
    known = {item.id: item for item in body.items}
    known |= {ELEMENTS[key].ascii: item for key, item in known.items() if key in ELEMENTS}
    for key, value in row["expected"]["elements"].items():
        if isinstance(value, str):
            assert value.startswith("bit2")
            assert int.from_bytes(known[key].raw) == 1 << 2
        else:
            assert known[key].values == (value,)


@pytest.mark.parametrize("row", [row for row in GOOD if "values" in row["expected"]], ids=lambda row: row["id"])
def test_every_series_is_what_the_file_says(row: dict[str, Any]):
    expected = row["expected"]
    (item,) = [item for item in body_of(frame_of(row)).items if item.id == expected["element"]]
    assert list(item.values) == expected["values"]
    assert local(item.time) == expected["first_obs"]
    assert f"{item.step // 60_000_000}min" == expected["step"]


@pytest.mark.parametrize("row", GOOD, ids=lambda row: row["id"])
def test_the_codec_takes_it(row: dict[str, Any]):
    raw = read_sl651(bytes.fromhex(row["raw"]), station=a_station(), arrived=NOW, memory=Memory())
    assert raw.refusals == ()


@pytest.mark.parametrize("row", BAD, ids=lambda row: row["id"])
def test_a_bad_frame_is_refused_with_the_reason(row: dict[str, Any]):
    expected = row["expected"]
    raw = read_sl651(bytes.fromhex(row["raw"]), station=a_station(), arrived=NOW, memory=Memory())
    assert not raw.readings
    (refusal,) = raw.refusals
    assert refusal.code is (Code.BAD_CHECKSUM if expected["len_ok"] else Code.MALFORMED_FRAME)
    if expected["len_ok"]:
        assert expected["crc_calc"] in refusal.detail
        assert expected["crc_field"] in refusal.detail


def test_the_recorded_picture_is_whole_when_all_packets_are_at_hand():
    packets = [row for row in GOOD if row["expected"].get("packets_total")]
    if len(packets) < packets[0]["expected"]["packets_total"]:
        pytest.skip("some packets are not at hand")
    payload = b"".join(bytes.fromhex(row["raw"]) for row in packets)
    raw = read_sl651(payload, station=a_station(), arrived=NOW, memory=Memory())
    (told_event,) = raw.addressed
    assert told_event.image is not None
    assert told_event.image.sha256 == sha256(told_event.image.data).hexdigest()
    assert told_event.image.sha256 in packets[0]["note"]
