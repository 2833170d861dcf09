from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.decode import Decoded, decode
from ingest.wire.message import MAX_PAYLOAD, Message
from ingest.wire.refusal import KEPT_PAYLOAD
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, NOW, NOW_MS, a_message, a_registry, a_station

REGISTRY = a_registry()
GOOD = {"t": NOW_MS, "v": {"water_level": 41.32}}


def decoded(*messages: Message) -> Decoded:
    return decode(messages, registry=REGISTRY)


def outcome(message: Message) -> tuple[list[float], list[str]]:
    """Return the values taken from a message, and the codes of what was refused."""
    result = decoded(message)
    return result.batch.value.tolist(), [reject.code for reject in result.rejects]


def test_many_messages_become_one_batch_in_order_of_arrival():
    result = decoded(
        a_message(GOOD),
        a_message({"v": {"pm25": 0.035}}, station="XY-A01"),
        a_message([GOOD, {"t": NOW_MS + 1000, "v": {"rain_5m": 1}}]),
    )
    assert result.batch.datastream.tolist() == [1, 12, 1, 2]
    assert result.batch.value.tolist() == [41.32, 35.0, 41.32, 1.0]
    assert not result.rejects


def test_events_and_status_go_their_own_way():
    result = decoded(a_message({"id": "1", "class": "fire_smoke"}, kind="event"), a_message(b"offline", kind="status"))
    assert [event.kind for event in result.events] == ["fire_smoke"]
    assert [report.is_online for report in result.statuses] == [False]
    assert len(result.batch) == 0


def test_a_cleared_status_is_nothing():
    result = decoded(a_message(b"", kind="status"))
    assert (result.statuses, result.rejects) == ((), ())


def test_a_message_is_read_against_the_registry_given():
    other = Registry([a_station(first=50)])
    assert decode([a_message(GOOD)], registry=other).batch.datastream.tolist() == [50]
    assert decode([a_message(GOOD)], registry=REGISTRY).batch.datastream.tolist() == [1]


def with_value(text: str) -> bytes:
    """Return a message whose water level is written as ``text``, beside a good rain reading."""
    return b'{"t": %d, "v": {"water_level": %s, "rain_5m": 0.5}}' % (NOW_MS, text.encode())


NASTY: list[tuple[str, bytes, list[float], list[str]]] = [
    # name, payload, values taken, codes refused
    ("truncated", b'{"v": {"water_level": 41', [], ["malformed_json"]),
    ("trailing text", b'{"v": {"water_level": 41}} x', [], ["malformed_json"]),
    ("single quotes", b"{'v': {}}", [], ["malformed_json"]),
    ("empty", b"", [], ["malformed_json"]),
    ("plain number", b"41.2", [], ["wrong_type"]),
    ("null", b"null", [], ["wrong_type"]),
    ("binary", bytes(range(256)), [], ["malformed_json"]),
    ("UTF-16", json.dumps(GOOD).encode("utf-16"), [], ["malformed_json"]),
    ("byte order mark", b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), [41.32], []),
    ("GBK in an ignored key", b'{"name": "\xcf\xa2\xcf\xd8", ' + json.dumps(GOOD).encode()[1:], [41.32], []),
    ("GBK as payload", "息县水位".encode("gbk"), [], ["malformed_json"]),
    ("100,000 brackets", b"[" * 100_000, [], ["too_deep"]),
    ("100,000 brackets in an ignored key", b'{"v": {"water_level": 1}, "x": ' + b"[" * 100_000, [], ["too_deep"]),
    ("64 levels in an ignored key", b'{"v": {"water_level": 1}, "x": ' + b'{"a":' * 64 + b"1" + b"}" * 65, [1.0], []),
    ("64 levels as a value", with_value('{"a":' * 64 + "1" + "}" * 64), [0.5], ["wrong_type"]),
    ("number as text", with_value('"41.2"'), [0.5], ["wrong_type"]),
    ("boolean", with_value("true"), [0.5], ["wrong_type"]),
    ("null value", with_value("null"), [0.5], ["wrong_type"]),
    ("NaN", with_value("NaN"), [0.5], ["not_finite"]),
    ("Infinity", with_value("Infinity"), [0.5], ["not_finite"]),
    ("1e999", with_value("1e999"), [0.5], ["not_finite"]),
    ("-1e999", with_value("-1e999"), [0.5], ["not_finite"]),
    ("400 digits", with_value("9" * 400), [0.5], ["not_finite"]),
    ("5,000 digits", with_value("9" * 5000), [], ["malformed_json"]),
    ("minus zero", with_value("-0.0"), [0.0, 0.5], []),
    ("tiny", with_value("1e-400"), [0.0, 0.5], []),
    ("duplicate key", b'{"v": {"water_level": 1, "water_level": 2}}', [2.0], []),
    ("duplicate v", b'{"v": {"water_level": 1}, "v": {"rain_5m": 2}}', [2.0], []),
    ("lone surrogate as property", b'{"v": {"\\ud800": 1, "water_level": 2}}', [2.0], ["unknown_property"]),
    ("lone surrogate in an ignored key", b'{"v": {"water_level": 2}, "x": "\\ud800"}', [2.0], []),
    ("NUL as property", b'{"v": {"water_level\\u0000": 1, "rain_5m": 2}}', [2.0], ["unknown_property"]),
    ("unknown property", b'{"v": {"water_levle": 1, "rain_5m": 2}}', [2.0], ["unknown_property"]),
    ("very long property", b'{"v": {"%s": 1, "rain_5m": 2}}' % (b"x" * 200_000), [2.0], ["unknown_property"]),
    ("no v", b'{"water_level": 41}', [], ["missing_field"]),
    ("empty v", b'{"v": {}}', [], ["missing_field"]),
    ("empty array", b"[]", [], ["missing_field"]),
    ("v as array", b'{"v": [1, 2]}', [], ["wrong_type"]),
    ("1970", b'{"t": 0, "v": {"water_level": 1}}', [], ["time_out_of_range"]),
    ("1970 as text", b'{"t": "1970-01-01T00:00:00Z", "v": {"water_level": 1}}', [], ["time_out_of_range"]),
    ("2099", b'{"t": "2099-01-01T00:00:00+08:00", "v": {"water_level": 1}}', [], ["time_out_of_range"]),
    ("seconds", b'{"t": %d, "v": {"water_level": 1}}' % (NOW_MS // 1000), [], ["time_out_of_range"]),
    ("huge time", b'{"t": %s, "v": {"water_level": 1}}' % (b"9" * 300), [], ["time_out_of_range"]),
    ("no zone", b'{"t": "2025-11-23T01:06:40", "v": {"water_level": 1}}', [], ["bad_time"]),
    ("digits as text", b'{"t": "1763860000000", "v": {"water_level": 1}}', [], ["bad_time"]),
    ("swapped place", b'{"v": {"water_level": 1}, "loc": [32.4, 115.4]}', [], ["bad_location"]),
    ("place of one number", b'{"v": {"water_level": 1}, "loc": [32.4]}', [], ["bad_location"]),
    ("unknown quality", b'{"v": {"water_level": 1, "rain_5m": 2}, "q": {"rain_5m": "N"}}', [1.0], ["bad_value"]),
    ("good between bad", b'[{"v": 1}, {"v": {"water_level": 7}}, 3]', [7.0], ["wrong_type", "wrong_type"]),
]


@pytest.mark.parametrize(("payload", "values", "codes"), [row[1:] for row in NASTY], ids=[row[0] for row in NASTY])
def test_nasty_input_is_quarantined_and_the_good_part_passes(payload: bytes, values: list[float], codes: list[str]):
    assert outcome(a_message(payload)) == (values, codes)


@pytest.mark.parametrize("payload", [row[1] for row in NASTY], ids=[row[0] for row in NASTY])
def test_nasty_input_never_touches_its_neighbours(payload: bytes):
    result = decoded(a_message(GOOD), a_message(payload), a_message(GOOD))
    assert result.batch.value[0] == result.batch.value[-1] == 41.32


def test_minus_zero_is_stored_as_zero():
    batch = decoded(a_message(with_value("-0.0"))).batch
    assert math.copysign(1, batch.value[0]) == 1


@pytest.mark.parametrize(
    ("topic", "code"),
    [
        ("fh/v1/411528000000/nobody/obs", "unknown_station"),
        ("fh/v1/411503000000/XY-H03/obs", "division_mismatch"),
        ("fh-drill/v1/411528000000/XY-H03/obs", "bad_topic"),
        ("\ud800", "bad_topic"),
    ],
)
def test_a_topic_that_leads_nowhere_is_quarantined(topic: str, code: str):
    (reject,) = decoded(Message(topic, b"{}", NOW)).rejects
    assert (reject.code, reject.result_time) == (code, NOW)


def test_a_megabyte_is_refused_unread_and_kept_in_part():
    (reject,) = decoded(a_message(b"[" + b" " * 1_000_000 + b"]")).rejects
    assert (reject.code, reject.station, len(reject.payload)) == ("payload_too_large", "XY-H03", KEPT_PAYLOAD)


def test_the_largest_payload_allowed_is_read():
    body = json.dumps(GOOD).encode()
    assert outcome(a_message(body + b" " * (MAX_PAYLOAD - len(body)))) == ([41.32], [])
    assert outcome(a_message(body + b" " * (MAX_PAYLOAD - len(body) + 1))) == ([], ["payload_too_large"])


def test_a_hundred_thousand_bad_readings_do_not_become_as_many_rows():
    body = b"[" + b",".join([b"1"] * 100_000) + b"]"
    rejects = decoded(a_message(body)).rejects
    assert len(rejects) == 16
    assert "more refusals" in rejects[-1].detail


def test_a_value_that_overflows_in_its_conversion_is_quarantined_with_its_message():
    result = decoded(a_message({"v": {"pm25": 1e308}}, station="XY-A01"), a_message(GOOD))
    assert result.batch.value.tolist() == [41.32]
    assert [(reject.code, reject.station) for reject in result.rejects] == [("not_finite", "XY-A01")]


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["v", "t", "loc", "q", "id", "class", "state", "water_level"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
topics = st.sampled_from(["XY-H03", "XY-A01"]).flatmap(
    lambda station: st.sampled_from([f"fh/v1/{DIVISION}/{station}/{kind}" for kind in ("obs", "event", "status")])
)


@given(st.lists(st.tuples(topics | st.text(), st.binary() | anything.map(lambda body: json.dumps(body).encode()))))
def test_no_message_makes_it_raise_or_disappear(messages: list[tuple[str, bytes]]):
    result = decoded(*[Message(topic, payload, NOW) for topic, payload in messages])
    assert all(math.isfinite(value) for value in result.batch.value)
    for topic, payload in messages:
        alone = decoded(Message(topic, payload, NOW))
        is_cleared = topic.endswith("/status") and not payload.strip()
        assert len(alone.batch) or alone.events or alone.statuses or alone.rejects or is_cleared


readings = st.fixed_dictionaries(
    {
        "t": st.integers(946_684_800_000, NOW_MS + 86_400_000),
        "v": st.dictionaries(
            st.sampled_from(["water_level", "rain_5m"]),
            st.floats(allow_nan=False, allow_infinity=False),
            min_size=1,
        ),
    },
    optional={"loc": st.tuples(st.floats(-180, 180), st.floats(-90, 90))},
)


@given(st.lists(readings, min_size=1))
def test_readings_round_trip(objects: list[dict[str, Any]]):
    numbers = {"water_level": 1, "rain_5m": 2}
    expected = [
        (numbers[key], item["t"] * 1000, value, *item.get("loc", (None, None)))
        for item in objects
        for key, value in item["v"].items()
    ]
    for messages in ([a_message(objects)], [a_message(item) for item in objects]):
        batch = decoded(*messages).batch
        places = [None if math.isnan(degrees) else degrees for degrees in [*batch.lon, *batch.lat]]
        assert expected == list(
            zip(
                batch.datastream.tolist(),
                batch.phenomenon_time.tolist(),
                batch.value.tolist(),
                places[: len(batch)],
                places[len(batch) :],
                strict=True,
            )
        )
