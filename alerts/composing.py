"""Composing: a warning that a person asks for, about an incident or in his own words, and what he changes in a draft.

It waits for approval at every level: the policy releases only what rules have judged.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alerts.aiming import aimed_again, aimed_at
from alerts.approval import Act, Grant, Grounds, check_content, check_person, content_hash, moved
from alerts.desk import Desk
from alerts.errors import ApprovalError, PermissionRefusedError, UnknownWarningError
from alerts.expiry import check_span
from alerts.grant import check_reach
from alerts.handwriting import check_words, hand_texts, matter_of
from alerts.issuer import missing_outline
from alerts.sequel import identity, with_retraction
from alerts.warning import (
    MessageType,
    Stage,
    Step,
    Warning,  # noqa: A004 -- the field's word
)
from alerts.wish import dangerous, for_incident
from sensing.level import Level

if TYPE_CHECKING:
    from datetime import datetime

    from alerts.aiming import Aiming
    from alerts.drafting import Composition
    from alerts.grant import Person
    from alerts.issuer import Issuer
    from alerts.policy import Demand, Policy
    from alerts.warning_book import WarningBook


def draft_for_incident(
    book: WarningBook,
    incident: str,
    *,
    issuer: Issuer,
    person: Person,
    now: datetime,
    policy: Policy | None = None,
    words: Composition | None = None,
) -> Warning:
    """Draft a warning about an incident because a person wants one; it waits for approval at every level.

    With ``words`` it says them, where and as long as they say; without, what templates say.

    Raises:
        UnknownIncidentError: If no incident has that id, or it lies outside the person's division.
        ApprovalError: If the incident is over, a warning about it is drafted or in force, or the words make no sense.
    """
    check_person(person.name)
    found = dangerous(book, incident, person=person)
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    fresh, company, other = for_incident(desk, found, issuer=issuer, person=person)
    if other is not None:
        message = f"warning {other.identifier} about incident {incident} is already there"
        raise ApprovalError("already_warned", message)
    company.save()
    if words is not None:
        fresh = _reworded(desk, fresh, words, issuer=issuer, person=person)
    return _kept(desk, fresh, person=person)


def draft_by_hand(
    book: WarningBook,
    composition: Composition,
    *,
    issuer: Issuer,
    person: Person,
    now: datetime,
    policy: Policy | None = None,
) -> Warning:
    """Draft a warning that a person wrote; it waits for approval at every level.

    Raises:
        ApprovalError: If words, level or duration are missing or make no sense, or it is for a place outside the
            person's division.
    """
    check_person(person.name)
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    return _kept(desk, _by_hand(desk, composition, issuer=issuer, person=person), person=person)


def _by_hand(desk: Desk, composition: Composition, *, issuer: Issuer, person: Person) -> Warning:
    if composition.division and not composition.division.startswith(person.within):
        message = f"division: expected one within {person.within.ljust(12, '0')}, got {composition.division}"
        raise PermissionRefusedError("outside_authority", message)
    aiming = aimed_at(
        desk.book,
        composition.target,
        issuer=issuer,
        person=person,
        division=composition.division,
        confirm=composition.confirm,
    )
    fresh = _drafted(composition, aiming, issuer=desk.issuer(issuer), actor=person.name, now=desk.now)
    check_span(fresh, longest=desk.policy.longest(fresh))
    return fresh


def preview(
    book: WarningBook,
    asked: Composition | str,
    *,
    issuer: Issuer,
    person: Person,
    now: datetime,
    policy: Policy | None = None,
    words: Composition | None = None,
) -> tuple[Warning, Demand]:
    """Return what would be drafted, and what it would need; nothing is kept.

    ``asked`` is what a person writes, or the id of an incident, and then with ``words`` as a draft about it takes them.

    Raises:
        UnknownIncidentError: If no incident has that id, or it lies outside the person's division.
        ApprovalError: If it makes no sense.
    """
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    if isinstance(asked, str):
        found = dangerous(book, asked, person=person)
        fresh, *_ = for_incident(desk, found, issuer=issuer, person=person)
        if words is not None:
            fresh = _reworded(desk, fresh, words, issuer=issuer, person=person)
    else:
        fresh = _by_hand(desk, asked, issuer=issuer, person=person)
    return fresh, desk.demand(fresh)


def _kept(desk: Desk, fresh: Warning, *, person: Person) -> Warning:
    after = desk.settle(desk.draft(fresh, actor=person.name))
    desk.commit()
    return after


def check_issuable(book: WarningBook, draft: Warning, *, issuer: Issuer, now: datetime) -> None:
    """Refuse what nobody could approve while its author is still there to mend it.

    Raises:
        ApprovalError: If it could not be issued.
        CapError: If it could not be written as valid CAP.
    """
    # A rehearsal: what the desk did is thrown away with it, for it is never committed.
    rehearsed = Grant(grounds=Grounds.APPROVED, actor="rehearsal", content=content_hash(draft))
    Desk(book, now=now, seal=issuer.seal, gate=issuer.gate).issue(draft, grant=rehearsed)


def edit(
    book: WarningBook,
    id: str,  # noqa: A002 -- the record's own word
    composition: Composition,
    *,
    person: Person,
    issuer: Issuer,
    now: datetime,
    content: str,
    policy: Policy | None = None,
) -> Warning:
    """Change the words and the span of a draft; whoever approved it must read it again.

    Args:
        book: The transaction.
        id: The draft.
        composition: The new words; hazard, level and division stay what they are.
        person: Who changes it.
        issuer: In whose name, with whose words.
        now: When.
        content: Hash of what was read.
        policy: What it takes to release a warning where nobody wrote it down.

    Raises:
        UnknownWarningError: If no warning has that id, or it lies outside the person's division.
        ApprovalError: If it is no draft, was changed since it was read, or the new words make no sense.
    """
    check_person(person.name)
    warning = book.warning(id)
    if warning is None:
        message = f"no warning has the id {id!r}"
        raise UnknownWarningError(message)
    check_reach(warning, person)
    after = moved(warning, Act.EDITED, actor=person.name, now=now)
    check_content(warning, content)
    desk = Desk(book, now=now, policy=policy, seal=issuer.seal, gate=issuer.gate)
    edited = _reworded(desk, after, composition, issuer=issuer, person=person)
    edited = desk.settle(desk.put(edited, Act.EDITED, actor=person.name))
    desk.commit()
    return edited


def _reworded(desk: Desk, draft: Warning, composition: Composition, *, issuer: Issuer, person: Person) -> Warning:
    """Return a draft in a person's words, where and as long as he says; nobody has approved those."""
    check_words(composition)
    own = desk.issuer(issuer)
    aimed = aimed_again(desk.book, draft, composition, issuer=issuer, person=person)
    span = draft.expires - draft.effective if composition.valid_for is None else composition.valid_for
    timed = replace(aimed, effective=desk.now, expires=desk.now + span)
    texts = hand_texts(composition, matter_of(timed), issuer=own, now=desk.now)
    edited = replace(timed, texts=texts, author=person.name, approvals=(), review=None)
    if draft.message_type is not MessageType.CANCEL:
        check_span(edited, longest=desk.policy.longest(edited))
    if edited.area != draft.area:
        edited = with_retraction(edited, book=own.templates, telephone=issuer.telephone)
    return edited


def _drafted(composition: Composition, aiming: Aiming, *, issuer: Issuer, actor: str, now: datetime) -> Warning:
    """Return the draft of a warning that a person wrote.

    Raises:
        ApprovalError: If the level is none, or the Chinese words are missing.
    """
    if composition.level is Level.NONE:
        raise ApprovalError("bad_level", "a warning needs a level from blue to red, got none")
    check_words(composition)
    valid_for = issuer.valid_for if composition.valid_for is None else composition.valid_for
    id_, identifier = identity(now, prefix=issuer.prefix)
    draft = Warning(
        id=id_,
        identifier=identifier,
        sender=issuer.sender,
        sender_name=issuer.sender_name,
        status=issuer.status,
        message_type=MessageType.ALERT,
        stage=Stage.DRAFT,
        incident=None,
        hazard=composition.hazard,
        level=composition.level,
        division=aiming.division,
        texts=(),
        area=aiming.area,
        target=aiming.target,
        extent=aiming.extent,
        created=now,
        effective=now,
        expires=now + valid_for,
        steps=(Step(at=now, actor=actor, act=Act.DRAFTED.value, note=missing_outline(aiming.area)),),
        author=actor,
    )
    texts = hand_texts(composition, matter_of(draft), issuer=issuer, now=now)
    return with_retraction(replace(draft, texts=texts), book=issuer.templates, telephone=issuer.telephone)
