"""Grant: who may approve a warning, which approvals count, and what gives leave to issue it. Pure.

An approval is a person's word for the content that he has read, bound to it by its hash: an edit makes it void, and so
does the loss of the role or the division that he had. What counts is asked when the warning is issued, not before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alerts.approval import MOVES, POLICY_ACTOR, Act, Grant, Grounds, check_named, content_hash, moved
from alerts.errors import ApprovalError, PermissionRefusedError, UnknownWarningError
from alerts.policy import Release
from alerts.warning import Approval, MessageType
from incidents.people import CredentialKind, Role, includes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from alerts.policy import Demand
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from incidents.people import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who acts, as far as it decides what he may."""

    name: str
    role: Role
    #: Digits that every division code of his subtree begins with; empty: everywhere.
    within: str = ""
    credential: CredentialKind = CredentialKind.SESSION


def person_of(user: User | None, *, credential: str) -> Person | None:
    """Return what a user is now; None for one who is no more, or may no longer sign in."""
    if user is None or user.is_disabled:
        return None
    return Person(name=user.name, role=user.role, within=user.within, credential=CredentialKind(credential))


def check_may(warning: Warning, demand: Demand, person: Person) -> None:
    """Refuse a person who may not approve this warning.

    Raises:
        UnknownWarningError: If it lies outside his division: it does not exist for him.
        ApprovalError: ``needs_approver``, ``needs_person`` or ``own_draft``.
    """
    check_reach(warning, person)
    beyond = [code for code in warning.area.geocodes if not code.startswith(person.within)]
    if beyond and warning.message_type is not MessageType.CANCEL:
        message = f"warning {warning.identifier} reaches {', '.join(beyond[:10])}, outside your division"
        raise PermissionRefusedError("outside_authority", message)
    asked = demand.policy.least_role
    if not includes(person.role, asked):
        message = f"warning {warning.identifier} is approved by the role {asked} or a higher one, you are {person.role}"
        raise PermissionRefusedError("needs_approver", message)
    if demand.policy.is_personal and person.credential is not CredentialKind.SESSION:
        message = f"warning {warning.identifier} needs a person who signed in: an API key approves nothing here"
        raise PermissionRefusedError("needs_person", message)
    if demand.release is Release.TWO and warning.author == person.name:
        message = f"warning {warning.identifier} was written by {person.name}: two other people approve it"
        raise ApprovalError("own_draft", message)


def check_reach(warning: Warning, person: Person) -> None:
    """Refuse a person outside whose division a warning is, in the words for one that does not exist.

    Raises:
        UnknownWarningError: If it is.
    """
    if not warning.division.startswith(person.within):
        message = f"no warning has the id {str(warning.id)!r}"
        raise UnknownWarningError(message)


def approved(warning: Warning, demand: Demand, *, person: Person, now: datetime, content: str | None = None) -> Warning:
    """Return a draft with a person's approval; the same person's counts once.

    Args:
        warning: The draft.
        demand: What it needs.
        person: Who approves.
        now: When.
        content: Hash of what he has read; None where it was written by his own act.

    Raises:
        UnknownWarningError: If it lies outside his division.
        ApprovalError: If it waits for nobody, was changed since it was read or nobody says what was, or he may not, or
            has already.
    """
    if (warning.stage, Act.APPROVED) not in MOVES:
        moved(warning, Act.ISSUED, actor=person.name, now=now)
    check_may(warning, demand, person)
    if content is not None:
        check_named(warning, content)
    own = content_hash(warning)
    if any(each.person == person.name and each.content == own for each in warning.approvals):
        message = f"{person.name} has approved warning {warning.identifier} already: the second person is another one"
        raise ApprovalError("same_person", message)
    word = Approval(at=now, person=person.name, content=own, credential=person.credential.value)
    return replace(warning, approvals=(*warning.approvals, word))


def standing(warning: Warning, demand: Demand, *, people: Mapping[str, User | None]) -> list[Approval]:
    """Return the approvals that count now: of this very content, each by another person who still may.

    Args:
        warning: The draft.
        demand: What it needs.
        people: Those who approved, as they are now.
    """
    own, found = content_hash(warning), dict[str, Approval]()
    for each in warning.approvals:
        person = person_of(people.get(each.person), credential=each.credential)
        if each.content == own and person is not None and _may(warning, demand, person):
            found.setdefault(each.person, each)
    return list(found.values())


def _may(warning: Warning, demand: Demand, person: Person) -> bool:
    try:
        check_may(warning, demand, person)
    except (ApprovalError, UnknownWarningError):
        return False
    return True


def automatic_grant(warning: Warning, demand: Demand) -> Grant | None:
    """Return leave to issue what the policy releases by itself; None where it asks somebody."""
    if demand.release is not Release.AUTOMATIC:
        return None
    return Grant(grounds=Grounds.AUTOMATIC, actor=POLICY_ACTOR, content=content_hash(warning))


def approved_grant(
    warning: Warning, demand: Demand, *, people: Callable[[str], User | None], actor: str
) -> Grant | None:
    """Return leave to issue what enough people have approved, judged by what they may now; None where more must."""
    names = {each.person for each in warning.approvals}
    count = len(standing(warning, demand, people={name: people(name) for name in names}))
    if not count or count < demand.release.people:
        return None
    return Grant(grounds=Grounds.APPROVED, actor=actor, content=content_hash(warning))
