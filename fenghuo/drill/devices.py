"""Devices of those who take part in a drill: their own gauges are heard, their own loudspeakers speak.

Everything goes by the root of drills, with a login for drills: one that may listen to the live root as well is refused
before anything is said, so that neither a slip of the hand nor a broker without rights mixes the worlds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from alerts.channels.siren_command import checked_place, command
from alerts.errors import ChannelError
from ingest.intake import TOPICS, Intake
from ingest.wire.topic import DRILL_ROOT, ROOT
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paho.mqtt.reasoncodes import ReasonCode

    from alerts.outgoing import Outgoing
    from alerts.world import Drill
    from ingest.wire.message import Message

log = structlog.get_logger("fenghuo.drill.devices")

#: What a drill listens to.
DRILL_TOPICS = tuple(topic.replace(ROOT, DRILL_ROOT, 1) for topic in TOPICS)
_PORT = 1883
_PATIENCE_SECONDS = 10.0
#: From this code on a SUBACK says no (MQTT 3.1.1, 3.9.3).
_REFUSED = 0x80


class LoginError(FenghuoError):
    """A drill was given a login at a broker that it cannot use, or must not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillBroker:
    """Where the devices of a drill are, and the drill's login there."""

    host: str
    port: int
    user: str
    password: str

    @property
    def name(self) -> str:
        """Return how it is called in messages."""
        return f"{self.user}@{self.host}:{self.port}"


def broker_at(url: str, *, password: str) -> DrillBroker:
    """Return the broker of ``mqtt://USER@HOST:PORT``.

    Raises:
        LoginError: If it is no such address.
    """
    parts = urlsplit(url)
    if parts.scheme != "mqtt" or not parts.hostname or not parts.username or parts.password:
        shown = f"{parts.scheme}://…" if parts.password else url
        raise LoginError(f"expected mqtt://USER@HOST:PORT and the password in a file, got {shown!r}")
    return DrillBroker(host=parts.hostname, port=parts.port or _PORT, user=parts.username, password=password)


def check_login(broker: DrillBroker) -> None:
    """Make sure that a login is one for drills: the broker must refuse to let it hear the live root.

    Raises:
        LoginError: If it does not, or does not answer.
    """
    answers: list[int] = []
    done = threading.Event()

    def tell(codes: Sequence[ReasonCode]) -> None:
        answers.extend(int(code.value) for code in codes)
        done.set()

    def connected(client: mqtt.Client, _: Any, __: Any, code: ReasonCode, ___: Any) -> None:
        if code.is_failure:
            tell([code])
        else:
            client.subscribe([(f"{ROOT}/#", 0), (f"{DRILL_ROOT}/#", 0)])

    client = _client(broker, client_id="fenghuo-drill-check")
    client.on_connect = connected
    client.on_subscribe = lambda *event: tell(event[3])
    try:
        client.connect(broker.host, broker.port)
        client.loop_start()
        done.wait(_PATIENCE_SECONDS)
    except OSError as error:
        raise LoginError(f"{broker.name}: {error}") from None
    finally:
        client.disconnect()
        client.loop_stop()
    match answers:
        case [live, own] if live >= _REFUSED > own:
            return
        case [live, _] if live < _REFUSED:
            raise LoginError(f"{broker.name} may listen to {ROOT}: expected a login that may use {DRILL_ROOT} only")
        case [_, _]:
            raise LoginError(f"{broker.name} may not listen to {DRILL_ROOT}")
        case _:
            raise LoginError(f"{broker.name}: the broker refuses the login, or does not answer")


def _client(broker: DrillBroker, *, client_id: str) -> mqtt.Client:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id)
    client.username_pw_set(broker.user, broker.password)
    return client


class Devices:
    """Listens to the devices of a drill, and speaks by its loudspeakers."""

    def __init__(self, broker: DrillBroker, *, take: Callable[[Sequence[Message], Callable[[], None]], None]) -> None:
        """Take where they are, and who takes what they say; nothing is connected before ``start``.

        Args:
            broker: Of the drill.
            take: Is handed messages, and what to call when they are stored; from a thread of its own.
        """
        self._broker, self.accept = broker, take
        self._intake = Intake(
            sink=self,
            host=broker.host,
            port=broker.port,
            user=broker.user,
            password=broker.password,
            client_id="fenghuo-drill",
            topics=DRILL_TOPICS,
            # What was said while nobody drilled is of no drill.
            is_kept=False,
        )
        self._speaker = _client(broker, client_id="fenghuo-drill-speaker")

    def start(self) -> None:
        """Begin to listen and to speak.

        Raises:
            LoginError: If the login is none for drills.
        """
        check_login(self._broker)
        self._intake.start()
        self._speaker.connect_async(self._broker.host, self._broker.port)
        self._speaker.loop_start()

    def stop(self) -> None:
        """Say goodbye."""
        self._intake.stop()
        self._speaker.disconnect()
        self._speaker.loop_stop()

    @property
    def trouble(self) -> str:
        """Return what is wrong; empty while they are heard."""
        return "" if self._intake.is_connected else self._intake.trouble or "connecting"

    def speak(self, message: Outgoing[Drill]) -> None:
        """Let a loudspeaker say what was sent to it; where none is there nobody hears it."""
        try:
            place = checked_place(message.delivery.address)
            payload = command(message, signature="烽火")
        except ChannelError as error:
            log.debug("drill_speaker_silent", why=str(error))
            return
        self._speaker.publish(f"{DRILL_ROOT}/{place}/cmd", payload, qos=1, retain=False)
