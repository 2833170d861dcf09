"""Frames that the centre sends down: confirmations, the wish for a packet to come again, and requests.

A confirmation carries the serial of what it confirms and the time of the centre. ESC asks the station to stay on the
line, EOT lets it hang up, ACK after ETB asks it to go on. The bad packet of several is named by its number, one
at a time; everything else that is bad is answered by silence, and the station sends it again.

Source:
    SL 651-2014, 6.3 (modes), 6.6 (down frames).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.wire.sl651.bcd import stamp
from ingest.wire.sl651.frame import Frame, Mark, build
from ingest.wire.sl651.function import CONFIRMED

if TYPE_CHECKING:
    from ingest.wire.sl651.function import Function
    from sensing.instant import Micros


def is_confirmed(frame: Frame) -> bool:
    """Tell whether a station wants an answer to a frame: reports of its own, in modes M2 and M3.

    Never to a keep-alive, nor to what it says when asked (M4), unless more of that follows.
    """
    return frame.is_up and (frame.function in CONFIRMED or (frame.end is Mark.ETB and not frame.is_packet))


def confirmation(frame: Frame, *, serial: int, now: Micros, stay: bool) -> bytes:
    """Return the answer to a frame, or to the last of several packets, that is safely kept.

    Args:
        frame: What is confirmed.
        serial: Its serial number; that of the first packet where there are several.
        now: Time of the centre.
        stay: Whether the station is to stay on the line.
    """
    last = Mark.ESC if stay else Mark.EOT
    end = Mark.ACK if frame.end is Mark.ETB and not frame.is_packet else last
    return build(_down(frame, serial=serial, now=now, end=end, number=frame.total))


def again(frame: Frame, *, number: int, serial: int, now: Micros) -> bytes:
    """Return the wish that one packet comes again.

    Args:
        frame: Any packet of the same body.
        number: Which one is missing or broken.
        serial: Serial number of the body; 0 while it is unknown.
        now: Time of the centre.
    """
    return build(_down(frame, serial=serial, now=now, end=Mark.NAK, number=number))


def request(frame: Frame, function: Function, *, now: Micros) -> bytes:
    """Return a question to a station: serial 0, the time of the centre, its address.

    To set the clock (4A) is such a question as well: the time in it is the new one.

    Args:
        frame: Any frame of that station; centre, password and form are taken from it.
        function: What is asked.
        now: Time of the centre.
    """
    address = f"ST {frame.station} ".encode() if frame.is_text else b"\xf1\xf1" + bytes.fromhex(frame.station)
    asked = _down(replace(frame, total=0), serial=0, now=now, end=Mark.ENQ, number=0)
    return build(replace(asked, function=function, body=asked.body + address))


def _down(frame: Frame, *, serial: int, now: Micros, end: Mark, number: int) -> Frame:
    head = serial.to_bytes(2) + stamp(now)
    body = head.hex().upper().encode() if frame.is_text else head
    return replace(frame, is_up=False, number=number, body=body, end=end)
