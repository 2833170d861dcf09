from __future__ import annotations

import json

import pytest

from fenghuo.bench.fanout import FanoutOptions
from fenghuo.bench.ingest import IngestOptions
from fenghuo.bench.latency import LatencyOptions
from fenghuo.bench.stage import BenchError

MS = {"p50": 1.5, "p99": 9.25, "max": 12.0}
INGEST = {
    "median_rate": {"mosquitto_sub": 20_000.0, "fenghuo": 15_000.0},
    "ratio": 0.75,
    "lost": 0,
    "cpu_seconds_per_million": 80.0,
}
LATENCY = {"heard": {"frames": 40, "missed": 0, "latency_ms": MS}, "lost": 0, "cpu": {"fenghuo": 1.0}}
FANOUT = {"medians": {"fenghuo": {"last_client_ms": MS, "cpu_seconds": 0.5}}}


@pytest.fixture
def measured(monkeypatch):
    """Replaces a measurement by its figures; gives the options it was asked for."""

    def measure(name: str, found: object) -> list[object]:
        asked: list[object] = []

        def run(options: object, *, say) -> object:
            asked.append(options)
            say("busy")
            return found

        monkeypatch.setattr(f"fenghuo.bench.{name}.run", run)
        return asked

    return measure


@pytest.mark.parametrize(("name", "found"), [("ingest", INGEST), ("latency", LATENCY), ("fanout", FANOUT)])
def test_json_is_the_whole_of_stdout_and_progress_goes_to_stderr(run, measured, name, found):
    measured(name, found)
    result = run("bench", name, "--json")
    assert json.loads(result.stdout) == found
    assert result.stderr == "bench: busy\n"


def test_people_read_rates_loss_and_cost(run, measured):
    measured("ingest", INGEST)
    lines = run("bench", "ingest").stdout.splitlines()
    assert lines[0].split()[-2:] == ["20,000", "messages/s"]
    assert "0.75" in lines[1]
    assert lines[2].split() == ["lost", "0"]


def test_people_read_latencies_and_what_was_missed(run, measured):
    measured("latency", LATENCY)
    out = run("bench", "latency").stdout
    assert "40 (0 missed), readings lost 0" in out
    assert "p50 1.5  p99 9.25  max 12.0" in out


@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_run_too_short_for_a_crossing_says_so_and_does_not_crash(run, measured, flags):
    silent = LATENCY | {"heard": {"frames": 0, "missed": 0, "latency_ms": {}}}
    measured("latency", silent)
    result = run("bench", "latency", *flags)
    assert result.exception is None
    assert ("nothing was heard" in result.stdout) is (flags == ())


def test_people_read_both_sides_of_the_fan_out(run, measured):
    measured("fanout", FANOUT)
    assert run("bench", "fanout").stdout.split()[0] == "fenghuo"


def test_flags_reach_the_measurement(run, measured):
    ingest, latency, fanout = measured("ingest", INGEST), measured("latency", LATENCY), measured("fanout", FANOUT)
    run("bench", "ingest", "--messages", "10", "--per-message", "2", "--stations", "3", "--rounds", "4")
    run("bench", "latency", "--clients", "1", "--rate", "2", "--seconds", "3", "--stations", "4", "--cross-every", "5")
    run("bench", "fanout", "--clients", "6", "--frames", "7")
    assert ingest == [IngestOptions(messages=10, per_message=2, stations=3, rounds=4)]
    assert latency == [LatencyOptions(clients=1, rate=2, seconds=3, stations=4, cross_every=5)]
    assert fanout == [FanoutOptions(clients=6, frames=7)]


def test_a_missing_peer_is_an_expected_error(run, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise BenchError("mosquitto_sub is not installed")

    monkeypatch.setattr("fenghuo.bench.ingest.run", refuse)
    assert isinstance(run("bench", "ingest").exception, BenchError)
