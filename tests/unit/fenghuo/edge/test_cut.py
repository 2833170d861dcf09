"""Three days without a link, with a flood in the middle, in virtual time: the engine, the board, the ledger, orders."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from alerts.relay.order import Fate, Order, fate_of
from alerts.warning import CapStatus, MessageType
from fenghuo.edge.exchange import Exchange
from fenghuo.edge.ledger_file import LedgerFile
from incidents.board import Act, acts_by_person, apply
from incidents.identity import drawn_from
from incidents.incident import State
from incidents.lifecycle import VERBS
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.engine import evaluate, initial
from sensing.batch import Batch, make_batch
from sensing.instant import to_micros
from sensing.level import Level
from sensing.station import Registry
from store.memory import MemoryStore
from tests.builders import NOW, a_station
from tests.unit.fenghuo.edge.village import shown

RULES = parse_rules(
    """
apiVersion: fenghuo/v1
kind: Rule
id: stage
hazard: "11A01"
title: {zh: 彭新村水位, en: Pengxin stage}
scope: {stations: [XY-H03]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {yellow: 2.0, red: 4.0}
  clear: {by: 0.3, for: 30m}
""",
    origin="cut",
)
REGISTRY = Registry([a_station()])
CUT, HEALED = timedelta(hours=2), timedelta(hours=74)
#: The river rises through red 30 hours into the cut and is calm again 20 hours later.
PEAK = timedelta(hours=32)


def stage(since: timedelta) -> float:
    away = abs((since - PEAK) / timedelta(hours=1))
    return max(1.0, 6.0 - 0.4 * away)


@dataclass
class Site:
    """A node with an engine of its own."""

    name: str
    path: str
    store: MemoryStore = field(default_factory=MemoryStore)
    #: When the siren sounded, by order.
    sounded: dict[str, datetime] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program = compile_rules(RULES, registry=REGISTRY)
        self.state = initial(self.program)
        self.power_on(NOW)

    def power_on(self, now: datetime) -> None:
        self.exchange = Exchange(self.store, LedgerFile(self.path, node=self.name, now=now))
        self.exchange.apply_everything(now)

    def read(self, batch: Batch, now: datetime) -> None:
        """Judge readings; red sounds the siren by an order of the node's own."""
        self.state, transitions = evaluate(self.program, self.state, batch)
        with self.store.begin() as tx:
            rules = {rule.id: rule for rule in RULES}
            for incident in apply(tx, transitions, rules=rules, registry=REGISTRY, now=now):
                if incident.level is Level.RED:
                    self.hear(order(f"own-{incident.id}", now, sender=self.name), now)
        self.exchange.write_down()

    def hear(self, told: Order, now: datetime) -> Fate:
        fate = fate_of(told, known=self.orders, played=self.sounded, now=now, status=CapStatus.ACTUAL)
        self.orders.append(told)
        if fate is Fate.PLAY:
            self.sounded[told.identifier] = now
        return fate

    def act(self, verb: str, now: datetime, *, by: str, **facts: str) -> None:
        (incident,) = self.store.incidents(is_open=True)
        with self.store.begin() as tx:
            acts_by_person(tx, incident.id, [Act(move=VERBS[verb], actor=by, **facts)], now=now)
        self.exchange.write_down()

    def board(self) -> list[tuple]:
        return sorted(shown(incident) for incident in self.store.incidents(limit=100))


def order(identifier: str, sent: datetime, *, chain: str = "", kind=MessageType.ALERT, sender="center") -> Order:
    return Order(
        identifier=identifier,
        sender=sender,
        chain=chain or identifier,
        message_type=kind,
        status=CapStatus.ACTUAL,
        sent=sent,
        expires=sent + timedelta(hours=12),
    )


def reading(since: timedelta) -> Batch:
    at = to_micros(NOW + since)
    nan = float("nan")
    return make_batch(
        datastream=[1], phenomenon_time=[at], result_time=[at], value=[stage(since)], quality=[0], lon=[nan], lat=[nan]
    )


@pytest.mark.parametrize("seed", range(2))
def test_three_days_alone_with_a_flood_and_power_cuts(tmp_path, seed):
    chance = random.Random(seed)
    with drawn_from(chance.getrandbits):
        edge, center = Site("pengxin", tmp_path / "edge"), Site("center", tmp_path / "center")
        dark = {timedelta(minutes=chance.randrange(74 * 60)) for _ in range(50)}
        crossed = None
        for minute in range(74 * 60):
            since = timedelta(minutes=minute)
            now = NOW + since
            if since in dark:
                edge.power_on(now)
            edge.read(reading(since), now)
            if stage(since) > 4.0 and crossed is None:
                crossed = now
            if since == timedelta(hours=31):
                edge.act("ack", now, by="zhang")
            if since == timedelta(hours=33):
                edge.act("comment", now, by="zhang", text="全村已转移")
        # The siren sounded where the water was, while nobody could be reached.
        assert crossed is not None
        (sounded,) = edge.sounded.values()
        assert sounded - crossed <= timedelta(seconds=1)

        healed = NOW + HEALED
        # Orders that were given during the cut come now: one has expired, one was cancelled, one is of today.
        late = [
            order("A", NOW + timedelta(hours=10)),
            order("B", NOW + timedelta(hours=70)),
            order("C", NOW + timedelta(hours=71), chain="B", kind=MessageType.CANCEL),
            order("D", NOW + timedelta(hours=73)),
        ]
        chance.shuffle(late)
        # The link brings the newest word of a chain in any order; what it brings first may be what ends the other.
        late.sort(key=lambda each: each.identifier == "B")
        for each in late:
            edge.hear(each, healed)
        assert set(edge.sounded) - {"D"} == {next(iter(edge.sounded))}

        facts = edge.exchange.ledger.since({})
        for _ in range(3):
            # Out of order, in parts, and more than once.
            chance.shuffle(facts)
            center.exchange.take_in(facts[: chance.randrange(1, len(facts) + 1)], healed)
        center.exchange.take_in(facts, healed)
        edge.exchange.take_in(center.exchange.ledger.since({}), healed)

        assert center.board() == edge.board()
        (incident,) = center.store.incidents()
        assert (incident.state, incident.peak, incident.acknowledged_by) == (State.CLOSED, Level.RED, "zhang")
        assert [remark.text for remark in incident.remarks] == ["全村已转移"]
