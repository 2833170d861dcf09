"""`fenghuo demo` as a user meets it: starts, says how to get in, stops everything, survives a crash."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil

from fenghuo.embedded.ports import free_port
from tests.running import a_demo, eventually


def children_of(pid: int) -> list[psutil.Process]:
    return psutil.Process(pid).children(recursive=True)


def test_the_ready_line_holds_what_a_user_needs_and_all_of_it_works(demo):
    assert set(demo.ready) == {"ready", "url", "mqtt", "device", "admin", "api_key"}
    status, session = demo.api.call("POST", "/api/v1/sessions", demo.ready["admin"])
    assert status == 201
    assert session["user"]["name"] == "admin"
    assert len(demo.api.items("/api/v1/stations")) > 100


def test_ctrl_c_stops_everything_it_started_and_a_second_run_finds_its_data(service_folder: Path):
    folder = service_folder / "demo-stop"
    with a_demo(folder, "--no-simulator") as first:
        started = children_of(first.process.pid)
        device = first.device("stop-test")
        device.publish("fh/v1/411528000000/XY-H03/obs", {"v": {"water_level": 36.5}})
        eventually(lambda: first.api.get("/api/v1/stations/XY-H03/latest")["items"], what="the reading was stored")
        device.stop()
        assert first.interrupt() == 0
        password = first.ready["admin"]["password"]
    assert [process for process in started if process.is_running()] == []
    with a_demo(folder, "--no-simulator") as second:
        assert second.ready["admin"]["password"] == password
        assert second.api.get("/api/v1/stations/XY-H03/latest")["items"][0]["v"] == 36.5


def test_a_crashed_run_is_recovered_by_the_next(service_folder: Path):
    folder = service_folder / "demo-crash"
    with a_demo(folder, "--no-simulator") as first:
        started = children_of(first.process.pid)
        os.kill(first.process.pid, signal.SIGKILL)
        first.process.wait()
        with a_demo(folder, "--no-simulator") as second:
            assert second.api.get("/api/v1/system")["demo"] is True
    eventually(lambda: not [process for process in started if process.is_running()], what="the old children ended")


def test_a_port_that_is_taken_is_named_with_the_flag_that_changes_it(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        arguments = ["--data-dir", str(tmp_path / "d"), "--port", str(port), "--mqtt-port", str(free_port())]
        done = subprocess.run(
            [sys.executable, "-m", "fenghuo", "demo", *arguments], capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
