"""What cameras and people report becomes an incident, with its place, and a warning."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from fenghuo.clock import now
from geo.fence import Fence, FenceId
from rules.document import parse_rules
from sensing.station import StationKind
from tests.builders import BY_TEST
from tests.unit.fenghuo.conftest import a_station
from tests.unit.fenghuo.test_pipeline import a_message, a_pipeline, take

RULES = """
apiVersion: fenghuo/v1
kind: Rule
id: fire-forest
hazard: "15A01"
title: {zh: 林区火情, en: Fire in the forest}
when:
  kind: event
  classes: [fire_smoke]
  confidence: 0.6
  count: 2
  window: 10m
  distinct: cameras
  zone: forest
  level: orange
  clear: {after: 30m}
---
apiVersion: fenghuo/v1
kind: Rule
id: fire-and-drought
hazard: "15A01"
title: {zh: 火情与高水位, en: Fire and stage}
when:
  kind: composite
  of: [fire-forest, stage-a]
  need: all
  window: 1h
  level: red
"""
FOREST = Fence(
    id=FenceId("forest"), name="鸡公山林区", division="411502000000", geometry=shapely.box(114.6, 32.2, 114.8, 32.4)
)


@pytest.fixture
def pipeline(store):
    cameras = [replace(a_station(name), kind=StationKind.CAMERA, datastreams=()) for name in ("C1", "C2")]
    store.put_stations(cameras, **BY_TEST)
    store.put_fence(FOREST, author="test", at=now())
    for rule in parse_rules(RULES, origin="test"):
        store.put_rule(rule, author="test", at=now())
    made = a_pipeline(store)
    made.start()
    yield made
    made.stop()


def smoke(camera, *, confidence=0.9):
    event = {"id": f"{camera}-1", "class": "fire_smoke", "confidence": confidence}
    return a_message(event, f"fh/v1/411528000000/{camera}/event")


def test_two_cameras_that_see_smoke_in_a_zone_are_an_incident_and_a_draft(store, pipeline):
    take(pipeline, smoke("C1"))
    assert store.incidents(is_open=True) == []
    take(pipeline, smoke("C2"))
    (incident,) = store.incidents(is_open=True)
    assert (incident.target, incident.station, incident.station_name) == ("forest", "", "鸡公山林区")
    assert (incident.division, incident.level.key) == ("411502000000", "orange")
    row = [each for each in store.journal() if each.entry.kind == "incident"][-1]
    assert row.entry.division == "411502000000"
    assert row.entry.data["text"]["zh"] == "鸡公山林区10 分钟内 2 次发现烟火（C1、C2），橙色预警"
    (warning,) = store.warnings()
    assert (warning.division, warning.stage) == ("411502000000", "draft")


def test_the_same_camera_twice_is_one_witness(store, pipeline):
    take(pipeline, smoke("C1"), smoke("C1"))
    assert store.incidents() == []


def test_after_a_restart_the_sighting_before_it_still_counts(store, pipeline):
    take(pipeline, smoke("C1"))
    pipeline.stop()
    again = a_pipeline(store)
    again.start()
    take(again, smoke("C2"))
    again.stop()
    assert [incident.target for incident in store.incidents(is_open=True)] == ["forest"]


def test_what_two_rules_say_together_is_an_incident_of_its_own(store, pipeline):
    take(pipeline, smoke("C1"), smoke("C2"))
    take(pipeline, a_message({"v": {"water_level": 15}}))
    levels = {str(incident.rule): incident.level.key for incident in store.incidents(is_open=True)}
    assert levels == {"fire-forest": "orange", "stage-a": "yellow", "fire-and-drought": "red"}
    both = next(incident for incident in store.incidents() if incident.rule == "fire-and-drought")
    assert (both.station_name, both.division) == ("A站", "411500000000")
