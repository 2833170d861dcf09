"""Acting: what people do with a warning that is there: review, approve, reject, cancel, renew, sign.

Everything happens inside the caller's transaction. The row of the warning is locked first, so that of any number of
people who approve at once each is judged after the one before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alerts.approval import Act, check_content, check_person, moved
from alerts.desk import Desk
from alerts.errors import ApprovalError, PermissionRefusedError, UnknownWarningError
from alerts.grant import approved, approved_grant, check_may, check_reach
from alerts.remainder import tell_the_rest
from alerts.sequel import drafted_cancel, drafted_renewal
from alerts.validity import Validity, validity
from alerts.warning import MessageType, Stage
from incidents.people import Role, includes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alerts.grant import Person
    from alerts.issuer import Issuer
    from alerts.policy import Policy
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from alerts.warning_book import WarningBook


def act_by_person(
    book: WarningBook,
    id: str,  # noqa: A002 -- the record's own word
    verb: str,
    *,
    person: Person,
    issuer: Issuer,
    now: datetime,
    policy: Policy | None = None,
    note: str = "",
    content: str = "",
) -> Warning:
    """Let a person act on a warning.

    Args:
        book: The transaction.
        id: The warning.
        verb: ``review``, ``approve`` or ``reject`` a draft; ``cancel`` or ``renew`` an issued warning; ``sign`` that
            one has looked at what was issued without anybody.
        person: Who acts, and what he may.
        issuer: In whose name, with whose words and seal.
        now: When.
        policy: What it takes to release a warning where nobody wrote it down.
        note: Why, in the person's words.
        content: Hash of what was read; an act on something else is refused, and so is an approval without one.

    Returns:
        The warning afterwards; for ``cancel`` and ``renew`` the message that was issued or waits for a second person.

    Raises:
        UnknownWarningError: If no warning has that id, or it lies outside the person's division.
        ApprovalError: If its stage does not allow the act, or the person may not.
        CapError: If it cannot be written as valid CAP.
    """
    check_person(person.name)
    act = _VERBS.get(verb)
    if act is None:
        raise ApprovalError("unknown_act", f"expected one of {', '.join(_VERBS)}, got {verb!r}")
    warning = book.warning(id)
    if warning is None:
        message = f"no warning has the id {id!r}"
        raise UnknownWarningError(message)
    check_reach(warning, person)
    _check_role(person)
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    after = act(_Act(desk=desk, warning=warning, person=person, issuer=issuer, note=note, content=content))
    desk.commit()
    return after


class _Act:
    """One act of one person."""

    def __init__(
        self, *, desk: Desk, warning: Warning, person: Person, issuer: Issuer, note: str, content: str
    ) -> None:
        self.desk = desk
        self.warning = warning
        self.person = person
        self.issuer = issuer
        self.note = note
        #: Hash of what was read; None once what is approved is the person's own words.
        self.content: str | None = content

    def review(self) -> Warning:
        """Say that one has read it; no approval yet."""
        return self._moved(Act.REVIEWED)

    def reject(self) -> Warning:
        """Refuse a draft; what stands below it and waited with it is told in its own words."""
        after = self._moved(Act.REJECTED)
        tell_the_rest(self.desk, after, issuer=self.issuer)
        return after

    def _moved(self, act: Act) -> Warning:
        after = moved(self.warning, act, actor=self.person.name, now=self.desk.now, note=self.note)
        return self.desk.put(after, act, actor=self.person.name, note=self.note)

    def approve(self) -> Warning:
        """Say that it may go out; with enough such words it does."""
        _check_not_stale(self.desk, self.warning)
        return self._approve(self.warning)

    def _approve(self, draft: Warning) -> Warning:
        desk, name = self.desk, self.person.name
        demand = desk.demand(draft)
        given = approved(draft, demand, person=self.person, now=desk.now, content=self.content)
        grant = approved_grant(given, demand, people=desk.book.person, actor=name)
        if grant is not None:
            return desk.issue(given, grant=grant, note=self.note)
        after = moved(given, Act.APPROVED, actor=name, now=desk.now, note=self.note)
        return desk.put(after, Act.APPROVED, actor=name, note=self.note)

    def cancel(self) -> Warning:
        """Take an issued warning back in one step; whatever waited on top of it is withdrawn."""
        warning, desk = self.warning, self.desk
        if warning.message_type is MessageType.CANCEL:
            raise ApprovalError("already_cancelled", f"warning {warning.identifier} is itself a Cancel")
        if warning.stage is not Stage.ISSUED:
            # The table words the refusal.
            moved(warning, Act.CANCELLED, actor=self.person.name, now=desk.now)
        why = {"zh": self.note, "en": self.note} if self.note.strip() else None
        book = desk.issuer(self.issuer).templates
        cancel = drafted_cancel(warning, why=why, actor=self.person.name, now=desk.now, book=book)
        return self._follow_up(cancel)

    def renew(self) -> Warning:
        """Say the same again for the same span."""
        warning, desk = self.warning, self.desk
        if warning.message_type is MessageType.CANCEL or validity(warning, now=desk.now) is not Validity.VALID:
            raise ApprovalError("stale", f"warning {warning.identifier} is {warning.stage}: nothing to renew")
        return self._follow_up(drafted_renewal(warning, actor=self.person.name, now=desk.now))

    def _follow_up(self, draft: Warning) -> Warning:
        """Issue what follows an issued warning, or let it wait for the second person; who asks is the first one."""
        desk, warning = self.desk, self.warning
        # The hash that came along is of what is in force, not of what follows it.
        self._check_read()
        waiting = desk.follower(warning)
        if waiting is not None:
            if self._is_asked_for(waiting, draft):
                return self._approve(waiting)
            if draft.message_type is not MessageType.CANCEL:
                self._check_loses_nothing(waiting, draft)
            desk.withdraw(waiting, actor=self.person.name)
        after = self._approve(draft)
        return after if after.stage is Stage.ISSUED else desk.settle(after)

    def _check_loses_nothing(self, waiting: Warning, draft: Warning) -> None:
        """Refuse a renewal that would take away a draft of more worth: of a greater danger, or in newer words."""
        if waiting.level > draft.level:
            message = f"warning {waiting.identifier} about a greater danger waits: approve or reject it first"
            raise ApprovalError("already_warned", message)
        is_own = waiting.steps[0].actor == self.person.name and waiting.texts == draft.texts
        if (waiting.message_type, waiting.level) == (draft.message_type, draft.level) and not is_own:
            # The hash that came along is of the old words: nobody approves by it what he has not read.
            message = f"warning {waiting.identifier} already waits as the renewal: read and approve it, or reject it"
            raise ApprovalError("renewal_waits", message)

    def _is_asked_for(self, waiting: Warning, draft: Warning) -> bool:
        """Return whether another person has asked for the same, in the same words where any are given now."""
        return (
            (waiting.message_type, waiting.replaces, waiting.level) == (draft.message_type, draft.replaces, draft.level)
            and (waiting.texts == draft.texts or (waiting.message_type is MessageType.CANCEL and not self.note.strip()))
            and any(each.person != self.person.name for each in waiting.approvals)
        )

    def _check_read(self) -> None:
        check_content(self.warning, self.content or "")
        self.content = None

    def sign(self) -> Warning:
        """Say that one has looked at what was issued although nobody had approved it."""
        review, warning = self.warning.review, self.warning
        if review is None or review.by:
            raise ApprovalError("no_review", f"warning {warning.identifier} waits for nobody's review")
        check_may(warning, self.desk.demand(warning), self.person)
        signed = replace(review, by=self.person.name, at=self.desk.now, note=self.note.strip())
        after = moved(warning, Act.SIGNED, actor=self.person.name, now=self.desk.now, note=self.note)
        return self.desk.put(replace(after, review=signed), Act.SIGNED, actor=self.person.name, note=self.note)


_VERBS: Final[dict[str, Callable[[_Act], Warning]]] = {
    "review": _Act.review,
    "approve": _Act.approve,
    "reject": _Act.reject,
    "cancel": _Act.cancel,
    "renew": _Act.renew,
    "sign": _Act.sign,
}
#: What a person may ask for.
VERBS: Final = tuple(_VERBS)


def _check_role(person: Person) -> None:
    if not includes(person.role, Role.APPROVER):
        message = (
            f"warnings are reviewed and released by the role {Role.APPROVER} or a higher one, you are {person.role}"
        )
        raise PermissionRefusedError("needs_approver", message)


def _check_not_stale(desk: Desk, draft: Warning) -> None:
    """Refuse to update or cancel what is no longer in force."""
    replaced = desk.warning(draft.replaces) if draft.replaces else None
    if replaced is not None and validity(replaced, now=desk.now) is not Validity.VALID:
        state = validity(replaced, now=desk.now)
        message = f"warning {draft.identifier} refers to {replaced.identifier}, which is {state}"
        raise ApprovalError("stale", message)
