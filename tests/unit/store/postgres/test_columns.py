import struct

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sensing.batch import empty_batch, make_batch
from store.postgres.columns import POSTGRES_EPOCH, array_of, batch_of, copy_payload, in_key_order, newest, times_of

READINGS = st.lists(st.tuples(st.integers(1, 4), st.integers(-3, 3)))


def test_the_payload_is_what_the_manual_describes():
    batch = make_batch(
        datastream=[7], phenomenon_time=[POSTGRES_EPOCH + 5], result_time=[POSTGRES_EPOCH - 1], value=[2.5], quality=[1]
    )
    row = struct.pack(">h" + "iq" * 2 + "id" + "ii" * 2 + "ih", 6, 8, 5, 8, -1, 8, 2.5, 4, 7, 4, 0, 2, 1)
    header = b"PGCOPY\n\xff\r\n\0" + bytes(8)
    assert copy_payload(batch) == header + row + b"\xff\xff"


def test_flags_and_places_follow_when_they_are_asked_for():
    batch = make_batch(datastream=[7], phenomenon_time=[0], value=[0], lon=[114.5], lat=[32.5])
    plain, full = copy_payload(batch), copy_payload(batch, is_newest=np.array([True]), is_moving=True)
    assert full[19:21] == struct.pack(">h", 9)
    assert full[21:] == plain[21:-2] + struct.pack(">ibidid", 1, 1, 8, 114.5, 8, 32.5) + b"\xff\xff"


@given(READINGS)
def test_key_order_keeps_the_first_of_each_key_and_marks_each_streams_newest(rows):
    batch = make_batch(
        datastream=[row[0] for row in rows], phenomenon_time=[row[1] for row in rows], value=range(len(rows))
    )
    expected: dict[tuple[int, int], int] = {}
    for position, row in enumerate(rows):
        expected.setdefault(row, position)
    ordered, others = in_key_order(batch)
    is_newest = newest(ordered)
    assert sorted([*ordered.value.tolist(), *others.value.tolist()]) == list(range(len(rows)))
    keys = list(zip(ordered.datastream.tolist(), ordered.phenomenon_time.tolist(), strict=True))
    assert keys == sorted(expected)
    assert ordered.value.tolist() == [expected[key] for key in keys]
    last = {number: time for number, time in keys}  # noqa: C416 - the last of each number wins
    assert [key for key, flag in zip(keys, is_newest.tolist(), strict=True) if flag] == list(last.items())


def test_the_highest_revision_goes_first():
    batch = make_batch(datastream=[1] * 4, phenomenon_time=[5] * 4, value=[0, 1, 2, 3], revision=[0, 2, 1, 2])
    first, others = in_key_order(batch)
    assert (first.value.tolist(), others.value.tolist()) == ([1], [3, 2, 0])


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 9), st.integers(0, 9)), unique_by=lambda row: row[:2]))
def test_no_reading_is_newer_than_its_arrival(rows):
    batch = make_batch(
        datastream=[row[0] for row in rows],
        phenomenon_time=[row[1] for row in rows],
        result_time=[row[2] for row in rows],
        value=[0.0] * len(rows),
    )
    expected = {}
    for row in sorted(rows, key=lambda row: (min(row[1], row[2]), row[1])):
        expected[row[0]] = row
    ordered, _ = in_key_order(batch)
    found = ordered.take(newest(ordered))
    columns = (found.datastream.tolist(), found.phenomenon_time.tolist(), found.result_time.tolist())
    assert list(zip(*columns, strict=True)) == [expected[number] for number in sorted(expected)]


def an_array(kind: str, oid: int, values: list) -> bytes:
    body = b"".join(struct.pack(f">i{kind}", struct.calcsize(f">{kind}"), value) for value in values)
    return struct.pack(">iiiii", 1, 0, oid, len(values), 1) + body


def test_arrays_come_back_in_the_machines_order():
    values = array_of(an_array("d", 701, [0.5, -1.5]), ">f8")
    assert (values.tolist(), values.dtype) == ([0.5, -1.5], np.float64)
    assert times_of(an_array("q", 1185, [5])).tolist() == [POSTGRES_EPOCH + 5]


def test_an_aggregate_over_no_rows_is_an_empty_array():
    assert array_of(None, ">i8").tolist() == []
    assert array_of(struct.pack(">iii", 0, 0, 701), ">f8").tolist() == []


def test_no_rows_make_an_empty_batch_of_the_right_types():
    batch = batch_of([None] * 8)
    assert len(batch) == 0
    names = [name for name in batch.__slots__ if name != "revision"]
    assert [getattr(batch, name).dtype for name in names] == [getattr(empty_batch(), name).dtype for name in names]
