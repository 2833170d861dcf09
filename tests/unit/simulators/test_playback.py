from __future__ import annotations

import gzip
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from rules.document import parse_rule
from simulators.errors import SimulatorError
from simulators.playback import load_map, play, read_rows

EXAMPLES = Path(__file__).parents[3] / "examples" / "replay"
START = datetime(2026, 7, 20, tzinfo=UTC)
MAP = """apiVersion: fenghuo/v1
kind: ReplayMap
time: {column: time, zone: UTC}
shift: %s
station: {id: S-1, division: "411599000000"}
columns:
  stage: {property: water_level, quality: flag}
"""
TABLE = "time,stage,flag\n2020-01-01T00:00:00Z,1,\n2020-01-01T00:10:00Z,2,\n2020-01-01T01:00:00Z,3,\n"


class Clock:
    """A clock that only waiting moves; also the stop signal that is waited on."""

    def __init__(self) -> None:
        self.now = START
        self.is_stopped = False

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        return self.is_stopped

    def is_set(self) -> bool:
        return self.is_stopped


class Broker:
    def __init__(self, clock: Clock, *, refusals: int = 0) -> None:
        self.clock, self.refusals = clock, refusals
        self.taken: list[tuple[float, dict]] = []

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        if self.refusals:
            self.refusals -= 1
            return False
        self.taken.append(((self.clock.now - START).total_seconds(), json.loads(payload)))
        return True


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(TABLE, "utf-8")
    return path


def a_map(tmp_path: Path, *, shift: str = "none"):
    path = tmp_path / f"map-{shift}.yaml"
    path.write_text(MAP % shift, "utf-8")
    return load_map(path)


def replay(table: Path, tmp_path: Path, *, speed: float, shift: str = "none", refusals: int = 0) -> Broker:
    clock = Clock()
    broker = Broker(clock, refusals=refusals)
    play(table, a_map(tmp_path, shift=shift), outlet=broker, speed=speed, stop=clock, clock=clock)
    return broker


def test_intervals_shrink_by_the_speed_and_times_stay(table: Path, tmp_path: Path):
    taken = replay(table, tmp_path, speed=60).taken
    assert [after for after, _ in taken] == [0, 10, 60]
    assert [body["t"] for _, body in taken] == [1577836800000, 1577837400000, 1577840400000]


def test_speed_zero_is_as_fast_as_the_broker_takes_it(table: Path, tmp_path: Path):
    assert [after for after, _ in replay(table, tmp_path, speed=0).taken] == [0, 0, 0]


def test_shifted_to_now_a_reading_carries_the_time_it_is_published(table: Path, tmp_path: Path):
    taken = replay(table, tmp_path, speed=60, shift="now").taken
    assert [body["t"] / 1000 - START.timestamp() for _, body in taken] == [0, 10, 60]


def test_shifted_to_the_end_the_last_row_is_now_and_intervals_stay(table: Path, tmp_path: Path):
    taken = replay(table, tmp_path, speed=60, shift="end").taken
    assert [body["t"] / 1000 - START.timestamp() for _, body in taken] == [-3600, -3000, 0]


def test_a_broker_that_takes_nothing_is_waited_for(table: Path, tmp_path: Path):
    assert len(replay(table, tmp_path, speed=0, refusals=5).taken) == 3


def test_a_replay_can_be_ended_and_tells_its_progress(table: Path, tmp_path: Path):
    clock, seen = Clock(), []

    def stop_after_two(tally) -> None:
        seen.append(tally.messages)
        clock.is_stopped = tally.messages == 2

    broker = Broker(clock)
    play(table, a_map(tmp_path), outlet=broker, speed=0, stop=clock, clock=clock, on_progress=stop_after_two)
    assert len(broker.taken) == 2
    assert seen == [1, 2]


def test_a_compressed_table_reads_the_same(table: Path, tmp_path: Path):
    packed = tmp_path / "rows.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbf" + TABLE.encode()))
    replay_map = a_map(tmp_path)
    assert list(read_rows(packed, replay_map)) == list(read_rows(table, replay_map))


def test_a_column_the_file_lacks_is_told_with_the_line_of_the_map(table: Path, tmp_path: Path):
    replay_map = a_map(tmp_path)
    table.write_text(TABLE.replace("stage", "stag"), "utf-8")
    with pytest.raises(SimulatorError, match=r'map-none.yaml:7: rows.csv has no column "stage", did you mean "stag"\?'):
        list(read_rows(table, replay_map))


@pytest.mark.parametrize("name", ["absent.csv", "absent.csv.gz"])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path):
    with pytest.raises(SimulatorError, match=f"{name}: cannot read the recording"):
        list(read_rows(tmp_path / name, a_map(tmp_path)))


def test_a_broken_archive_and_an_absent_map_are_errors_of_ours(tmp_path: Path):
    broken = tmp_path / "rows.csv.gz"
    broken.write_bytes(b"no archive")
    with pytest.raises(SimulatorError, match=r"rows.csv.gz: cannot read the recording"):
        list(read_rows(broken, a_map(tmp_path)))
    with pytest.raises(SimulatorError, match=r"none.yaml: cannot read the replay map"):
        load_map(tmp_path / "none.yaml")


@pytest.mark.parametrize("speed", [-1.0, float("nan")])
def test_a_negative_speed_is_refused(speed: float, table: Path, tmp_path: Path):
    with pytest.raises(SimulatorError, match="expected a speed of 0"):
        play(table, a_map(tmp_path), outlet=Broker(Clock()), speed=speed, stop=threading.Event())


def test_an_empty_recording_publishes_nothing(tmp_path: Path):
    empty = tmp_path / "rows.csv"
    empty.write_text("time,stage,flag\n", "utf-8")
    assert replay(empty, tmp_path, speed=10, shift="end").taken == []


def test_the_shipped_stations_are_those_of_the_shipped_maps():
    listed = {row["id"]: row for row in yaml.safe_load((EXAMPLES / "stations.yaml").read_text("utf-8"))}
    for name in ("usgs-plumtree", "beijing-pm25", "synthetic"):
        station = load_map(EXAMPLES / f"{name}.yaml").described
        assert station
        row = listed.pop(station.id)
        for key in ("name", "kind", "division", "lon", "lat"):
            assert row[key] == getattr(station, key)
        assert [(each["property"], each["unit"]) for each in row["datastreams"]] == [
            (stream.property, stream.unit) for stream in station.datastreams
        ]
    assert not listed


def test_the_shipped_rule_judges_the_synthetic_station():
    path = EXAMPLES / "rule.yaml"
    rule = parse_rule(path.read_text("utf-8"), origin=path.name)
    assert rule.scope.stations == (load_map(EXAMPLES / "synthetic.yaml").station,)
