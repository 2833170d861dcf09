from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.document import parse_document
from ingest.wire.refusal import Code, Refusal


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b'{"a": [1, 2.5, "x", null, true]}', {"a": [1, 2.5, "x", None, True]}),
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        (b"  [] \n", []),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'"\\ud800"', "\ud800"),
    ],
)
def test_json_is_read_with_what_a_reader_may_ignore(payload: bytes, value: object):
    assert parse_document(payload) == value


def test_non_finite_numbers_are_read_so_that_they_can_be_named():
    found = parse_document(b"[NaN, Infinity, -Infinity, 1e999]")
    assert math.isnan(found[0])
    assert found[1:] == [math.inf, -math.inf, math.inf]


def test_text_in_another_encoding_does_not_hide_the_numbers_beside_it():
    assert parse_document('{"name": "息县", "v": 1}'.encode("gb18030"))["v"] == 1


@pytest.mark.parametrize(
    ("payload", "code", "reason"),
    [
        (b"", Code.MALFORMED_JSON, "got an empty payload"),
        (b" \n", Code.MALFORMED_JSON, "got an empty payload"),
        (b'{"a": 1', Code.MALFORMED_JSON, "line 1 column 8"),
        (b"{'a': 1}", Code.MALFORMED_JSON, "double quotes"),
        (b"water_level=41.2", Code.MALFORMED_JSON, "line 1 column 1"),
        ("息县".encode("gbk"), Code.MALFORMED_JSON, "not UTF-8 from byte 2 on (0xCF), is it GB18030?"),
        (b"9" * 5000, Code.MALFORMED_JSON, "thousands of digits"),
        (b"[" * 100_000, Code.TOO_DEEP, "nested too deeply"),
        (b'{"a":' * 100_000, Code.TOO_DEEP, "nested too deeply"),
    ],
)
def test_anything_else_is_refused_with_the_place(payload: bytes, code: Code, reason: str):
    refusal = parse_document(payload)
    assert isinstance(refusal, Refusal)
    assert refusal.code is code
    assert reason in refusal.detail


@given(st.binary())
def test_no_bytes_make_it_raise(payload: bytes):
    parse_document(payload)
