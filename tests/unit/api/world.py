"""A small world behind the API: the in-memory store, three people, two stations, one rule, and a still clock."""

from __future__ import annotations

import functools
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry
from starlette.testclient import TestClient

from alerts.issuer import Issuer
from alerts.issuing import follow
from alerts.policy import Policy
from alerts.warning import CapStatus
from api.app import create_app, furnish
from api.credentials import hash_password, new_token, token_hash
from api.parts import ApiParts
from incidents.board import apply
from incidents.people import Credential, CredentialKind, Role, User
from rules.document import parse_rule
from rules.transition import Change, Reason, RuleId, Target, Transition
from sensing.batch import make_batch
from sensing.instant import to_micros
from sensing.level import Level
from sensing.station import Datastream, Registry, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fastapi import FastAPI

    from incidents.incident import Incident

NOW = datetime(2026, 7, 19, 6, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
XIXIAN = "411528000000"

RULE = """\
apiVersion: fenghuo/v1
kind: Rule
id: stage-xixian
hazard: "11A01"
title: {zh: 息县站水位, en: Xixian stage}
scope: {stations: [XY-H03]}
when:
  kind: threshold
  property: water_level
  direction: above
  levels: {blue: 40.5, yellow: 41.5, orange: 43.0, red: 43.5}
  hold: 10m
  clear: {by: 0.3, for: 30m}
"""


@functools.cache
def hashed_password() -> str:
    return hash_password(PASSWORD)


def a_station(station_id: str = "XY-H03", **changes: Any) -> Station:
    facts: dict[str, Any] = {
        "id": StationId(station_id),
        "name": "息县站",
        "kind": StationKind.RIVER_GAUGE,
        "division": XIXIAN,
        "lon": 114.74,
        "lat": 32.34,
        "datastreams": (Datastream(property="water_level", unit="m"), Datastream(property="flow", unit="m3/s")),
        "river": "淮河",
    }
    return Station(**(facts | changes))


def a_transition(
    level: Level = Level.RED, *, before: Level = Level.NONE, at: datetime = NOW, **changes: Any
) -> Transition:
    facts: dict[str, Any] = {
        "rule": RuleId("stage-xixian"),
        "version": 1,
        "target": Target("XY-H03"),
        "change": Change.RAISE if level > before else Change.LOWER if level else Change.CLEAR,
        "before": before,
        "after": level,
        "at": at,
        "reason": Reason.HELD if level > before else Reason.RECEDED,
        "property": "water_level",
        "value": 43.68,
        "threshold": 43.5,
        "facts": {"hold_s": 600.0},
    }
    return Transition(**(facts | changes))


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> None:
        self.now += span


@dataclass
class World:
    store: MemoryStore
    clock: Clock
    app: FastAPI
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, role: str = "administrator") -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[role]}"}

    @contextmanager
    def client(self, role: str | None = "administrator") -> Iterator[TestClient]:
        headers = self.headers(role) if role else {}
        with TestClient(self.app, headers=headers, raise_server_exceptions=False, client=("203.0.113.9", 50_000)) as c:
            yield c

    @contextmanager
    def county(self, division: str, role: Role = Role.COMMANDER) -> Iterator[TestClient]:
        """Speak as somebody who sees and acts on one subtree only."""
        name = f"{role.value}-{division}"
        self.store.put_user(replace(a_user(name, role), division=division))
        headers = {"authorization": f"Bearer {self.new_token(name)}"}
        with TestClient(self.app, headers=headers, raise_server_exceptions=False, client=("203.0.113.9", 50_000)) as c:
            yield c

    def say(self, transitions: Sequence[Transition]) -> list[Incident]:
        parts: ApiParts = self.app.state.parts
        rules = {rule.id: rule for rule in self.store.rules()}
        with self.store.begin() as transaction:
            found = apply(
                transaction, transitions, rules=rules, registry=Registry(self.store.stations()), now=self.clock.now
            )
            follow(transaction, found, policy=parts.policy, issuer=parts.issuer, now=self.clock.now)
        # What happens next happens later.
        self.clock.forward(timedelta(seconds=1))
        return found

    def raised(self, level: Level = Level.RED) -> Incident:
        return self.say([a_transition(level)])[-1]

    def measure(
        self, values: Sequence[float], *, start: datetime = NOW, every: timedelta = timedelta(minutes=5)
    ) -> None:
        number = self.store.stations()[0].datastreams[0].number
        times = [to_micros(start + i * every) for i in range(len(values))]
        with self.store.begin() as transaction:
            transaction.append(make_batch(datastream=[number] * len(values), phenomenon_time=times, value=list(values)))

    def new_token(self, user: str, *, kind: CredentialKind = CredentialKind.SESSION, **changes: Any) -> str:
        token = new_token(kind)
        facts: dict[str, Any] = {
            "token_hash": token_hash(token),
            "user": user,
            "kind": kind,
            "label": "",
            "created": self.clock.now,
            "expires": self.clock.now + timedelta(hours=12),
        }
        self.store.put_credential(Credential(**(facts | changes)))
        return token


@functools.cache
def shared_app() -> FastAPI:
    """Return one application for all worlds: building its routes takes longer than most tests."""
    return create_app(parts_of(MemoryStore(), Clock()))


def parts_of(store: MemoryStore, clock: Clock, **changes: Any) -> ApiParts:
    facts: dict[str, Any] = {
        "store": store,
        "clock": clock,
        "map_layers": lambda: {
            "divisions": {"type": "FeatureCollection", "features": []},
            "rivers": {"type": "FeatureCollection", "features": []},
            "credit": {"zh": "示意", "en": "schematic"},
        },
        "policy": Policy(),
        "issuer": Issuer(sender="test.411500", sender_name="信阳市应急指挥中心", status=CapStatus.TEST),
        "metrics": CollectorRegistry(),
        "name": "烽火测试",
        "version": "1.2.3",
    }
    return ApiParts(**(facts | changes))


def a_user(name: str, role: Role, *, must_change: bool = False) -> User:
    return User(name=name, password_hash=hashed_password(), role=role, created=NOW, must_change=must_change)


def a_world(**changes: Any) -> World:
    store, clock = MemoryStore(), Clock()
    store.put_stations(
        [a_station(), a_station("XY-H04", name="淮滨站", division="411527000000", lon=115.41, lat=32.44)], **BY_TEST
    )
    store.put_rule(parse_rule(RULE, origin="test"), author="test", at=NOW)
    app = shared_app()
    furnish(app, parts_of(store, clock, **changes))
    world = World(store=store, clock=clock, app=app)
    for role in Role:
        store.put_user(a_user(f"{role.value}-1", role))
        world.tokens[role.value] = world.new_token(f"{role.value}-1")
    return world
