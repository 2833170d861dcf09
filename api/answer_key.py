"""Answer key: tells a village's answer that is sent again from a second one, also when the reply to the first was lost.

The page brings a key: when it was made and something random. An answer carries it, with how long after that it was
pressed. Its id follows from the key and from what was answered, so the answer of one press is kept once, whichever
process takes it and however often the telephone sends it; and ids still sort by the time of the press.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Final

from alerts.rollcall.answer import AnswerId
from incidents.identity import derived_id
from sensing.instant import Micros, from_micros, to_micros

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.reading import Read

#: When the page was made, ms since 1970; something random; and when the button was pressed, ms after that.
_KEY: Final = re.compile(r"([0-9a-f]{8,12})-[0-9a-f]{16}(?:\.([0-9]{1,10}))?", re.ASCII)
_RANDOM_OCTETS: Final = 8


def page_key(now: datetime) -> str:
    """Return the key of a page that is made now."""
    return f"{to_micros(now) // 1000:x}-{secrets.token_hex(_RANDOM_OCTETS)}"


def answer_id(key: object, *, call: PlacedCall, read: Read, until: datetime) -> AnswerId | None:
    """Return the id of an answer that came with a key; None where there is no key: then every answer is a new one.

    Args:
        key: What the telephone sent. What is no key of ours counts as none: an answer is never lost over it.
        call: The call that is answered; the same key behind another link is another answer.
        read: What was answered: another answer with the same key is another answer.
        until: When the roll call ends; with the call it bounds what a key may say of the time.
    """
    found = _KEY.fullmatch(key) if isinstance(key, str) else None
    if found is None:
        return None
    pressed = int(found[1], 16) + int(found[2] or 0)
    first, last = to_micros(call.at) // 1000, to_micros(until) // 1000
    at = from_micros(Micros(min(max(pressed, first), last) * 1000))
    return AnswerId(derived_id(at, call.id, found[0], read.standing.value, str(read.headcount)))
