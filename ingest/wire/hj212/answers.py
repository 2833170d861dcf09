"""Answers: what the upper side owes a device for a frame, by the rules of the standard.

Data is answered with 9014, a notice with 9013, both only when bit A asks for it. A request that comes up the line is
not ours to carry out: it gets a 9011 that says so, or names the first field that is wrong. Answers are never answered.

Source:
    HJ 212-2017, 6.4.2 and 6.6.3 (QnRtn, ExeRtn); HJ 212-2025 for 9015.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from ingest.wire.hj212.factors import ANSWERS, COMMANDS, DATA, NOTICES, SYSTEMS
from ingest.wire.hj212.times import parse_time

if TYPE_CHECKING:
    from ingest.wire.hj212.segment import Segment


class Kind(StrEnum):
    """What a frame is to the one that receives it."""

    DATA = "data"
    NOTICE = "notice"
    ANSWER = "answer"
    REQUEST = "request"


class QnRtn(IntEnum):
    """Whether a request will be carried out (9011)."""

    READY = 1
    REFUSED = 2
    PASSWORD = 3
    ADDRESS = 4
    SYSTEM = 5
    FLAG = 6
    NUMBER = 7
    COMMAND = 8
    CHECKSUM = 9
    UNKNOWN = 100


#: How a request ended (9012), in the words of the standard.
EXECUTION = {
    "1": "done",
    "2": "failed, cause unknown",
    "3": "failed, wrong condition",
    "4": "timed out in the device",
    "5": "device busy",
    "6": "device faulty",
    "100": "no data",
}
#: What makes a data area one of data, where the command alone does not say: a request for it carries nothing of these.
_CONTENT = {"1011": "SystemTime", "1061": "RtdInterval", "1063": "MinInterval", "1001": "-Info"}
_QN_LENGTH = 17


def kind_of(segment: Segment) -> Kind:
    """Return what a frame from a device is to us."""
    if segment.cn in ANSWERS:
        return Kind.ANSWER
    if segment.cn in NOTICES:
        return Kind.NOTICE
    content = _CONTENT.get(segment.cn)
    if content is not None:
        return Kind.DATA if content in segment.body else Kind.REQUEST
    is_data = segment.cn in DATA and any(key == "DataTime" or "-" in key for key, _ in segment.items)
    return Kind.DATA if is_data else Kind.REQUEST


def judge_request(segment: Segment, *, is_known: bool, is_password_right: bool) -> QnRtn:
    """Return what a request that came up the line is told: the first field that is wrong, or that we do not do it."""
    if not is_password_right:
        return QnRtn.PASSWORD
    if not is_known:
        return QnRtn.ADDRESS
    if segment.st not in SYSTEMS:
        return QnRtn.SYSTEM
    if len(segment.qn) != _QN_LENGTH or parse_time(segment.qn) is None:
        return QnRtn.NUMBER
    if segment.cn not in COMMANDS:
        return QnRtn.COMMAND
    return QnRtn.REFUSED
