"""Building frames: what this side of the line says, in the edition that the device speaks.

Every reply comes from system 91 and carries the request number it answers. The edition of 2005 names number and
command once more in the data area.

Source:
    HJ 212-2017, 6.4 and appendix C; HJ/T 212-2005, appendix B.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.wire.hj212.crc import checksum
from ingest.wire.hj212.segment import Edition

if TYPE_CHECKING:
    from ingest.wire.hj212.segment import Segment

_INTERACTION = "91"
_VERSION, _REPLY = 2, 1


def frame(segment: bytes) -> bytes:
    """Return a data segment as a frame."""
    return b"##%04d%s%04X\r\n" % (len(segment), segment, checksum(segment))


def reply(to: Segment, command: str, *, body: str = "") -> bytes:
    """Return the frame that answers a segment: 9011, 9013 or 9014.

    Args:
        to: What is answered.
        command: Command of the reply.
        body: Its data area.
    """
    if to.edition is Edition.HJ_2005:
        body = ";".join(part for part in (f"QN={to.qn}" if to.qn else "", f"CN={to.cn}", body) if part)
    return _segment(to, qn=to.qn, st=_INTERACTION, cn=command, flag=to.edition << _VERSION, body=body)


def request(like: Segment, command: str, *, qn: str, body: str = "") -> bytes:
    """Return the frame of a request to a device, with a reply wanted.

    Args:
        like: What the device said last: its system, address, password and edition are used.
        command: Command of the request.
        qn: Number of the request.
        body: Its data area.
    """
    return _segment(like, qn=qn, st=like.st, cn=command, flag=like.edition << _VERSION | _REPLY, body=body)


def _segment(like: Segment, *, qn: str, st: str, cn: str, flag: int, body: str) -> bytes:
    head = {"QN": qn, "ST": st, "CN": cn, "PW": like.pw, "MN": like.mn}
    text = "".join(f"{key}={value};" for key, value in head.items() if value)
    return frame(f"{text}Flag={flag};CP=&&{body}&&".encode("utf-8", "replace"))
