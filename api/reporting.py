"""Reporting: the facts of what a caller asks a report of, as far as the caller may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from api.problem import not_found, unprocessable
from reports.case import facts_of
from reports.errors import ReportError
from reports.reading import rows_between
from reports.selection import Selection

if TYPE_CHECKING:
    from datetime import datetime

    from api.ports.reports import ReportSource
    from reports.facts import Facts

#: Before the first incident of a situation something may have led to it; after the last, people still answer.
_BEFORE: Final = timedelta(hours=1)
_AFTER: Final = timedelta(hours=24)
#: Longest period of a report.
LONGEST: Final = timedelta(days=92)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of what a report is asked for; one of situation, incident and period at least."""

    situation: str = ""
    incident: str = ""
    start: datetime | None = None
    end: datetime | None = None
    #: Digits of a division, at least the caller's own.
    within: str = ""


def facts_for(source: ReportSource, asked: Asked, *, now: datetime) -> Facts:
    """Return the facts of what was asked for.

    Raises:
        ApiError: If there is no such situation or incident in the subtree, or the period is missing, wrong or too long.
    """
    spanned = _spanned(source, asked, now=now)
    start, end = spanned.start, spanned.end
    if start is None or end is None:
        raise unprocessable("bad_request", "expected a situation, an incident, or `from` and `to`")
    if not start <= end <= start + LONGEST:
        raise unprocessable("bad_span", f"expected `from` before `to`, at most {LONGEST.days} days apart")
    try:
        rows = rows_between(source, start=start, end=end, within=asked.within)
    except ReportError as error:
        raise unprocessable("too_much", str(error)) from None
    chosen = Selection(
        situation=asked.situation,
        incident=asked.incident,
        # A situation is followed by what refers to it, not by the clock.
        start=None if asked.situation or asked.incident else start,
        end=None if asked.situation or asked.incident else end,
        division=asked.within,
    )
    return facts_of(rows, now=now, selection=chosen, is_whole=not asked.within)


def _spanned(source: ReportSource, asked: Asked, *, now: datetime) -> Asked:
    """Return what was asked for with the period that it took."""
    if asked.situation:
        found = source.situation(asked.situation)
        seen = found is not None and (not asked.within or source.member_counts(found.id, within=asked.within)[2])
        if found is None or not seen:
            raise not_found("situation", asked.situation)
        return _around(asked, found.opened, found.closed, now=now)
    if asked.incident:
        incident = source.incident(asked.incident)
        if incident is None or not incident.division.startswith(asked.within):
            raise not_found("incident", asked.incident)
        return _around(asked, incident.opened, incident.closed, now=now)
    return asked


def _around(asked: Asked, opened: datetime, closed: datetime | None, *, now: datetime) -> Asked:
    end = min(now, now if closed is None else closed + _AFTER)
    return replace(asked, start=max(opened - _BEFORE, end - LONGEST), end=end)
