"""Brokers: one intake per broker, with its lane, all feeding one pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenghuo.clock import now_micros
from fenghuo.lane import Lane, lane_filters
from fenghuo.settings import SettingsError
from ingest.intake import TOPICS, Intake
from ingest.pace import FlushPolicy
from ingest.subscription import Tls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import ExitStack

    from fenghuo.pipeline import Pipeline
    from fenghuo.sections.intake import Mqtt
    from fenghuo.settings import Settings

#: A lane gathers shortly, because few readings come by it, and hands over little at once.
LANE_FLUSH = FlushPolicy(quiet=0.001, busy=0.005, max_messages=1_000)
#: A main session with a lane beside it hands over little at once: what came by the lane waits for it.
BESIDE_LANE_FLUSH = FlushPolicy(max_messages=1_000)
#: Messages of a lane that may wait here; beyond it the lane is not read, and the main session brings them.
LANE_MESSAGES = 10_000


def brokers_of(settings: Settings) -> list[Mqtt]:
    """Return every broker of the settings."""
    return [broker for broker in (settings.mqtt, *settings.brokers) if broker.host]


def has_lane(settings: Settings) -> bool:
    """Return whether any broker has a lane."""
    return any(broker.lane != "off" for broker in brokers_of(settings))


def start_brokers(settings: Settings, *, pipeline: Pipeline, stack: ExitStack) -> dict[str, Callable[[], str]]:
    """Start an intake per broker; return what is wrong with each part, by name, an empty text while nothing is."""
    checks: dict[str, Callable[[], str]] = {}
    for broker in brokers_of(settings):
        for name, intake in _intakes(broker, pipeline=pipeline):
            intake.start()
            stack.callback(intake.stop)
            checks[name] = _check(intake)
    return checks


def _check(intake: Intake) -> Callable[[], str]:
    return lambda: "" if intake.is_connected else intake.trouble or "connecting"


def _intakes(broker: Mqtt, *, pipeline: Pipeline) -> Iterator[tuple[str, Intake]]:
    """Give the intakes of one broker with their names in ``/readyz``."""
    suffix = f":{broker.name}" if broker.name else ""
    topics = broker.topics or TOPICS
    if broker.lane == "off":
        yield f"broker{suffix}", intake_of(broker, sink=pipeline, client_id=broker.client_id, topics=topics)
        return
    lane = Lane(pipeline)
    main = intake_of(broker, sink=lane, client_id=broker.client_id, topics=topics, flush=BESIDE_LANE_FLUSH)
    yield f"broker{suffix}", main
    ahead = intake_of(
        broker,
        sink=lane.urgent,
        client_id=f"{broker.client_id}-lane",
        topics=_filters(pipeline),
        flush=LANE_FLUSH,
        limit_messages=LANE_MESSAGES,
        qos=0 if broker.lane == "qos0" else 1,
        is_kept=False,
        on_asking=lane.asking,
    )
    pipeline.on_reload.append(lambda: ahead.listen_to(_filters(pipeline)))
    yield f"lane{suffix}", ahead


def _filters(pipeline: Pipeline) -> tuple[str, ...]:
    return lane_filters(pipeline.urgent_stations, stations=pipeline.station_count)


def intake_of(broker: Mqtt, **more: object) -> Intake:
    """Return an intake of one broker, not started.

    Raises:
        SettingsError: If a file of its certificates cannot be used.
    """
    tls = Tls(ca_file=broker.ca_file, cert_file=broker.cert_file, key_file=broker.key_file) if broker.tls else None
    try:
        return Intake(
            host=broker.host,
            port=broker.port,
            user=broker.user,
            password=broker.password.get_secret_value(),
            tls=tls,
            clock=now_micros,
            **more,  # type: ignore[arg-type]
        )
    except OSError as error:
        files = ", ".join(filter(None, (broker.ca_file, broker.cert_file, broker.key_file)))
        raise SettingsError(f"broker {broker.name or broker.host}: cannot use {files}: {error}") from None
