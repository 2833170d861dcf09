"""Evidence: the pictures of events that are kept here, by the SHA-256 of their bytes."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.auth import Viewer
from api.given import Parts
from api.pictures import is_shown
from api.problem import not_found

router = APIRouter(prefix="/api/v1", tags=["events"])

#: A picture comes from a device, and whoever opens it must not run what somebody hid in it.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


@router.get(
    "/evidence/{sha256}",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in _ENDINGS}, "description": "The picture."}},
)
def get_picture(*, sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")], parts: Parts, caller: Viewer) -> Response:
    """Return a picture of an event: JPEG, PNG or WebP."""
    is_theirs = parts.pictures is not None and is_shown(parts, sha256, within=caller.within)
    picture = parts.pictures.get(sha256) if parts.pictures is not None and is_theirs else None
    if picture is None or picture.media_type not in _ENDINGS:
        raise not_found("picture", sha256)
    headers = {
        "content-security-policy": POLICY,
        "content-disposition": f'attachment; filename="{sha256[:16]}.{_ENDINGS[picture.media_type]}"',
        # The name is the content: it never changes, but it is for this person's eyes.
        "cache-control": "private, max-age=31536000, immutable",
        "etag": f'"{sha256}"',
    }
    return Response(picture.data, media_type=picture.media_type, headers=headers)
