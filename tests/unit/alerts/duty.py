"""A duty room over the in-memory store: incidents, warnings and deliveries in real transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alerts.approval import Policy
from alerts.issuing import act_by_person, draft_by_hand, draft_for_incident, expire, follow
from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word
from incidents.board import apply
from sensing.level import Level
from sensing.station import Registry
from store.memory import MemoryStore
from tests.builders import NOW, a_rule, a_station, a_transition, an_issuer

if TYPE_CHECKING:
    from datetime import datetime

    from incidents.incident import Incident


class Duty:
    def __init__(self, status: CapStatus = CapStatus.ACTUAL) -> None:
        self.store = MemoryStore()
        self.issuer = an_issuer(status)
        self.policy = Policy()
        self.rules = {a_rule().id: a_rule()}
        self.registry = Registry([a_station()])
        self.level = Level.NONE

    def goes(self, *levels: Level, now: datetime = NOW, **changes) -> list[Warning]:
        """Let the stage go through levels in one batch, and warnings follow."""
        transitions = []
        for level in levels:
            transitions.append(a_transition(self.level, level, at=now, **changes))
            self.level = level
        with self.store.begin() as tx:
            steps = apply(tx, transitions, rules=self.rules, registry=self.registry, now=now)
            return follow(tx, steps, policy=self.policy, issuer=self.issuer, now=now)

    def follows(self, incident: Incident, now: datetime = NOW) -> list[Warning]:
        with self.store.begin() as tx:
            tx.save_incidents([incident])
            return follow(tx, [incident], policy=self.policy, issuer=self.issuer, now=now)

    def act(self, warning: Warning, verb: str, *, actor: str = "li", now: datetime = NOW, **facts) -> Warning:
        with self.store.begin() as tx:
            return act_by_person(tx, warning.id, verb, actor=actor, now=now, **facts)

    def by_hand(self, composition, *, actor: str = "li", now: datetime = NOW) -> Warning:
        with self.store.begin() as tx:
            return draft_by_hand(tx, composition, issuer=self.issuer, actor=actor, now=now)

    def for_incident(self, id: str, *, actor: str = "li", now: datetime = NOW) -> Warning:  # noqa: A002
        with self.store.begin() as tx:
            return draft_for_incident(tx, id, issuer=self.issuer, actor=actor, now=now)

    def expire(self, now: datetime) -> list[Warning]:
        with self.store.begin() as tx:
            return expire(tx, [warning.id for warning in self.store.warnings()], now=now)

    def chain(self) -> list[tuple[str, str, str]]:
        """Return (message type, level, stage) of every warning, oldest first."""
        return [(w.message_type.value, w.level.key, w.stage.value) for w in reversed(self.store.warnings())]

    def acts(self, kind: str = "warning") -> list[tuple[str, str]]:
        """Return (act, actor) of every journal entry of a kind."""
        return [
            (row.entry.data["act"], row.entry.data["actor"]) for row in self.store.journal() if row.entry.kind == kind
        ]
