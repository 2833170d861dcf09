"""Frames and segments of HJ 212 for tests."""

from __future__ import annotations

from ingest.wire.hj212.build import frame
from ingest.wire.hj212.segment import Segment, parse_segment

MN = "010000A8900016F000169DC0"
#: Well-known answer of HJ 212-2017, appendix A: its checksum is printed there.
OFFICIAL = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&1C80\r\n"
)


def text(
    cp: str,
    *,
    cn: str = "2011",
    flag: int | str = 5,
    qn: str = "20160801085857223",
    st: str = "32",
    packet: tuple[int, int] | None = None,
    mn: str = MN,
) -> str:
    packets = f"PNUM={packet[1]};PNO={packet[0]};" if packet else ""
    return f"QN={qn};ST={st};CN={cn};PW=123456;MN={mn};Flag={flag};{packets}CP=&&{cp}&&"


def a_frame(cp: str, **head: object) -> bytes:
    return frame(text(cp, **head).encode())  # type: ignore[arg-type]


def a_segment(cp: str, **head: object) -> Segment:
    segment = parse_segment(text(cp, **head).encode())  # type: ignore[arg-type]
    assert isinstance(segment, Segment), segment
    return segment
