"""``fenghuo cluster demo`` starts, says where everything is, survives the death of parts, and ends with the command."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.running import Device, eventually

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def demo(service_folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict]]:
    folder = service_folder / "cluster-demo"
    arguments = [sys.executable, "-m", "fenghuo", "cluster", "demo", "--json", "--data-dir", str(folder)]
    # Below the ports that the system gives to connections.
    arguments += ["--port", str(random.randrange(20_000, 30_000, 20))]
    with (service_folder / "cluster-demo.log").open("ab") as errors:
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        line = process.stdout.readline()
        assert line, (service_folder / "cluster-demo.log").read_text("utf-8")[-3000:]
        yield process, json.loads(line)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def fenghuo(ready: dict, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fenghuo", *words], env=os.environ | ready["settings"], capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip


def holders(ready: dict) -> dict[str, list[str]]:
    told = fenghuo(ready, "cluster", "who", "--json")
    found = json.loads(told.stdout or "{}").get("members", [])
    return {each["name"]: each["holds"] for each in found if each["alive"]}


def test_everything_is_held_and_told(demo):
    _, ready = demo
    assert {name.rpartition("-")[0] for name in ready["pids"]} == {"gateway", "worker", "dispatcher", "warden", "api"}
    eventually(lambda: len(holders(ready).get("worker-2", [])) >= 4, what="the second worker has its share", within=90)
    found = holders(ready)
    assert sorted(found["worker-1"] + found["worker-2"]) == sorted(
        [*(f"partition-{n}" for n in range(8)), "city", "upkeep"]
    )
    assert sorted(found["gateway-1"] + found["gateway-2"]) == ["session-main"]
    doctor = fenghuo(ready, "doctor").stdout
    assert "worker-1: partition-" in " ".join(doctor.split())
    rules = fenghuo(ready, "cluster", "rules").stdout
    assert "judged by no worker" in rules


def test_a_worker_that_is_killed_is_replaced_and_a_reading_still_arrives(demo):
    _, ready = demo
    os.kill(ready["pids"]["worker-1"], signal.SIGKILL)
    eventually(lambda: len(holders(ready).get("worker-2", [])) == 10, what="the other has everything", within=90)
    host, port = ready["mqtt"].removeprefix("mqtt://").split(":")
    device = Device(host, int(port), user="device", password=ready["device"]["password"], name="cluster-demo")
    device.publish("fh/v1/411528000000/XY-H03/obs", {"v": {"water_level": 38.0}})
    device.stop()
    told = fenghuo(ready, "cluster", "who")
    assert "waiting: 0 messages" in told.stdout or "waiting: 1 messages" in told.stdout


def test_nothing_is_left_when_it_ends(demo):
    process, ready = demo
    process.send_signal(signal.SIGTERM)
    assert process.wait(90) == 0
    pids = [*ready["pids"].values(), *(node["pid"] for node in ready["nodes"].values())]
    assert not [pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE]
