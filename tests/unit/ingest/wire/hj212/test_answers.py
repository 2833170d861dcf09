from __future__ import annotations

import pytest

from ingest.wire.hj212.answers import Kind, QnRtn, judge_request, kind_of
from tests.unit.ingest.wire.hj212.builders import a_segment


@pytest.mark.parametrize(
    ("cn", "cp", "kind"),
    [
        ("2011", "DataTime=20160801085857;w01018-Rtd=1", Kind.DATA),
        ("2011", "", Kind.REQUEST),
        ("2051", "BeginTime=20160801084000;EndTime=20160801084000", Kind.REQUEST),
        ("2081", "DataTime=20160801085857;RestartTime=20160801085624", Kind.DATA),
        ("3019", "PolId=w01018", Kind.REQUEST),
        ("3019", "DataTime=20160801085857;PolId=w01018;w01018-SN=0100", Kind.DATA),
        ("1011", "PolId=w01018", Kind.REQUEST),
        ("1011", "PolId=w01018;SystemTime=20160801085857", Kind.DATA),
        ("1012", "SystemTime=20160801085857", Kind.REQUEST),
        ("1061", "RtdInterval=30", Kind.DATA),
        ("1013", "PolId=w01018", Kind.NOTICE),
        ("9015", "", Kind.NOTICE),
        ("9011", "QnRtn=1", Kind.ANSWER),
        ("9014", "", Kind.ANSWER),
    ],
)
def test_a_frame_is_data_notice_answer_or_request(cn: str, cp: str, kind: Kind):
    assert kind_of(a_segment(cp, cn=cn)) is kind


@pytest.mark.parametrize(
    ("head", "is_known", "is_password_right", "code"),
    [
        ({}, True, True, QnRtn.REFUSED),
        ({}, True, False, QnRtn.PASSWORD),
        ({}, False, True, QnRtn.ADDRESS),
        ({"st": "99"}, True, True, QnRtn.SYSTEM),
        ({"qn": "2016"}, True, True, QnRtn.NUMBER),
        ({"qn": "20161301085857223"}, True, True, QnRtn.NUMBER),
        ({"cn": "7777"}, True, True, QnRtn.COMMAND),
    ],
)
def test_a_request_is_told_the_first_thing_that_is_wrong(
    head: dict[str, str], is_known, is_password_right, code: QnRtn
):
    segment = a_segment("", **({"cn": "1061"} | head))
    assert judge_request(segment, is_known=is_known, is_password_right=is_password_right) is code
