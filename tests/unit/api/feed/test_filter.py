from __future__ import annotations

import pytest

from api.feed.filter import FeedFilter, parse_filter, parse_since
from api.feed.frame import Frame
from api.problem import ApiError
from sensing.level import Level


def a_frame(kind: str = "incident", **facts) -> Frame:
    return Frame(**({"seq": 1, "kind": kind, "text": b"{}", "wire": b"", "division": "411528000000"} | facts))


def admits(query: dict[str, str], frame: Frame) -> bool:
    return parse_filter(query).admits(frame)


def test_no_filter_is_everything():
    assert parse_filter({}) == FeedFilter()
    assert admits({}, a_frame())


def test_kinds_are_taken_as_listed():
    assert admits({"kinds": "incident, warning"}, a_frame("warning"))
    assert not admits({"kinds": "incident"}, a_frame("warning"))


def test_hello_always_passes():
    assert admits({"kinds": "warning", "level": "red", "division": "99"}, a_frame("hello", division=""))


@pytest.mark.parametrize(
    ("level", "passes"), [(Level.YELLOW, False), (Level.ORANGE, True), (Level.RED, True), (None, True)]
)
def test_a_level_is_the_least_and_what_has_none_passes(*, level: Level | None, passes: bool):
    assert admits({"level": "orange"}, a_frame(level=level)) is passes


@pytest.mark.parametrize(
    ("division", "passes"),
    [
        ("41", True),
        ("4115", True),
        ("411500000000", True),
        ("411528", True),
        ("411528000000", True),
        ("411527000000", False),
    ],
)
def test_a_division_holds_its_subtree(*, division: str, passes: bool):
    assert admits({"division": division}, a_frame()) is passes


def test_a_box_holds_what_stands_in_it_and_what_stands_nowhere():
    box = {"bbox": "114,32,115,33"}
    assert admits(box, a_frame(place=(114.7, 32.3)))
    assert not admits(box, a_frame(place=(115.4, 32.3)))
    assert admits(box, a_frame(place=None))


def test_equal_questions_are_one():
    assert len({parse_filter({"kinds": "warning,incident"}), parse_filter({"kinds": "incident,warning"})}) == 1


def test_live_readings_are_asked_for_unless_kinds_leave_them_out():
    assert parse_filter({}).wants_latest
    assert parse_filter({"kinds": "latest"}).wants_latest
    assert not parse_filter({"kinds": "warning"}).wants_latest


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"kinds": "incident,moods"}, "kinds: expected some of"),
        ({"level": "purple"}, "level: unknown level 'purple'"),
        ({"division": "Xinyang"}, "division: expected a division code"),
        ({"division": "41150"}, "division: expected a division code"),
        ({"bbox": "1,2,3"}, "bbox: expected west,south,east,north"),
        ({"bbox": "a,b,c,d"}, "bbox: expected west,south,east,north"),
        ({"bbox": "115,32,114,33"}, "bbox: expected west ≤ east"),
        ({"bbox": "nan,32,114,33"}, "bbox: expected west ≤ east"),
    ],
)
def test_a_question_that_cannot_be_understood_says_why(query: dict[str, str], detail: str):
    with pytest.raises(ApiError, match=detail) as caught:
        parse_filter(query)
    assert caught.value.code == "bad_filter"


def test_since_is_a_sequence_number_or_nothing():
    assert parse_since({}) is None
    assert parse_since({"since": "0"}) == 0
    for text in ("-1", "1.5", "x", "9" * 19):
        with pytest.raises(ApiError, match="since: expected a sequence number"):
            parse_since({"since": text})
