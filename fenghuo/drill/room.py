"""The room of a drill: every part of a process, built over a store of its own, with no thread and no way out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from alerts.channels.drill import DrillChannel
from alerts.dispatch import Dispatcher
from alerts.policy import Policy
from fenghuo.clock import now
from fenghuo.deriving import Deriver
from fenghuo.drill.city import load_drill_city
from fenghuo.drill.settings import drill_settings
from fenghuo.issuing import issuer_of
from fenghuo.judge import Judge
from fenghuo.pipeline import Pipeline
from fenghuo.reviewer import Reviewer
from fenghuo.runtime import Runtime, Site
from fenghuo.warden import Rounds, chores
from fenghuo.watching import Heartbeats, watch_of
from ingest.wire.topic import DRILL_ROOT
from sensing.instant import from_micros, span_micros, to_micros

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from alerts.issuer import Issuer
    from alerts.outgoing import Outgoing
    from alerts.world import Drill as DrillWorld
    from fenghuo.settings import Settings
    from fenghuo.warden import Chore
    from simulators.drill import Drill
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Every way by which a contact may be told; in a drill each of them is played.
CHANNELS = ("screens", "sms", "voice", "email", "webhook", "mqtt", "wecom", "dingtalk", "feishu")
#: In a drill nothing comes later than the day after.
_DERIVED_FROM = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The parts of a drill's process."""

    store: PostgresStore | MemoryStore
    runtime: Runtime
    issuer: Issuer
    policy: Policy
    pipeline: Pipeline
    judge: Judge
    reviewer: Reviewer
    deriver: Deriver
    rounds: Rounds
    dispatcher: Dispatcher[DrillWorld]
    channels: Mapping[str, DrillChannel]


def open_room(
    drill: Drill,
    *,
    store: PostgresStore | MemoryStore,
    arrival: Callable[[Outgoing[DrillWorld]], timedelta | None],
    told: Callable[[Outgoing[DrillWorld]], None],
    settings: Settings | None = None,
) -> Room:
    """Fill an empty store and build everything that works on it; the drill's clock must have taken over.

    Args:
        drill: What is rehearsed.
        store: Empty.
        arrival: How long a message takes to arrive; None: it never does.
        told: Is told of every message that arrives.
        settings: Of the process; left out: those of an unattended drill.
    """
    load_drill_city(store, drill, at=now())
    settings = settings or drill_settings(drill.title_zh, hours=drill.length.total_seconds() / 3600)
    runtime = Runtime(
        settings=settings,
        site=Site(map_layers=dict, is_demo=True),
        # The twin fits wherever the store does: one contract suite holds for both.
        store=cast("PostgresStore", store),
    )
    runtime.outlines.start()
    runtime.outlines.refresh()
    issuer = issuer_of(settings, area=runtime.outlines.area_of, places=runtime.outlines.places)
    policy, judge = Policy(), Judge(store)
    channels = {name: DrillChannel(name, clock=now, arrival=arrival, told=told) for name in CHANNELS}
    work = chores(runtime) | {"channels": _watched(runtime, channels, step=drill.step)}
    pipeline = Pipeline(store=store, judge=judge, policy=policy, issuer=issuer, is_stepwise=True, root=DRILL_ROOT)
    return Room(
        store=store,
        runtime=runtime,
        issuer=issuer,
        policy=policy,
        pipeline=pipeline,
        judge=judge,
        reviewer=Reviewer(
            store, gate=pipeline.gate, registry=lambda: pipeline.registry, reconsider=pipeline.reconsider
        ),
        deriver=Deriver(
            store,
            registry=lambda: pipeline.registry,
            accept=lambda messages: pipeline.accept(messages, None),
            root=DRILL_ROOT,
            look_back=_DERIVED_FROM,
        ),
        rounds=Rounds({name: _in_step(chore, step=drill.step) for name, chore in work.items()}, look_anyway=drill.step),
        dispatcher=Dispatcher(
            store=store,
            channels=channels,
            receipt_patience=timedelta(minutes=settings.dispatch.receipt_minutes),
            holder="drill",
        ),
        channels=channels,
    )


def _watched(runtime: Runtime, channels: Mapping[str, DrillChannel], *, step: timedelta) -> Chore:
    """Return the chore that asks the channels whether they work and judges what they say, both at once.

    What was asked a step ago would be judged as a channel that nobody watches.
    """
    heartbeats, watch = Heartbeats(runtime.store, channels), watch_of(runtime)
    due: datetime | None = None

    def look(at: datetime) -> datetime:
        nonlocal due
        if due is None or at >= due:
            heartbeats.beat()
            watch.look(at)
            due = _next_step(at, step)
        return due

    return look


def _in_step(chore: Chore, *, step: timedelta) -> Chore:
    """Return a chore that is called once a step where it asks for no instant of its own."""

    def act(at: datetime) -> datetime:
        wanted = chore(at)
        return _next_step(at, step) if wanted is None else wanted

    return act


def _next_step(at: datetime, step: timedelta) -> datetime:
    """Return when telegrams are taken in next, so that nothing wakes the drill for itself."""
    long = span_micros(step)
    return from_micros((to_micros(at) // long + 1) * long)
