from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.station import StationKind
from simulators.field import field_city
from simulators.play import Play
from simulators.scenario import Loss, scenario
from simulators.speech.speech import Speech
from simulators.telegram import Telegram
from simulators.world import World

CITY = field_city()
BY_ID = {station.id: station for station in CITY.stations}
START_MS = 1_784_000_000_000
CALM = scenario("calm")


def play(story=CALM, *, seed: int = 1, **parts) -> Play:
    return Play(World(CITY, story, seed=seed), start_ms=START_MS, **parts)


def of(telegrams: list[Telegram], station: str, kind: str) -> list[Telegram]:
    return [each for each in telegrams if each.topic == f"{BY_ID[station].division}/{station}/{kind}"]


def test_every_station_is_there_retained_before_anything_is_reported():
    out = play()
    assert out.next_due_s() == 0.0
    found = out.due(0.0)
    first = found[: len(CITY.stations)]
    assert all(each.is_retained and each.topic.endswith("/status") and each.at_s == 0 for each in first)
    assert {json.loads(each.payload)["state"] for each in first} == {"online"}
    assert {each.topic.split("/")[1] for each in first} == set(BY_ID)
    assert not any(each.topic.endswith("/status") for each in out.due(3600))


def test_telegrams_come_in_order_and_carry_the_time_of_the_scenario():
    found = play().due(2 * 3600)
    assert [each.at_s for each in found] == sorted(each.at_s for each in found)
    for each in found:
        body = json.loads(each.payload)
        assert body["t"] == START_MS + round(each.at_s * 1000)


def test_stations_report_at_the_interval_of_their_datastreams_and_of_their_health_once_an_hour():
    found = play().due(3 * 3600)
    for station, every in {"XY-H03": 300, "XY-R01": 600, "XY-P01": 300, "XY-S01": 3600, "XY-T01": 300}.items():
        times = [each.at_s for each in of(found, station, "obs")]
        assert abs(len(times) - 3 * 3600 / every) <= 1
        assert {round(b - a) for a, b in pairwise(times)} == {every}
    bodies = [json.loads(each.payload) for each in of(found, "XY-H03", "obs")]
    assert [body["seq"] for body in bodies] == list(range(36))
    assert [("battery_voltage" in body["v"]) for body in bodies] == [seq % 12 == 0 for seq in range(36)]
    assert all(set(body["v"]) >= {"water_level", "flow"} for body in bodies)


def test_a_telegram_says_what_the_world_says():
    out = Play(World(CITY, CALM, seed=1), start_ms=START_MS)
    world = World(CITY, CALM, seed=1)
    for each in of(out.due(7200), "XY-T01", "obs"):
        body = json.loads(each.payload)
        has_health = "battery_voltage" in body["v"]
        assert body["v"] == world.values(BY_ID["XY-T01"], each.at_s / 3600, has_health=has_health)


@settings(max_examples=5, deadline=None)
@given(cuts=st.lists(st.floats(0, 4000), max_size=6))
def test_how_often_it_is_asked_changes_no_byte(cuts: list[float]):
    at_once, in_steps = play(), play()
    whole = at_once.due(4000)
    parts = [each for cut in sorted(cuts) for each in in_steps.due(cut)] + in_steps.due(4000)
    assert parts == whole


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_storm():
    storm = scenario("storm")
    first, again, other = (play(storm, seed=seed).due(6 * 3600) for seed in (3, 3, 4))
    assert first == again
    assert [each.topic for each in first if "/event" not in each.topic] == [
        each.topic for each in other if "/event" not in each.topic
    ]
    assert [each.payload for each in first] != [each.payload for each in other]


def test_nothing_is_due_before_the_next_turn():
    out = play()
    out.due(1000.0)
    coming = out.next_due_s()
    assert coming > 1000.0
    assert out.due(coming - 1e-6) == []
    assert out.due(coming)[0].at_s == coming
    assert out.due(500.0) == [], "time goes forward"


def test_a_lost_station_says_goodbye_once_and_nothing_more():
    story = replace(CALM, losses=(Loss(station="XY-H03", at_h=1.0),))
    found = play(story).due(4 * 3600)
    states = [json.loads(each.payload)["state"] for each in of(found, "XY-H03", "status")]
    assert states == ["online", "offline"]
    assert of(found, "XY-H03", "status")[1].is_retained
    assert max(each.at_s for each in of(found, "XY-H03", "obs")) < 3600
    assert len(of(found, "XY-H04", "obs")) == 48


def test_boats_carry_their_place_and_cameras_what_they_see():
    found = play(replace(CALM, sightings_per_day=24 * 60)).due(3600)
    boat = json.loads(of(found, "XY-M01", "obs")[0].payload)
    assert len(boat["loc"]) == 2
    seen = [json.loads(each.payload) for each in of(found, "XY-C01", "event")]
    assert seen
    assert {body["attrs"]["simulated"] for body in seen} == {True}
    assert not any("loc" in json.loads(each.payload) for each in of(found, "XY-H03", "obs"))


class Mute:
    """A fault that takes the level away and knows the truth."""

    def __init__(self) -> None:
        self.true: list[float | None] = []

    def changed(self, report, *, truth):
        if report.station.id != "XY-H03":
            return report
        self.true += [truth("XY-H03", "water_level", report.at_s), truth("XY-H03", "ph", 0.0), truth("X", "ph", 0.0)]
        kept = {key: value for key, value in report.values.items() if key == "flow" and report.seq == 0}
        return replace(report, values=kept)


def test_faults_change_a_report_before_it_is_said_and_may_silence_it():
    mute = Mute()
    found = play(faults=mute).due(3600)
    (only,) = of(found, "XY-H03", "obs")
    assert set(json.loads(only.payload)["v"]) == {"flow"}
    assert mute.true[0] == pytest.approx(36, abs=3)
    assert mute.true[1:3] == [None, None]


class Short:
    """Words of another protocol, in which soil has no name."""

    def said(self, report):
        if report.station.kind is StationKind.SOIL:
            return None
        return Telegram(at_s=report.at_s, topic=f"x/{report.station.id}/raw", payload=b"##0")

    def seen(self, station, sighting, *, at_s, t_ms, number=0):
        return Telegram(at_s=at_s, topic=f"x/{station.id}/raw", payload=b"##1")


def test_stations_may_speak_another_protocol_and_say_nothing_that_it_has_no_words_for():
    out = play(replace(CALM, sightings_per_day=24 * 60), words=Short())
    found = [each for each in out.due(3600) if not each.is_retained]
    assert {each.payload for each in found} == {b"##0", b"##1"}
    assert not any("XY-S01" in each.topic for each in found)


def test_plain_speech_is_the_same_bytes_as_none():
    assert play(words=Speech()).due(1800) == play().due(1800)


def test_a_station_that_measures_nothing_is_there_and_says_nothing():
    silent = replace(BY_ID["XY-H03"], datastreams=())
    out = Play(World(replace(CITY, stations=(silent, BY_ID["XY-H04"])), CALM, seed=1), start_ms=START_MS)
    found = out.due(3600)
    assert [each.topic.split("/")[2] for each in found if "XY-H03" in each.topic] == ["status"]
    assert silent.kind is StationKind.RIVER_GAUGE


def test_a_world_where_nothing_reports_has_no_next_turn():
    silent = replace(BY_ID["XY-H03"], datastreams=())
    out = Play(World(replace(CITY, stations=(silent,)), CALM, seed=1), start_ms=START_MS)
    assert len(out.due(10.0)) == 1
    assert out.next_due_s() == float("inf")
