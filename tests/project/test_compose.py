"""The compose file is valid, and the broker configuration it mounts is one that the broker accepts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from fenghuo.embedded.nats import find_server

ROOT = Path(__file__).parents[2]


def compose_command() -> list[str]:
    for command in (["docker", "compose"], ["docker-compose"]):
        if (
            shutil.which(command[0])
            and not subprocess.run([*command, "version"], capture_output=True, check=False).returncode
        ):
            return command
    pytest.fail("neither `docker compose` nor docker-compose is installed; deploy/test-packages.sh installs it")


def test_the_compose_file_is_valid():
    done = subprocess.run([*compose_command(), "config"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for service in ("database", "broker", "ingest", "dispatcher", "api"):
        assert f"\n  {service}:" in done.stdout


def test_the_brokers_configuration_is_accepted(tmp_path: Path):
    text = (ROOT / "deploy/nats/broker.conf").read_text("utf-8").replace("/data", str(tmp_path))
    (tmp_path / "broker.conf").write_text(text, "utf-8")
    done = subprocess.run(
        [find_server(), "-t", "--config", tmp_path / "broker.conf"],
        env={"INGEST_PASSWORD": "a", "DEVICE_PASSWORD": "b"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_no_secret_stands_in_the_compose_file():
    text = (ROOT / "docker-compose.yml").read_text("utf-8")
    assert not re.findall(r"PASSWORD: *\S", text)
