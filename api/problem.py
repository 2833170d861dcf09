"""Problems: every error leaves the API as ``application/problem+json`` with a stable ``code``.

Source:
    RFC 9457 (problem details). ``type`` stays ``about:blank``; ``code`` is what programs may rely on.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec
import structlog
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from sensing.errors import FenghuoError, InstantError, RegistryError
from sensing.level import LevelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fastapi import FastAPI
    from starlette.requests import Request

log = structlog.get_logger("api")

MEDIA_TYPE = "application/problem+json"

#: Headers of an answer that no middleware has seen, e.g. one that reports an unforeseen error.
_BARE_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}

_CODES: dict[int, str] = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "payload_too_large",
    415: "unsupported_media_type",
}


class ApiError(FenghuoError):
    """A request that cannot be granted, with its HTTP status and stable code."""

    def __init__(self, code: str, detail: str, *, status: int, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        #: Stable, for programs.
        self.code = code
        #: What was expected, what came, where; for people.
        self.detail = detail
        self.status = status
        self.headers = dict(headers or {})


def not_found(noun: str, key: str) -> ApiError:
    """Return the error for something that does not exist."""
    return ApiError("not_found", f"there is no {noun} {key!r}", status=404)


def unprocessable(code: str, detail: str) -> ApiError:
    """Return the error for a well-formed request whose content does not fit."""
    return ApiError(code, detail, status=422)


def problem_response(
    status: int,
    code: str,
    *,
    detail: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> Response:
    """Return a problem document as an HTTP answer."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        **(more or {}),
    }
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        headers={**_BARE_HEADERS, **(headers or {})},
        media_type=MEDIA_TYPE,
    )


#: Domain errors that are the caller's to mend: error class → (status, code); an error's own ``code`` wins.
_DOMAIN: tuple[tuple[type[FenghuoError], int, str], ...] = (
    (RegistryError, 422, "bad_station"),
    (InstantError, 422, "bad_instant"),
    (LevelError, 422, "bad_level"),
)


def install(app: FastAPI, *, domain: Sequence[tuple[type[FenghuoError], int, str]] = ()) -> None:
    """Make every error of the application a problem document.

    Args:
        app: The application.
        domain: Further domain errors that are the caller's to mend.
    """
    table = (*domain, *_DOMAIN)

    def on_domain_error(_request: Request, error: FenghuoError) -> Response:
        return _domain_problem(error, table)

    app.add_exception_handler(ApiError, _on_api_error)  # type: ignore[arg-type]
    app.add_exception_handler(FenghuoError, on_domain_error)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _on_invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _on_http)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _on_unforeseen)


def _on_api_error(_request: Request, error: ApiError) -> Response:
    return problem_response(error.status, error.code, detail=error.detail, headers=error.headers)


def _domain_problem(error: FenghuoError, table: Sequence[tuple[type[FenghuoError], int, str]]) -> Response:
    for kind, status, code in table:
        if isinstance(error, kind):
            return problem_response(status, str(getattr(error, "code", code)), detail=str(error))
    if getattr(error, "retryable", False):
        log.warning("store_away", why=str(error))
        return problem_response(
            503, "store_unavailable", detail="the store is away, try again in a moment", headers={"retry-after": "1"}
        )
    log.error("request_failed", why=str(error), exc_info=error)
    return problem_response(500, "internal_error", detail="the server failed; its log says why")


def _on_invalid(_request: Request, error: RequestValidationError) -> Response:
    # The input itself is not echoed: it may hold a password.
    errors = [{"where": ".".join(str(part) for part in item["loc"]), "message": item["msg"]} for item in error.errors()]
    first = errors[0]
    is_malformed = error.errors()[0]["type"] == "json_invalid"
    return problem_response(
        400 if is_malformed else 422,
        "malformed_json" if is_malformed else "invalid_request",
        detail=f"{first['where']}: {first['message']}",
        more={"errors": errors},
    )


def _on_http(_request: Request, error: HTTPException) -> Response:
    code = _CODES.get(error.status_code, "http_error")
    return problem_response(error.status_code, code, detail=str(error.detail), headers=error.headers)


def _on_unforeseen(_request: Request, error: Exception) -> Response:
    log.error("request_failed", why=repr(error), exc_info=error)
    return problem_response(500, "internal_error", detail="the server failed; its log says why")
