"""Targets: whom a warning would reach, before it is drafted or released."""

from fastapi import APIRouter
from starlette.responses import Response

from alerts.errors import ApprovalError, PermissionRefusedError
from alerts.sms import sms_text
from alerts.target import Aim
from alerts.targeting_drawing import mended, widened
from alerts.targeting_preview import preview_target
from api.answer import answer
from api.asking import Asking, OfficerAsks
from api.problem import not_found, unprocessable
from api.schema.target import TargetPreviewBody, TargetPreviewShape

router = APIRouter(prefix="/api/v1", tags=["warnings"])


@router.post("/warnings/preview-target", response_model=TargetPreviewShape)
def preview(*, body: TargetPreviewBody, asking: OfficerAsks) -> Response:
    """Return whom a target would reach: people, villages, must-reach sites, addresses by channel, and who has none.

    Nothing is kept. `confirm` stands for the target with these figures; an area that is too large to be meant by
    accident is taken only with it.
    """
    parts = asking.parts
    target, owner, sms = _asked(body, asking)
    try:
        aim = mended(target) if body.repair else target
        aim = widened(aim, body.buffer_m) if body.buffer_m else aim
        with parts.store.begin() as transaction:
            shown = preview_target(transaction, aim, issuer=parts.issuer, person=asking.person, owner=owner, sms=sms)
    except PermissionRefusedError:
        raise
    except ApprovalError as error:
        raise unprocessable(error.code, str(error)) from None
    return answer(shown)


def _asked(body: TargetPreviewBody, asking: Asking) -> tuple[Aim, str, str]:
    """Return the target, in the name of which division, and what telephones would be sent."""
    if body.warning is None:
        target = body.target.target() if body.target else Aim(divisions=(body.division or "",))
        return target, body.division or "", body.sms
    warning = asking.parts.store.warning(body.warning)
    if warning is None or not warning.division.startswith(asking.within):
        raise not_found("warning", body.warning)
    sms = body.sms or sms_text(warning)
    return warning.target or Aim(divisions=(warning.division,)), warning.division, sms
