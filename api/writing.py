"""Writing: the body and the answer of a document that people write and put, every version of which is kept."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from api.ports.writings import Written
from api.problem import unprocessable
from sensing.instant import format_instant

#: How a document may be sent, for the documentation.
DOCUMENT_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/yaml": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


async def document_text(request: Request) -> str:
    """Return the body as text, whatever its content type says.

    Raises:
        ApiError: If it is no UTF-8.
    """
    try:
        return (await request.body()).decode()
    except UnicodeDecodeError as error:
        detail = f"body: expected UTF-8, got another byte at {error.start}"
        raise unprocessable("bad_document", detail) from None


def written_json(version: Written[Any], *, id_: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a version of a document as plain JSON values."""
    return {
        "id": id_,
        "version": version.version,
        "document": dict(document),
        "author": version.author,
        "at": format_instant(version.at),
        "ended": version.is_ended,
    }


def built_in_json(*, id_: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document that comes with the program as plain JSON values."""
    return {"id": id_, "version": 0, "document": dict(document), "author": "", "at": None, "ended": False}
