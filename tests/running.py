"""A running Fenghuo in a process of its own, and how a test talks to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import paho.mqtt.client as mqtt

from fenghuo.embedded.ports import free_port

#: Seconds until something that must happen has not happened.
PATIENCE = 60.0

T = TypeVar("T")


def eventually(probe: Callable[[], T], *, within: float = PATIENCE, what: str = "it") -> T:
    """Return the first true answer of a probe; fail when none comes in time."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {within:.0f} s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The REST API of a running system."""

    url: str
    key: str

    def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Return status and decoded body of a request; a text body is sent as YAML, anything else as JSON."""
        is_text = isinstance(body, str)
        data = None if body is None else body.encode() if is_text else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}{path}", data=data, method=method)
        request.add_header("Authorization", f"Bearer {self.key}")
        request.add_header("Content-Type", "application/yaml" if is_text else "application/json")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, _decoded(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _decoded(error.read())

    def get(self, path: str) -> Any:
        """Return the body of a GET that must succeed."""
        status, body = self.call("GET", path)
        assert status == 200, (status, body)
        return body

    def items(self, path: str) -> list[dict[str, Any]]:
        """Return every item of a paged list."""
        found: list[dict[str, Any]] = []
        joint = "&" if "?" in path else "?"
        page = self.get(path)
        while True:
            found += page["items"]
            if not page.get("next"):
                return found
            page = self.get(f"{path}{joint}cursor={page['next']}")


def _decoded(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")


class Device:
    """A device that publishes with QoS 1 and knows what the broker took."""

    def __init__(self, host: str, port: int, *, user: str, password: str, name: str = "test-device") -> None:
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id=name, clean_session=False)
        self._client.username_pw_set(user, password)
        self._client.max_inflight_messages_set(1000)
        self._client.reconnect_delay_set(0.1, 1)
        #: Messages handed over, and those of them that the broker has acknowledged.
        self.sent = self.taken = 0
        self._client.on_publish = self._on_publish
        self._client.connect(host, port)
        self._client.loop_start()

    def _on_publish(self, *_: object) -> None:
        self.taken += 1

    def publish(self, topic: str, payload: bytes | str | object, *, is_awaited: bool = True) -> None:
        """Publish, also while the broker is away; wait until it has taken everything unless told otherwise."""
        raw = payload if isinstance(payload, bytes | str) else json.dumps(payload)
        self._client.publish(topic, raw, qos=1)
        self.sent += 1
        if is_awaited:
            self.settle()

    def settle(self) -> None:
        """Wait until the broker has acknowledged everything."""
        eventually(lambda: self.taken >= self.sent, what="the broker acknowledged everything")

    def stop(self) -> None:
        """Disconnect."""
        self._client.disconnect()
        self._client.loop_stop()


@dataclass(slots=True, kw_only=True)
class Demo:
    """A running ``fenghuo demo``."""

    process: subprocess.Popen[str]
    ready: dict[str, Any]
    data_dir: Path

    @property
    def api(self) -> Api:
        """Return its API with the key that may do everything."""
        return Api(url=self.ready["url"], key=self.ready["api_key"])

    def device(self, name: str = "test-device") -> Device:
        """Return a device connected to its broker."""
        host, port = self.ready["mqtt"].removeprefix("mqtt://").split(":")
        return Device(
            host, int(port), user=self.ready["device"]["user"], password=self.ready["device"]["password"], name=name
        )

    def interrupt(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def a_demo(data_dir: Path, *options: str, port: int | None = None, mqtt_port: int | None = None) -> Iterator[Demo]:
    """Run ``fenghuo demo --json`` until the block ends."""
    arguments = [sys.executable, "-m", "fenghuo", "demo", "--json", "--data-dir", str(data_dir)]
    arguments += ["--port", str(port or free_port()), "--mqtt-port", str(mqtt_port or free_port()), *options]
    log = data_dir.with_name(f"{data_dir.name}.log")
    with log.open("ab") as errors:
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"fenghuo demo ended with {process.wait()}: {log.read_text('utf-8')[-3000:]}"
        yield Demo(process=process, ready=json.loads(line), data_dir=data_dir)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


@contextmanager
def a_server(environment: dict[str, str], log: Path, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run ``fenghuo serve`` with some settings; gives the process and its URL once it is ready."""
    process, url = start_server(environment, log, *options)
    try:
        yield process, url
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def start_server(environment: dict[str, str], log: Path, *options: str) -> tuple[subprocess.Popen[bytes], str]:
    """Start ``fenghuo serve`` and wait until it is ready."""
    port = free_port()
    arguments: Sequence[str] = [sys.executable, "-m", "fenghuo", "serve", "--port", str(port), *options]
    with log.open("ab") as errors:
        process = subprocess.Popen(arguments, env=os.environ | environment, stdout=errors, stderr=errors)
    url = f"http://127.0.0.1:{port}"

    #: What ``/readyz`` said last.
    said: list[bytes] = []

    def is_ready() -> bool:
        assert process.poll() is None, log.read_text("utf-8")[-3000:]
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except urllib.error.HTTPError as error:
            said[:] = [error.read()]
            return False
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    try:
        eventually(is_ready, what="fenghuo serve became ready")
    except AssertionError as error:
        process.kill()
        process.wait()
        raise AssertionError(f"{error}; {said}\n{log.read_text('utf-8')[-3000:]}") from error
    return process, url
