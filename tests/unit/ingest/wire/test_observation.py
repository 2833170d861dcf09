from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.observation import Observation, place_of, read_observations, salvage
from ingest.wire.refusal import Code

numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53)
anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
good_objects = st.fixed_dictionaries(
    {"v": st.dictionaries(st.text(max_size=8), numbers, min_size=1, max_size=4)},
    optional={
        "t": st.integers(0, 2**53) | st.text(max_size=30) | st.none(),
        "loc": st.tuples(numbers, numbers) | st.none(),
        "seq": st.integers(0, 9),
    },
)


def codes(payload: Any) -> list[Code]:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return [refusal.code for refusal in salvage(raw)[1]]


def test_a_message_without_a_fault_is_read_by_the_typed_reader():
    payload = b'{"t": 1763860000000, "v": {"water_level": 41.32}, "loc": [115.41, 32.44], "q": {"a": "good"}, "seq": 1}'
    assert read_observations(payload) == [
        Observation(v={"water_level": 41.32}, t=1763860000000, loc=(115.41, 32.44), q={"a": "good"}, seq=1)
    ]


@given(good_objects | st.lists(good_objects, min_size=1, max_size=3))
def test_both_readers_agree_on_what_is_right(body: Any):
    payload = json.dumps(body).encode()
    fast = read_observations(payload)
    saved, refusals = salvage(payload)
    assert fast == [observation for _, observation in saved]
    assert not refusals


@given(st.lists(anything, max_size=4), good_objects, st.integers(0, 4))
def test_one_bad_object_never_blocks_a_good_one(others: list[Any], good: dict[str, Any], position: int):
    body = [*others[:position], good, *others[position:]]
    values = {key: float(value) for key, value in good["v"].items()}
    saved, _ = salvage(json.dumps(body).encode())
    assert values in [observation.v for _, observation in saved]


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), anything, max_size=5))
def test_one_bad_reading_never_blocks_a_good_one(readings: dict[str, Any]):
    saved, _ = salvage(json.dumps({"v": {**readings, "good": 1.5}}).encode())
    assert saved[0][1].v["good"] == 1.5


@given(st.binary() | anything.map(lambda body: json.dumps(body).encode()))
def test_no_bytes_make_the_readers_raise(payload: bytes):
    if read_observations(payload) is None:
        salvage(payload)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", Code.MALFORMED_JSON),
        (3, Code.WRONG_TYPE),
        ([[]], Code.WRONG_TYPE),
        ({"t": 1}, Code.MISSING_FIELD),
        ({"v": 3}, Code.WRONG_TYPE),
        ({"v": [1]}, Code.WRONG_TYPE),
        ({"v": {"a": "1"}}, Code.WRONG_TYPE),
        ({"v": {"a": True}}, Code.WRONG_TYPE),
        ({"v": {"a": None}}, Code.WRONG_TYPE),
        ({"v": {"a": {"b": 1}}}, Code.WRONG_TYPE),
        (b'{"v": {"a": NaN}}', Code.NOT_FINITE),
        (b'{"v": {"a": -Infinity}}', Code.NOT_FINITE),
        (b'{"v": {"a": 1e999}}', Code.NOT_FINITE),
        ({"v": {"a": 10**400}}, Code.NOT_FINITE),
        ({"v": {"a": 1}, "t": True}, Code.WRONG_TYPE),
        ({"v": {"a": 1}, "t": [1]}, Code.WRONG_TYPE),
        ({"v": {"a": 1}, "q": "good"}, Code.WRONG_TYPE),
        ({"v": {"a": 1}, "q": {"a": 1}}, Code.WRONG_TYPE),
        ({"v": {"a": 1}, "loc": "here"}, Code.BAD_LOCATION),
    ],
)
def test_each_mistake_has_its_code(body: Any, code: Code):
    assert codes(body) == [code]


def test_a_detail_names_the_object_the_field_and_what_came():
    _, refusals = salvage(b'[{"v": {"a": 1}}, {"v": {"a": "41.2"}}]')
    assert [refusal.detail for refusal in refusals] == ["[1].v.a: expected a number, got '41.2'"]


def test_a_quality_that_names_no_reading_is_ignored():
    saved, refusals = salvage(b'{"v": {"a": 1, "b": NaN}, "q": {"c": 3, "a": "doubtful"}}')
    assert saved == [("", Observation(v={"a": 1.0}, q={"a": "doubtful"}))]
    assert len(refusals) == 1


def test_objects_of_an_array_are_numbered():
    assert place_of(3, is_array=True) == "[3]."
    assert place_of(0, is_array=False) == ""
