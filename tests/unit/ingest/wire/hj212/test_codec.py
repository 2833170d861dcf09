from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.decode import Decoded, decode
from ingest.wire.hj212.codec import read_hj212
from ingest.wire.hj212.frame import Frame, split
from ingest.wire.hj212.readings import group
from ingest.wire.hj212.segment import Segment, parse_segment
from ingest.wire.hj212.times import parse_time
from ingest.wire.message import Message
from ingest.wire.raw import Memory, Raw
from ingest.wire.refusal import Code
from sensing.quality import Check, Quality
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, NOW, a_station
from tests.unit.ingest.wire.hj212.builders import MN, OFFICIAL, a_frame

RECORDED = Path(__file__).parents[6] / "shared" / "standards" / "frames_hj212.jsonl"
ROWS = [json.loads(line) for line in RECORDED.read_text("utf-8").splitlines()] if RECORDED.exists() else []
STATION = replace(a_station("WQ-1", cod="mg/L", ph="", pm25="µg/m³"), addresses={"hj212": MN})


def read(payload: bytes, memory: Memory | None = None) -> Raw:
    return read_hj212(payload, station=STATION, arrived=NOW, memory=memory or Memory())


def door(payload: bytes, *sources: str) -> Decoded:
    streams = tuple(
        replace(stream, source=source)
        for stream, source in zip(STATION.datastreams, [*sources, "", "", ""], strict=False)
    )
    registry = Registry([replace(STATION, datastreams=streams)])
    return decode([Message(f"fh/v1/{DIVISION}/WQ-1/raw/hj212", payload, NOW)], registry=registry, memory=Memory())


@pytest.mark.skipif(not ROWS, reason="the recorded frames are not here")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_recorded_frames_are_read_exactly(row):
    expected, payload = row["expected"], row["raw"].encode()
    found = split(payload)
    assert len(found) == 1
    assert isinstance(found[0], Frame) == expected["accept"]
    raw = read(payload)
    if not expected["accept"]:
        wanted = Code.MALFORMED_FRAME if expected["crc_ok"] else Code.BAD_CHECKSUM
        assert [refusal.code for refusal in raw.refusals] == [wanted]
        assert not raw.readings
        return
    assert not raw.refusals
    segment = parse_segment(found[0].segment)
    assert isinstance(segment, Segment)
    head = dict(expected["head"])
    if "," in head.get("QN", ""):  # the comma in the official text separates like a semicolon
        head["QN"], _, head["ST"] = head["QN"].partition(",ST=")
    assert {"QN": segment.qn, "ST": segment.st, "CN": segment.cn, "PW": segment.pw, "MN": segment.mn} == {
        key: head.get(key, "") for key in ("QN", "ST", "CN", "PW", "MN")
    }
    assert (segment.edition << 2 | (segment.pnum > 1) << 1 | segment.is_reply_wanted) == int(head.get("Flag", 0))
    assert (str(segment.pnum), str(segment.pno)) == (head.get("PNUM", "1"), head.get("PNO", "1"))
    said: dict[str, dict[str, str]] = {}
    for code, values in group(segment.items):
        said.setdefault(code, {}).update(values)
    assert said == expected["factors"]
    assert {key: value for key, value in segment.items if "-" not in key} == expected["cp"]


@given(st.one_of(st.binary(max_size=200), st.binary(max_size=80).map(lambda junk: OFFICIAL[:50] + junk + OFFICIAL)))
def test_no_bytes_raise_and_none_go_unsaid(payload: bytes):
    raw = read(payload)
    assert raw.refusals or raw.readings or payload.strip(b"\r\n").startswith(b"##")


@given(st.text(max_size=120), st.sampled_from(["2011", "2061", "9015", "1011", "7777"]), st.sampled_from([5, 7]))
def test_no_well_framed_text_raises(cp: str, cn: str, flag: int):
    packet = (1, 2) if flag == 7 else None
    assert isinstance(read(a_frame(cp, cn=cn, flag=flag, packet=packet)), Raw)


def test_one_message_may_hold_several_frames_and_a_bad_one():
    good = a_frame("DataTime=20160801085857;w01018-Rtd=40.1")
    bad = good[:-6] + b"0000\r\n"
    decoded = door(good + bad + good.replace(b"40.1", b"40.2"))
    assert decoded.batch.value.tolist() == [40.1]
    assert [reject.code for reject in decoded.rejects] == [Code.BAD_CHECKSUM, Code.BAD_CHECKSUM]


def test_the_device_says_how_far_its_value_can_be_trusted():
    batch = door(a_frame("DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=D")).batch
    assert batch.quality.tolist() == [Quality.UNRELIABLE]
    assert batch.why.tolist() == [Check.DEVICE | Check.FAULT]
    assert batch.phenomenon_time.tolist() == [parse_time("20160801085857")]


MINUTES = a_frame("DataTime=20160801084000;w01018-Min=1,w01018-Avg=2,w01018-Max=3", cn="2051")
HOURS = a_frame("DataTime=20160801080000;w01018-Min=4,w01018-Avg=5,w01018-Max=6", cn="2061")


@pytest.mark.parametrize(
    ("source", "values"),
    [("", [2.0, 5.0]), ("w01018-Max", [3.0, 6.0]), ("2061/w01018-Avg", [5.0]), ("w01018-Rtd", [])],
)
def test_a_registered_source_gets_exactly_that_one(source: str, values: list[float]):
    decoded = door(MINUTES + HOURS, source)
    assert decoded.batch.value.tolist() == values
    assert not decoded.rejects


def test_a_factor_that_nobody_registered_is_quarantined():
    decoded = door(a_frame("DataTime=20160801085857;w99999-Rtd=1"))
    assert [reject.code for reject in decoded.rejects] == [Code.UNKNOWN_PROPERTY]


@pytest.mark.parametrize("cn", ["9011", "9012", "9013", "9014", "9015", "1013", "1061", "2012"])
def test_commands_without_readings_are_heard_in_silence(cn: str):
    assert read(a_frame("", cn=cn, st="91")) == Raw(heard=(MN,))


@pytest.mark.parametrize(("payload", "code"), [(b"", Code.MALFORMED_FRAME), (a_frame("", cn="7777"), Code.BAD_VALUE)])
def test_what_is_no_command_is_refused(payload: bytes, code: Code):
    assert [refusal.code for refusal in read(payload).refusals] == [code]


def test_another_address_is_not_believed():
    decoded = door(a_frame("DataTime=20160801085857;w01018-Rtd=40.1", mn="SOMEBODYELSE"))
    assert {reject.code for reject in decoded.rejects} == {Code.ADDRESS_MISMATCH}
    assert not len(decoded.batch)


def test_packets_are_joined_from_message_to_message():
    memory = Memory()
    whole = "DataTime=20160801080000;w01018-Avg=40.1"
    first = a_frame(whole[:-2], cn="2061", flag=6, packet=(1, 2))
    second = a_frame(whole[-2:], cn="2061", flag=6, packet=(2, 2))
    assert not read(first, memory).readings
    assert [one.value for one in read(second, memory).readings if not one.is_optional] == [40.1]
