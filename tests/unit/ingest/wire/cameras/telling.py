"""How the tests of camera codecs ask."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from ingest.wire.codecs import CODECS
from ingest.wire.decode import Decoded, decode
from ingest.wire.message import Message
from ingest.wire.raw import Memory, Raw
from sensing.event import SensedEvent
from sensing.station import Registry, Station
from tests.unit.ingest.builders import DIVISION, NOW, a_station

CAMERA = a_station("CAM-1")


def ask(codec: str, body: Any, *, station: Station = CAMERA, memory: Memory | None = None, arrived: int = NOW) -> Raw:
    """Return what a codec makes of a message; a body that is neither bytes nor text is sent as JSON."""
    if isinstance(body, str):
        body = body.encode()
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    return CODECS[codec](payload, station=station, arrived=arrived, memory=memory or Memory())


def seen(codec: str, body: Any, **given: Any) -> SensedEvent:
    """Return the one event of a message."""
    raw = ask(codec, body, **given)
    assert not raw.refusals, raw.refusals
    (addressed,) = raw.addressed
    return addressed.event


def through_the_door(codec: str, body: bytes) -> Decoded:
    """Return what comes of a message of a recorder with one camera behind it, through the whole door."""
    gate = replace(a_station("NVR", first=1), addresses={codec: "own"})
    behind = replace(a_station("CAM-3", first=11), lon=1.0, lat=2.0, addresses={codec: "NVR/3"}, gateway="NVR")
    message = Message(f"fh/v1/{DIVISION}/NVR/raw/{codec}", body, NOW)
    return decode([message], registry=Registry([gate, behind]))
