"""Answer form: reads what a village sends by its link, from the page's form or as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import msgspec

from alerts.rollcall.answer import Standing
from alerts.rollcall.reading import MOST_PEOPLE, Read

#: Octets of an answer's body at most.
LARGEST_FORM: Final = 2048
_OFFERED: Final = (Standing.SAFE, Standing.MOVING, Standing.HELP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it came."""

    read: Read
    #: What tells an answer sent again from a second one, whatever it is; see ``api.answer_key``.
    key: object = None


def read_form(body: bytes, *, is_json: bool) -> Filled | None:
    """Return what a form or a JSON body answers; None when it is no answer."""
    if len(body) > LARGEST_FORM:
        return None
    try:
        fields = msgspec.json.decode(body) if is_json else dict(parse_qsl(body.decode("utf-8"), max_num_fields=10))
    except (ValueError, msgspec.DecodeError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("standing") not in list(_OFFERED):
        return None
    count = fields.get("headcount")
    written = "" if count is None else str(count).strip()
    if written and not (written.isascii() and written.isdigit() and len(written) <= len(str(MOST_PEOPLE))):
        return None
    read = Read(standing=Standing(fields["standing"]), headcount=int(written) if written else None)
    return Filled(read=read, key=fields.get("key"))
