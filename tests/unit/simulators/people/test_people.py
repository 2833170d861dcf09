from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from statistics import median

from ingest.wire.event import parse_event
from sensing.event import SensedEvent
from sensing.level import Level
from simulators.ground import distance_m
from simulators.hazard import Danger
from simulators.people.people import PeoplePlan
from tests.unit.simulators.parts import START, station, the_city

PLAN = PeoplePlan(desk="XY-D01", per_danger=40, delay_min=30, false_per_day=0, duplicate_share=0)
FIRE = Danger(
    hazard="11G01",
    division="411523000000",
    station="",
    level=Level.BLUE,
    from_h=3,
    until_h=12,
    what_zh="火",
    what_en="fire",
    place=(114.94, 31.61),
)


def calls(plan: PeoplePlan = PLAN, *dangers: Danger, seed: int = 1, length_h: float = 24):
    people = plan.hazard(the_city(), start=START, length_h=length_h, seed=seed, dangers=dangers or (FIRE,))
    return people.telegrams(from_s=0, until_s=length_h * 3600)


def said(telegrams) -> list[dict]:
    return [json.loads(telegram.payload) for telegram in telegrams]


def test_calls_are_events_that_the_door_understands():
    for telegram in calls():
        assert telegram.topic == "411500000000/XY-D01/event"
        read = parse_event(telegram.payload, station=station("XY-D01"), arrived=1_800_000_000_000_000)
        assert isinstance(read, SensedEvent)
        assert read.kind == "report_fire"
        assert read.attrs["text"]
        assert distance_m((read.lon, read.lat), (114.94, 31.61)) < 6000


def test_people_call_after_it_began_half_of_them_within_the_delay():
    hours = [telegram.at_s / 3600 for telegram in calls(replace(PLAN, per_danger=300))]
    assert min(hours) > 3
    assert max(hours) < 12
    assert 3.35 < median(hours) < 3.65
    assert hours == sorted(hours)


def test_the_time_told_is_the_time_of_the_call():
    first = calls()[0]
    assert said([first])[0]["t"] == round(START.timestamp() * 1000) + round(first.at_s * 1000)


def test_fewer_call_at_night():
    night = replace(FIRE, from_h=16.5, until_h=23)
    assert len(calls(PLAN, night)) < 0.6 * len(calls())


def test_higher_levels_and_gaps_of_one_danger_are_not_called_about_again():
    orange = replace(FIRE, level=Level.ORANGE, from_h=5)
    assert calls(PLAN, FIRE, orange) == calls(PLAN, FIRE)


def test_what_happens_twice_is_called_about_twice():
    again = replace(FIRE, from_h=13, until_h=15)
    assert any(telegram.at_s > 13 * 3600 for telegram in calls(PLAN, FIRE, again))


def test_some_calls_are_about_nothing_and_do_not_say_so():
    alone = calls(replace(PLAN, per_danger=0, false_per_day=30))
    assert 15 < len(alone) < 45
    assert {body["class"] for body in said(alone)} == {"report_fire"}
    keys = {tuple(sorted(body["attrs"])) for body in said((*alone, *calls()))}
    assert keys == {("simulated", "source", "text")}


def test_calls_about_nothing_have_the_matters_of_the_plan():
    told = said(calls(replace(PLAN, per_danger=0, false_per_day=60, matters=("report_water", "report_flood"))))
    assert {body["class"] for body in told} == {"report_water", "report_flood"}


def test_a_share_of_the_calls_comes_twice_as_the_same_event_or_as_another():
    bodies = said(calls(replace(PLAN, duplicate_share=1.0, per_danger=60)))
    counted = Counter(body["id"] for body in bodies)
    assert 2 in counted.values()
    assert 1 in counted.values()
    assert any(body["attrs"]["text"].startswith("再次来电") for body in bodies)
    assert {len({body["t"] for body in bodies if body["id"] == key}) for key in counted} == {1}


def test_a_window_gives_its_part_of_the_calls():
    people = PLAN.hazard(the_city(), start=START, length_h=24, seed=1, dangers=(FIRE,))
    parts = [people.telegrams(from_s=hour * 3600, until_s=(hour + 1) * 3600) for hour in range(24)]
    assert tuple(call for part in parts for call in part) == calls()


def test_danger_at_a_station_is_told_near_it():
    flood = replace(FIRE, hazard="11A01", station="XY-H07", place=None)
    for body in said(calls(PLAN, flood)):
        assert distance_m(tuple(body["loc"]), (115.05, 32.13)) < 6000


def test_the_same_seed_calls_the_same():
    assert calls() == calls()
    assert calls() != calls(seed=2)


def test_people_change_nothing_and_are_no_danger():
    people = PLAN.hazard(the_city(), start=START, length_h=24, seed=1, dangers=(FIRE,))
    camera = station("XY-C01")
    assert people.changed(camera, {"a": 1.0}, at_h=5) == {"a": 1.0}
    assert people.sightings(camera, at_h=5, span_h=1) == ()
    assert people.truth() == ()
