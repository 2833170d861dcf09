from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fenghuo.cli.recorded import _Progress
from sensing.document import read_documents
from sensing.station_document import read_station_document
from simulators.errors import SimulatorError
from simulators.replay import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[4] / "examples" / "replay"


class Broker:
    """A broker that takes everything; whether it acknowledges in time is up to the test."""

    def __init__(self, *, is_drained: bool = True) -> None:
        self.published: list[tuple[str, bytes]] = []
        self.calls: list[str] = []
        self._is_drained = is_drained

    def __call__(self, **login: object) -> Broker:
        self.login = login
        return self

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        self.published.append((topic, payload))
        return True

    def drain(self, *, timeout: float) -> bool:
        return self._is_drained


@pytest.fixture(autouse=True)
def _same_ctrl_c() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def replayed(run, monkeypatch, broker: Broker):
    monkeypatch.setattr("simulators.publisher.Publisher", broker)
    return run("replay", EXAMPLES / "synthetic.csv", "--map", EXAMPLES / "synthetic.yaml", "--password", "word")


def test_replay_publishes_the_whole_recording_and_says_what_it_held(run, monkeypatch):
    broker = Broker()
    result = replayed(run, monkeypatch, broker)
    assert result.exit_code == 0
    assert broker.calls == ["start", "stop"]
    assert broker.login == {"host": "127.0.0.1", "port": 1883, "user": "device", "password": "word"}
    readings = sum(len(body["v"]) for body in map(json.loads, (payload for _, payload in broker.published)))
    assert f"{readings} readings in {len(broker.published)} messages" in result.stdout


def test_replay_that_the_broker_did_not_acknowledge_fails(run, monkeypatch):
    result = replayed(run, monkeypatch, Broker(is_drained=False))
    assert result.exit_code == 1
    assert "the broker has not acknowledged everything" in result.stderr


def test_replay_refuses_a_map_that_is_not_there_before_it_connects(run, monkeypatch, tmp_path):
    broker = Broker()
    monkeypatch.setattr("simulators.publisher.Publisher", broker)
    result = run("replay", tmp_path / "a.csv", "--map", tmp_path / "gone.yaml", "--password", "word")
    assert isinstance(result.exception, SimulatorError)
    assert "gone.yaml: cannot read the replay map" in str(result.exception)
    assert broker.calls == []


def test_progress_is_said_now_and_then_and_not_per_row(capsys):
    progress, tally = _Progress(), Tally()
    for row in range(12_000):
        tally.rows = row
        progress(tally)
    assert capsys.readouterr().err.count("rows") == 3


def test_a_password_may_come_from_the_environment(run, monkeypatch):
    assert run("replay", "a.csv", "--map", "b.yaml").exit_code == 2
    monkeypatch.setenv("FENGHUO_DEVICE_PASSWORD", "word")
    assert isinstance(run("replay", "a.csv", "--map", "b.yaml").exception, SimulatorError)


def test_simulate_gives_the_flags_to_the_simulator_and_stops_it_on_ctrl_c(run, monkeypatch):
    calls: list[object] = []

    class Simulator:
        def __init__(self, **options: object) -> None:
            calls.append((options["scenario"], options["speed"], options["seed"], options["port"]))

        def start(self) -> None:
            calls.append("start")

        def join(self) -> None:
            raise KeyboardInterrupt

        def stop(self) -> None:
            calls.append("stop")

    monkeypatch.setattr("simulators.run.Simulator", Simulator)
    words = ("--scenario", "calm", "--speed", "60", "--seed", "7", "--mqtt-port", "2883", "--password", "word")
    assert run("simulate", *words).exit_code == 0
    assert calls == [("calm", 60.0, 7, 2883), "start", "stop"]


class _Quiet:
    """A simulator that only keeps what it was given."""

    given: dict[str, object]

    def __init__(self, **options: object) -> None:
        type(self).given = options

    def start(self) -> None:
        """Start nothing."""

    def join(self) -> None:
        progress = self.given["on_progress"]
        progress(1.0, 500, 0)
        progress(1.5, 900, 0)
        progress(2.0, 2500, 3)

    def stop(self) -> None:
        """Stop nothing."""


def test_simulate_takes_a_crowd_its_faults_and_its_protocols(run, monkeypatch, tmp_path):
    monkeypatch.setattr("simulators.run.Simulator", _Quiet)
    faults = tmp_path / "faults.yaml"
    entry = "{kind: clock_skew, station: XY-X00007, by_s: 60}"
    faults.write_text(f"apiVersion: fenghuo/v1\nkind: Faults\nfaults:\n  - {entry}\n", "utf-8")
    written = tmp_path / "stations.yaml"
    words = ("--stations", "20", "--faults", faults, "--speech", "json=1,sl651=1", "--documents", written)
    result = run("simulate", *words, "--password", "word")
    assert result.exit_code == 0, result.output
    assert len(_Quiet.given["city"].stations) == 20
    assert [fault.station for fault in _Quiet.given["faults"]] == ["XY-X00007"]
    assert _Quiet.given["speech"] == {"json": 1.0, "sl651": 1.0}
    documents = read_documents(written.read_text("utf-8"), origin="stations.yaml")
    assert [read_station_document(document).id for document in documents] == [f"XY-X{n:05d}" for n in range(20)]
    assert "2.0 simulated h, 2500 messages sent, 3 dropped" in result.stderr
    assert "1.5 simulated h" not in result.stderr


def test_simulate_takes_the_listeners_of_field_protocols(run, monkeypatch):
    monkeypatch.setattr("simulators.run.Simulator", _Quiet)
    words = ("--speech", "json=1,sl651=1", "--sl651", "10.0.0.1:6513", "--password", "word")
    assert run("simulate", *words).exit_code == 0
    assert _Quiet.given["listeners"] == {"sl651": ("10.0.0.1", 6513)}
    assert isinstance(run("simulate", "--hj212", "6512", "--password", "word").exception, SimulatorError)


def test_simulate_refuses_wrong_faults_and_a_wrong_mix_before_it_connects(run, tmp_path):
    missing = run("simulate", "--faults", tmp_path / "none.yaml", "--password", "word")
    assert isinstance(missing.exception, SimulatorError)
    assert isinstance(run("simulate", "--speech", "jsn=1", "--password", "word").exception, SimulatorError)
