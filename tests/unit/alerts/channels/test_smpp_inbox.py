from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.smpp_inbox import decoded, read
from alerts.channels.smpp_wire import Delivered
from alerts.sms import short_messages


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


@given(st.text("一二三 四a", min_size=71, max_size=400))
def test_each_part_of_a_long_answer_says_which_one_it_is(text):
    found = [read(each) for each in parts(text)]
    assert "".join(piece for piece, _ in found) == text
    assert [part.number for _, part in found] == list(range(1, len(found) + 1))
    assert {(part.reference, part.count) for _, part in found} == {(found[0][1].reference, len(found))}


def test_a_short_answer_is_whole():
    assert read(came("安全".encode("utf-16-be"))) == ("安全", None)


@given(st.binary(max_size=140))
def test_a_header_that_is_none_is_text(octets):
    text, _ = read(came(octets, has_header=True))
    assert isinstance(text, str)
