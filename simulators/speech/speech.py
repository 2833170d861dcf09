"""Speech: each station says its reports in the protocol that the mix gives it. Pure.

A station draws once, by its id, among the protocols that suit its kind: SL 651 is for hydrology, HJ 212 for air and
water quality, ``cam.event`` and Frigate for what cameras see. Where nothing of the mix suits, it speaks JSON. What a
protocol has no code for is not said, as in the field.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulators.faults.fault import draw
from simulators.speech.camera import cam_event, frigate
from simulators.speech.hj212 import SYSTEMS, hj212
from simulators.speech.mix import PLAIN
from simulators.speech.senml import senml_cbor, senml_json
from simulators.speech.sl651 import TYPES, sl651
from simulators.telegram import Telegram
from simulators.wire import encode, event, observation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sensing.station import Station, StationKind
    from simulators.report import Report
    from simulators.sighting import Sighting

#: Encoder of reports by protocol; the name is that of the raw topic.
_REPORTS: Final[dict[str, Callable[[Report], bytes]]] = {
    "senml-json": senml_json,
    "senml-cbor": senml_cbor,
    "hj212": hj212,
    "sl651": sl651,
}
_EVENTS: Final = {"cam-event": cam_event, "frigate": frigate}
#: Topic of a protocol where its name is not the topic's.
_TOPICS: Final = {"cam-event": "cam-event-json", "frigate": "frigate-json"}


class Speech:
    """Who speaks what."""

    def __init__(self, mix: Mapping[str, float] = PLAIN, *, seed: int = 1) -> None:
        """Take the weights of the protocols, and the seed of the draw."""
        self._mix = dict(mix)
        self._seed = seed
        self._spoken: dict[str, str] = {}

    def spoken(self, station: Station, *, is_event: bool = False) -> str:
        """Return the protocol of a station's reports, or of what it sees: ``json``, or the name of a codec."""
        key = f"{station.id}/event" if is_event else str(station.id)
        if key not in self._spoken:
            self._spoken[key] = self._drawn(key, _EVENTS if is_event else _suited(station.kind))
        return self._spoken[key]

    def said(self, report: Report) -> Telegram | None:
        """Return a report in the words of its station; None when the protocol has no word for any of it."""
        if not report.values and not report.place:
            return None
        station, protocol = report.station, self.spoken(report.station)
        if protocol == "json":
            body = observation(report.t_ms, report.values, place=report.place, seq=report.seq)
            return _telegram(station, "obs", encode(body), at_s=report.at_s)
        payload = _REPORTS[protocol](report)
        return _telegram(station, f"raw/{protocol}", payload, at_s=report.at_s) if payload else None

    def seen(self, station: Station, sighting: Sighting, *, at_s: float, t_ms: int, number: int = 0) -> Telegram:
        """Return what a camera saw in its words.

        Args:
            station: The camera.
            sighting: What it saw.
            at_s: When it says so, simulated seconds since the start.
            t_ms: What its clock says, ms since the epoch.
            number: Of the sightings of one look, from 0.
        """
        protocol = self.spoken(station, is_event=True)
        if protocol == "json":
            return _telegram(station, "event", event(t_ms, sighting, number=number), at_s=at_s)
        payload = _EVENTS[protocol](station, sighting, t_ms=t_ms, number=number)
        return _telegram(station, f"raw/{_TOPICS[protocol]}", payload, at_s=at_s)

    def _drawn(self, key: str, suited: Iterable[str]) -> str:
        allowed = {"json", *suited}
        if {"senml-json", "senml-cbor"} <= allowed:
            allowed.add("senml")
        weights = {word: weight for word, weight in self._mix.items() if word in allowed and weight > 0}
        if not weights:
            return "json"
        left = draw(self._seed, "speech", key) * sum(weights.values())
        found = next(reversed(weights))
        for word, weight in weights.items():
            if left < weight:
                found = word
                break
            left -= weight
        if found == "senml":
            return "senml-cbor" if draw(self._seed, "senml", key) < 0.5 else "senml-json"  # noqa: PLR2004  half of them
        return found


def _suited(kind: StationKind) -> tuple[str, ...]:
    found: tuple[str, ...] = ("senml-json", "senml-cbor")
    if kind in SYSTEMS:
        found += ("hj212",)
    return (*found, "sl651") if kind in TYPES else found


def _telegram(station: Station, kind: str, payload: bytes, *, at_s: float) -> Telegram:
    return Telegram(at_s=at_s, topic=f"{station.division}/{station.id}/{kind}", payload=payload)
