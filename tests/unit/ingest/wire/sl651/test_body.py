from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code
from ingest.wire.sl651.body import FIVE_MINUTES, group, read_body
from tests.unit.ingest.wire.sl651.making import (
    MINUTE,
    SENT,
    STATION,
    a_body,
    element,
    head,
    observed,
    station,
)

TIMED = 0x32


def values(body: bytes, function: int = TIMED) -> dict[str, tuple[float | None, ...]]:
    return {item.id: item.values for item in read_body(body, function).items if item.values}


def test_a_body_has_a_serial_and_a_time():
    body = read_body(a_body(element("39", 41.5)), TIMED)
    assert (body.serial, body.sent, body.refusals) == (7, SENT, ())
    (level,) = [item for item in body.items if item.values]
    assert (level.station, level.station_type, level.time) == (STATION, "H", SENT)


def test_the_definition_byte_is_trusted_over_the_table():
    assert values(a_body(element("47", 8.12, 0x12), element("39", 9836, 0x10))) == {"47": (8.12,), "39": (9836.0,)}


def test_all_ones_is_missing_and_not_zero():
    assert values(a_body(element("39", None), element("20", 0.0))) == {"39": (None,), "20": (0.0,)}


def test_a_negative_temperature_is_read():
    assert values(a_body(element("02", -5.5, 0x19))) == {"02": (-5.5,)}


def test_an_extension_has_two_bytes_of_identifier():
    body = a_body(b"\xff\x01\x1a\x00\x01\x23", element("39", 41.6))
    assert values(body) == {"FF01": (1.23,), "39": (41.6,)}


def test_a_second_time_holds_for_what_follows():
    body = read_body(a_body(element("39", 1.0), observed("2511230905"), element("39", 2.0)), TIMED)
    assert [item.time for item in body.items if item.values] == [SENT, SENT + 5 * MINUTE]


def test_a_second_station_holds_for_what_follows():
    other = station("4115280001", "Q") + observed("2511230910")
    body = read_body(a_body(element("39", 1.0), other, element("46", 7.0)), TIMED)
    first, second = [item for item in body.items if item.values]
    assert (first.station, first.station_type) == (STATION, "H")
    assert (second.station, second.station_type, second.time) == ("4115280001", "Q", SENT + 10 * MINUTE)


def test_an_answer_to_a_command_has_no_type_behind_the_address():
    body = read_body(head() + b"\xf1\xf1" + bytes.fromhex(STATION) + b"\x45\x20\x00\x00\x04\x00", 0x46)
    assert [(item.id, item.station_type) for item in body.items] == [("F1", ""), ("45", "")]
    assert body.refusals == ()


def test_a_time_that_is_none_drops_what_it_holds_for_and_no_more():
    body = read_body(
        a_body(element("39", 1.0), observed("2513320905"), element("39", 2.0), observed(), b"\x20\x19" + b"\0\0\5"),
        TIMED,
    )
    assert [(item.id, item.values) for item in body.items if item.values] == [("39", (1.0,)), ("20", (0.5,))]
    assert [refusal.code for refusal in body.refusals] == [Code.BAD_TIME]


def test_a_bad_digit_costs_its_own_element_only():
    body = read_body(a_body(b"\x39\x23\x00\x0a\x15\x00", element("20", 0.5)), TIMED)
    assert [(item.id, item.values) for item in body.items if item.values] == [("39", (None,)), ("20", (0.5,))]
    assert body.refusals[0].code is Code.BAD_VALUE
    assert "element 39: expected decimal digits, got '000A1500'" in body.refusals[0].detail


def test_an_element_cut_off_is_refused_and_what_came_before_is_kept():
    body = read_body(a_body(element("20", 0.5), b"\x39\x23\x00"), TIMED)
    assert [item.values for item in body.items if item.values] == [(0.5,)]
    assert body.refusals[0].detail.endswith("expected 4 bytes of element 39, got 1")


def test_a_definition_of_nothing_is_refused():
    assert "one byte at least" in read_body(a_body(b"\x39\x03"), TIMED).refusals[0].detail


def test_a_uniform_report_has_one_element_to_the_end():
    body = a_body(b"\x04\x18\x00\x00\x05", b"\x39\x23", bytes.fromhex("0004150000041560FFFFFFFF00041700"))
    (item,) = [item for item in read_body(body, 0x31).items if item.values]
    assert (item.values, item.step) == ((41.5, 41.56, None, 41.7), 5 * MINUTE)


def test_hourly_groups_stand_beside_single_elements():
    body = a_body(
        b"\xf4\x60" + bytes.fromhex("0500000014FFFFFFFFFF0000"),
        b"\xf5\xc0" + bytes.fromhex("000C" * 11 + "FFFF"),
        element("39", 10.49),
    )
    items = {item.id: item for item in read_body(body, 0x34).items}
    assert items["F4"].values == (0.5, 0.0, 0.0, 0.0, 2.0, None, None, None, None, None, 0.0, 0.0)
    assert items["F5"].values == (0.12,) * 11 + (None,)
    assert items["F4"].step == FIVE_MINUTES
    assert items["39"].values == (10.49,)


def test_the_largest_count_of_a_rain_group_is_a_value():
    assert group("F4", b"\xfe\xff") == (25.4, None)


def test_text_and_pictures_run_to_the_end():
    assert read_body(head() + b"\xf2\xf2Q 1.234", 0x35).items[0].raw == b"Q 1.234"
    assert read_body(a_body(b"\xf3\xf3\xff\xd8\xf0\xf0"), 0x36).items[-1].raw == b"\xff\xd8\xf0\xf0"


def test_a_body_without_head_is_refused():
    assert read_body(b"123", TIMED).refusals[0].code is Code.MALFORMED_FRAME


def test_a_send_time_that_is_none_does_not_cost_the_readings():
    body = read_body(b"\x00\x01" + b"\xff" * 6 + observed() + element("39", 1.0), TIMED)
    assert body.sent is None
    assert [refusal.code for refusal in body.refusals] == [Code.BAD_TIME]
    assert any(item.values for item in body.items)


@given(st.binary(max_size=300), st.integers(0, 255))
def test_arbitrary_bytes_never_raise(data: bytes, function: int):
    read_body(data, function)


@given(st.binary(max_size=300), st.sampled_from([0x31, 0x32, 0x34, 0x38]))
def test_arbitrary_elements_never_raise(data: bytes, function: int):
    read_body(a_body(data), function)
