"""Telling an answer that is sent again from a second one."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.rollcall.answer import AnswerId, Standing
from alerts.rollcall.news import CallKind
from alerts.rollcall.placed import CallId, PlacedCall
from alerts.rollcall.reading import Read
from api.answer_key import answer_id, page_key
from incidents.identity import new_id
from tests.builders import NOW

SAFE = Read(standing=Standing.SAFE, headcount=53)
CALL = PlacedCall(
    id=CallId("c1"),
    rollcall="w1",
    place="411523100200",
    place_name="柳林村",
    division="411523100200",
    person="head",
    name="王",
    contact="head",
    channel="sms",
    kind=CallKind.ASK,
    attempt=1,
    at=NOW,
)
UNTIL = NOW + timedelta(hours=6)


def id_of(key: object, *, read: Read = SAFE) -> AnswerId | None:
    return answer_id(key, call=CALL, read=read, until=UNTIL)


def test_one_press_has_one_id_and_another_answer_has_another():
    key = f"{page_key(NOW)}.1500"
    ids = {id_of(key), id_of(key, read=Read(standing=Standing.HELP, headcount=53)), id_of(f"{page_key(NOW)}.1500")}
    assert len({id_of(key), *ids}) == 3


@given(st.integers(0, 10**10 - 1), st.integers(0, 2**48 - 1))
def test_whatever_a_telephone_says_of_the_time_the_id_is_of_the_roll_call(waited: int, made: int):
    found = id_of(f"{made:08x}-{'0' * 16}.{waited}")
    assert found is not None
    assert new_id(CALL.at - timedelta(milliseconds=1)) < found < new_id(UNTIL + timedelta(milliseconds=1))


@pytest.mark.parametrize(
    "key", ["", "x", None, 7, [], {}, "0" * 24, f"{'f' * 8}-{'0' * 16}.", f"{'f' * 8}-{'0' * 16}.-1"]
)
def test_what_is_no_key_of_ours_is_none(key):
    assert id_of(key) is None
