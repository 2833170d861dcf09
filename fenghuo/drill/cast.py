"""The cast of a drill: lets scripted participants hear what they are told, and carries out what they answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog

from alerts.acting import act_by_person
from alerts.approval import content_hash
from alerts.delivery import Purpose
from alerts.grant import person_of
from alerts.warning import Stage
from fenghuo.clock import now, now_micros
from fenghuo.drill.told import DRILL_ACTOR, drill_entry
from geo.division import covers
from sensing.errors import FenghuoError
from sensing.instant import Micros, span_micros, to_micros
from simulators.faults.fault import draw
from simulators.inject import OUTAGES, Inject, InjectKind
from simulators.participants.document import Mode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alerts.delivery import Delivery
    from alerts.outgoing import Outgoing
    from alerts.world import Drill as DrillWorld
    from fenghuo.drill.agenda import Agenda
    from fenghuo.drill.room import Room
    from incidents.journal import Row
    from simulators.drill import Drill
    from simulators.participants.approver import Approver, Verdict
    from simulators.participants.reply import Reply

log = structlog.get_logger("fenghuo.drill.cast")

#: A message arrives after this at least, and so much later at most.
_LEAST_ARRIVAL = timedelta(seconds=2)
_ARRIVAL_SPREAD_S = 20.0
_WAITS = frozenset({Stage.DRAFT, Stage.REVIEWED})


class Cast:
    """Everybody in a drill who is not a person at a console."""

    def __init__(self, drill: Drill, *, agenda: Agenda, seed: int) -> None:
        """Take the script, and where to put down what they will do."""
        self._agenda, self._seed = agenda, seed
        self._people = drill.participants
        self._start = to_micros(drill.start)
        self._room: Room | None = None
        #: Where each contact is at home: a task of a county reaches its people in their villages.
        self._homes: dict[str, str] = {}
        #: What has been thrown in.
        self._thrown: list[Inject] = []
        #: Who has been told what already: (contact, roll call or task).
        self._told: set[tuple[str, str]] = set()
        #: Which approver was asked for which warning.
        self._asked: set[tuple[str, str]] = set()

    def enter(self, room: Room) -> None:
        """Take the room in which they act."""
        self._room = room
        self._homes = {str(contact.id): contact.division for contact in room.store.contacts()}

    def happens(self, inject: Inject) -> None:
        """Let something happen to those who take part."""
        self._thrown.append(inject)
        if self._people.mode is Mode.SCRIPTED and inject.kind is InjectKind.CALL and inject.by is not None:
            self._answer(inject)

    def _answer(self, call: Inject) -> None:
        """Let whoever in the room is called say something."""
        speaker = self._people.speaker(call.roles)
        reply = None if speaker is None else speaker.reply(call.id, seed=self._seed)
        if speaker is None or reply is None:
            return
        actor, text = speaker.role or next(iter(call.roles), DRILL_ACTOR), reply.text

        def say() -> None:
            if self._room is not None:
                with self._room.store.begin() as tx:
                    tx.journal([drill_entry("comment", now=now(), actor=actor, inject=call.id, text=text)])

        self._agenda.put(Micros(now_micros() + span_micros(reply.after)), say)

    def arrival(self, message: Outgoing[DrillWorld]) -> timedelta | None:
        """Return how long a message takes to arrive; None while nobody can be called where its recipient is at home."""
        if self._is_cut_off(message.delivery):
            return None
        part = draw(self._seed, "arrival", message.delivery.idempotency_key)
        return _LEAST_ARRIVAL + timedelta(seconds=round(part * _ARRIVAL_SPREAD_S, 3))

    def _is_cut_off(self, delivery: Delivery) -> bool:
        home = self._homes.get(delivery.recipient, delivery.division)
        return any(covers(inject.division, home) for inject in self._in_force(OUTAGES)) if home else False

    def _in_force(self, kinds: frozenset[InjectKind]) -> list[Inject]:
        passed = timedelta(microseconds=now_micros() - self._start)
        return [each for each in self._thrown if each.kind in kinds and each.at <= passed < each.until]

    def hear(self, message: Outgoing[DrillWorld]) -> None:
        """Let whoever a message reaches make up his mind; he makes it up once about one thing."""
        if self._people.mode is Mode.NONE:
            return
        delivery = message.delivery
        about = delivery.warning if delivery.purpose is Purpose.ROLLCALL else delivery.ref
        key = (delivery.recipient, about)
        if delivery.purpose not in {Purpose.ROLLCALL, Purpose.TASK} or key in self._told:
            return
        self._told.add(key)
        if delivery.purpose is Purpose.ROLLCALL:
            replies = self._people.village(delivery.division).replies(delivery.recipient, about, seed=self._seed)
        else:
            replies = self._people.officer(delivery.division).replies(delivery.recipient, about, seed=self._seed)
        for reply in replies:
            self._plan(message, reply)

    def _plan(self, message: Outgoing[DrillWorld], reply: Reply) -> None:
        delivery = message.delivery

        def answer() -> None:
            # Who cannot be called cannot answer either.
            if self._room is not None and not self._is_cut_off(delivery):
                self._room.channels[delivery.channel].type(address=delivery.address, text=reply.text)

        self._agenda.put(Micros(to_micros(message.now) + span_micros(reply.after)), answer)

    def follow(self, rows: Sequence[Row]) -> None:
        """Let approvers see which warnings wait for them."""
        if self._people.mode is not Mode.SCRIPTED:
            return
        for row in rows:
            warning = row.entry.data.get("warning") if row.entry.kind == "warning" else None
            asking = warning.get("asking") if warning else None
            if warning and asking:
                for approver in self._people.approvers:
                    if approver.name in asking["asked"]:
                        self._ask(approver, str(warning["id"]))

    def _ask(self, approver: Approver, warning: str) -> None:
        if (approver.name, warning) in self._asked:
            return
        self._asked.add((approver.name, warning))
        decided = approver.decides(warning, seed=self._seed)
        if decided is not None:
            after, verdict = decided
            at = Micros(now_micros() + span_micros(after))
            self._agenda.put(at, lambda: self._decide(approver, warning, verdict))

    def _decide(self, approver: Approver, warning: str, verdict: Verdict) -> None:
        room = self._room
        silent = self._in_force(frozenset({InjectKind.APPROVER_SILENT}))
        if room is None or any(inject.name == approver.name for inject in silent):
            return
        person = person_of(room.store.user(approver.name), credential="session")
        found = room.store.warning(warning)
        if person is None or found is None or found.stage not in _WAITS:
            return
        try:
            with room.store.begin() as tx:
                act_by_person(
                    tx,
                    warning,
                    verdict.value,
                    person=person,
                    issuer=room.issuer,
                    now=now(),
                    policy=room.policy,
                    content=content_hash(found),
                )
        except FenghuoError as error:
            # He may not, or somebody was quicker: the journal says what holds.
            log.debug("drill_act_refused", who=approver.name, warning=warning, why=str(error))
