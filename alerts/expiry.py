"""Expiry: how long a warning may last, and when somebody must say what becomes of it. Pure.

A warning that nobody renews ends by itself, so that no old order is told for ever. Before it ends, somebody is asked
whether the danger is over or goes on: an end by the clock alone is no all-clear.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alerts.errors import ApprovalError
from sensing.duration import format_duration

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: Shortest time a warning lasts.
SHORTEST: Final = timedelta(seconds=1)
#: Part of a short warning's time that is left when somebody is asked, at most.
_LEAST_PART: Final = 4


def check_span(warning: Warning, *, longest: timedelta) -> None:
    """Refuse a warning that would end before it begins, or last longer than its policy allows.

    Raises:
        ApprovalError: ``bad_expiry``.
    """
    span = warning.expires - warning.effective
    if not SHORTEST <= span <= longest:
        most = format_duration(longest)
        message = f"a warning lasts from a second to {most}, got {span.total_seconds():g} s"
        raise ApprovalError("bad_expiry", message)


def shortened(warning: Warning, *, longest: timedelta) -> Warning:
    """Return a draft that lasts no longer than its policy allows."""
    return replace(warning, expires=min(warning.expires, warning.effective + longest))


def renew_at(warning: Warning, *, notice: timedelta) -> datetime:
    """Return when somebody must say whether a warning is renewed or cancelled: never in its first three quarters."""
    span = warning.expires - warning.effective
    return warning.expires - min(notice, span / _LEAST_PART)
