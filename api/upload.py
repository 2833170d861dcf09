"""Upload: a file that a request carries, as its body or as the one file of a form."""

from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from api.problem import unprocessable


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file."""

    data: bytes
    #: Content type without parameters, lower case; empty when nothing says it.
    media: str
    #: File name; empty for a body.
    name: str = ""


async def uploaded(request: Request) -> Upload:
    """Return the file of a request: the first of a form, else the body.

    Raises:
        ApiError: If a form holds no file.
    """
    media = _media(request.headers.get("content-type", ""))
    if media != "multipart/form-data":
        return Upload(data=await request.body(), media=media)
    async with request.form(max_files=1, max_fields=20) as form:
        for part in form.values():
            if isinstance(part, UploadFile):
                data = await part.read()
                return Upload(data=data, media=_media(part.content_type or ""), name=part.filename or "")
    raise unprocessable("bad_table", "form: expected a file, got none")


def _media(content_type: str) -> str:
    return content_type.partition(";")[0].strip().casefold()
