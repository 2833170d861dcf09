from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.message import Message
from ingest.wire.refusal import KEPT_PAYLOAD, MAX_REJECTS, Code, Refusal, is_storable, rejects, shown, storable


def a_refusal(detail: str = "v: expected a number") -> Refusal:
    return Refusal(code=Code.WRONG_TYPE, detail=detail)


def test_a_reject_tells_what_came_when_and_why():
    message = Message("fh/v1/41/X/obs", b"[]", 5)
    (reject,) = rejects(message, [a_refusal()], station="X")
    assert (reject.topic, reject.payload, reject.code) == ("fh/v1/41/X/obs", b"[]", "wrong_type")
    assert (reject.detail, reject.result_time, reject.station) == ("v: expected a number", 5, "X")


def test_a_long_payload_is_kept_in_part():
    (reject,) = rejects(Message("t", b"x" * (KEPT_PAYLOAD + 1), 0), [a_refusal()])
    assert len(reject.payload) == KEPT_PAYLOAD


def test_one_message_never_fills_the_quarantine():
    made = rejects(Message("t", b"", 0), [a_refusal()] * 100_000)
    assert len(made) == MAX_REJECTS
    assert made[-1].detail == "99985 more refusals in this message, not listed"


def test_exactly_as_many_refusals_as_fit_are_all_listed():
    assert all(
        row.detail == "v: expected a number" for row in rejects(Message("t", b"", 0), [a_refusal()] * MAX_REJECTS)
    )


@given(st.text(st.characters(exclude_categories=[]), max_size=2000))
def test_whatever_the_topic_and_the_detail_a_database_can_hold_them(text: str):
    (reject,) = rejects(Message(text, b"", 0), [a_refusal(text)])
    for column in (reject.topic, reject.detail):
        assert is_storable(column)
        column.encode()
    assert len(reject.detail) <= 400


def test_nul_and_lone_surrogates_are_not_storable():
    assert is_storable("息县")
    assert not is_storable("a\0")
    assert not is_storable("\ud800")
    assert storable("a\0\ud800", limit=9) == "a\ufffd?"


def test_a_shown_value_is_short_and_on_one_line():
    assert shown("a\nb") == r"'a\nb'"
    assert len(shown("x" * 10_000)) < 100
    assert len(shown([["x" * 1000] * 1000] * 1000)) < 400
    assert len(shown(10**4000)) < 100
