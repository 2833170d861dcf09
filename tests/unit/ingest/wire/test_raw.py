"""The way of raw frames through the door, with a codec made for the test."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from ingest.wire.codecs import CODECS
from ingest.wire.decode import Decoded, decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory, Raw, RawReading
from ingest.wire.refusal import Code, Refusal
from sensing.quality import Check, Quality
from sensing.station import Registry, Station, StationId
from tests.unit.ingest.builders import DIVISION, NOW, a_station

GATE, BEHIND, ALONE = "GATE", "BEHIND", "ALONE"


def a_stream_with_source(station: Station, source: str) -> Station:
    first, *rest = station.datastreams
    return replace(station, datastreams=(replace(first, source=source), *rest))


REGISTRY = Registry(
    [
        replace(a_station(GATE, first=1), addresses={"test": "G"}),
        replace(a_station(BEHIND, first=11), addresses={"test": "B"}, gateway=GATE),
        a_stream_with_source(a_station(ALONE, first=21, water_level="cm"), "39"),
    ]
)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[RawReading]:
    """Return the list of readings that the test codec gives."""
    readings: list[RawReading] = []

    def codec(payload: bytes, *, station: Station, arrived: int, memory: Memory) -> Raw:
        assert arrived == NOW
        memory.by_codec["test"] = memory.by_codec.get("test", 0) + 1
        refusals = (Refusal(code=Code.BAD_CHECKSUM, detail=station.id),) if payload == b"bad" else ()
        return Raw(readings=tuple(readings), refusals=refusals)

    monkeypatch.setitem(CODECS, "test", codec)
    return readings


def read(station: str, *, payload: bytes = b"", codec: str = "test", memory: Memory | None = None) -> Decoded:
    message = Message(f"fh/v1/{DIVISION}/{station}/raw/{codec}", payload, NOW)
    return decode([message], registry=REGISTRY, memory=memory)


def test_a_reading_becomes_one_of_the_batch(said: list[RawReading]):
    said.append(RawReading("x", "rain_5m", NOW - 60_000_000, 0.5, Quality.UNRELIABLE, Check.FAULT))
    batch = read(GATE).batch
    assert batch.datastream.tolist() == [2]
    assert batch.phenomenon_time.tolist() == [NOW - 60_000_000]
    assert batch.quality.tolist() == [Quality.UNRELIABLE]
    assert batch.why.tolist() == [Check.FAULT | Check.DEVICE]


def test_the_registered_source_wins_and_the_unit_is_the_registered_one(said: list[RawReading]):
    said.append(RawReading("39", "", None, 4132.0))
    batch = read(ALONE).batch
    assert batch.datastream.tolist() == [21]
    assert batch.value.tolist() == [41.32]
    assert batch.why.tolist() == [Check.ARRIVAL_TIME]


@pytest.mark.parametrize(
    ("topic", "address", "number"),
    [(GATE, "", 1), (GATE, "G", 1), (GATE, "B", 11), (ALONE, "anything", 21), (BEHIND, "B", 11)],
)
def test_an_address_leads_to_its_station(said: list[RawReading], topic: str, address: str, number: int):
    said.append(RawReading("39", "water_level", NOW, 1.0, address=address))
    assert read(topic).batch.datastream.tolist() == [number]


@pytest.mark.parametrize(("topic", "address"), [(GATE, "other"), (BEHIND, "G"), (ALONE, "G")])
def test_an_address_of_somebody_else_is_refused(said: list[RawReading], topic: str, address: str):
    said.append(RawReading("39", "water_level", NOW, 1.0, address=address))
    decoded = read(topic)
    assert [reject.code for reject in decoded.rejects] == [Code.ADDRESS_MISMATCH]
    assert not len(decoded.batch)


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        (RawReading("99", "", NOW, 1.0), Code.UNKNOWN_PROPERTY),
        (RawReading("39", "water_level", 0, 1.0), Code.TIME_OUT_OF_RANGE),
        (RawReading("39", "water_level", NOW, math.nan), Code.NOT_FINITE),
        (RawReading("39", "water_level", NOW, 1.0, place=(200.0, 0.0)), Code.BAD_LOCATION),
    ],
)
def test_one_bad_reading_never_blocks_the_good_ones(said: list[RawReading], reading: RawReading, code: Code):
    said += [reading, RawReading("39", "water_level", NOW, 2.0)]
    decoded = read(GATE)
    assert [reject.code for reject in decoded.rejects] == [code]
    assert decoded.batch.value.tolist() == [2.0]


def test_refusals_of_the_codec_are_quarantined_with_the_station(said: list[RawReading]):
    said.append(RawReading("39", "water_level", NOW, 2.0))
    decoded = read(GATE, payload=b"bad")
    assert [(reject.code, reject.station) for reject in decoded.rejects] == [(Code.BAD_CHECKSUM, StationId(GATE))]
    assert len(decoded.batch) == 1


def test_an_unknown_codec_is_refused(said: list[RawReading]):
    assert not said
    assert [reject.code for reject in read(GATE, codec="modbus").rejects] == [Code.UNKNOWN_CODEC]


@pytest.mark.usefixtures("said")
def test_memory_is_kept_from_call_to_call():
    memory = Memory()
    read(GATE, memory=memory)
    read(GATE, memory=memory)
    assert memory.by_codec == {"test": 2}
