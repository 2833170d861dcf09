"""Sirens and loudspeakers over MQTT: a text to read aloud down, an acknowledgement up.

One session of its own, with its own login. The root of its topics follows from the status that it carries, so that
nothing of a drill can be said by the sirens of a city, nor the reverse. The session is kept by the broker: what
devices acknowledge while we are away comes later, and is acknowledged to the broker once it is committed.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from alerts.channels.letter import refuse_other_world
from alerts.channels.siren_command import acknowledged, checked_place, command, message_id, root_of
from alerts.errors import ChannelError
from alerts.outgoing import Abilities, Inbound, Outcome, Outgoing, Receipt, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alerts.warning import CapStatus

#: Seconds that the broker may take to take the commands of a round.
ROUND_S = 8.0
_KEEP_ALIVE_S = 20
#: Acknowledgements that wait to be read at most; the broker keeps what is beyond it.
_MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SirenBroker:
    """The broker, and as whom it is asked."""

    host: str
    port: int = 1883
    user: str = ""
    password: str = ""
    #: Names the session; no two processes share one.
    client_id: str = "fenghuo-sirens"
    is_tls: bool = False
    #: PEM file of the authorities that may vouch for the broker; empty: those that the system trusts.
    ca_file: str = ""


class SirenChannel:
    """Commands sirens by one session, for one CAP status."""

    def __init__(
        self,
        broker: SirenBroker,
        *,
        status: CapStatus,
        signature: str = "烽火",
        name: str = "mqtt",
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the broker; nothing is connected before ``start``.

        Args:
            broker: Where commands go.
            status: The only status it carries.
            signature: Who speaks.
            name: Of the account.
            on_news: Is called, from another thread, when an acknowledgement came.
        """
        self.name, self.status = name, status
        self.abilities = Abilities(has_receipts=True)
        self.root = root_of(status)
        self._broker, self._signature, self._on_news = broker, signature, on_news
        self._why = "not connected yet"
        self._lock = threading.Lock()
        self._receipts: list[Receipt] = []
        self._unread: list[mqtt.MQTTMessage] = []
        self._read: list[mqtt.MQTTMessage] = []
        self._heard: set[str] = set()
        self._client = self._made()

    def _made(self) -> mqtt.Client:
        broker = self._broker
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=broker.client_id, clean_session=False, manual_ack=True
        )
        if broker.user:
            client.username_pw_set(broker.user, broker.password)
        if broker.is_tls:
            client.tls_set(ca_certs=broker.ca_file or None)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.reconnect_delay_set(min_delay=1, max_delay=20)
        return client

    def start(self) -> None:
        """Begin to connect, in the background."""
        self._client.connect_async(self._broker.host, self._broker.port, keepalive=_KEEP_ALIVE_S)
        self._client.loop_start()

    def stop(self) -> None:
        """Say goodbye."""
        self._client.disconnect()
        self._client.loop_stop()

    def send(self, messages: Sequence[Outgoing]) -> list[Outcome]:
        """Publish commands and return which of them the broker took, in order.

        Raises:
            ChannelError: If no session stands.
        """
        if (why := self.check()) != "":
            raise ChannelError(f"no session with the broker {self._broker.host}:{self._broker.port}: {why}")
        handed = [self._handed(message) for message in messages]
        # One span for all: a broker that says nothing must not hold the round longer than its lease.
        end = time.monotonic() + ROUND_S  # noqa: TID251  a span, not an instant
        return [each if isinstance(each, Outcome) else self._taken(*each, end=end) for each in handed]

    def _handed(self, message: Outgoing) -> Outcome | tuple[mqtt.MQTTMessageInfo, str]:
        try:
            refuse_other_world(message, self.status)
            place = checked_place(message.delivery.address)
            payload = command(message, signature=self._signature)
        except ChannelError as error:
            return Outcome(result=Result.FAILED, detail=str(error))
        self._listen_to(place)
        info = self._client.publish(f"{self.root}/{place}/cmd", payload, qos=1, retain=False)
        return info, message_id(place, message.delivery.idempotency_key)

    def _taken(self, info: mqtt.MQTTMessageInfo, id_: str, *, end: float) -> Outcome:
        try:
            info.wait_for_publish(max(0.0, end - time.monotonic()))  # noqa: TID251  a span, not an instant
            is_taken = info.is_published()
        except (ValueError, RuntimeError) as error:
            return Outcome(result=Result.RETRY, detail=f"the broker did not take it: {error}")
        if not is_taken:
            return Outcome(result=Result.RETRY, detail="no word from the broker", is_unknown=True)
        return Outcome(result=Result.SENT, detail="taken by the broker", messages=(id_,))

    def receipts(self) -> list[Receipt]:
        """Return what devices acknowledged since the last call."""
        with self._lock:
            found, self._receipts = self._receipts, []
            self._read += self._unread
            self._unread = []
        return found

    def received(self) -> list[Inbound]:
        """Return nothing: a siren has nothing to say but that it sounded."""
        return []

    def acknowledge(self) -> None:
        """Tell the broker that what was returned is kept."""
        with self._lock:
            read, self._read = self._read, []
        for each in read:
            self._client.ack(each.mid, each.qos)

    def check(self) -> str:
        """Return why no session stands, empty while one does."""
        return "" if self._client.is_connected() else self._why

    def _listen_to(self, place: str) -> None:
        with self._lock:
            is_new = place not in self._heard
            self._heard.add(place)
        if is_new:
            self._client.subscribe(f"{self.root}/{place}/event", qos=1)

    def _on_connect(self, client: mqtt.Client, _data: Any, _flags: Any, code: Any, _properties: Any) -> None:
        if code.is_failure:
            self._why = str(code)
            return
        self._why = ""
        with self._lock:
            heard = sorted(self._heard)
            # What was not acknowledged on the old connection comes again on this one.
            self._read, self._unread = [], []
        for place in heard:
            client.subscribe(f"{self.root}/{place}/event", qos=1)

    def _on_disconnect(self, _client: mqtt.Client, _data: Any, _flags: Any, code: Any, _properties: Any) -> None:
        self._why = str(code)

    def _on_message(self, client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        place = message.topic.removeprefix(f"{self.root}/").removesuffix("/event")
        receipt = acknowledged(bytes(message.payload), place=place, provider=self.name)
        with self._lock:
            if receipt is not None and len(self._receipts) < _MOST_WAITING:
                self._receipts.append(receipt)
                self._unread.append(message)
                is_news = True
            else:
                is_news = False
        if is_news:
            self._on_news()
        elif receipt is None:
            client.ack(message.mid, message.qos)
