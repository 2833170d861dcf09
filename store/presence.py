"""Which status reports change what is known of a station. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping

    from sensing.event import StatusReport


def changes(reports: Iterable[StatusReport], *, known: MutableMapping[str, StatusReport]) -> list[StatusReport]:
    """Return the reports that changed a station's state, in order, and bring ``known`` up to date.

    A report that arrived before the known one is old news; brokers repeat retained messages, so one that says
    the same again is none. ``known`` keeps the report that made the change.
    """
    changed = []
    for report in reports:
        last = known.get(report.station)
        if last is None or (report.is_online != last.is_online and report.result_time >= last.result_time):
            known[report.station] = report
            changed.append(report)
    return changed
