"""Desk: the work of one transaction on warnings, collected and written at once.

A storm brings a thousand incidents in one batch; warnings, deliveries and journal entries go to the store in one
call each. The desk also knows what stands about an incident: what people were told, and what waits for release.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alerts import approval
from alerts.approval import POLICY_ACTOR, Act, Grounds, moved
from alerts.asking import asked_again
from alerts.cap_document import cap_document, no_seal
from alerts.delivery_news import queued_entries
from alerts.errors import ApprovalError, CapError
from alerts.expiry import check_span, renew_at, shortened
from alerts.grant import automatic_grant
from alerts.policy import Policy
from alerts.public import warning_json
from alerts.recipients import addresses_of, deliveries_for, reached, recipients_of
from alerts.targeting_gate import Gate
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Review, Stage
from alerts.world import check_world, world_of
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from alerts.approval import Grant
    from alerts.cap_document import CapDocument, Seal
    from alerts.delivery import Contact, Delivery
    from alerts.issuer import Issuer
    from alerts.policy import Demand
    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook
    from incidents.incident import Incident, IncidentId


#: Warnings whose deliveries are asked for at once: each may have gone to ten thousand people.
TOLD_AT_ONCE = 100
#: What people were told and is in force; what waits for release.
Standing = tuple["Warning | None", "Warning | None"]


def _stands(warning: Warning, before: Standing) -> Standing:
    """Return what stands once a warning has changed."""
    issued, _ = before
    match warning.stage:
        case Stage.DRAFT | Stage.REVIEWED:
            return issued, warning
        case Stage.REJECTED:
            return issued, None
        case Stage.ISSUED:
            return (None if warning.message_type is MessageType.CANCEL else warning), None
        case _:
            return None, before[1]


class Desk:
    """Warnings of one transaction, at one instant."""

    def __init__(
        self,
        book: WarningBook,
        *,
        now: datetime,
        policy: Policy | None = None,
        seal: Seal = no_seal,
        gate: Gate | None = None,
    ) -> None:
        self.book = book
        self.now = now
        self._policy = policy or Policy()
        self._has_written = False
        self._issuer: Issuer | None = None
        self._seal = seal
        self._gate = gate or Gate()
        self._documents: list[CapDocument] = []
        self._warnings: dict[WarningId, Warning] = {}
        self._deliveries: dict[WarningId, list[Delivery]] = {}
        self._entries: list[Entry] = []
        self._contacts: dict[tuple[Any, ...], list[Contact]] = {}
        self._standing: dict[IncidentId, Standing] = {}
        self._latest: dict[IncidentId, Warning] = {}
        #: The same by their own id, as they were read and locked.
        self._locked: dict[WarningId, Warning] = {}
        #: Drafted here: the store knows nothing of them yet.
        self._fresh: set[WarningId] = set()
        #: What may be replaced here, in order; whom the store says was told of it is asked for a portion at a time.
        self._replaceable: dict[WarningId, None] = {}
        self._told_before: dict[WarningId, list[Delivery]] = {}
        self._looked_up: set[IncidentId] = set()

    def standing(self, incident: Incident, *, is_new: bool = False) -> Standing:
        """Return what stands about an incident; what has run out meanwhile is marked expired on the way.

        Args:
            incident: What warnings would be about.
            is_new: Whether it began in this transaction: nobody can have been warned of it yet, and a storm is
                spared a query per incident.
        """
        if incident.id not in self._standing:
            self._standing[incident.id] = (None, None) if is_new else self._stored(incident)
        return self._standing[incident.id]

    def look_up(self, incidents: Collection[Incident]) -> None:
        """Ask for what stands about several incidents in one query: a storm has hundreds of them."""
        if not incidents:
            return
        self._take(found := self.book.latest_warnings([incident.id for incident in incidents]))
        self._looked_up.update(incident.id for incident in incidents)
        replaced = {latest.replaces for latest in found.values() if latest.replaces}
        self._locked.update(self.book.warnings(replaced) if replaced else {})
        issued = {latest.id for latest in found.values() if latest.stage is Stage.ISSUED}
        self._replaceable.update(dict.fromkeys(sorted(issued | self._locked.keys() & replaced)))

    def _take(self, found: Mapping[IncidentId, Warning]) -> None:
        self._latest.update(found)
        self._locked.update({warning.id: warning for warning in found.values()})

    def latest(self, incident: IncidentId) -> Warning | None:
        """Return the newest stored warning about an incident that is draft, reviewed or issued."""
        if incident not in self._looked_up:
            self._take(self.book.latest_warnings([incident]))
            self._looked_up.add(incident)
        return self._latest.get(incident)

    def demand(self, warning: Warning) -> Demand:
        """Return what a warning needs under the policies of the moment."""
        replaced = self.warning(warning.replaces) if warning.replaces else None
        return self.policy.demand(warning, replaced=replaced)

    @property
    def policy(self) -> Policy:
        """Return the policies, those that people wrote before what is built in; read once, and only when asked for."""
        if not self._has_written:
            self._policy, self._has_written = self._policy.with_written(self.book.policies()), True
        return self._policy

    def issuer(self, given: Issuer) -> Issuer:
        """Return the issuer with the templates that people wrote before those that are shipped; read once."""
        if self._issuer is None:
            self._issuer = replace(given, templates=given.templates.over(self.book.templates()))
        return self._issuer

    def draft(self, warning: Warning, *, actor: str) -> Warning:
        """Keep a new draft, no longer valid than its policy allows; the journal says what its area lacks."""
        short = warning if warning.author else shortened(warning, longest=self.policy.longest(warning))
        self._fresh.add(short.id)
        return self.put(short, Act.DRAFTED, actor=actor, note=warning.steps[-1].note)

    def settle(self, draft: Warning) -> Warning:
        """Issue a draft that the policy releases by itself; begin the clock of one for which somebody is asked."""
        demand = self.demand(draft)
        grant = automatic_grant(draft, demand)
        if grant is not None:
            try:
                return self.issue(draft, grant=grant)
            except (ApprovalError, CapError) as error:
                # One bad name must not stop the stream: the draft waits for a person and says why.
                return self.put(draft, Act.DRAFTED, actor=POLICY_ACTOR, note=str(error))
        return self.keep(asked_again(draft, demand, now=self.now))

    def withdraw(self, draft: Warning | None, *, actor: str) -> None:
        """Take away a draft that was never released."""
        if draft is not None:
            self.put(moved(draft, Act.WITHDRAWN, actor=actor, now=self.now), Act.WITHDRAWN, actor=actor)

    def issue(self, draft: Warning, *, grant: Grant, note: str = "") -> Warning:
        """Release a draft, queue its deliveries, and end what it replaces.

        Raises:
            ApprovalError: If it cannot be issued.
            CapError: If it cannot be written as valid CAP.
        """
        warning = self._released(draft, grant=grant, note=note)
        # Before anything is kept: what cannot be written, or not be signed where it must be, is not issued.
        document = cap_document(warning, self._seal(warning))
        replaced = self.warning(warning.replaces) if warning.replaces else None
        recipients = self._recipients(warning, replaced)
        check_world(warning.status, recipients)
        self._check_aim(warning, replaced, grant=grant, contacts=addresses_of(recipients))
        if replaced is not None:
            act = Act.CANCELLED if warning.message_type is MessageType.CANCEL else Act.SUPERSEDED
            after = moved(replaced, act, actor=grant.actor, now=self.now, note=warning.identifier)
            self.put(after, act, actor=grant.actor)
        self.put(warning, Act.ISSUED, actor=grant.actor, note=note, grounds=grant.grounds.value)
        self._documents.append(document)
        self._deliveries[warning.id] = deliveries = deliveries_for(warning, recipients, now=self.now)
        self._entries += queued_entries(deliveries, actor=grant.actor, now=self.now, division=warning.division)
        return warning

    def _released(self, draft: Warning, *, grant: Grant, note: str) -> Warning:
        """Return a draft as it is once it is issued, if it may be."""
        warning = approval.issued(draft, grant=grant, now=self.now, note=note)
        if not warning.area.geocodes and not warning.area.polygons:
            raise ApprovalError("empty_area", f"warning {warning.identifier} names no place: nobody would get it")
        if warning.message_type is MessageType.CANCEL:
            return warning
        policy = self.policy.policy_for(hazard=warning.hazard, level=warning.level, division=warning.division)
        check_span(warning, longest=self.policy.longest(warning))
        review = Review(since=self.now, why=note) if grant.grounds is Grounds.DECLARED else None
        return replace(warning, renew_at=renew_at(warning, notice=policy.notice), review=review)

    def _check_aim(self, warning: Warning, replaced: Warning | None, *, grant: Grant, contacts: int) -> None:
        """Refuse what may not be issued to where it is aimed."""
        danger = ""
        if warning.target is not None and warning.incident and grant.grounds is not Grounds.APPROVED:
            incident = self.book.incident(warning.incident)
            danger = incident.division if incident is not None else ""
        self._gate.check(warning, replaced=replaced, grounds=grant.grounds, contacts=contacts, danger=danger)

    def expire(self, warning: Warning) -> None:
        """Mark a warning that has run out."""
        self.put(moved(warning, Act.EXPIRED, actor=POLICY_ACTOR, now=self.now), Act.EXPIRED, actor=POLICY_ACTOR)

    def put(self, warning: Warning, act: Act, *, actor: str, note: str = "", **facts: str) -> Warning:
        """Keep a warning as an act left it, and journal the act."""
        self.keep(warning)
        shown = warning_json(warning, has_outline=False)
        self._journal("warning", warning, {"act": act.value, "actor": actor, "note": note, **facts, "warning": shown})
        return warning

    def keep(self, warning: Warning) -> Warning:
        """Keep a warning as it is now."""
        # A warning saved again moves to its newest place: what it replaces is written before it.
        self._warnings.pop(warning.id, None)
        self._warnings[warning.id] = warning
        if warning.incident in self._standing:
            self._standing[warning.incident] = _stands(warning, self._standing[warning.incident])
        return warning

    def commit(self) -> list[Warning]:
        """Write everything into the transaction, and return the warnings that changed."""
        changed = list(self._warnings.values())
        if changed:
            self.book.save_warnings(changed)
            self.book.save_cap_documents(self._documents)
            self.book.save_deliveries([each for found in self._deliveries.values() for each in found])
            self.book.journal(self._entries)
        return changed

    def _stored(self, incident: Incident) -> Standing:
        """Return what stood before this desk began."""
        latest = self.latest(incident.id)
        if latest is None:
            return None, None
        if latest.stage is Stage.ISSUED:
            return self._in_force(latest), None
        replaced = self.warning(latest.replaces) if latest.replaces else None
        issued = None if replaced is None else self._in_force(replaced)
        if latest.replaces and issued is None:
            # A draft about a warning that ran out has nothing left to update or cancel.
            self.withdraw(latest, actor=POLICY_ACTOR)
            return None, None
        return issued, latest

    def warning(self, id: WarningId) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return a warning as it is after what was done so far."""
        return self._warnings.get(id) or self._locked.get(id) or self.book.warning(id)

    def _in_force(self, warning: Warning) -> Warning | None:
        """Return an issued Alert or Update that still counts; mark it when it has run out."""
        state = validity(warning, now=self.now)
        if state is Validity.EXPIRED and warning.stage is Stage.ISSUED:
            self.expire(warning)
        return warning if state is Validity.VALID and warning.message_type is not MessageType.CANCEL else None

    def _recipients(self, warning: Warning, replaced: Warning | None) -> list[Contact]:
        """Return who gets a warning: everyone told of what it replaces, and for all but a Cancel today's contacts.

        A retraction goes to exactly those who got the original, also when the contact list has changed since.
        """
        told = [] if replaced is None else recipients_of(self._told(replaced.id), world=world_of(replaced.status))
        if warning.message_type is MessageType.CANCEL and replaced is not None:
            return told
        return [*told, *self._contacts_in(warning)]

    def _told(self, id: WarningId) -> list[Delivery]:  # noqa: A002
        if id not in self._fresh and id not in self._told_before:
            waiting = [each for each in self._replaceable if each != id and each not in self._told_before]
            self._told_before.update(self.book.told_of([id, *waiting[: TOLD_AT_ONCE - 1]]))
        return [*self._told_before.get(id, ()), *self._deliveries.get(id, ())]

    def _contacts_in(self, warning: Warning) -> list[Contact]:
        """Return whoever is told of a warning by where it is aimed; a storm asks once for each place."""
        divisions, groups = reached(warning)
        world = world_of(warning.status)
        key = (divisions, groups, world)
        if key not in self._contacts:
            self._contacts[key] = self.book.contacts_in(divisions, groups=groups, world=world)
        return self._contacts[key]

    def _journal(self, kind: str, warning: Warning, data: dict[str, Any]) -> None:
        self._entries.append(Entry(kind=kind, division=warning.division, at=self.now, data=data))
