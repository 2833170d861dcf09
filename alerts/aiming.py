"""Aiming: the part of a draft that says where, from what a person wrote.

A warning without a target holds in its division, and how far that reaches is kept all the same: a whole city is asked
about twice, however it was named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alerts.errors import ApprovalError, PermissionRefusedError
from alerts.recipients import addresses_of
from alerts.target import Aim, Extent
from alerts.targeting_extent import extent_of
from alerts.warning import MessageType
from alerts.world import world_of
from geo.division import covers, joint

if TYPE_CHECKING:
    from alerts.drafting import Composition
    from alerts.grant import Person
    from alerts.issuer import Issuer
    from alerts.warning import (
        Area,
        Warning,  # noqa: A004 -- the field's word
    )
    from alerts.warning_book import WarningBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Aiming:
    """Where a draft holds."""

    #: 12-digit code.
    division: str
    area: Area
    target: Aim | None
    #: None where nothing is known of the division.
    extent: Extent | None


def aimed_at(
    book: WarningBook,
    target: Aim | None,
    *,
    issuer: Issuer,
    person: Person,
    division: str = "",
    danger: str = "",
    confirm: str = "",
) -> Aiming:
    """Return where a person aims a warning.

    Args:
        book: The transaction.
        target: What he says; None: the whole division.
        issuer: In whose name.
        person: Who aims.
        division: 12-digit code of the division in whose name; empty: the smallest that holds the target.
        danger: 12-digit code of the division where the danger is, which that one then holds, too; empty: not known.
        confirm: Token of a preview; empty: none.

    Raises:
        ApprovalError: ``bad_target``, ``empty_area`` or ``outside_authority``.
    """
    if target is None and not _is_known(division, issuer):
        _check_code(division, issuer=issuer, person=person)
        return Aiming(division=division, area=issuer.area(division, ""), target=None, extent=None)
    aimed = issuer.gate.aim(target or Aim(divisions=(division,)), owner=division, within=person.within)
    away = [code for code in aimed.told if division and not covers(division, code)]
    if away:
        message = f"division: expected one that holds all of the target, {division} lacks {', '.join(away[:10])}"
        raise ApprovalError("bad_target", message)
    contacts = addresses_of(book.contacts_in(aimed.told, groups=aimed.groups, world=world_of(issuer.status)))
    return Aiming(
        division=joint([aimed.division, danger]) if danger else aimed.division,
        area=issuer.area(division, "") if target is None else aimed.area,
        target=target,
        extent=extent_of(aimed, contacts=contacts, confirm=confirm),
    )


def _is_known(division: str, issuer: Issuer) -> bool:
    """Return whether a division can be aimed at: with a map, one that is on it."""
    known = issuer.places().ground.tree.divisions
    return bool(division.strip("0")) and (not known or division in known)


def _check_code(division: str, *, issuer: Issuer, person: Person) -> None:
    if not division.startswith(person.within) or (issuer.authority and not covers(issuer.authority, division)):
        message = f"division {division} lies outside what may be warned here"
        raise PermissionRefusedError("outside_authority", message)


def aimed_again(
    book: WarningBook, draft: Warning, composition: Composition, *, issuer: Issuer, person: Person
) -> Warning:
    """Return a draft with where it holds now: as the person says, else as its target means today.

    Args:
        book: The transaction.
        draft: What is changed.
        composition: What the person says; where he says nothing of a place, it stays.
        issuer: In whose name.
        person: Who changes it.

    Raises:
        ApprovalError: ``bad_target``, ``empty_area`` or ``outside_authority``.
    """
    if draft.message_type is MessageType.CANCEL:
        if composition.target is not None:
            raise ApprovalError("bad_target", "a Cancel goes to whoever was told of what it takes back")
        return draft
    target = composition.target or draft.target
    if target is None and not composition.confirm:
        return draft
    has_place = target is not None and target.has_place
    # A division that the person did not choose anew is kept, and widened where the target left it.
    is_free = composition.target is not None and not draft.incident
    aiming = aimed_at(
        book,
        target,
        issuer=issuer,
        person=person,
        division="" if has_place else draft.division,
        danger="" if is_free else draft.division,
        confirm=composition.confirm or (draft.extent.confirmed if draft.extent else ""),
    )
    area = draft.area if target is None else aiming.area
    return replace(draft, division=aiming.division, area=area, target=target, extent=aiming.extent)
