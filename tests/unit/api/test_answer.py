from __future__ import annotations

import pytest

from api.answer import answer, instant_parameter, number_cursor, page
from api.problem import ApiError
from sensing.instant import parse_instant


def test_an_answer_is_json_with_its_status_and_headers():
    made = answer({"t": "水"}, status=201, headers={"etag": "x"})
    assert (made.status_code, made.body, made.headers["etag"]) == (201, '{"t":"水"}'.encode(), "x")


def test_the_last_page_has_no_cursor():
    assert page([{"a": 1}]).body == b'{"items":[{"a":1}],"next":null}'
    assert page([], cursor=0).body == b'{"items":[],"next":"0"}'


def test_an_instant_with_a_lost_plus_is_read_as_meant():
    meant = parse_instant("2026-07-19T14:00:00+08:00")
    assert instant_parameter("2026-07-19T14:00:00 08:00", name="from") == meant


def test_a_bad_instant_names_its_parameter():
    with pytest.raises(ApiError, match="from: expected an RFC 3339 instant"):
        instant_parameter("noon", name="from")


def test_a_cursor_is_a_number_or_nothing():
    assert number_cursor(None) is None
    assert number_cursor("-12") == -12
    for text in ("", "x", "1.5", "٣", "9" * 30):
        with pytest.raises(ApiError):
            number_cursor(text)
