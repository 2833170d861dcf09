"""Answers: JSON written by msgspec, pages with a cursor, and the parameters that lists share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from api.problem import ApiError, unprocessable
from sensing.errors import InstantError
from sensing.instant import Micros, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

#: Characters of the largest 64-bit number.
_LONGEST_NUMBER = 19

_encode = msgspec.json.Encoder().encode


def answer(data: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return plain data as a JSON answer."""
    return Response(_encode(data), status_code=status, headers=dict(headers or {}), media_type="application/json")


def page(items: Sequence[Mapping[str, Any] | msgspec.Raw], *, cursor: str | int | None = None) -> Response:
    """Return one page of a list; ``cursor`` names where the next page begins, None on the last."""
    return answer({"items": items, "next": None if cursor is None else str(cursor)})


def instant_parameter(text: str, *, name: str) -> datetime:
    """Return the instant of a query parameter.

    A ``+`` that a client forgot to escape arrives as a blank; it is read as what was meant.

    Raises:
        ApiError: If the text is no RFC 3339 instant; names the parameter.
    """
    try:
        return parse_instant(text.strip().replace(" ", "+"))
    except InstantError as error:
        raise unprocessable("bad_instant", f"{name}: {error}") from None


def number_cursor(text: str | None) -> int | None:
    """Return a cursor that is a number, None when there is none.

    Raises:
        ApiError: If the text is no cursor of such a list.
    """
    if text is None:
        return None
    if not text.isascii() or not text.lstrip("-").isdigit() or len(text) > _LONGEST_NUMBER:
        raise _bad_cursor(text)
    return int(text)


def event_cursor(text: str | None) -> tuple[Micros, str, str] | None:
    """Return time, station and id of the last event of the page before, None when there is none.

    Raises:
        ApiError: If the text is no cursor of such a list.
    """
    if text is None:
        return None
    time, _, rest = text.partition(":")
    station, _, id_ = rest.partition(":")
    at = number_cursor(time)
    if at is None or not station or not id_ or "\0" in rest:
        raise _bad_cursor(text)
    return Micros(at), station, id_


def _bad_cursor(text: str) -> ApiError:
    return unprocessable("bad_cursor", f"cursor: expected the `next` of an earlier page, got {text[:40]!r}")
