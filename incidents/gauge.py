"""Gauges: what people say of them, journalled: a mark, its end, a value put in place of a reading. Pure.

The readings concerned become due for review in the same transaction; a mark that is taken back or a correction that
is undone therefore leaves the flags that the series alone deserves. What a person said stays on record.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from incidents.errors import GaugeError, GaugeValueError, UnknownGaugeError
from incidents.gauge_json import correction_json, mark_json
from incidents.identity import new_id
from incidents.journal import Entry
from sensing.instant import Micros, format_instant, from_micros, to_micros
from sensing.mark import Correction, CorrectionId, Due, Mark, MarkId, dues_around, merged
from sensing.property import observed_property
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sensing.station import Station

#: What is known of a reading's time stays when its value is put right.
_OF_TIME = Check.ARRIVAL_TIME | Check.FUTURE | Check.SKEW | Check.LATE


class GaugeBook(Protocol):
    """What is needed of a transaction."""

    def mark(self, id: str) -> Mark | None:  # noqa: A002 -- the record's own word
        """Return one mark, locked."""

    def put_mark(self, mark: Mark) -> None:
        """Insert or replace a mark by id."""

    def reading(self, number: int, time: Micros) -> tuple[float, int, int] | None:
        """Return value, quality and reasons of one reading, locked; None when there is none."""

    def set_value(self, number: int, time: Micros, *, value: float, quality: int, why: int) -> None:
        """Put another value and other flags in place of one reading."""

    def settle_again(self, number: int, time: Micros) -> None:
        """Decide anew between what the device sent for one instant."""

    def correction(self, id: str) -> Correction | None:  # noqa: A002 -- the record's own word
        """Return one correction, locked."""

    def standing_correction(self, number: int, time: Micros) -> Correction | None:
        """Return the correction that holds for a reading."""

    def put_correction(self, correction: Correction) -> None:
        """Insert or replace a correction by id."""

    def put_dues(self, dues: Sequence[Due]) -> None:
        """Have readings reviewed."""

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks, and what they know of the stations."""

    #: User name.
    actor: str
    now: datetime
    stations: Sequence[Station]
    #: Digits that the division of every gauge begins with that they may speak of; empty: every gauge.
    within: str = ""

    def reaches(self, station: str) -> bool:
        """Return whether they may speak of a gauge; of one that is no more only those who may of every one."""
        return not self.within or any(
            each.division.startswith(self.within) for each in self.stations if each.id == station
        )


def mark_gauge(
    book: GaugeBook,
    asked: Asked,
    station: Station,
    *,
    key: str,
    quality: Quality,
    start: datetime,
    end: datetime | None,
    reason: str,
) -> Mark:
    """Mark a gauge as bad for a time.

    Raises:
        GaugeValueError: If there is no reason, the end is not after the start, or the quality is good.
    """
    _check_reason(reason)
    if end is not None and end <= start:
        raise GaugeValueError(
            "bad_span", f"until: expected an instant after {format_instant(start)}, got {format_instant(end)}"
        )
    if quality is Quality.GOOD:
        raise GaugeValueError("bad_quality", "quality: expected doubtful or unreliable, got good")
    mark = Mark(
        id=MarkId(new_id(asked.now)),
        station=station.id,
        property=key,
        quality=quality,
        start=start,
        end=end,
        author=asked.actor,
        reason=reason.strip(),
        made=asked.now,
    )
    _keep(book, asked, station, mark=mark, act="marked")
    return mark


def end_mark(book: GaugeBook, asked: Asked, id: str, *, at: datetime | None, is_void: bool) -> Mark:  # noqa: A002
    """End a mark, or take it back: it never held.

    Args:
        book: The transaction.
        asked: Who asks.
        id: Of the mark.
        at: When it ended; None: now.
        is_void: Whether it was wrong from the beginning.

    Raises:
        UnknownGaugeError: If there is no such mark.
        GaugeError: If it is over already.
        GaugeValueError: If it would end before it began.
    """
    mark = book.mark(id)
    if mark is None or not asked.reaches(mark.station):
        raise UnknownGaugeError("unknown_mark", f"there is no mark {id!r}")
    if mark.is_void:
        raise GaugeError("mark_over", f"mark {id} was taken back by {mark.ended_by}")
    end = asked.now if at is None else at
    if not is_void and mark.end is not None and mark.end <= min(end, asked.now):
        raise GaugeError("mark_over", f"mark {id} ended at {format_instant(mark.end)}")
    if not is_void and end <= mark.start:
        raise GaugeValueError("bad_span", f"at: expected an instant after {format_instant(mark.start)}; or void it")
    # The review reaches as far as the mark did, not only as far as it does now.
    before = mark
    after = replace(mark, end=mark.end if is_void else end, ended_by=asked.actor, ended=asked.now, is_void=is_void)
    station = next((each for each in asked.stations if each.id == mark.station), None)
    _keep(book, asked, station, mark=after, act="voided" if is_void else "ended", reach=before)
    return after


def _keep(
    book: GaugeBook, asked: Asked, station: Station | None, *, mark: Mark, act: str, reach: Mark | None = None
) -> None:
    book.put_mark(mark)
    ends = [asked.now if each.end is None else min(each.end, asked.now) for each in (mark, reach or mark)]
    start, end = to_micros(mark.start), to_micros(max(ends))
    dues = dues_around(asked.stations, station=mark.station, key=mark.property, start=start, end=end)
    book.put_dues(merged(dues))
    division = station.division if station is not None else _NOWHERE
    book.journal([_entry(act, asked, division=division, data=mark_json(mark))])


#: Division of what belongs to no station any more.
_NOWHERE = "000000000000"


def correct(
    book: GaugeBook, asked: Asked, station: Station, *, key: str, time: Micros, value: float, reason: str
) -> Correction:
    """Put a value in place of a reading; the original is kept.

    Args:
        book: The transaction.
        asked: Who asks.
        station: Where.
        key: Observed property, one that the station measures.
        time: Phenomenon time of the reading.
        value: In the canonical unit.
        reason: Why, in the person's words.

    Raises:
        UnknownGaugeError: If there is no such reading.
        GaugeValueError: If there is no reason, or the value is not possible at all.
    """
    _check_reason(reason)
    measured = observed_property(key)
    if not measured.low <= value <= measured.high:
        span = f"{measured.low:g} to {measured.high:g} {measured.unit}"
        raise GaugeValueError("bad_value", f"value: expected {span} for {key}, got {value:g}")
    number = next(stream.number for stream in station.datastreams if stream.property == key)
    found = book.reading(number, time)
    if found is None:
        instant = format_instant(from_micros(time))
        raise UnknownGaugeError("unknown_reading", f"station {station.id!r} has no {key} reading at {instant}")
    was, quality, why = found
    correction = Correction(
        id=CorrectionId(new_id(asked.now)),
        datastream=number,
        station=station.id,
        property=key,
        phenomenon_time=time,
        value=value,
        was=was,
        was_quality=Quality(quality),
        was_why=Check(why),
        author=asked.actor,
        reason=reason.strip(),
        made=asked.now,
    )
    book.set_value(number, time, value=value, quality=Quality.GOOD, why=int(Check.CORRECTED | Check(why) & _OF_TIME))
    _note(book, asked, correction, act="corrected")
    return correction


def undo(book: GaugeBook, asked: Asked, id: str) -> Correction:  # noqa: A002 -- the record's own word
    """Give a reading back what a correction replaced.

    Raises:
        UnknownGaugeError: If there is no such correction.
        GaugeError: If it was undone already, or another correction came on top of it.
    """
    correction = book.correction(id)
    if correction is None or not asked.reaches(correction.station):
        raise UnknownGaugeError("unknown_correction", f"there is no correction {id!r}")
    if correction.undone is not None:
        raise GaugeError("correction_undone", f"correction {id} was undone by {correction.undone_by}")
    # Whoever corrects the same reading at this moment comes first or waits.
    book.reading(correction.datastream, correction.phenomenon_time)
    standing = book.standing_correction(correction.datastream, correction.phenomenon_time)
    if standing is not None and standing.id != correction.id:
        raise GaugeError("correction_covered", f"correction {standing.id} came later: undo that one first")
    book.set_value(
        correction.datastream,
        correction.phenomenon_time,
        value=correction.was,
        quality=correction.was_quality,
        why=correction.was_why,
    )
    # The device may have revised its own value meanwhile; unless a correction stands below this one, that counts.
    if not correction.was_why & Check.CORRECTED:
        book.settle_again(correction.datastream, correction.phenomenon_time)
    undone = replace(correction, undone=asked.now, undone_by=asked.actor)
    _note(book, asked, undone, act="undone")
    return undone


def _note(book: GaugeBook, asked: Asked, correction: Correction, *, act: str) -> None:
    book.put_correction(correction)
    time = correction.phenomenon_time
    dues = dues_around(asked.stations, station=correction.station, key=correction.property, start=time, end=time)
    book.put_dues(merged(dues))
    division = next((each.division for each in asked.stations if each.id == correction.station), _NOWHERE)
    book.journal([_entry(act, asked, division=division, data=correction_json(correction))])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise GaugeValueError("empty_reason", "reason: expected why, got nothing")


def _entry(act: str, asked: Asked, *, division: str, data: dict[str, Any]) -> Entry:
    return Entry(kind="quality", division=division, at=asked.now, data={"act": act, "actor": asked.actor, **data})


def standing(marks: Iterable[Mark], *, now: datetime) -> list[Mark]:
    """Return the marks that hold now or later."""
    return [mark for mark in marks if not mark.is_void and (mark.end is None or mark.end > now)]
