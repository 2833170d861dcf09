"""Bodies: what a request may carry in bytes, judged before anything reads it.

A body is counted as it streams in, so a missing or false ``Content-Length`` gains nothing, and compressed bodies
are refused, so none can grow after the count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from api.problem import ApiError, problem_response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Largest body of a request, bytes.
LARGEST_BODY = 1024 * 1024
#: Largest file, bytes, on the paths that take one; JSON is no file.
LARGEST_FILE = 16 * 1024 * 1024
FILE_PATHS = frozenset(f"/api/v1/{what}/import" for what in ("stations", "rules", "divisions", "fences")) | {
    "/api/v1/stations/import/columns"
}


class _TooLargeError(Exception):
    """The body has grown past the limit."""


class BodyLimit:
    """ASGI middleware that answers 413 for large bodies and 415 for compressed ones."""

    def __init__(self, app: ASGIApp, *, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if its body may pass."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_json = headers.get(b"content-type", b"application/json").startswith(b"application/json")
        largest = LARGEST_FILE if scope["path"] in FILE_PATHS and not is_json else self._largest
        try:
            _judge_headers(headers, largest=largest)
        except ApiError as error:
            await problem_response(error.status, error.code, detail=error.detail)(scope, receive, send)
            return
        await self._count(scope, receive, send, largest=largest)

    async def _count(self, scope: Scope, receive: Receive, send: Send, *, largest: int) -> None:
        seen = 0
        has_started = has_overflown = False

        async def counted() -> Message:
            nonlocal seen, has_overflown
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > largest:
                    has_overflown = True
                    raise _TooLargeError
            return message

        async def watched(message: Message) -> None:
            nonlocal has_started
            # Whatever the application makes of the broken stream, the sender is told the real reason.
            if has_overflown and not has_started:
                raise _TooLargeError
            has_started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLargeError:
            if has_started:
                raise
            error = _too_large(largest)
            await problem_response(error.status, error.code, detail=error.detail)(scope, receive, send)


def _judge_headers(headers: dict[bytes, bytes], *, largest: int) -> None:
    encoding = headers.get(b"content-encoding", b"identity").strip().lower()
    if encoding not in {b"", b"identity"}:
        raise ApiError("unsupported_media_type", "compressed bodies are not accepted", status=415)
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit():
        raise ApiError("bad_request", "Content-Length: expected a number", status=400)
    if int(declared) > largest:
        raise _too_large(largest)


def _too_large(largest: int) -> ApiError:
    return ApiError("payload_too_large", f"expected a body of at most {largest} bytes", status=413)
