"""The publisher: one MQTT connection that stands for many stations.

QoS 1 with a bounded window of messages that the broker has not acknowledged yet. When the window is full (the
broker is away or slow), ``publish`` waits as long as it is told and then gives up: the simulator drops what a
device without memory would lose, the replay waits on. Messages inside the window are sent again by paho after
a reconnect.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from simulators.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Callable

#: Messages under way at once.
WINDOW = 1000


class Publisher:
    """A connection with its window."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str = "",
        password: str = "",
        client_id: str = "",
        window: int = WINDOW,
        make_client: Callable[[str], mqtt.Client] | None = None,
    ) -> None:
        """Prepare; nothing is sent before ``start``.

        Args:
            host: Of the broker.
            port: MQTT port of the broker.
            user: Empty for an open broker.
            password: Of the user.
            client_id: Empty lets the library choose one.
            window: Messages under way at once.
            make_client: Makes the paho client; for tests.
        """
        self._address = (host, port)
        self._window = window
        self._room = threading.BoundedSemaphore(window)
        self._settled = threading.Event()
        self._refused = ""
        self._is_stopping = False
        #: Messages handed to the connection, and acknowledged by the broker.
        self.sent = 0
        self.acked = 0
        self._client = (make_client or _client)(client_id)
        self._client.max_inflight_messages_set(window)
        self._client.reconnect_delay_set(1, 5)
        if user:
            self._client.username_pw_set(user, password)
        self._client.on_connect = self._connected
        self._client.on_publish = self._published

    @property
    def is_connected(self) -> bool:
        """Return whether the broker is there."""
        return bool(self._client.is_connected())

    def start(self, *, timeout: float = 10.0) -> None:
        """Connect; later breaks are mended in the background.

        Raises:
            PublishError: If the broker refuses, or does not answer in time.
        """
        host, port = self._address
        self._client.connect_async(host, port, keepalive=30)
        self._client.loop_start()
        if not self._settled.wait(timeout):
            self.stop(timeout=0)
            message = f"expected an MQTT broker at {host}:{port}, none answered in {timeout:g} s"
            raise PublishError(message)
        if self._refused:
            refused = self._refused
            self.stop(timeout=0)
            message = f"the MQTT broker at {host}:{port} refused the login: {refused}"
            raise PublishError(message)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False, timeout: float = 0.0) -> bool:
        """Send a message with QoS 1; return False when the window stays full."""
        taken = self._room.acquire(timeout=timeout) if timeout > 0 else self._room.acquire(blocking=False)
        if not taken:
            return False
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if info.rc not in {MQTTErrorCode.MQTT_ERR_SUCCESS, MQTTErrorCode.MQTT_ERR_NO_CONN}:
            self._room.release()
            return False
        self.sent += 1
        return True

    def drain(self, *, timeout: float) -> bool:
        """Wait until the broker has acknowledged all, or nothing more for a while; return whether all is."""
        taken = 0
        # One wait for each place in the window: when all are free, nothing is under way.
        while taken < self._window and self._room.acquire(timeout=timeout):
            taken += 1
        for _ in range(taken):
            self._room.release()
        return taken == self._window

    def stop(self, *, timeout: float = 5.0) -> None:
        """Wait a while for acknowledgements, then disconnect; stopping twice does nothing."""
        if self._is_stopping:
            return
        self._is_stopping = True
        if timeout > 0 and self.is_connected:
            self.drain(timeout=timeout)
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, _client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._refused = str(reason) if reason.is_failure else ""
        self._settled.set()

    def _published(self, _client: mqtt.Client, _data: Any, _mid: int, _reason: Any, _properties: Any) -> None:
        self.acked += 1
        self._room.release()


def _client(client_id: str) -> mqtt.Client:
    return mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True)
