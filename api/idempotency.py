"""Idempotency: a request sent again with the same ``Idempotency-Key`` gets the first answer again, not a second act.

Answers are remembered per user in this process's memory, the most recent ones of each; a restart forgets them, and
several processes remember apart. What must never happen twice is also guarded by the domain (states, unique ids).
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from api.problem import ApiError, unprocessable

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

#: Answers remembered per user.
KEPT_PER_USER = 100
#: Users remembered.
KEPT_USERS = 1000
#: Longest key accepted.
LONGEST_KEY = 255


@dataclass(slots=True)
class _Kept:
    #: Hash over the request, so that a key is not used for another one.
    request: bytes
    #: None while the first request is still being worked on.
    response: Response | None = None


class Answers:
    """Remembers answers by user and key; thread-safe."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, OrderedDict[str, _Kept]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, key: str | None, *, user: str, request: bytes, act: Callable[[], Response]) -> Response:
        """Return the answer of ``act``, or the earlier answer to the same request.

        Args:
            key: The ``Idempotency-Key``; None acts every time.
            user: Who asks; keys of different users never meet.
            request: What is asked, in bytes.
            act: Does it. An exception is not remembered: the request may be sent again.

        Raises:
            ApiError: If the key was used for another request, or the first one is still being worked on.
        """
        if key is None:
            return act()
        if not 0 < len(key) <= LONGEST_KEY:
            raise unprocessable("bad_idempotency_key", f"expected 1 to {LONGEST_KEY} characters, got {len(key)}")
        earlier = self._begin(key, user=user, request=hashlib.sha256(request).digest())
        if earlier is not None:
            return earlier
        response: Response | None = None
        try:
            response = act()
        finally:
            self._end(key, user=user, response=response)
        return response

    def _begin(self, key: str, *, user: str, request: bytes) -> Response | None:
        with self._lock:
            mine = self._kept.setdefault(user, OrderedDict())
            self._kept.move_to_end(user)
            known = mine.get(key)
            if known is None:
                mine[key] = _Kept(request)
                self._trim(mine)
                return None
        if known.request != request:
            raise unprocessable("idempotency_key_reused", f"the key {key!r} was used for another request")
        if known.response is None:
            detail = "the first request with this key is still being worked on"
            raise ApiError("request_in_progress", detail, status=409, headers={"retry-after": "1"})
        return known.response

    def _end(self, key: str, *, user: str, response: Response | None) -> None:
        with self._lock:
            mine = self._kept.get(user, OrderedDict())
            if response is None:
                mine.pop(key, None)
            elif key in mine:
                mine[key].response = response

    def _trim(self, mine: OrderedDict[str, _Kept]) -> None:
        while len(mine) > KEPT_PER_USER:
            mine.popitem(last=False)
        while len(self._kept) > KEPT_USERS:
            self._kept.popitem(last=False)
