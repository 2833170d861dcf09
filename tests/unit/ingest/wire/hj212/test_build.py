from __future__ import annotations

import pytest

from ingest.wire.hj212.build import frame, reply, request
from ingest.wire.hj212.frame import Frame, split
from ingest.wire.hj212.segment import Segment, parse_segment
from tests.unit.ingest.wire.hj212.builders import MN, OFFICIAL, a_segment


def test_the_official_example_is_built_byte_for_byte():
    assert frame(OFFICIAL[6:-6]) == OFFICIAL


def test_a_reply_is_that_of_the_standard():
    # HJ 212-2017, tables C.14 and C.43
    head = "QN=20160801085857223;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&"
    assert reply(a_segment(""), "9014") == frame(head.encode())
    refused = reply(a_segment("", cn="1061"), "9011", body="QnRtn=2")
    assert b"CN=9011;PW=123456" in refused
    assert b"CP=&&QnRtn=2&&" in refused


@pytest.mark.parametrize(
    ("flag", "said", "cp"),
    [(9, b"Flag=8;", b"CP=&&&&"), (1, b"Flag=0;", b"CP=&&QN=20160801085857223;CN=2011&&")],
)
def test_each_edition_is_answered_in_its_own_form(flag: int, said: bytes, cp: bytes):
    answer = reply(a_segment("", flag=flag), "9014")
    assert said in answer
    assert cp in answer


def test_what_the_device_left_out_is_left_out():
    segment = parse_segment(b"ST=32;CN=2011;MN=A1;Flag=5;CP=&&&&")
    assert isinstance(segment, Segment)
    assert reply(segment, "9014") == frame(b"ST=91;CN=9014;MN=A1;Flag=4;CP=&&&&")


def test_a_request_speaks_as_the_device_does():
    (found,) = split(request(a_segment("", flag=4), "1012", qn="20160801085857001", body="SystemTime=20160801085857"))
    assert isinstance(found, Frame)
    asked = parse_segment(found.segment)
    assert isinstance(asked, Segment)
    assert (asked.st, asked.cn, asked.mn, asked.is_reply_wanted) == ("32", "1012", MN, True)
