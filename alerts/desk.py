"""Desk: the work of one transaction on warnings, collected and written at once.

A storm brings a thousand incidents in one batch; warnings, deliveries and journal entries go to the store in one
call each. The desk also knows what stands about an incident: what people were told, and what waits for release.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alerts.approval import POLICY_ACTOR, Act, Grounds, moved
from alerts.asking import asked_again
from alerts.audience import Audience
from alerts.cap_document import cap_document, no_seal
from alerts.delivery_news import queued_entries
from alerts.errors import ApprovalError, CapError
from alerts.expiry import shortened
from alerts.grant import automatic_grant
from alerts.policy import Policy
from alerts.public import warning_json
from alerts.recipients import addresses_of, deliveries_for
from alerts.release import released
from alerts.sequel import standing_alone
from alerts.standing import stands
from alerts.targeting_gate import Gate
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Stage
from alerts.world import check_world
from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from alerts.approval import Grant
    from alerts.cap_document import CapDocument, Seal
    from alerts.issuer import Issuer
    from alerts.policy import Demand
    from alerts.standing import Standing
    from alerts.warning import Warning, WarningId  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook
    from incidents.incident import IncidentId


_RAN_OUT = "what it was to replace has run out"


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
        self._audience = Audience(book)
        self._entries: list[Entry] = []
        self._standing: dict[IncidentId, Standing] = {}
        self._latest: dict[IncidentId, Warning] = {}
        #: The same by their own id, as they were read and locked.
        self._locked: dict[WarningId, Warning] = {}
        self._looked_up: set[IncidentId] = set()

    def standing(self, lead: IncidentId) -> Standing:
        """Return what stands about an incident and those told with it, whom it leads.

        What has run out meanwhile is marked expired on the way.
        """
        if lead not in self._standing:
            self._standing[lead] = self._stored(lead)
        return self._standing[lead]

    def look_up(self, leads: Collection[IncidentId]) -> None:
        """Ask for what stands about several incidents in one query: a storm has hundreds of them."""
        if not leads:
            return
        self._take(found := self.book.latest_warnings(leads))
        self._looked_up.update(leads)
        replaced = {latest.replaces for latest in found.values() if latest.replaces}
        self._locked.update(self.book.warnings(replaced, is_held=True) if replaced else {})
        issued = {latest.id for latest in found.values() if latest.stage is Stage.ISSUED}
        self._audience.expect(sorted(issued | self._locked.keys() & replaced))

    def _take(self, found: Mapping[IncidentId, Warning]) -> None:
        self._latest.update(found)
        self._locked.update({warning.id: warning for warning in found.values()})

    def latest(self, incident: IncidentId) -> Warning | None:
        """Return the newest stored warning about an incident that is draft, reviewed or issued."""
        if incident not in self._looked_up:
            self._take(self.book.latest_warnings([incident]))
            self._looked_up.add(incident)
        return self._latest.get(incident)

    def follower(self, warning: Warning) -> Warning | None:
        """Return what waits for release on top of an issued warning."""
        if warning.incident is None:
            return self.book.follower_of(warning.id)
        latest = self.latest(warning.incident)
        return latest if latest is not None and latest.stage is not Stage.ISSUED else None

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
        self._audience.begin(short.id)
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
        warning = released(draft, grant=grant, policy=self.policy, now=self.now, note=note)
        # Before anything is kept: what cannot be written, or not be signed where it must be, is not issued.
        document = cap_document(warning, self._seal(warning))
        replaced = self.warning(warning.replaces) if warning.replaces else None
        recipients = self._audience.recipients(warning, replaced)
        check_world(warning.status, recipients)
        contacts = addresses_of(recipients)
        danger = self._danger(warning, grant)
        self._gate.check(warning, replaced=replaced, grounds=grant.grounds, contacts=contacts, danger=danger)
        if replaced is not None:
            act = Act.CANCELLED if warning.message_type is MessageType.CANCEL else Act.SUPERSEDED
            after = moved(replaced, act, actor=grant.actor, now=self.now, note=warning.identifier)
            self.put(after, act, actor=grant.actor)
        self.put(warning, Act.ISSUED, actor=grant.actor, note=note, grounds=grant.grounds.value)
        self._documents.append(document)
        deliveries = deliveries_for(warning, recipients, now=self.now)
        self._audience.queue(warning.id, deliveries)
        self._entries += queued_entries(deliveries, actor=grant.actor, now=self.now, division=warning.division)
        return warning

    def _danger(self, warning: Warning, grant: Grant) -> str:
        """Return where the danger lies of a warning that was aimed and that nobody approved; empty for any other."""
        if warning.target is None or not warning.incident or grant.grounds is Grounds.APPROVED:
            return ""
        # Not locked: incidents are locked before warnings, and where it lies never changes.
        return next((each.division for each in self.book.incidents_seen([warning.incident])), "")

    def expire(self, warning: Warning) -> None:
        """Mark a warning that has run out."""
        self.put(moved(warning, Act.EXPIRED, actor=POLICY_ACTOR, now=self.now), Act.EXPIRED, actor=POLICY_ACTOR)

    def expire_all(self, warnings: Collection[Warning]) -> None:
        """Mark warnings that have run out; what was to replace them waits on for itself."""
        self.look_up(sorted({each.incident for each in warnings if each.incident is not None}))
        for each in warnings:
            self.expire(each)
            follower = self.follower(each)
            if follower is not None and follower.replaces == each.id:
                self._orphaned(follower, self.warning(each.id))

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
            self._standing[warning.incident] = stands(warning, self._standing[warning.incident])
        return warning

    def commit(self) -> list[Warning]:
        """Write everything into the transaction, and return the warnings that changed."""
        changed = list(self._warnings.values())
        if changed:
            self.book.save_warnings(changed)
            self.book.save_cap_documents(self._documents)
            self.book.save_deliveries(self._audience.queued())
            self.book.journal(self._entries)
        return changed

    def begin(self, lead: IncidentId) -> None:
        """Hear that nothing stands about an incident, without a look."""
        self._standing[lead] = (None, None)

    def _stored(self, lead: IncidentId) -> Standing:
        """Return what stood before this desk began."""
        latest = self.latest(lead)
        if latest is None:
            return None, None
        if latest.stage is Stage.ISSUED:
            return self._in_force(latest), None
        replaced = self.warning(latest.replaces) if latest.replaces else None
        issued = None if replaced is None else self._in_force(replaced)
        if latest.replaces and issued is None:
            return None, self._orphaned(latest, replaced)
        return issued, latest

    def _orphaned(self, draft: Warning, replaced: Warning | None) -> Warning | None:
        """Return what waits of a draft about a warning that is over.

        Nothing is left to cancel; but what an Update was to say nobody was told: where the other one ran out meanwhile
        it waits on, as an Alert, for people who must read it again.
        """
        is_run_out = replaced is not None and validity(replaced, now=self.now) is Validity.EXPIRED
        if not is_run_out or draft.message_type is not MessageType.UPDATE:
            self.withdraw(draft, actor=POLICY_ACTOR)
            return None
        after = moved(draft, Act.REDRAFTED, actor=POLICY_ACTOR, now=self.now, note=_RAN_OUT)
        return self.put(standing_alone(after), Act.REDRAFTED, actor=POLICY_ACTOR, note=_RAN_OUT)

    def warning(self, id: WarningId) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return a warning as it is after what was done so far."""
        return self._warnings.get(id) or self._locked.get(id) or self.book.warning(id)

    def as_now(self, warning: Warning) -> Warning:
        """Return a warning that was read before as it is after what was done here."""
        return self._warnings.get(warning.id, warning)

    def _in_force(self, warning: Warning) -> Warning | None:
        """Return an issued Alert or Update that still counts; mark it when it has run out."""
        state = validity(warning, now=self.now)
        if state is Validity.EXPIRED and warning.stage is Stage.ISSUED:
            self.expire(warning)
        return warning if state is Validity.VALID and warning.message_type is not MessageType.CANCEL else None

    def _journal(self, kind: str, warning: Warning, data: dict[str, Any]) -> None:
        self._entries.append(Entry(kind=kind, division=warning.division, at=self.now, data=data))
