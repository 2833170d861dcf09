"""What arrives beside readings: events, status reports, and what was not understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sensing.event import Reject, SensedEvent, StatusReport
from sensing.instant import from_micros, to_micros
from sensing.stored import QuarantineRow
from store.cleaning import cleaned_event, cleaned_reject
from store.codec import json_text
from store.postgres.instants import cursor, instant
from store.presence import changes
from store.queries import named_queries
from store.tellings import best_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sensing.instant import Micros
    from store.postgres.session import Session

_SQL = named_queries("arrivals")


def put_events(session: Session, events: Sequence[SensedEvent]) -> int:
    """Store events; return how many were new by (station, id)."""
    kept = list(best_of(map(cleaned_event, events)).values())
    rows = session.rows(
        _SQL["put_events"],
        station=[event.station for event in kept],
        id=[event.id for event in kept],
        phenomenon_time=[from_micros(event.phenomenon_time) for event in kept],
        result_time=[from_micros(event.result_time) for event in kept],
        kind=[event.kind for event in kept],
        confidence=[event.confidence for event in kept],
        lon=[event.lon for event in kept],
        lat=[event.lat for event in kept],
        # Arrays of arrays must be rectangles; a picture's box therefore travels as text.
        bbox=["{%s}" % ",".join(map(repr, map(float, event.bbox))) if event.bbox else "" for event in kept],  # noqa: UP031
        image_url=[event.image_url for event in kept],
        image_sha256=[event.image_sha256 for event in kept],
        attrs=[json_text(event.attrs) for event in kept],
        revision=[event.revision for event in kept],
    )
    return sum(is_new for (is_new,) in rows)


def events(
    session: Session, *, before: tuple[Micros, str, str] | None, limit: int, within: str = "", only: str = ""
) -> list[SensedEvent]:
    """Return events of a subtree newest first by time, then by station and id, after the three ``before``.

    ``only``: the station whose events are wanted; empty for all.
    """
    time, station, id_ = before or (None, None, None)
    place = {"before": cursor(time), "station": station, "id": id_}
    rows = session.rows(_SQL["events"], **place, limit=limit, within=within, only=only)
    return [_event(row) for row in rows]


def events_since(session: Session, *, since: Micros) -> list[SensedEvent]:
    """Return events seen since an instant, oldest first."""
    return [_event(row) for row in session.rows(_SQL["events_since"], since=instant(since))]


def presence(session: Session) -> list[StatusReport]:
    """Return the report that made the present state of each station that ever reported one, by station."""
    return [_status(row) for row in session.rows(_SQL["presence"])]


def _event(row: tuple[Any, ...]) -> SensedEvent:
    station, id_, phenomenon_time, result_time, kind, confidence, lon, lat, bbox, image_url, sha256, *rest = row
    attrs, revision = rest
    return SensedEvent(
        station=station,
        id=id_,
        phenomenon_time=to_micros(phenomenon_time),
        result_time=to_micros(result_time),
        kind=kind,
        confidence=confidence,
        lon=lon,
        lat=lat,
        bbox=None if bbox is None else (bbox[0], bbox[1], bbox[2], bbox[3]),
        image_url=image_url,
        image_sha256=sha256,
        attrs=json.loads(attrs),
        revision=revision,
    )


def put_rejects(session: Session, rejects: Sequence[Reject]) -> None:
    """Put what was not understood into quarantine."""
    kept = [cleaned_reject(reject) for reject in rejects]
    session.run(
        _SQL["put_rejects"],
        result_time=[from_micros(reject.result_time) for reject in kept],
        topic=[reject.topic for reject in kept],
        station=[reject.station for reject in kept],
        code=[reject.code for reject in kept],
        detail=[reject.detail for reject in kept],
        payload=[reject.payload for reject in kept],
    )


def quarantine(session: Session, *, before: int | None, limit: int, within: str = "") -> list[QuarantineRow]:
    """Return rejected messages of a subtree newest first, with an id below ``before``."""
    rows = session.rows(_SQL["quarantine"], before=before, limit=limit, within=within)
    return [quarantine_row(row) for row in rows]


def trim_quarantine(session: Session, *, most: int, each: int) -> int:
    """Remove rows of quarantine beyond a number, of names with more than their share first; return how many were."""
    ((present,),) = session.rows(_SQL["quarantined"])
    return session.run(_SQL["trim_quarantine"], surplus=present - most, each=each) if present > most else 0


def quarantine_row(row: tuple[Any, ...]) -> QuarantineRow:
    """Return a row of quarantine as queries select it."""
    id_, result_time, topic, station, code, detail, payload, adopted = row
    reject = Reject(
        topic=topic,
        payload=payload,
        code=code,
        detail=detail,
        result_time=to_micros(result_time),
        station=station,
    )
    return QuarantineRow(id=id_, reject=reject, adopted=None if adopted is None else to_micros(adopted))


def put_statuses(session: Session, reports: Sequence[StatusReport]) -> list[StatusReport]:
    """Store what stations said of themselves; return the reports that changed a station's state."""
    rows = session.rows(_SQL["lock_statuses"], stations=[report.station for report in reports])
    known = {row[0]: _status(row) for row in rows}
    changed = changes(reports, known=known)
    newest = [known[station] for station in sorted({report.station for report in changed})]
    if newest:
        session.run(
            _SQL["put_statuses"],
            station=[report.station for report in newest],
            division=[report.division for report in newest],
            is_online=[report.is_online for report in newest],
            phenomenon_time=[from_micros(report.phenomenon_time) for report in newest],
            result_time=[from_micros(report.result_time) for report in newest],
        )
    return changed


def _status(row: tuple[Any, ...]) -> StatusReport:
    station, division, is_online, phenomenon_time, result_time = row
    return StatusReport(
        station=station,
        division=division,
        is_online=is_online,
        phenomenon_time=to_micros(phenomenon_time),
        result_time=to_micros(result_time),
    )
