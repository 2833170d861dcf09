"""SenML packs, those of RFC 8428 among them, as JSON and as CBOR."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.wire.decode import Decoded, decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory, Raw, RawReading
from ingest.wire.refusal import Code
from ingest.wire.senml.codec import read_cbor, read_json
from ingest.wire.senml.resolve import CBOR_LABELS
from sensing.quality import Check
from sensing.station import Registry, Station, StationId
from tests.unit.ingest.builders import DIVISION, NOW, a_station

STATION = a_station("XY-H03", water_level="m", humidity="%", air_temperature="K", battery_voltage="mV", pm25="mg/m3")
NUMBERS = {name: number for number, name in CBOR_LABELS.items()}
SECOND = 1_000_000


def in_cbor(pack: Any) -> bytes:
    return cbor2.dumps([{NUMBERS.get(label, label): value for label, value in record.items()} for record in pack])


def read(pack: Any, *, station: Station = STATION) -> Raw:
    raw = read_json(json.dumps(pack).encode(), station=station, arrived=NOW, memory=Memory())
    assert raw == read_cbor(in_cbor(pack), station=station, arrived=NOW, memory=Memory())
    return raw


def said(pack: Any, *, station: Station = STATION) -> list[tuple[str, int | None, float]]:
    raw = read(pack, station=station)
    assert not raw.refusals
    return [(reading.source, reading.time, reading.value) for reading in raw.readings]


def codes(raw: Raw) -> list[Code]:
    return [refusal.code for refusal in raw.refusals]


# Examples of RFC 8428, section 5.1 (single point, multiple points, base values, moving device).


def test_rfc_example_of_a_single_point():
    (reading,) = read([{"n": "urn:dev:ow:10e2073a01080063", "u": "Cel", "v": 23.1}]).readings
    assert reading == RawReading("Cel", "", None, 23.1, address="urn:dev:ow:10e2073a01080063", unit="degC")


def test_rfc_example_of_several_measurements():
    pack = [
        {"bn": "urn:dev:ow:10e2073a01080063:", "n": "voltage", "u": "V", "v": 120.1},
        {"n": "current", "u": "A", "v": 1.2},
    ]
    readings = read(pack).readings
    assert [(r.source, r.value, r.address, r.unit) for r in readings] == [
        ("voltage", 120.1, "urn:dev:ow:10e2073a01080063", "V"),
        ("current", 1.2, "urn:dev:ow:10e2073a01080063", "A"),
    ]


def test_rfc_example_with_base_time_unit_and_version():
    first = {"bn": "urn:dev:ow:10e2073a0108006:", "bt": 1.276020076001e9, "bu": "A", "bver": 5}
    pack = [
        first | {"n": "voltage", "u": "V", "v": 120.1},
        *({"n": "current", "t": t, "v": v} for t, v in ((-5, 1.2), (-4, 1.3), (-3, 1.4), (-2, 1.5), (-1, 1.6))),
        {"n": "current", "v": 1.7},
    ]
    base = 1_276_020_076_001_000
    assert said(pack) == [
        ("voltage", base, 120.1),
        *(("current", base + t * SECOND, v) for t, v in ((-5, 1.2), (-4, 1.3), (-3, 1.4), (-2, 1.5), (-1, 1.6))),
        ("current", base, 1.7),
    ]
    assert {reading.unit for reading in read(pack).readings} == {"V", "A"}


def test_rfc_example_of_a_moving_device():
    pack = [
        {"bn": "urn:dev:ow:10e2073a01080063", "bt": 1.320067464e9, "bu": "%RH", "v": 20},
        {"u": "lon", "v": 24.30621},
        {"u": "lat", "v": 60.07965},
        {"t": 60, "v": 20.3},
        {"u": "lon", "t": 60, "v": 24.30622},
        {"u": "lat", "t": 60, "v": 60.07965},
        {"u": "%EL", "t": 150, "v": 98},
    ]
    raw = read(pack)
    assert not raw.refusals
    base = 1_320_067_464 * SECOND
    assert [(r.source, r.time, r.value, r.place) for r in raw.readings] == [
        ("%RH", base, 20, (24.30621, 60.07965)),
        ("%RH", base + 60 * SECOND, 20.3, (24.30622, 60.07965)),
        ("%EL", base + 150 * SECOND, 98, None),
    ]


def test_rfc_example_of_a_collection_of_resources():
    pack = [
        {"bn": "2001:db8::2/", "bt": 1.320078429e9, "n": "temperature", "u": "Cel", "v": 27.2},
        {"n": "humidity", "u": "%RH", "v": 80},
        {"bn": "2001:db8::1/", "n": "temperature", "u": "Cel", "v": 12.3},
        {"n": "humidity", "u": "%RH", "v": 67},
    ]
    assert [(r.address, r.source) for r in read(pack).readings] == [
        ("2001:db8::2", "temperature"),
        ("2001:db8::2", "humidity"),
        ("2001:db8::1", "temperature"),
        ("2001:db8::1", "humidity"),
    ]


def test_rfc_example_of_cbor_bytes():
    # RFC 8428, section 6, figure 1: the pack with base time as CBOR.
    payload = bytes.fromhex(
        "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c74"
        "61676501615602fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb"
        "3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666a3006763757272656e74062102f93e00a300676375727"
        "2656e74062002fb3ff999999999999aa2006763757272656e7402fb3ffb333333333333"
    )
    raw = read_cbor(payload, station=STATION, arrived=NOW, memory=Memory())
    assert not raw.refusals
    assert [reading.value for reading in raw.readings] == [120.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7]
    assert raw.readings[1].time == 1_276_020_071_001_000


# Times.


@pytest.mark.parametrize(
    ("base", "t", "time"),
    [
        (None, None, None),
        (0, 0, None),
        (None, -10, NOW - 10 * SECOND),
        (None, 0.5, NOW + SECOND // 2),
        (-60, 60, None),
        (None, 2**28 - 1, NOW + (2**28 - 1) * SECOND),
        (None, 2**28, 2**28 * SECOND),
        (1_763_860_000, -0.001, NOW - 1000),
        (1_763_860_000.001, 0.002, NOW + 3000),
    ],
)
def test_a_time_below_2_to_the_28_counts_from_now(base: float | None, t: float | None, time: int | None):
    record = {"n": "water_level", "v": 1} | ({} if base is None else {"bt": base}) | ({} if t is None else {"t": t})
    assert said([record]) == [("water_level", time, 1)]


def test_a_time_told_from_now_is_flagged_as_resting_on_the_arrival():
    near, exact = read([{"n": "humidity", "v": 1, "t": -5}, {"n": "humidity", "v": 1, "t": NOW / SECOND}]).readings
    assert (near.why, exact.why) == (Check.ARRIVAL_TIME, Check.NONE)


# Base fields.


def test_base_fields_last_until_they_are_told_anew():
    pack = [
        {"bn": "a/", "bv": 40, "bs": 100},
        {"n": "x", "v": 1.32},
        {"bn": "b/", "bv": 0, "n": "y", "v": 0.25, "s": 7},
    ]
    raw = read(pack)
    assert [(r.address, r.source, r.value) for r in raw.readings] == [
        ("a", "x", 41.32),
        ("b", "y", 0.25),
        ("b", "y#sum", 107),
    ]
    assert [r.is_optional for r in raw.readings] == [False, False, True]


def test_a_sum_alone_is_a_reading_of_its_own():
    (reading,) = read([{"n": "flow", "s": 12.5}]).readings
    assert (reading.source, reading.property, reading.is_optional) == ("flow#sum", "", False)


# What is refused.


@pytest.mark.parametrize(
    ("pack", "code", "detail"),
    [
        ({"n": "x", "v": 1}, Code.WRONG_TYPE, "pack: expected an array of records"),
        ([], Code.MISSING_FIELD, "pack: expected a record"),
        ([{"bn": "a"}], Code.MISSING_FIELD, "base fields only"),
        ([7], Code.WRONG_TYPE, "[0]: expected a record, got 7"),
        ([{"n": "x", "v": 1, "bver": 11}], Code.BAD_VALUE, "[0].bver: expected at most 10"),
        ([{"n": "x", "v": 1, "bver": 0}], Code.WRONG_TYPE, "bver: expected a positive integer"),
        ([{"n": "x", "v": 1}, {"n": "x", "v": 1, "must_": 1}], Code.BAD_VALUE, "[1].'must_': a field that must be"),
        ([{"n": "x", "v": 1, "bn": 7}], Code.WRONG_TYPE, "[0].bn: expected text, got 7"),
        ([{"n": "x", "v": 1, "bt": "now"}], Code.WRONG_TYPE, "[0].bt: expected a number"),
    ],
)
def test_a_fault_of_the_pack_refuses_the_pack(pack: Any, code: Code, detail: str):
    raw = read_json(json.dumps(pack).encode(), station=STATION, arrived=NOW, memory=Memory())
    assert codes(raw) == [code]
    assert detail in raw.refusals[0].detail
    assert not raw.readings


@pytest.mark.parametrize(
    ("record", "code", "detail"),
    [
        ({"n": "x", "vs": "wet"}, Code.WRONG_TYPE, "[0].vs: expected a number in v, got text"),
        ({"n": "x", "vb": True}, Code.WRONG_TYPE, "[0].vb: expected a number in v, got a boolean"),
        ({"n": "x", "vd": "AAE"}, Code.WRONG_TYPE, "[0].vd: expected a number in v, got data"),
        ({"n": "x", "v": True}, Code.WRONG_TYPE, "[0].v: expected a number, got True"),
        ({"n": "x", "v": 1, "vb": True}, Code.BAD_VALUE, "[0].vb: expected one value, got v, vb"),
        ({"n": "x"}, Code.MISSING_FIELD, "[0].v: expected a value or a sum"),
        ({"n": "-x", "v": 1}, Code.BAD_VALUE, "[0].n: expected a name"),
        ({"v": 1}, Code.MISSING_FIELD, "[0].n: expected a name"),
        ({"n": "x" * 129, "v": 1}, Code.BAD_VALUE, "at most 128"),
        ({"n": "x", "v": 1, "t": "now"}, Code.WRONG_TYPE, "[0].t: expected a number"),
        ({"n": "x", "v": 1, "t": 1e305}, Code.NOT_FINITE, "[0].t: expected a finite number"),
        ({"n": "x", "v": 1, "u": "lon"}, Code.BAD_LOCATION, "[0].u: expected lon and lat"),
    ],
)
def test_a_fault_of_a_record_refuses_only_the_record(record: dict[str, Any], code: Code, detail: str):
    raw = read([record, {"n": "humidity", "v": 2}])
    assert codes(raw) == [code]
    assert detail in raw.refusals[0].detail
    assert [reading.source for reading in raw.readings] == ["humidity"]


@pytest.mark.parametrize("number", ["1e999", "NaN", "-Infinity", "1" + "0" * 400, "1" + "0" * 5000])
def test_a_number_that_no_float_holds_is_refused(number: str):
    payload = '[{"n":"x","v":%s}]' % number  # noqa: UP031
    raw = read_json(payload.encode(), station=STATION, arrived=NOW, memory=Memory())
    assert codes(raw) in ([Code.NOT_FINITE], [Code.MALFORMED_JSON])


def test_secondary_units_may_be_announced_by_the_version():
    assert said([{"bver": 26, "n": "battery_voltage", "u": "mV", "v": 12_100}]) == [("battery_voltage", None, 12_100)]


def test_fields_that_are_not_known_are_passed_over():
    assert said([{"n": "humidity", "v": 1, "ut": 60, "note": {"deep": []}}]) == [("humidity", None, 1)]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x81\xa1\x00",
        b"\x80\x00",
        b"\x81" * 40,
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x81\xa2\x02\x01\x02\x01",
        bytes.fromhex("d81c81d81d00"),
        bytes.fromhex("81a200617802d8236161"),
    ],
    ids=["empty", "cut", "rest", "deep", "huge", "twice", "cycle", "pattern"],
)
def test_what_is_no_cbor_is_refused_with_the_reason(payload: bytes):
    raw = read_cbor(payload, station=STATION, arrived=NOW, memory=Memory())
    assert codes(raw) == [Code.MALFORMED_FRAME]
    assert raw.refusals[0].detail.startswith("expected")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("c48221196ab3", 273.15), ("fa41200000", 10.0), ("f93e00", 1.5), ("c249010000000000000000", 2.0**64)],
)
def test_every_number_of_cbor_is_a_number(value: str, expected: float):
    payload = bytes.fromhex("81a200617802") + bytes.fromhex(value)
    raw = read_cbor(payload, station=STATION, arrived=NOW, memory=Memory())
    assert [reading.value for reading in raw.readings] == [expected]


# Through the door.

GATE = replace(a_station("GATE", first=21), addresses={"senml+json": "urn:dev:mac:00"})
BEHIND = replace(a_station("BEHIND", first=31), addresses={"senml+json": "urn:dev:mac:01"}, gateway="GATE")
UNNAMED = replace(a_station("UNNAMED", first=41), gateway="GATE")
REGISTRY = Registry([STATION, GATE, BEHIND, UNNAMED])


def through_the_door(station: str, *records: dict[str, Any]) -> Decoded:
    message = Message(f"fh/v1/{DIVISION}/{station}/raw/senml+json", json.dumps(records).encode(), NOW)
    return decode([message], registry=REGISTRY)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("water_level", 21),
        ("GATE/water_level", 21),
        ("urn:dev:mac:00:water_level", 21),
        ("urn:dev:mac:00_water_level", 21),
        ("urn:dev:mac:01:water_level", 31),
        ("BEHIND/water_level", 31),
        ("UNNAMED:water_level", 41),
    ],
)
def test_a_name_leads_to_its_station(name: str, number: int):
    assert through_the_door("GATE", {"n": name, "v": 1}).batch.datastream.tolist() == [number]


@pytest.mark.parametrize("name", ["XY-H03/water_level", "urn:dev:mac:07:water_level"])
def test_a_name_of_somebody_else_is_refused(name: str):
    decoded = through_the_door("GATE", {"n": name, "v": 1})
    assert [reject.code for reject in decoded.rejects] == [Code.ADDRESS_MISMATCH]


@pytest.mark.parametrize(
    ("record", "canonical"),
    [
        ({"n": "water_level", "u": "cm", "v": 4132}, 41.32),
        ({"n": "water_level", "u": "m", "v": 41.32}, 41.32),
        ({"n": "humidity", "u": "/", "v": 0.07}, 7.0),
        ({"n": "air_temperature", "u": "Cel", "v": 23.1}, 23.1),
        ({"n": "air_temperature", "u": "K", "v": 296.25}, 23.1),
        ({"n": "air_temperature", "v": 296.25}, 23.1),
        ({"n": "battery_voltage", "u": "V", "v": 12.1}, 12.1),
        ({"n": "pm25", "u": "ug/m3", "v": 35}, 35.0),
        ({"n": "pm25", "u": "kg/m3", "v": 3.5e-8}, 35.0),
    ],
)
def test_the_unit_of_the_record_is_believed(record: dict[str, Any], canonical: float):
    decoded = through_the_door("XY-H03", record)
    assert not decoded.rejects
    assert decoded.batch.value.tolist() == [canonical]


def test_a_unit_that_the_property_does_not_have_is_refused():
    decoded = through_the_door("XY-H03", {"n": "water_level", "u": "Cel", "v": 1})
    assert [(reject.code, reject.detail[:30]) for reject in decoded.rejects] == [
        (Code.BAD_VALUE, "'water_level': property 'water")
    ]


def test_a_registered_source_finds_its_datastream():
    first, *rest = a_station("XY-S01", water_level="m").datastreams
    station = replace(a_station("XY-S01"), datastreams=(replace(first, source="niveau"), *rest))
    message = Message(f"fh/v1/{DIVISION}/XY-S01/raw/senml+json", b'[{"n":"niveau","u":"cm","v":120}]', NOW)
    assert decode([message], registry=Registry([station])).batch.value.tolist() == [1.2]


# Both forms say the same; nothing that a device sends raises.

_numbers = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
_records = st.fixed_dictionaries(
    {},
    optional={
        "bn": st.sampled_from(["", "a/", "urn:dev:mac:00:", StationId("XY-H03")]),
        "bt": _numbers,
        "bu": st.sampled_from(["m", "Cel", "lon"]),
        "bv": _numbers,
        "bs": _numbers,
        "bver": st.sampled_from([5, 10, 26]),
        "n": st.sampled_from(["water_level", "x", "a:b", "", "é"]),
        "u": st.sampled_from(["m", "mm", "lat", "lon", "?"]),
        "v": _numbers,
        "vs": st.text(max_size=3),
        "vb": st.booleans(),
        "s": _numbers,
        "t": _numbers,
        "ut": _numbers,
        "x_": st.just(1),
    },
)


@given(st.lists(_records, max_size=6))
def test_json_and_cbor_of_a_pack_say_the_same(pack: list[dict[str, Any]]):
    for reading in read(pack).readings:
        assert reading.source is not None
        assert not math.isnan(reading.value)


_anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.binary(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.integers(-7, 9), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_anything)
def test_no_cbor_raises(document: Any):
    message = Message(f"fh/v1/{DIVISION}/XY-H03/raw/senml+cbor", cbor2.dumps(document), NOW)
    decode([message], registry=REGISTRY)


@given(st.binary(max_size=60))
@example(b"\x81\xa2\x00\x61x\x02\xc4\x82\x1a\x3b\x9a\xca\x00\x03")
@example(b"\xa1\x9f\xff\x01")
def test_no_bytes_raise(payload: bytes):
    for codec in ("senml+cbor", "senml+json"):
        decode([Message(f"fh/v1/{DIVISION}/XY-H03/raw/{codec}", payload, NOW)], registry=REGISTRY)
