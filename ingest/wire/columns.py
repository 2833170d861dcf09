"""Columns: observations of many messages gathered into lists, then turned into one batch at once.

Per reading there is one list append; everything that can wait for numpy waits: repetition of times,
conversion of units, the check that the converted value is still finite.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ingest.wire.foreign import in_registered_unit
from ingest.wire.instant import EARLIEST, MAX_AHEAD, out_of_range, resolve_instant
from ingest.wire.place import check_place
from ingest.wire.refusal import Code, Refusal, shown
from ingest.wire.revision import check_revision
from ingest.wire.sequence import is_counted, sequences
from ingest.wire.units import to_canonical
from sensing.batch import Batch, empty_batch
from sensing.quality import Check, Quality

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.wire.message import Message
    from ingest.wire.observation import Observation
    from ingest.wire.raw import RawReading
    from ingest.wire.route import Route, Router
    from ingest.wire.sequence import Sequences
    from sensing.batch import FloatArray, Int32Array, IntArray, SmallArray

_QUALITIES = {quality.key: quality for quality in Quality}
_ARRIVAL = int(Check.ARRIVAL_TIME)
_DEVICE = int(Check.DEVICE)


class Columns:
    """A batch in the making. One list per column, as long as the number of readings or of observations."""

    __slots__ = (
        "_counts",
        "_declared",
        "_messages",
        "_places",
        "_positions",
        "_revisions",
        "_rows",
        "_sequences",
        "_times",
        "_values",
        "_why",
        "position",
    )

    def __init__(self) -> None:
        """Begin with no readings."""
        # One entry per reading.
        self._rows: list[int] = []
        self._values: list[float] = []
        # One entry per observation.
        self._counts: list[int] = []
        self._times: list[int] = []
        self._why: list[int] = []
        self._messages: list[Message] = []
        self._positions: list[int] = []
        # Only where the device said something: (reading, quality), (observation, place).
        self._declared: list[tuple[int, Quality]] = []
        self._places: list[tuple[int, tuple[float, float]]] = []
        # (observation, number of its correction), and (station row, sequence number, time).
        self._revisions: list[tuple[int, int]] = []
        self._sequences: list[tuple[int, int, int]] = []
        #: Position among all messages of the message that is being taken.
        self.position = 0

    def add(self, observation: Observation, *, message: Message, route: Route, where: str = "") -> Sequence[Refusal]:
        """Take the readings of one observation; return what was wrong with the others.

        A time or a place that is not believed refuses all of them, an unknown property only itself.
        """
        refusals: Sequence[Refusal] = ()
        t = observation.t
        # The common case of a good number is decided here: a call would cost as much as all the rest.
        if type(t) is not int or not EARLIEST <= (micros := t * 1000) <= message.arrived + MAX_AHEAD:
            resolved = resolve_instant(t, arrived=message.arrived)
            if isinstance(resolved, Refusal):
                return [_located(resolved, where)]
            micros = resolved
        refusal = check_revision(observation.rev)
        if observation.loc is not None:
            refusal = check_place(observation.loc) or refusal
        if refusal is not None:
            return [_located(refusal, where)]
        self._note(observation, micros=micros, route=route)
        readings, rows = observation.v, route.rows
        if observation.q is not None or not readings or not readings.keys() <= rows.keys():
            readings, refusals = self._choose(observation, route=route, where=where)
        self._rows += [rows[key] for key in readings]
        self._values += readings.values()
        self._counts.append(len(readings))
        self._times.append(micros)
        self._why.append(_ARRIVAL if t is None else 0)
        self._messages.append(message)
        self._positions.append(self.position)
        return refusals

    def _note(self, observation: Observation, *, micros: int, route: Route) -> None:
        """Note what few observations say."""
        if observation.loc is not None:
            self._places.append((len(self._counts), observation.loc))
        if observation.rev:
            self._revisions.append((len(self._counts), observation.rev))
        if is_counted(observation.seq):
            self._sequences.append((route.place, observation.seq, micros))

    def add_raw(self, reading: RawReading, message: Message, route: Route) -> Refusal | None:
        """Take one reading of a frame; return what was wrong with it."""
        row = route.sources.get(reading.source)
        if row is None:
            row = route.rows.get(reading.property)
            if row is not None and row in route.sources.values():
                # Registered with another code of the device: exactly that one is wanted.
                return None
        if row is None:
            return _unknown_property(f"{reading.source} ({reading.property or 'no property of ours'})", route=route)
        micros = message.arrived if reading.time is None else reading.time
        is_believed = EARLIEST <= micros <= message.arrived + MAX_AHEAD
        value = _raw_value(reading, route) if is_believed else out_of_range(micros, arrived=message.arrived)
        if isinstance(value, Refusal):
            return value
        if reading.place is not None:
            refusal = check_place(reading.place)
            if refusal is not None:
                return refusal
            self._places.append((len(self._counts), reading.place))
        if reading.quality is not Quality.GOOD:
            self._declared.append((len(self._rows), reading.quality))
        self._rows.append(row)
        self._values.append(value)
        self._counts.append(1)
        self._times.append(micros)
        self._why.append(int(reading.why) | (_ARRIVAL if reading.time is None else 0))
        self._messages.append(message)
        self._positions.append(self.position)
        return None

    def _choose(
        self, observation: Observation, *, route: Route, where: str
    ) -> tuple[dict[str, float], Sequence[Refusal]]:
        """Return the readings that can be taken, noting their declared quality, and what is wrong with the others."""
        if not observation.v:
            detail = f"{where}v: expected a reading, got an empty object"
            return {}, [Refusal(code=Code.MISSING_FIELD, detail=detail)]
        marks = observation.q or {}
        chosen: dict[str, float] = {}
        refusals: list[Refusal] = []
        for key, value in observation.v.items():
            quality = _QUALITIES.get(marks.get(key, "good"))
            if key not in route.rows:
                refusals.append(_unknown_property(key, route=route, where=where))
            elif quality is None:
                detail = f"{where}q.{key}: expected good, doubtful or unreliable, got {shown(marks[key])}"
                refusals.append(Refusal(code=Code.BAD_VALUE, detail=detail))
            else:
                if quality is not Quality.GOOD:
                    self._declared.append((len(self._rows) + len(chosen), quality))
                chosen[key] = value
        return chosen, refusals

    def finish(self, router: Router) -> tuple[Batch, list[tuple[Message, Refusal]]]:
        """Return the batch, and the readings whose value does not survive its conversion."""
        batch, _, lost = self.finish_in(router)
        return batch, lost

    def finish_in(self, router: Router) -> tuple[Batch, IntArray, list[tuple[Message, Refusal]]]:
        """Return the batch, the position of the message of each reading, and what was lost in conversion."""
        if not self._rows:
            return empty_batch(), np.empty(0, dtype=np.int64), []
        rows = np.array(self._rows, dtype=np.intp)
        raw = np.array(self._values, dtype=np.float64)
        value = to_canonical(raw, scale=router.scale[rows], offset=router.offset[rows])
        origin = np.repeat(np.arange(len(self._counts)), self._counts)
        batch = self._batch(number=router.number[rows], value=value, origin=origin)
        position = np.array(self._positions, dtype=np.int64)[origin]
        is_finite = np.isfinite(value)
        if is_finite.all():
            return batch, position, []
        lost = [(self._messages[origin[i]], _overflow(self._values[i])) for i in np.flatnonzero(~is_finite).tolist()]
        return batch.take(is_finite), position[is_finite], lost

    @property
    def sequences(self) -> Sequences:
        """Return the sequence numbers that observations carried."""
        return sequences(self._sequences)

    def _batch(self, *, number: Int32Array, value: FloatArray, origin: IntArray) -> Batch:
        """Return the batch of converted values; ``origin`` is the observation that each reading came with."""
        quality = np.zeros(len(value), dtype=np.int8)
        why = np.array(self._why, dtype=np.int32)[origin]
        for position, declared in self._declared:
            quality[position] = declared
            why[position] |= _DEVICE
        place = np.full((2, len(self._counts)), np.nan)
        for observation, pair in self._places:
            place[:, observation] = pair
        return Batch(
            datastream=number,
            phenomenon_time=np.array(self._times, dtype=np.int64)[origin],
            result_time=np.array([message.arrived for message in self._messages], dtype=np.int64)[origin],
            value=value,
            quality=quality,
            why=why,
            lon=place[0, origin],
            lat=place[1, origin],
            revision=self._revision(origin),
        )

    def _revision(self, origin: IntArray) -> SmallArray | None:
        if not self._revisions:
            return None
        revision = np.zeros(len(self._counts), dtype=np.int8)
        for observation, number in self._revisions:
            revision[observation] = number
        return revision[origin]


def _raw_value(reading: RawReading, route: Route) -> float | Refusal:
    """Return the value of a frame's reading in the registered unit, or why it is none."""
    value = in_registered_unit(reading, station=route.station) if reading.unit else reading.value
    if isinstance(value, float | int) and not math.isfinite(value):
        return Refusal(code=Code.NOT_FINITE, detail=f"{reading.source}: expected a finite number")
    return value


def _located(refusal: Refusal, where: str) -> Refusal:
    """Return the refusal with its object's position in front."""
    return Refusal(code=refusal.code, detail=where + refusal.detail)


def _unknown_property(key: str, *, route: Route, where: str = "") -> Refusal:
    known = ", ".join(route.rows) or "none"
    detail = f"{where}v: station {route.station.id} has no property {shown(key)}, expected one of {known}"
    return Refusal(code=Code.UNKNOWN_PROPERTY, detail=detail)


def _overflow(value: float) -> Refusal:
    detail = f"v: expected a value that stays finite in the canonical unit, got {shown(value)}"
    return Refusal(code=Code.NOT_FINITE, detail=detail)
