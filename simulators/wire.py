"""The wire format, as a device writes it: topics and JSON payloads of ``obs``, ``event`` and ``status``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from simulators.sighting import Sighting

#: Root of every topic of the live world.
ROOT = "fh/v1"


def topic(division: str, station: str, kind: str) -> str:
    """Return the topic of a station's ``obs``, ``event`` or ``status``."""
    return f"{ROOT}/{below(division, station, kind)}"


def below(division: str, station: str, kind: str) -> str:
    """Return the topic below the root."""
    return f"{division}/{station}/{kind}"


def observation(
    t_ms: int,
    values: Mapping[str, float],
    *,
    quality: Mapping[str, str] | None = None,
    place: tuple[float, float] | None = None,
    seq: int | None = None,
) -> dict[str, Any]:
    """Return one ``obs`` object.

    Args:
        t_ms: When it was true, ms since the epoch.
        values: Value by property, in the unit the station is registered with.
        quality: ``doubtful`` or ``unreliable`` by property; a good one is not listed.
        place: (lon, lat) of a moving station.
        seq: Count of the device's messages.
    """
    body: dict[str, Any] = {"t": t_ms, "v": dict(values)}
    if quality:
        body["q"] = dict(quality)
    if place:
        body["loc"] = [round(place[0], 5), round(place[1], 5)]
    if seq is not None:
        body["seq"] = seq
    return body


def encode(body: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> bytes:
    """Return a payload; one observation is written bare, several as an array."""
    if not isinstance(body, dict) and len(body) == 1:
        return msgspec.json.encode(next(iter(body)))
    return msgspec.json.encode(body)


def event(t_ms: int, sighting: Sighting, *, number: int = 0) -> bytes:
    """Return the payload of what a camera saw at ``t_ms``.

    Args:
        t_ms: ms since the epoch.
        sighting: What it saw.
        number: Of those seen in the same look, counted from 0: the id is unique at the camera.
    """
    return msgspec.json.encode(
        {
            "t": t_ms,
            "id": f"sim-{t_ms}-{number}" if number else f"sim-{t_ms}",
            "class": sighting.kind,
            "confidence": sighting.confidence,
            "loc": list(sighting.place),
            "bbox": list(sighting.bbox),
            "attrs": {"count": sighting.count, "simulated": True},
        }
    )


def status(t_ms: int, *, is_online: bool) -> bytes:
    """Return the payload with which a station says that it came or went."""
    return msgspec.json.encode({"state": "online" if is_online else "offline", "t": t_ms})
