"""A duty room over the in-memory store: incidents, warnings and deliveries in real transactions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts import approval
from alerts.approval import Grant, Grounds, content_hash
from alerts.escalation import move_on
from alerts.grant import Person
from alerts.issuing import act_by_person, draft_by_hand, draft_for_incident, edit, expire, follow
from alerts.policy import Policy, ReleasePolicy
from alerts.warning import CapStatus, Warning  # noqa: A004 -- the field's word
from incidents.board import apply
from incidents.people import Role, User, includes
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
        #: Who may act; everybody is an approver of the whole city unless a test says otherwise.
        self.people = {}
        for name in ("li", "wang", "zhao"):
            self.person(name)

    def person(self, name: str, role: Role = Role.APPROVER, **changes) -> Person:
        user = User(name=name, password_hash="", role=role, created=NOW, **changes)
        self.store.put_user(user)
        self.people[name] = Person(name=name, role=role, within=user.within)
        return self.people[name]

    def write(self, *policies: ReleasePolicy) -> None:
        for policy in policies:
            self.store.put_policy(policy, author="chief", at=NOW)

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
            if verb == "approve":
                # As on a screen: what was read is named.
                facts = {"content": content_hash(tx.warning(warning.id) or warning)} | facts
            person = self.people.get(actor) or Person(name=actor, role=Role.APPROVER)
            person = replace(person, credential=facts.pop("credential", person.credential))
            return act_by_person(
                tx, warning.id, verb, person=person, issuer=self.issuer, policy=self.policy, now=now, **facts
            )

    def edit(self, warning: Warning, composition, *, actor: str = "li", now: datetime = NOW, content: str = ""):
        with self.store.begin() as tx:
            person = self.people[actor]
            return edit(tx, warning.id, composition, person=person, issuer=self.issuer, now=now, content=content)

    def by_hand(self, composition, *, actor: str = "li", now: datetime = NOW) -> Warning:
        with self.store.begin() as tx:
            person = self.people.get(actor) or Person(name=actor, role=Role.APPROVER)
            return draft_by_hand(tx, composition, issuer=self.issuer, person=person, now=now)

    def for_incident(self, id: str, *, actor: str = "li", now: datetime = NOW, words=None) -> Warning:  # noqa: A002
        with self.store.begin() as tx:
            person = self.people.get(actor) or Person(name=actor, role=Role.APPROVER)
            return draft_for_incident(tx, id, issuer=self.issuer, person=person, now=now, words=words)

    def clock(self, now: datetime, groups=None) -> list[Warning]:
        """Let the warden look at the clock."""
        ids = [warning.id for warning, due in self.store.clocked_warnings(limit=100) if due <= now]
        with self.store.begin() as tx:
            return move_on(
                tx, ids, roster=self, groups=lambda: groups or {}, issuer=self.issuer, policy=self.policy, now=now
            )

    def approvers(self, division: str, *, role: Role, duty: str, at: datetime) -> tuple[str, ...]:
        """Return who would be asked, as the roster does."""
        users = self.store.users()
        return tuple(u.name for u in users if includes(u.role, role) and division.startswith(u.within))

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


def issued(draft: Warning, *, actor: str, now: datetime) -> Warning:
    """Return a draft released by a person, whatever it takes."""
    grant = Grant(grounds=Grounds.APPROVED, actor=actor, content=content_hash(draft))
    return approval.issued(draft, grant=grant, now=now)
