"""Validity: may this warning still be told to anybody? Asked again at every hop. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from alerts.warning import MessageType, Stage

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word


class Validity(StrEnum):
    """Whether a warning may be told, and if not, why not."""

    VALID = "valid"
    #: Nobody has released it, or somebody refused it.
    NOT_ISSUED = "not_issued"
    #: A later Update replaced it.
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


_BY_STAGE = {
    Stage.DRAFT: Validity.NOT_ISSUED,
    Stage.REVIEWED: Validity.NOT_ISSUED,
    Stage.REJECTED: Validity.NOT_ISSUED,
    Stage.SUPERSEDED: Validity.SUPERSEDED,
    Stage.CANCELLED: Validity.CANCELLED,
    Stage.EXPIRED: Validity.EXPIRED,
}


def validity(warning: Warning, *, now: datetime) -> Validity:
    """Return whether a warning may be told now; one that expires this instant has expired."""
    by_stage = _BY_STAGE.get(warning.stage)
    if by_stage is not None:
        return by_stage
    return Validity.VALID if now < warning.expires else Validity.EXPIRED


def is_in_force(warning: Warning, *, now: datetime) -> bool:
    """Return whether the danger it tells of counts now; a Cancel is valid, but nothing is in force under it."""
    return warning.message_type is not MessageType.CANCEL and validity(warning, now=now) is Validity.VALID
