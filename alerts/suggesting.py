"""Suggesting: what templates say about a warning that a person is about to write; he goes on from there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alerts.aiming import aimed_at
from alerts.errors import ApprovalError, PermissionRefusedError, TemplateError
from alerts.warning import CapStatus, MessageType
from alerts.wording import Matter, worded

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from alerts.grant import Person
    from alerts.issuer import Issuer
    from alerts.target import Aim
    from alerts.warning_book import WarningBook
    from alerts.wording import Worded
    from incidents.span import Words
    from sensing.level import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wants words for."""

    hazard: str
    level: Level
    #: 12-digit code; empty: the smallest that holds the target.
    division: str
    target: Aim | None
    #: What happened, in a clause, by ``zh`` and ``en``.
    why: Words
    #: How long it will last; None takes the issuer's.
    valid_for: timedelta | None = None


def suggested(book: WarningBook, wish: Wish, *, issuer: Issuer, person: Person, now: datetime) -> Worded:
    """Return the words of templates, without the marks of the status: those are put on whatever a person hands in.

    A language in which nobody said what happened has no words: half a text in another language is none.

    Args:
        book: The transaction.
        wish: What they are for.
        issuer: In whose name.
        person: Who asks.
        now: When.

    Raises:
        ApprovalError: ``bad_target``, ``empty_area``, ``coarse_area`` or ``outside_authority``; ``no_words`` where
            no template says it.
    """
    if wish.division and not wish.division.startswith(person.within):
        message = f"division: expected one within {person.within.ljust(12, '0')}, got {wish.division}"
        raise PermissionRefusedError("outside_authority", message)
    aiming = aimed_at(book, wish.target, issuer=issuer, person=person, division=wish.division)
    matter = Matter(
        status=CapStatus.ACTUAL,
        message_type=MessageType.ALERT,
        hazard=wish.hazard,
        level=wish.level,
        sender=issuer.sender_name,
        area=aiming.area.description,
        when=now,
        until=now + (wish.valid_for or issuer.valid_for),
        why=wish.why,
        telephone=issuer.telephone,
    )
    try:
        found = worded(matter, issuer.templates.over(book.templates()), now=now)
    except TemplateError as error:
        raise ApprovalError("no_words", str(error)) from None
    return replace(found, texts=tuple(each for each in found.texts if wish.why.get(_key(each.language))))


def _key(language: str) -> str:
    return "zh" if language.startswith("zh") else language
