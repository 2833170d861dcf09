"""Overload: three times what can be taken in, for a minute, while a few stations matter more than the others.

First the rate at which Fenghuo is saturated; then a normal load with a probe beside it, and the overload with the
same probe. The probe is a few stations with a rule that can turn red; each of its readings crosses the threshold
or falls back, and is timed from the sensor to the frame in a WebSocket client. Memory is the process's own.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil

from fenghuo.bench.rounds import LOOK_SECONDS, check_bound, counter, fenghuo_round, forget_session
from fenghuo.bench.stage import Stage, fenghuo_process, open_stage, result_of, run_sender, start_listeners

if TYPE_CHECKING:
    from collections.abc import Callable

#: Stations of the probe, the first ones; the others are load.
PROBES = 10
#: Readings of the probe per second.
PROBE_RATE = 20.0
#: Niceness of the load's sender: devices take no processor time from the server, nor from the probe.
LOAD_NICE = 10
#: The part of the saturated rate that counts as normal load.
NORMAL = 0.25

RULES = f"""
apiVersion: fenghuo/v1
kind: Rule
id: bench-red
hazard: "11A01"
title: {{zh: 压测红色, en: Bench red}}
scope: {{stations: [{", ".join(f"BENCH-{i:05d}" for i in range(PROBES))}]}}
when: {{kind: threshold, property: water_level, direction: above, levels: {{red: 10}}}}
---
apiVersion: fenghuo/v1
kind: Rule
id: bench-yellow
hazard: "11A01"
title: {{zh: 压测黄色, en: Bench yellow}}
scope: {{properties: [water_level]}}
when: {{kind: threshold, property: water_level, direction: above, levels: {{yellow: 100}}}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverloadOptions:
    """Size of the run."""

    stations: int = 1000
    #: How many times the saturated rate.
    times: float = 3.0
    seconds: float = 60
    #: Messages with which the saturated rate is found.
    messages: int = 200_000
    #: ``nats`` or ``mosquitto``.
    broker: str = "nats"
    #: How the red-capable stations go ahead: ``off``, ``qos0`` or ``qos1``.
    lane: str = "qos0"


def run(options: OverloadOptions, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of the three parts."""
    with open_stage(stations=options.stations, broker=options.broker, rules=RULES) as stage:
        stage.settings["FENGHUO_MQTT__LANE"] = options.lane
        say("finding the saturated rate")
        sender = [*_load(options), f"--count={options.messages}"]
        saturated = fenghuo_round(stage, sender, readings=options.messages, client_id="bench-saturated")
        rate = saturated["readings_rate"]
        say(f"normal load: {NORMAL * rate:,.0f} messages/s")
        normal = _under(stage, options, rate=NORMAL * rate, name="bench-normal")
        say(f"overload: {options.times * rate:,.0f} messages/s offered for {options.seconds:g} s")
        over = _under(stage, options, rate=options.times * rate, name="bench-overload")
    return {
        "bench": "overload",
        "broker": options.broker,
        "lane": options.lane,
        "saturated_rate": rate,
        "normal": normal,
        "overload": over,
        "p99_ratio": round(over["probe"]["latency_ms"]["p99"] / normal["probe"]["latency_ms"]["p99"], 2),
        "lost": saturated["lost"] + normal["lost"] + over["lost"],
    }


def _load(options: OverloadOptions) -> list[str]:
    return [f"--first-station={PROBES}", f"--stations={options.stations - PROBES}"]


def _under(stage: Stage, options: OverloadOptions, *, rate: float, name: str) -> dict[str, Any]:
    """Return how the probe fares under a load, and how long it takes until everything is stored."""
    stored_before = stage.store.count_observations()
    probe = [f"--stations={PROBES}", f"--rate={PROBE_RATE}", "--cross-every=1", "--name=bench-probe"]
    probe += [f"--count={int(PROBE_RATE * options.seconds)}"]
    load = [*_load(options), f"--rate={rate}", f"--count={int(rate * options.seconds)}", f"--seconds={options.seconds}"]
    load += [f"--nice={LOAD_NICE}"]
    with fenghuo_process(stage, "ingest", "dispatcher", "api", client_id=name) as (process, url):
        feed = url.replace("http://", "ws://") + "/api/v1/feed?kinds=incident"
        listeners = start_listeners(feed, stage.secrets.api_key, clients=1, seconds=options.seconds + 10)
        time.sleep(1)
        memory = psutil.Process(process.pid).memory_info().rss
        peak = memory
        started = time.monotonic()  # noqa: TID251
        senders = [run_sender(stage, *load), run_sender(stage, *probe)]
        while any(sender.poll() is None for sender in senders):
            peak = max(peak, psutil.Process(process.pid).memory_info().rss)
            check_bound(started)
            time.sleep(0.2)
        sent, probed = (result_of(sender, timeout=10) for sender in senders)
        ended = time.monotonic()  # noqa: TID251
        while counter(url, "fenghuo_readings_stored_total") < sent["acked"] + probed["acked"]:
            peak = max(peak, psutil.Process(process.pid).memory_info().rss)
            check_bound(started)
            time.sleep(LOOK_SECONDS)
        back = time.monotonic() - ended  # noqa: TID251
        heard = result_of(listeners, timeout=options.seconds + 60)
    for suffix in ("", "-lane"):
        forget_session(stage, name + suffix)
    stored = stage.store.count_observations() - stored_before
    return {
        "offered_rate": round(rate, 1),
        "sent": sent,
        "taken_rate": round(sent["acked"] / sent["seconds"], 1),
        "probe": heard,
        "back_to_normal_seconds": round(back, 2),
        "memory_mb": {"before": round(memory / 2**20), "peak": round(peak / 2**20)},
        "lost": sent["acked"] + probed["acked"] - stored,
    }
