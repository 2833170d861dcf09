from __future__ import annotations

import json
from pathlib import Path

import pytest

from fenghuo.cli.demo import default_data_dir
from fenghuo.demo import DemoOptions, Ready

READY = Ready(
    url="http://127.0.0.1:8600",
    mqtt="mqtt://127.0.0.1:1883",
    device_password="device-word",
    admin_password="admin-word",
    api_key="fh_key",
    is_first_run=True,
    has_simulator=True,
    edition="postgresql",
)


@pytest.fixture
def asked(monkeypatch) -> list[DemoOptions]:
    """What the demo was asked for; it is ready at once."""
    options: list[DemoOptions] = []

    def run_demo(given: DemoOptions, *, on_ready) -> None:
        options.append(given)
        on_ready(READY)

    monkeypatch.setattr("fenghuo.demo.run_demo", run_demo)
    return options


def test_data_lives_where_the_desktop_standard_says(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert default_data_dir() == Path("/data/fenghuo/demo")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/li")
    assert default_data_dir() == Path("/home/li/.local/share/fenghuo/demo")


def test_json_is_one_line_and_nothing_else_on_stdout(run, asked, tmp_path):
    result = run("demo", "--json", "--data-dir", tmp_path)
    (line,) = result.stdout.splitlines()
    assert json.loads(line) == READY.line()
    assert result.stderr == ""


def test_a_person_sees_where_to_go_and_how_to_get_in(run, asked, tmp_path):
    result = run("demo", "--data-dir", tmp_path)
    for needed in ("http://127.0.0.1:8600", "admin / admin-word (made just now; keep it)", "device / device-word"):
        assert needed in result.stdout
    assert str(tmp_path) in result.stderr


def test_by_default_it_listens_on_this_machine_only_and_runs_the_storm(run, asked, tmp_path):
    run("demo", "--data-dir", tmp_path)
    assert asked == [
        DemoOptions(
            host="127.0.0.1",
            port=8600,
            mqtt_port=1883,
            data_dir=tmp_path,
            has_simulator=True,
            scenario="storm",
            speed=600.0,
        )
    ]


def test_flags_reach_the_demo(run, asked, tmp_path):
    words = ("--no-simulator", "--port", "1", "--mqtt-port", "2", "--scenario", "calm", "--speed", "60")
    run("demo", "--data-dir", tmp_path, *words)
    (options,) = asked
    assert (options.has_simulator, options.port, options.mqtt_port) == (False, 1, 2)
    assert (options.scenario, options.speed) == ("calm", 60.0)


def test_time_must_pass(run, asked):
    assert run("demo", "--speed", "0").exit_code == 2
    assert asked == []


def test_a_crowd_of_stations_is_asked_for_by_number_and_none_by_default(run, asked, tmp_path):
    run("demo", "--data-dir", tmp_path, "--stations", "10000")
    run("demo", "--data-dir", tmp_path)
    assert [options.stations for options in asked] == [10_000, 0]
    refused = run("demo", "--data-dir", tmp_path, "--stations", "-1")
    assert refused.exit_code == 2
    assert len(asked) == 2
