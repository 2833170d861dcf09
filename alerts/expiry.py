"""Expiry: how long a warning may last, and when somebody must say what becomes of it. Pure.

A warning that nobody renews ends by itself, so that no old order is told for ever. Before it ends, somebody is asked
whether the danger is over or goes on: an end by the clock alone is no all-clear.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from alerts.errors import ApprovalError
from sensing.duration import format_duration
from sensing.instant import BEIJING
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.warning import Warning  # noqa: A004 -- the field's word

#: Shortest time a warning lasts.
SHORTEST: Final = timedelta(seconds=1)
#: Part of a short warning's time that is left when somebody is asked, at most.
_LEAST_PART: Final = 4
#: The same where a policy gives those who approve longer than that.
_LEAST_PART_TO_APPROVE: Final = 2
#: Hours, Beijing time, in which nobody is woken to hear again of what is below orange; and when he hears instead.
_NIGHT: Final = (time(22), time(7))
_EVENING: Final = time(21)


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


def renew_at(warning: Warning, *, notice: timedelta, patience: timedelta = timedelta()) -> datetime:
    """Return when a warning is to be renewed, or somebody must say that it is cancelled: never in its first half.

    What is below orange is renewed in the evening before rather than at night: who hears nothing new is not woken.

    Args:
        warning: That was issued.
        notice: How long before its end; a quarter of its time at most.
        patience: How long those who approve may take, all turns together; half of its time at most.
    """
    span = warning.expires - warning.effective
    at = warning.expires - max(min(notice, span / _LEAST_PART), min(patience, span / _LEAST_PART_TO_APPROVE))
    if warning.level >= Level.ORANGE:
        return at
    evening = _evening_before(at)
    return evening if evening >= warning.expires - span / _LEAST_PART_TO_APPROVE else at


def _evening_before(at: datetime) -> datetime:
    """Return the evening before an instant of the night; the instant itself by day."""
    local = at.astimezone(BEIJING)
    begin, end = _NIGHT
    if end <= local.time() < begin:
        return at
    day = local if local.time() >= begin else local - timedelta(days=1)
    return day.replace(hour=_EVENING.hour, minute=0, second=0, microsecond=0).astimezone(at.tzinfo)
