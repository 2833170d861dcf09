"""SMS: the short text that can be read aloud, and the parts it travels in. Pure.

Chinese travels as UCS-2: 70 units alone, 67 a part when the message is long, because the header that joins the parts
takes six octets. A character beyond the basic plane takes two units and is never split.

Source:
    3GPP TS 23.040, 9.2.3.24.1 (concatenation, 8-bit reference); 3GPP TS 23.038, 4 (UCS-2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from alerts.errors import ChannelError
from alerts.marks import ends_of, mark
from alerts.warning import CapStatus

if TYPE_CHECKING:
    from alerts.outgoing import Outgoing
    from alerts.warning import Text, Warning  # noqa: A004 -- the field's word
    from alerts.world import W

#: UTF-16 units of a message that travels alone, and of one part of a longer one.
ALONE = 70
PART = 67
#: The part count is one octet.
MOST_PARTS = 255

_E164 = re.compile(r"\+?[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortMessage:
    """One part as it goes over the air."""

    #: Header (if any) and UCS-2 text, at most 140 octets.
    octets: bytes
    #: Whether the octets begin with a user data header.
    has_header: bool


def sms_text(warning: Warning, *, signature: str = "烽火", text: Text | None = None) -> str:
    """Return what a telephone is sent: who speaks, what happens, what to do.

    A text that is not Actual begins with its mark, and a drill also ends with it, whatever the words say.

    Args:
        warning: What it tells of.
        signature: Who sends it.
        text: The words; None: the Chinese ones of the warning.
    """
    words = text or next(text for text in warning.texts if text.language.startswith("zh"))
    begin, end = ends_of(warning.status, mark(warning.status, words.language))
    body = _inside(words.sms, begin, end) or _sentences(words, _inside(words.headline, begin, ""))
    return f"{begin}【{signature}】{body}{end}"


def _inside(words: str, begin: str, end: str) -> str:
    """Return words without the marks at their ends."""
    return words.removeprefix(begin or "\0").removesuffix(end or "\0")


def _sentences(text: Text, headline: str) -> str:
    sentences = [headline, text.description, text.instruction]
    return "".join(sentence if sentence.endswith(_STOPS) else f"{sentence}。" for sentence in sentences if sentence)


def message_text(message: Outgoing[W], *, signature: str = "烽火") -> str:
    """Return what a telephone is sent: the body it was queued with, else the warning's text.

    A body, too, begins with its mark unless it is Actual, and a drill ends with it.

    Raises:
        ChannelError: If there is neither.
    """
    body = message.delivery.body
    if not body:
        if message.warning is None:
            raise ChannelError("the message has neither a body nor a warning", is_retryable=False)
        return sms_text(message.warning, signature=signature)
    own = mark(message.status, "zh")
    body = body.removeprefix(own) if own else body
    end = own if message.status is CapStatus.EXERCISE and not body.endswith(own) else ""
    return f"{own}【{signature}】{body}{end}"


_STOPS = ("。", "！", "？", "!", "?", ".")


def segments(text: str) -> list[str]:
    """Return the parts in which a text travels, in order; an empty text is one empty part."""
    if _units(text) <= ALONE:
        return [text]
    parts: list[str] = []
    part, used = "", 0
    for character in text:
        units = _units(character)
        if used + units > PART:
            parts.append(part)
            part, used = "", 0
        part, used = part + character, used + units
    return [*parts, part]


def short_messages(text: str, *, key: str) -> list[ShortMessage]:
    """Return the parts with their joining headers.

    Args:
        text: What the recipient reads.
        key: Names the message; the same key gives the same reference, so that a part sent again after a crash joins
            the parts already there.

    Raises:
        ChannelError: If the text needs more than 255 parts.
    """
    parts = _encoded(text)
    if len(parts) == 1:
        return [ShortMessage(octets=parts[0], has_header=False)]
    if len(parts) > MOST_PARTS:
        message = f"a text of {len(text)} characters needs {len(parts)} parts, expected at most {MOST_PARTS}"
        raise ChannelError(message, is_retryable=False)
    reference = crc32(key.encode()) % 256
    return [
        ShortMessage(octets=bytes((5, 0, 3, reference, len(parts), number)) + part, has_header=True)
        for number, part in enumerate(parts, start=1)
    ]


@lru_cache(maxsize=64)
def _encoded(text: str) -> tuple[bytes, ...]:
    """Return the parts as octets: thousands are told the same."""
    return tuple(part.encode("utf-16-be") for part in segments(text))


def dialled(address: str) -> str:
    """Return an E.164 number as SMPP wants it, digits only.

    Raises:
        ChannelError: If it is no such number.
    """
    if not _E164.fullmatch(address):
        message = f"expected an E.164 number such as +8613800000000, got {len(address)} characters that are none"
        raise ChannelError(message, is_retryable=False)
    return address.removeprefix("+")


def _units(text: str) -> int:
    return len(text.encode("utf-16-be", errors="surrogatepass")) // 2
