"""Segments: the data segment of a frame taken apart, before anyone asks what it means.

``QN=…;ST=…;CN=…;PW=…;MN=…;Flag=…;PNUM=…;PNO=…;CP=&&…&&``. Devices use ``;`` and ``,`` as they like, and the standard's
own examples do: both separate, everywhere. Repeated keys of the data are all kept, in order. Free text stands
between ``//`` and ``//`` and may hold any separator.

Source:
    HJ 212-2017, 6.3.2–6.3.4; HJ/T 212-2005, 6.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from ingest.wire.refusal import Code, Refusal, shown

_OPEN, _CLOSE = "CP=&&", "&&"
_TEXT = "//"
_SEPARATORS = ";,"
_SEPARATOR = re.compile(f"[{_SEPARATORS}]")
_ADDRESS = re.compile(r"[A-Za-z0-9._-]{1,64}")
_COMMAND = re.compile(r"[0-9]{4}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_REPLY, _PACKETS, _VERSION = 1, 2, 2


class Edition(IntEnum):
    """Edition of the standard, as the upper six bits of ``Flag`` say."""

    HJ_2005 = 0
    HJ_2017 = 1
    HJ_2025 = 2


class Item(NamedTuple):
    """One ``key=value`` of the data area; a text without ``=`` has an empty key."""

    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What one data segment says."""

    #: Request number, 17 digits; empty when there is none.
    qn: str = ""
    #: System code, e.g. ``32``; empty when there is none.
    st: str = ""
    #: Command, four digits.
    cn: str
    #: Password; empty when there is none.
    pw: str = ""
    #: Address of the device.
    mn: str
    edition: Edition = Edition.HJ_2005
    #: Whether an answer is asked for.
    is_reply_wanted: bool = False
    #: Packets of the message, 1 for an undivided one, and which of them this is, from 1.
    pnum: int = 1
    pno: int = 1
    #: The data area as it came, without ``&&``.
    body: str = ""

    @property
    def items(self) -> list[Item]:
        """Return the data area as items, in order, repeated keys and all."""
        return read_items(self.body)


def parse_segment(raw: bytes) -> Segment | Refusal:
    """Return the parts of a data segment, or why it is none."""
    text = _decode(raw)
    start, end = text.find(_OPEN), text.rfind(_CLOSE)
    if start < 0 or end < start + len(_OPEN):
        detail = f"CP: expected a data area CP=&&…&&, got {shown(text[-40:])}"
        return Refusal(code=Code.MALFORMED_FRAME, detail=detail)
    return _read_head(dict(read_items(text[:start])), body=text[start + len(_OPEN) : end])


def parse_despite_flag(raw: bytes) -> Segment | None:
    """Return a segment of which nothing but the edition in ``Flag`` is wrong, read as one of 2017; else None.

    For the answer that tells the sender so.
    """
    text = _decode(raw)
    head = dict(read_items(text[: max(text.find(_OPEN), 0)]))
    flag = head.get("Flag", "")
    is_reply_wanted = flag.isascii() and flag.isdigit() and int(flag[-1]) % 2 == 1
    segment = _read_head(head | {"Flag": str(Edition.HJ_2017 << _VERSION | is_reply_wanted)}, body="")
    return None if isinstance(segment, Refusal) else segment


def _read_head(head: dict[str, str], *, body: str) -> Segment | Refusal:
    cn, mn = head.get("CN", ""), head.get("MN", "")
    if not cn or not mn:
        name = "MN" if cn else "CN"
        return Refusal(code=Code.MISSING_FIELD, detail=f"{name}: expected a value, got none")
    if not _COMMAND.fullmatch(cn):
        return Refusal(code=Code.BAD_VALUE, detail=f"CN: expected four digits, got {shown(cn)}")
    if not _ADDRESS.fullmatch(mn):
        return Refusal(code=Code.BAD_VALUE, detail=f"MN: expected 1 to 64 letters and digits, got {shown(mn)}")
    flag, pnum, pno = (_number(head.get(name) or default) for name, default in _NUMBERS)
    if flag is None or flag >> _VERSION not in set(Edition):
        detail = f"Flag: expected 0 to 11 (2005, 2017, 2025 with bits D and A), got {shown(head.get('Flag'))}"
        return Refusal(code=Code.BAD_VALUE, detail=detail)
    if pnum is None or pno is None or not 1 <= pno <= pnum:
        got = shown(f"{head.get('PNUM')}/{head.get('PNO')}")
        return Refusal(code=Code.BAD_VALUE, detail=f"PNUM/PNO: expected packet 1 to PNUM, got {got}")
    return Segment(
        qn=head.get("QN", ""),
        st=head.get("ST", ""),
        cn=cn,
        pw=head.get("PW", ""),
        mn=mn,
        edition=Edition(flag >> _VERSION),
        is_reply_wanted=bool(flag & _REPLY),
        pnum=pnum,
        pno=pno,
        body=body,
    )


#: Numbers of the head and what they are when left out. PNUM counts whether bit D is set or not: devices forget it.
_NUMBERS = (("Flag", "0"), ("PNUM", "1"), ("PNO", "1"))


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None


def read_items(text: str) -> list[Item]:
    """Return the items of a text, in order; empty ones are nothing."""
    items = []
    at, length = 0, len(text)
    # Once free text has no end, none behind it has one either; looking again would make this quadratic.
    may_hold_text = _TEXT in text
    while at < length:
        stop = _next_separator(text, at)
        equals = text.find("=", at, stop)
        if may_hold_text and equals >= 0 and text.startswith(_TEXT, equals + 1):
            closed = _end_of_text(text, equals + 1 + len(_TEXT))
            may_hold_text = closed is not None
            stop = stop if closed is None else closed
        if equals >= 0:
            items.append(Item(text[at:equals].strip(), text[equals + 1 : stop].strip()))
        elif text[at:stop].strip():
            items.append(Item("", text[at:stop].strip()))
        at = stop + 1
    return items


def _next_separator(text: str, at: int) -> int:
    found = _SEPARATOR.search(text, at)
    return found.start() if found else len(text)


def _end_of_text(text: str, at: int) -> int | None:
    """Return the end of free text that began before ``at``: ``//`` with a separator or nothing behind it."""
    while (found := text.find(_TEXT, at)) >= 0:
        end = found + len(_TEXT)
        if end == len(text) or text[end] in _SEPARATORS:
            return end
        at = found + 1
    return None


def _decode(raw: bytes) -> str:
    """Return the text: UTF-8 by the standard, GB 18030 as older devices write their logs."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")
