from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest

from sensing.station import StationKind
from simulators.city import demo_city
from simulators.errors import PublishError, SimulatorError
from simulators.network import MAKES
from simulators.reporter import Reporter
from simulators.run import Simulator
from simulators.scenario import scenario
from simulators.world import World

CITY = demo_city()
START_MS = 1_784_000_000_000


class Sent:
    """Takes messages; full when told so."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, str, dict]] = []
        self.retained: list[bool] = []
        self.is_full = False

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        if not self.is_full:
            _, _, _, station, kind = topic.split("/")
            self.messages.append((station, kind, json.loads(payload)))
            self.retained.append(retain)
        return not self.is_full

    def of(self, station: str, kind: str) -> list[dict]:
        return [body for name, what, body in self.messages if (name, what) == (station, kind)]


def reporter(name: str = "storm", *, speed: float = 600.0) -> tuple[Reporter, Sent]:
    sent = Sent()
    return Reporter(World(CITY, scenario(name), seed=1), sent, speed=speed), sent


def run(out: Reporter, seconds: int) -> None:
    out.announce(START_MS, is_online=True)
    for second in range(seconds + 1):
        out.report(second, start_ms=START_MS)


def test_every_station_comes_online_retained_and_goes_offline_once():
    out, sent = reporter()
    out.announce(START_MS, is_online=True)
    assert len(sent.messages) == len(CITY.stations)
    assert all(sent.retained)
    assert {body["state"] for _, _, body in sent.messages} == {"online"}
    out.announce(START_MS + 5, is_online=False)
    out.announce(START_MS + 6, is_online=False)
    assert Counter(body["state"] for _, _, body in sent.messages) == {
        "online": len(CITY.stations), "offline": len(CITY.stations)
    }  # fmt: skip


def test_each_kind_reports_at_its_interval_with_the_wall_clock():
    out, sent = reporter()
    run(out, 120)
    for station in CITY.stations:
        times = [body["t"] - START_MS for body in sent.of(station.id, "obs")]
        every = MAKES[station.kind].every_s
        assert abs(len(times) - 120 / every) <= 1, station.id
        assert all(0 <= time <= 120_000 for time in times)
        assert {round((b - a) / 1000, 2) for a, b in pairwise(times)} <= {every}


def test_health_is_told_once_a_minute():
    out, sent = reporter()
    run(out, 120)
    bodies = sent.of("XY-P01", "obs")
    assert sum("battery_voltage" in body["v"] for body in bodies) == 2
    assert all("rain_5m" in body["v"] for body in bodies)


def test_the_weather_runs_faster_than_the_clock():
    slow, slowly = reporter(speed=60)
    fast, quickly = reporter(speed=690)
    run(slow, 120)
    run(fast, 120)
    levels = [sent.of("XY-H03", "obs")[-1]["v"]["water_level"] for sent in (slowly, quickly)]
    assert levels[0] < 37
    assert levels[1] > 43


def test_boats_carry_their_place_and_cameras_report_what_they_see():
    out, sent = reporter(speed=3600)
    run(out, 240)
    places = {tuple(body["loc"]) for body in sent.of("XY-M01", "obs")}
    assert len(places) > 10
    assert "loc" not in sent.of("XY-H03", "obs")[0]
    seen = [(name, body["id"]) for name, kind, body in sent.messages if kind == "event"]
    assert len(set(seen)) == len(seen) > 10
    cameras = {station.id for station in CITY.stations if station.kind is StationKind.CAMERA}
    assert {name for name, _ in seen} <= cameras


def test_a_lost_gauge_says_goodbye_by_its_last_will_and_falls_silent_while_others_go_on():
    out, sent = reporter("lost-gauge", speed=1200)  # 21 h pass in 63 s
    run(out, 120)
    assert [body["state"] for body in sent.of("XY-H03", "status")] == ["online", "offline"]
    last = sent.of("XY-H03", "obs")[-1]
    assert 55_000 <= last["t"] - START_MS <= 63_000
    assert last["v"]["water_level"] > 41.5
    assert sent.of("XY-H05", "obs")[-1]["t"] - START_MS > 110_000


def test_what_finds_no_room_is_counted_and_forgotten():
    out, sent = reporter()
    sent.is_full = True
    out.report(10, start_ms=START_MS)
    assert out.dropped > 100
    assert not sent.messages


def test_a_sleep_of_the_machine_is_skipped_not_sent_all_at_once():
    out, sent = reporter()
    out.report(5, start_ms=START_MS)
    before = len(sent.messages)
    assert out.report(3600, start_ms=START_MS) > 50_000
    assert len(sent.messages) - before < 800


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_a_speed_must_be_above_zero(speed: float):
    with pytest.raises(SimulatorError, match="expected a speed above 0"):
        simulator(speed=speed)


class Line(Sent):
    """Stands for the publisher: connects, or not."""

    refuses = False

    def __init__(self, **_login: object) -> None:
        super().__init__()
        self.is_connected = False
        self.sent = 0

    def start(self) -> None:
        if self.refuses:
            raise PublishError("no broker")
        self.is_connected = True

    def stop(self) -> None:
        self.is_connected = False


def simulator(*, speed: float) -> Simulator:
    return Simulator(city=CITY, scenario="calm", host="127.0.0.1", port=1, user="simulator", password="x", speed=speed)


def test_a_simulator_brings_its_stations_online_and_takes_them_off_again(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("simulators.run.Publisher", Line)
    running = simulator(speed=600)
    running.start()
    running.stop()
    running.stop()
    running.join()
    states = Counter(body["state"] for _, kind, body in running.publisher.messages if kind == "status")
    assert states == {"online": len(CITY.stations), "offline": len(CITY.stations)}


def test_a_simulator_without_a_broker_says_so_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("simulators.run.Publisher", Line)
    monkeypatch.setattr(Line, "refuses", True)
    started = simulator(speed=600)
    with pytest.raises(PublishError):
        started.start()
    started.stop()
    assert not started.publisher.messages


def test_a_listener_to_which_nobody_speaks_is_refused():
    given = {"city": CITY, "scenario": "calm", "host": "127.0.0.1", "port": 1, "user": "", "password": ""}
    with pytest.raises(SimulatorError, match=r"nobody speaks hj212, expected a part such as json=0.6,hj212=0.4"):
        Simulator(**given, speech={"json": 1.0, "hj212": 0.0}, listeners={"hj212": ("127.0.0.1", 6512)})
