"""The wire to an OpenID provider: one bounded call, whose answer is a JSON object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import httpx2

from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT: Final = httpx2.Timeout(5.0)
_LARGEST_ANSWER: Final = 1 << 20


class ProviderError(FenghuoError):
    """The provider is away, or what it said is not believed."""

    def __init__(self, code: str, message: str, *, status: int) -> None:
        """Keep the stable code and the HTTP status beside the message."""
        super().__init__(message)
        #: ``provider_away``, ``provider_refused`` or ``bad_id_token``.
        self.code = code
        self.status = status


def asked(
    method: str, url: str, *, form: Mapping[str, str] | None = None, login: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Return the JSON object that the provider answers.

    Raises:
        ProviderError: If it is away, refuses, or answers something else.
    """
    auth = login if login and login[1] else None
    try:
        with httpx2.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False) as client:
            request = client.build_request(method, url, data=dict(form) if form else None)
            answer = client.send(request, auth=auth, stream=True)
            try:
                body = _read(answer)
            finally:
                answer.close()
            told = json.loads(body) if body else None
    except httpx2.HTTPError as error:
        raise ProviderError("provider_away", f"the provider does not answer: {error}", status=503) from error
    except (ValueError, RecursionError) as error:
        raise ProviderError("provider_refused", "the provider's answer is no JSON", status=502) from error
    if answer.status_code != 200 or not isinstance(told, dict):  # noqa: PLR2004
        why = told.get("error") if isinstance(told, dict) else None
        message = f"the provider answers {answer.status_code}: {str(why)[:200]}"
        raise ProviderError("provider_refused", message, status=401 if form else 502)
    return told


def _read(answer: httpx2.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > _LARGEST_ANSWER:
            raise ProviderError("provider_refused", "the provider's answer is too long", status=502)
        parts.append(part)
    return b"".join(parts)
