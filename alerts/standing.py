"""Standing: what people were told of a chain and is in force, and what waits for release on top of it. Pure."""

from __future__ import annotations

from alerts.warning import (
    MessageType,
    Stage,
    Warning,  # noqa: A004 -- the field's word
)

#: What people were told and is in force; what waits for release.
Standing = tuple[Warning | None, Warning | None]


def stands(warning: Warning, before: Standing) -> Standing:
    """Return what stands once a warning has changed."""
    issued, _ = before
    match warning.stage:
        case Stage.DRAFT | Stage.REVIEWED:
            return issued, warning
        case Stage.REJECTED:
            return issued, None
        case Stage.ISSUED:
            return (None if warning.message_type is MessageType.CANCEL else warning), None
        case _:
            return None, before[1]
