"""A node's process: ``fenghuo edge run`` over a bundle, its devices, and its power."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from fenghuo.edge.bundle import Bundle, written
from fenghuo.edge.seal import load_key, make_key
from fenghuo.edge.shelf import Shelf
from fenghuo.embedded.ports import free_port
from tests.builders import NOW
from tests.running import Api

DOCUMENTS = """\
apiVersion: fenghuo/v1
kind: Station
id: PX-W1
name: 彭新村雨量水位站
type: river_gauge
division: "411522105000"
lon: 114.6
lat: 32.0
datastreams:
  - {property: water_level, unit: m}
---
apiVersion: fenghuo/v1
kind: Rule
id: stage-pengxin
hazard: "11A01"
title: {zh: 彭新村水位, en: Pengxin stage}
scope: {stations: [PX-W1]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {yellow: 3.0, red: 4.0}
"""
#: A siren in the village, and a policy by which red goes out with nobody asked.
SIREN = """\
---
apiVersion: fenghuo/v1
kind: Contact
id: siren-1
name: 村口警报器
division: "411522105000"
channel: mqtt
address: 411522105000/PX-S01
---
apiVersion: fenghuo/v1
kind: Policy
id: village-red
title: {zh: 村级红色自动发布, en: Red by itself in the village}
levels: [red]
release: automatic
"""


class Village:
    """A node's process."""

    def __init__(self, folder: Path, *, documents: str = DOCUMENTS, settings: Mapping[str, str] | None = None) -> None:
        self.folder, self.settings = folder, settings or {}
        self.port, self.mqtt_port = free_port(), free_port()
        make_key(folder.with_name("center.key"))
        bundle = Bundle(
            node="pengxin",
            number=17,
            serial=1,
            made=NOW,
            expires=NOW.replace(year=2099),
            files={"village.yaml": documents},
        )
        data = written(bundle, load_key(folder.with_name("center.key")))
        Shelf(folder / "edge").take(data, key_file=folder.with_name("center.pub"), origin="bundle")

    def start(self) -> None:
        command = [sys.executable, "-m", "fenghuo", "edge", "run", "--data-dir", str(self.folder), "--json"]
        command += ["--port", str(self.port), "--mqtt-port", str(self.mqtt_port)]
        with self.folder.with_name("edge.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=os.environ | self.settings)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.folder.with_name("edge.log").read_text()[-3000:]
        self.ready = json.loads(line)
        self.api = Api(url=self.ready["url"], key=self.ready["api_key"])

    def cut(self) -> None:
        """Take the power away; broker and database die with the process."""
        self.process.kill()
        self._end()

    def _end(self) -> None:
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self._end()

    def client(self) -> mqtt.Client:
        """Return a device that is connected; whoever asks for it stops it."""
        client = mqtt.Client(CallbackAPIVersion.VERSION2)
        client.username_pw_set(self.ready["device"]["user"], self.ready["device"]["password"])
        client.connect("127.0.0.1", self.mqtt_port)
        client.loop_start()
        return client

    def read(self, level: float) -> None:
        """Say how high the water stands, and return once the broker has it."""
        client = self.client()
        body = json.dumps({"t": int(time.time() * 1000), "v": {"water_level": level}})
        client.publish("fh/v1/411522105000/PX-W1/obs", body, qos=1).wait_for_publish(30)
        client.disconnect()
        client.loop_stop()

    def levels(self) -> list[str]:
        return [each["level"] for each in self.api.items("/api/v1/incidents?open=true")]


class Siren:
    """A siren at the node's broker that says when it has spoken."""

    def __init__(self, village: Village) -> None:
        self.heard: list[dict] = []
        #: When each came, by the monotonic clock.
        self.at: list[float] = []
        is_up = threading.Event()
        self.client = village.client()
        self.client.on_subscribe = lambda *_: is_up.set()
        self.client.on_message = self._on_message
        self.client.subscribe("fh/v1/411522105000/PX-S01/cmd", qos=1)
        assert is_up.wait(30)

    def _on_message(self, client, _, message) -> None:
        command = json.loads(message.payload)
        self.at.append(time.monotonic())
        self.heard.append(command)
        told = {
            "id": f"ack-{command['id']}"[:128],
            "class": "cmd_ack",
            "attrs": {"cmd": command["id"], "state": "done"},
        }
        client.publish("fh/v1/411522105000/PX-S01/event", json.dumps(told), qos=1)

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()
