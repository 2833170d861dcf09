"""The ``gateway`` role: a broker's messages go onto the readings stream, and are acknowledged once they are there.

A broker keeps one session for us. One gateway at a time has it, by lease; another one takes it up under the same name
when the first is gone, and the broker sends it what was not acknowledged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo.brokers import brokers_of, intake_of
from fenghuo.cluster.holding import Holding
from fenghuo.cluster.joining import join
from fenghuo.cluster.layout import subject_of
from fenghuo.settings import SettingsError
from ingest.intake import TOPICS
from ingest.stream.sink import StreamSink

if TYPE_CHECKING:
    from fenghuo.cluster.joining import Joined
    from fenghuo.runtime import Runtime
    from fenghuo.sections.intake import Mqtt
    from ingest.source import Source

#: What the board calls the session at a broker without a name.
_ONLY = "main"


class Session:
    """One broker's session and the way of its messages onto the stream."""

    def __init__(self, broker: Mqtt, joined: Joined) -> None:
        """Connect to the broker."""
        layout = joined.layout
        self._sink = StreamSink(joined.link, subject_of=lambda topic: subject_of(layout.partition_of_topic(topic)))
        self._source: Source = intake_of(
            broker, sink=self._sink, client_id=broker.client_id, topics=broker.topics or TOPICS
        )
        self._source.start()

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        away = "" if self._source.is_connected else self._source.trouble or "connecting"
        return self._sink.trouble or away

    def stop(self) -> None:
        """Put what was received onto the stream, then leave the session to the next."""
        self._source.stop()
        self._sink.stop()


def start_gateway(runtime: Runtime) -> None:
    """Join the cluster and take sessions as they are free.

    Raises:
        SettingsError: If no broker or no cluster is configured.
    """
    settings = runtime.settings
    brokers = {f"session-{broker.name or _ONLY}": broker for broker in brokers_of(settings)}
    if not brokers:
        raise SettingsError("no broker: set FENGHUO_MQTT__HOST (and __PORT, __USER, __PASSWORD)")
    joined = join(settings, group="gateway", stack=runtime.stack)
    holding = Holding(
        joined.board,
        name=joined.name,
        resources=brokers,
        lease_seconds=settings.cluster.lease_seconds,
        start=lambda resource, _epoch: Session(brokers[resource], joined),
    )
    holding.start()
    runtime.stack.callback(holding.stop)
    runtime.health.add("gateway", lambda: holding.trouble)
