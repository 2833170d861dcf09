from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.smpp_inbox import MOST_OPEN, PATIENCE, Inbox, decoded
from alerts.channels.smpp_wire import Delivered
from alerts.sms import short_messages
from tests.builders import NOW


def came(octets, *, source="8613800000001", coding=8, has_header=False):
    return Delivered(
        source=source, destination="12379", is_receipt=False, data_coding=coding, has_header=has_header,
        octets=octets, message="",
    )  # fmt: skip


def parts(text, key="k", **facts):
    return [came(each.octets, has_header=each.has_header, **facts) for each in short_messages(text, key=key)]


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        ("安全 53".encode("utf-16-be"), 8, "安全 53"),
        (b"safe 53", 0, "safe 53"),
        (b"a\x00b\x11c", 0, "a@b_c"),
        (b"\xe4", 3, "ä"),
        (b"\xe4", 1, "ä"),
        (b"\xff", 0, "\ufffd"),
        (b"\xd8", 8, "\ufffd"),
    ],
)
def test_an_answer_is_read_in_the_alphabet_it_names(octets, coding, text):
    assert decoded(octets, coding) == text


@given(st.text("一二三 四a", min_size=71, max_size=400), st.randoms())
def test_a_long_answer_is_whole_once_all_parts_are_there_in_whatever_order(text, random):
    inbox, pieces = Inbox(), parts(text)
    random.shuffle(pieces)
    found = [inbox.take(each, at=NOW) for each in pieces]
    assert found[:-1] == [None] * (len(pieces) - 1)
    assert found[-1] == text


def test_parts_of_two_people_are_not_mixed():
    inbox = Inbox()
    ours, theirs = parts("安" * 100), parts("险" * 100, source="8613800000002")
    assert [inbox.take(each, at=NOW) for each in (ours[0], theirs[1], theirs[0], ours[1])] == [
        None, None, "险" * 100, "安" * 100,
    ]  # fmt: skip


def test_an_answer_in_pieces_is_still_an_answer_of_whoever_sent_it():
    inbox = Inbox()
    assert inbox.take(parts("安" * 100)[0], at=NOW) is None
    assert inbox.overdue(NOW + PATIENCE / 2) == []
    assert inbox.overdue(NOW + PATIENCE) == [("8613800000001", "安" * 67)]
    assert inbox.overdue(NOW + PATIENCE) == []


def test_of_too_many_answers_in_pieces_the_oldest_gives_way_under_its_own_name():
    inbox = Inbox()
    for number in range(MOST_OPEN + 1):
        assert inbox.take(parts("险" * 100, source=str(number))[0], at=NOW) is None
    assert inbox.overdue(NOW) == [("0", "险" * 67)]


@given(st.binary(max_size=140))
def test_a_header_that_is_none_is_text(octets):
    inbox = Inbox()
    inbox.take(came(octets, has_header=True), at=NOW)
