from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.refusal import Code, Refusal
from ingest.wire.status import parse_status
from sensing.event import StatusReport
from tests.unit.ingest.builders import DIVISION, NOW, NOW_MS, a_station


def parse(payload: bytes) -> StatusReport | Refusal | None:
    return parse_status(payload, station=a_station(), arrived=NOW + 7)


@pytest.mark.parametrize(
    ("payload", "is_online"),
    [
        (b"online", True),
        (b" OFFLINE\r\n", False),
        (b'"online"', True),
        (b'{"state": "Offline"}', False),
        (b'{"state": "online", "t": null, "fw": "1.2"}', True),
        (b"true", True),
        (b"False", False),
        (b'"TRUE"', True),
        (b'{"online": true}', True),
        (b'{"online": false, "t": null}', False),
        (b'{"online": "false"}', False),
        (b'{"status": "Online"}', True),
        (b'{"status": "offline"}', False),
        (b'{"state": false}', False),
        (b'{"status": "ok", "state": "offline"}', False),
        (b'\xef\xbb\xbf{"state": "online"}', True),
    ],
)
def test_a_station_says_that_it_came_or_went(payload: bytes, *, is_online: bool):
    assert parse(payload) == StatusReport(
        station="XY-H03", division=DIVISION, is_online=is_online, phenomenon_time=NOW + 7, result_time=NOW + 7
    )


def test_the_time_that_the_station_gives_is_taken():
    report = parse(b'{"state": "online", "t": %d}' % NOW_MS)
    assert isinstance(report, StatusReport)
    assert (report.phenomenon_time, report.result_time) == (NOW, NOW + 7)


@pytest.mark.parametrize("payload", [b"", b"  "])
def test_clearing_the_retained_message_says_nothing(payload: bytes):
    assert parse(payload) is None


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"up", Code.MALFORMED_JSON),
        (b"\xff\xfe", Code.MALFORMED_JSON),
        (b'"up"', Code.BAD_VALUE),
        (b'{"state": "up"}', Code.BAD_VALUE),
        (b'{"state": 1}', Code.WRONG_TYPE),
        (b"1", Code.WRONG_TYPE),
        (b"null", Code.WRONG_TYPE),
        (b'{"online": 1}', Code.WRONG_TYPE),
        (b'{"online": null}', Code.WRONG_TYPE),
        (b'{"status": "ok"}', Code.BAD_VALUE),
        (b"[]", Code.WRONG_TYPE),
        (b"{}", Code.MISSING_FIELD),
        (b'{"state": "online", "t": true}', Code.WRONG_TYPE),
        (b'{"state": "online", "t": 0}', Code.TIME_OUT_OF_RANGE),
        (b"[" * 100_000, Code.TOO_DEEP),
    ],
)
def test_anything_else_is_refused(payload: bytes, code: Code):
    refusal = parse(payload)
    assert isinstance(refusal, Refusal)
    assert refusal.code is code
    assert refusal.detail.startswith(("status: expected online, offline or", "t: expected"))


@given(st.binary())
def test_no_bytes_make_it_raise(payload: bytes):
    parse(payload)
