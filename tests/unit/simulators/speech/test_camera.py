from __future__ import annotations

import pytest

from sensing.station import StationKind
from simulators.sighting import Sighting
from simulators.speech.camera import cam_event, frigate
from simulators.telegram import Telegram
from tests.unit.simulators.speech.making import AT_MS, a_station, heard

CAMERA = a_station(StationKind.CAMERA)
WAYS = {"cam-event-json": cam_event, "frigate-json": frigate}


def seen(kind: str = "fire_smoke") -> Sighting:
    return Sighting(kind=kind, confidence=0.8, place=(114.71, 32.31), bbox=(0.25, 0.5, 0.125, 0.25), count=1)


def read(way: str, sighting: Sighting):
    topic = f"{CAMERA.division}/{CAMERA.id}/raw/{way}"
    decoded = heard(Telegram(at_s=0, topic=topic, payload=WAYS[way](CAMERA, sighting, t_ms=AT_MS)), CAMERA)
    assert decoded.rejects == ()
    (event,) = decoded.events
    return event


@pytest.mark.parametrize(
    ("way", "kind"), [*((way, "fire_smoke") for way in WAYS), ("cam-event-json", "floating_debris")]
)
def test_the_door_reads_class_time_and_confidence(way, kind):
    event = read(way, seen(kind))
    assert (str(event.kind), event.phenomenon_time, event.confidence) == (kind, AT_MS * 1000, 0.8)


def test_a_cam_event_says_the_place_and_frigate_leaves_the_camera_s():
    event = read("cam-event-json", seen())
    assert (event.lon, event.lat) == (114.71, 32.31)
    event = read("frigate-json", seen())
    assert (event.lon, event.lat) == (CAMERA.lon, CAMERA.lat)


def test_frigate_has_people_and_cars_under_its_own_labels():
    assert read("frigate-json", seen("person_near_water")).attrs["label"] == "person"
    assert read("frigate-json", seen("illegal_parking")).attrs["label"] == "car"
