"""Messages: a warning that was issued as other systems read it, CAP 1.2 or 12379; the bytes that left."""

from fastapi import APIRouter
from starlette.responses import Response

from alerts.atom import CAP_MEDIA_TYPE
from alerts.cap import to_cap
from alerts.cap_document import Form
from alerts.cn12379 import file_name
from alerts.cn12379_issue import issue_cn12379
from alerts.cn12379_reading import read_cn12379
from alerts.warning import Warning  # noqa: A004 -- the field's word
from api.auth import Viewer
from api.given import Parts
from api.parts import ApiParts
from api.problem import ApiError, not_found

router = APIRouter(prefix="/api/v1/warnings", tags=["warnings"])


@router.get(
    "/{warning_id}/cap.xml",
    response_class=Response,
    responses={200: {"content": {CAP_MEDIA_TYPE: {}}, "description": "CAP 1.2"}},
)
def get_cap(*, warning_id: str, caller: Viewer, parts: Parts) -> Response:
    """Return a warning that was issued as CAP 1.2."""
    warning = _issued(parts, warning_id, within=caller.within)
    document = parts.store.cap_document(warning.id, Form.CAP)
    return Response(to_cap(warning) if document is None else document.body, media_type=CAP_MEDIA_TYPE)


@router.get(
    "/{warning_id}/cn12379.xml",
    response_class=Response,
    responses={200: {"content": {"application/xml": {}}, "description": "GB/T 35965.1"}},
)
def get_cn12379(*, warning_id: str, caller: Viewer, parts: Parts) -> Response:
    """Return a warning that was issued as the national release system 12379 takes it.

    It gets its name there when it is asked for first, and keeps it.
    """
    warning = _issued(parts, warning_id, within=caller.within)
    if parts.office is None:
        raise ApiError("no_office", "this installation has no office code: set FENGHUO_CAP__CN_ISSUER", status=409)
    document = parts.store.cap_document(warning.id, Form.CN12379)
    if document is None:
        with parts.store.begin() as transaction:
            document = issue_cn12379(transaction, warning, office=parts.office)
    name = file_name(read_cn12379(document.body))
    return Response(
        document.body,
        media_type="application/xml",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _issued(parts: ApiParts, warning_id: str, *, within: str) -> Warning:
    warning = parts.store.warning(warning_id)
    if warning is None or not warning.division.startswith(within):
        raise not_found("warning", warning_id)
    if warning.sent is None:
        raise ApiError("not_issued", f"warning {warning_id} was not issued: it has no message", status=409)
    return warning
