"""Whoever of a cluster is killed: what the broker acknowledged is stored once, and no level is told twice.

``CHAOS_KILLS`` says how often something is killed (3; ``make chaos`` 100), ``CHAOS_SEED`` when and what. Messages wait
in the outbox meanwhile. For each worker that dies one more station crosses its threshold at once, in a partition of the
dead one: the time from there to its incident is the *gap*.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from fenghuo.clock import now
from fenghuo.embedded.ports import free_port
from incidents.incident import IncidentKind
from rules.document import parse_rules
from tests.builders import BY_TEST
from tests.chaos.outbox import ROOT, queue
from tests.integration.cluster_field import COUNTIES, LAYOUT, Cluster, a_cluster, a_station
from tests.running import eventually

KILLS = int(os.environ.get("CHAOS_KILLS", "3"))
SEED = int(os.environ.get("CHAOS_SEED", "20261123"))
ROLES = {"w1": "worker", "w2": "worker", "g1": "gateway", "g2": "gateway"}
ROLES |= {"v1": "warden", "v2": "warden", "d1": "dispatcher", "d2": "dispatcher"}
#: Of sixteen kills; devices and gateways speak MQTT to node-0.
VICTIMS = ("w1", "w2") * 3 + ("g1", "g2", "g1", "g2", "v1", "d1", "d2", "node-0", "node-1", "node-2")
STAGES = (5.0, 15.0, 25.0)
#: Seconds between two turns of all stations, and between two kills.
TURN, PAUSE = 0.05, (0.5, 5.0)
#: Messages that are queued before each kill, and seconds that each takes to leave.
MESSAGES, DELAY = 10, 0.1
#: A county of each partition.
HOMES = {LAYOUT.partition_of(county): county for county in COUNTIES}
#: Counts the stations of all partitions that stand, and is told once.
CITY = f"""
apiVersion: fenghuo/v1
kind: Rule
id: city
hazard: "11A01"
title: {{zh: 全市水位, en: Stage all over}}
scope: {{stations: [{", ".join(f"S-{county}" for county in COUNTIES)}]}}
when: {{kind: composite, of: [stage], levels: {{orange: {len(COUNTIES)}}}}}
"""
#: Seconds of a gap that even a busy machine must keep; the goal is 5.
PATIENT = 60.0

pytestmark = pytest.mark.timeout(240 + 40 * KILLS)


@dataclass(slots=True, kw_only=True)
class Watched:
    """When the incident of each station was first seen, s since the epoch."""

    dsn: str
    seen: dict[str, float] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while not self.stopping.wait(0.05):
                for (station,) in connection.execute("SELECT DISTINCT station FROM incident"):
                    self.seen.setdefault(station, time.time())


@dataclass(slots=True, kw_only=True)
class Field:
    """Stations that never stop sending."""

    cluster: Cluster
    stage: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.stopping.wait(TURN):
            value = STAGES[self.stage]
            for county in COUNTIES:
                self.cluster.publish(county, value)


@contextmanager
def going(work: Field | Watched) -> Iterator[None]:
    thread = threading.Thread(target=work.run, name=type(work).__name__)
    thread.start()
    try:
        yield
    finally:
        work.stopping.set()
        thread.join()


@dataclass(slots=True, kw_only=True)
class Chaos:
    """The cluster with everybody who can be killed."""

    cluster: Cluster
    centre: subprocess.Popen[bytes]
    port: int
    submits: Path
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
    #: Numbers that a message was queued for.
    numbers: list[str] = field(default_factory=list)
    #: Station and epoch second of each crossing behind a dead worker.
    probes: dict[str, float] = field(default_factory=dict)

    def start(self, name: str) -> None:
        sms = {"HOST": "127.0.0.1", "PORT": str(self.port), "SYSTEM_ID": "chaos", "PASSWORD": "chaos", "WINDOW": "4"}
        more = {f"FENGHUO_SMS__{key}": value for key, value in sms.items()} if name.startswith("d") else {}
        self.cluster.start(ROLES[name], name, **more)

    def kill(self, victim: str, *, kill: int, watched: Watched) -> None:
        """Kill somebody under load and start him again."""
        self.numbers += queue(self.cluster.store, MESSAGES, first=kill * MESSAGES)
        time.sleep(self.chance.uniform(*PAUSE))
        if victim.startswith("node-"):
            node = self.cluster.streaming.nodes[int(victim[-1])]
            os.kill(node.pid, signal.SIGKILL)
            node.stop()
            time.sleep(self.chance.uniform(0, 3))
            node.start()
            node.wait()
            return
        mine = [partition for partition, holder in self.cluster.holders().items() if holder == victim]
        self.cluster.kill(victim)
        if mine:
            self._probe(self.chance.choice(mine), kill, watched)
        self.start(victim)

    def _probe(self, partition: int, kill: int, watched: Watched) -> None:
        name = f"P{kill:03d}-{partition}"
        self.probes[name] = time.time()
        self.cluster.publish(HOMES[partition], STAGES[-1], station=name)
        if self.chance.random() < 0.5:
            eventually(lambda: name in watched.seen, what=f"{name} was raised by another worker", within=PATIENT)

    def told(self) -> Counter[str]:
        """Return how often each part of a message left."""
        lines = self.submits.read_text("utf-8").splitlines() if self.submits.exists() else []
        return Counter(f"{each['to']} {each['text']}" for each in map(json.loads, lines))


@pytest.fixture
def chaos(service_folder: Path, postgres_database: str) -> Iterator[Chaos]:
    folder, port = service_folder / f"chaos-cluster-{secrets.token_hex(3)}", free_port()
    with a_cluster(folder, postgres_database, nodes=3) as cluster:
        probes = [a_station(HOMES[home], f"P{kill:03d}-{home}") for kill in range(KILLS) for home in HOMES]
        cluster.store.put_stations(probes, **BY_TEST)
        for rule in parse_rules(CITY, origin="chaos"):
            cluster.store.put_rule(rule, author="test", at=now())
        submits = folder / "submits.log"
        arguments = [sys.executable, "-m", "tests.peers.quick_centre", str(port), str(submits), str(DELAY)]
        made = Chaos(cluster=cluster, centre=subprocess.Popen(arguments, cwd=ROOT), port=port, submits=submits)
        try:
            for name in ROLES:
                made.start(name)
            yield made
        finally:
            made.centre.kill()
            made.centre.wait()


def test_every_reading_is_stored_once_and_every_level_told_once(chaos: Chaos, record_property):
    cluster, watched = chaos.cluster, Watched(dsn=chaos.cluster.dsn)
    victims = [VICTIMS[i % len(VICTIMS)] for i in range(max(KILLS, len(VICTIMS)))]
    chaos.chance.shuffle(victims)
    with going(watched):
        sending = Field(cluster=cluster)
        with going(sending):
            for kill, victim in enumerate(victims[:KILLS]):
                sending.stage = len(STAGES) * kill // KILLS
                chaos.kill(victim, kill=kill, watched=watched)
            sending.stage = len(STAGES) - 1
            time.sleep(1)
        cluster.device.settle()
        sent = len(cluster.sent)
        eventually(lambda: len(cluster.stored()) >= sent, what=f"{sent} readings were stored", within=180)
        expected = {*stations(), *chaos.probes}
        eventually(lambda: expected <= watched.seen.keys(), what="every incident was opened")
    told = summary(chaos, watched, victims[:KILLS])
    print(told)  # noqa: T201 - the figure that this test is run for
    record_property("cluster", told)
    assert cluster.stored() == sorted(cluster.sent)
    gaps = [watched.seen[name] - at for name, at in chaos.probes.items()]
    assert max(gaps, default=0) < PATIENT
    check_incidents(chaos)
    check_messages(chaos, deaths=sum(victim.startswith("d") for victim in victims[:KILLS]))


def stations() -> list[str]:
    return [f"S-{county}" for county in COUNTIES]


def check_incidents(chaos: Chaos) -> None:
    cluster = chaos.cluster
    for county in COUNTIES:
        eventually(lambda county=county: cluster.acts(county)[-1:] == ["red"], what=f"{county} is red")
        assert cluster.acts(county) in (["yellow", "red"], ["red"]), county
    eventually(lambda: told_of(cluster, "city") == ["orange"], what="what takes the whole city together was told")
    # The warden says besides that nobody answers for the district of the messages.
    found = [
        each for each in cluster.store.incidents(limit=1000) if each.kind is IncidentKind.HAZARD and each.rule != "city"
    ]
    assert Counter(str(each.target) for each in found) == dict.fromkeys([*stations(), *chaos.probes], 1)
    assert {owner.partition for owner in cluster.store.owners()} >= set(range(LAYOUT.partitions))
    rows = cluster.store.journal(limit=100_000)
    assert [row.seq for row in rows] == sorted({row.seq for row in rows})


def told_of(cluster: Cluster, rule: str) -> list[str]:
    """Return the levels that the journal says a rule's incidents took, in order."""
    rows = [row.entry for row in cluster.store.journal(limit=100_000) if row.entry.kind == "incident"]
    return [entry.data["incident"]["level"] for entry in rows if entry.data["incident"]["rule"] == rule]


def check_messages(chaos: Chaos, *, deaths: int) -> None:
    """Whoever was to be told was told: once, and once more for each dispatcher that died at most."""
    eventually(lambda: len(chaos.told()) >= 2 * len(chaos.numbers), what="every part of every message left", within=120)
    assert {part.split()[0] for part in chaos.told()} == set(chaos.numbers)
    assert max(chaos.told().values()) <= 1 + deaths


def summary(chaos: Chaos, watched: Watched, victims: list[str]) -> str:
    gaps = sorted(watched.seen[name] - at for name, at in chaos.probes.items())
    dead = ", ".join(f"{count} {name}" for name, count in sorted(Counter(victims).items()))
    lines = [f"{len(victims)} kills ({dead}), seed {SEED}, {len(chaos.cluster.sent)} readings, all stored once"]
    again = sum(count > 1 for count in chaos.told().values())
    lines.append(f"  {len(chaos.numbers)} messages, {again} parts told again")
    lines.append(f"  epochs {[owner.epoch for owner in chaos.cluster.store.owners()]}")
    if gaps:
        each = " ".join(f"{gap:.1f}" for gap in gaps)
        median = statistics.median(gaps)
        lines.append(f"  gap at the loss of a worker: median {median:.2f} s  max {gaps[-1]:.2f} s ({each})")
    return "\n".join(lines)
