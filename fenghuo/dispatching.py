"""The ``dispatcher`` role: deliveries go out over their channels, and warnings end when their time is over."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from alerts.dispatch import Dispatcher
from alerts.issuing import expire
from fenghuo import metrics
from fenghuo.channels import open_channels, paces
from fenghuo.clock import now
from fenghuo.lanes import LaneLoop
from fenghuo.loops import StoreLoop
from fenghuo.watching import start_heartbeats

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alerts.outgoing import Channel
    from fenghuo.runtime import Runtime
    from store.postgres import PostgresStore

#: Seconds between two looks of the dispatcher: every journal row rings for it, few rows queue a delivery.
DISPATCH_PAUSE = 0.05
#: How often deliveries without a lane, overdue receipts and warnings whose time is over are looked for.
LOOK = timedelta(seconds=2)


def start_dispatcher(runtime: Runtime) -> None:
    """Start the channels that are set up, a thread for each lane, and the loop that wakes them."""
    settings, store, stack = runtime.settings, runtime.store, runtime.stack
    wakes: list[threading.Event] = []
    ears: dict[str, threading.Event] = {}
    channels = open_channels(runtime, wake=lambda name: ears.setdefault(name, threading.Event()).set)
    dispatcher = Dispatcher(
        store=store,
        channels=channels,
        paces=paces(settings),
        receipt_patience=timedelta(minutes=settings.dispatch.receipt_minutes),
        holder=f"{os.uname().nodename}:{os.getpid()}",
        workers=settings.dispatch.workers,
        timer=time.monotonic,  # noqa: TID251  a span, not an instant
    )
    loops: list[LaneLoop] = []
    for number, lane in enumerate(dispatcher.lanes, start=1):
        wakes.append(wake := threading.Event())
        loops.append(
            LaneLoop(lane.run_once, name=f"lane-{lane.name}-{number}", wake=wake, count=metrics.dispatched.inc)
        )
    for ear in dispatcher.ears:
        wake = ears.setdefault(ear.name, threading.Event())
        loops.append(LaneLoop(ear.run_once, name=f"ear-{ear.name}", wake=wake))
    for loop in loops:
        loop.start()
        stack.callback(loop.stop)
    if "sms" in channels:
        runtime.health.add("sms", lambda: _trouble("sms", channels, dispatcher))
    start_heartbeats(runtime, channels)
    _start_loop(runtime, dispatcher, wakes, loops=loops)


def _start_loop(
    runtime: Runtime, dispatcher: Dispatcher, wakes: list[threading.Event], *, loops: list[LaneLoop]
) -> None:
    store = runtime.store
    looked = now() - LOOK

    def work() -> None:
        nonlocal looked
        for wake in wakes:
            wake.set()
        at = now()
        if at - looked >= LOOK:
            looked = at
            end_expired(store, now=at)
            while dispatcher.settle_strays(now()):
                pass

    loop = StoreLoop(
        store, work, name="dispatcher", topics=frozenset({"journal"}), is_periodic=True, pause=DISPATCH_PAUSE
    )
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("dispatcher", lambda: loop.trouble or next((each.trouble for each in loops if each.trouble), ""))


def _trouble(name: str, channels: Mapping[str, Channel], dispatcher: Dispatcher) -> str:
    """Return what is wrong with a channel: nothing leaves by it, or the way out is closed."""
    stopped = next((lane.stopped for lane in dispatcher.lanes if lane.name == name and lane.stopped), "")
    return stopped or channels[name].check()


def end_expired(store: PostgresStore, *, now: datetime) -> None:
    """Mark issued warnings whose time is over as expired."""
    while over := store.run_out(now=now):
        with store.begin() as tx:
            ended = expire(tx, over, now=now)
        if len(ended) < len(over):
            # Somebody else was quicker, or the row says other than its columns: not again in this round.
            return
