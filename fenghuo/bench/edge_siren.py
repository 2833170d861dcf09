"""How long a node's siren takes: from the reading that crosses red until a device has the command to sound."""

from __future__ import annotations

import json
import queue
import threading
import time
from typing import TYPE_CHECKING, Any, Final

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from fenghuo.bench.programs import BenchError
from fenghuo.clock import now_micros

if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE_S: Final = 30.0
_LOW, _HIGH = 1.0, 5.0


def siren_times(ready: dict[str, Any], *, crossings: int, say: Callable[[str], None]) -> list[float]:
    """Return for each crossing the seconds until the siren was told.

    Args:
        ready: What the node said when it was ready, with its ``mqtt_port``.
        crossings: At how many gauges the water rises, one after the other; each makes a warning of its own.
        say: Tells how it goes.

    Raises:
        BenchError: If a siren was not told in time.
    """
    heard: queue.Queue[float] = queue.Queue()
    is_up = threading.Event()
    device = mqtt.Client(CallbackAPIVersion.VERSION2)
    device.username_pw_set(ready["device"]["user"], ready["device"]["password"])
    device.on_subscribe = lambda *_: is_up.set()
    device.on_message = lambda *_: heard.put(time.monotonic())  # noqa: TID251  a span, not an instant
    device.connect("127.0.0.1", ready["mqtt_port"])
    device.loop_start()
    try:
        device.subscribe("fh/v1/411522105000/EDGE-S1/cmd", qos=1)
        if not is_up.wait(_PATIENCE_S):
            raise BenchError("the broker of the node took no subscription")
        found = []
        for number in range(1, crossings + 1):
            _publish(device, number, _LOW)
            began = time.monotonic()  # noqa: TID251  a span, not an instant
            _publish(device, number, _HIGH)
            found.append(_next(heard) - began)
            say(f"siren {number}: {found[-1] * 1000:.0f} ms")
        return found
    finally:
        device.disconnect()
        device.loop_stop()


def _publish(device: mqtt.Client, number: int, level: float) -> None:
    body = json.dumps({"t": now_micros() // 1000, "v": {"water_level": level}})
    # Two readings of one millisecond would contradict each other: the next one waits until the broker has this one.
    device.publish(f"fh/v1/41152210520{number}/EDGE-{number}/obs", body, qos=1).wait_for_publish(_PATIENCE_S)


def _next(heard: queue.Queue[float]) -> float:
    try:
        return heard.get(timeout=_PATIENCE_S)
    except queue.Empty:
        raise BenchError(f"the siren was not told within {_PATIENCE_S:.0f} s") from None
