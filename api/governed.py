"""Governed: which people, and how much of what they may do, an administrator decides about.

An administrator of a division sees and changes the people of its subtree only, and gives away nothing that is not
theirs: no higher role, no wider subtree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.credentials import hash_password, password_fault
from api.problem import ApiError, not_found, unprocessable
from geo.division import FULL, prefix_of
from incidents.people import User

if TYPE_CHECKING:
    from datetime import datetime

    from api.caller import Caller
    from api.ports.people import People, PeopleBook
    from api.schema.person import UserBody
    from incidents.people import Role

#: Actors that are no persons; nobody may act under such a name.
TAKEN = frozenset(
    {
        *("clock", "grouping", "inhibition", "me", "plan", "policy", "provision", "rollcall", "screens", "silence"),
        *("system", "warden"),
    }
)


def governed_user(book: People | PeopleBook, name: str, *, caller: Caller) -> User:
    """Return a person of the caller's subtree.

    Raises:
        ApiError: If there is none of that name there; the same answer for one of elsewhere.
    """
    user = book.user(name)
    if user is None or not caller.reaches(user.within):
        raise not_found("user", name)
    return user


def check_grant(caller: Caller, *, role: Role, division: str) -> None:
    """Refuse to give away more than the caller has.

    Raises:
        ApiError: ``beyond_role`` or ``beyond_division``.
    """
    if not caller.may(role):
        raise ApiError("beyond_role", f"expected a role of yours or a lower one, got {role}", status=403)
    if not caller.reaches(prefix_of(division) if division else ""):
        detail = f"expected a division within {caller.within}, got {division or 'everywhere'}"
        raise ApiError("beyond_division", detail, status=403)


def changed_user(known: User | None, name: str, *, body: UserBody, caller: Caller, now: datetime) -> User:
    """Return the person that an administrator asks for.

    Raises:
        ApiError: If the name is taken, the password is weak, or more is given than the caller has.
    """
    if name.lower() in TAKEN or (known is not None and not caller.reaches(known.within)):
        raise unprocessable("name_taken", f"expected another name, {name!r} is taken")
    own = caller.within.ljust(FULL, "0") if caller.within else ""
    user = known or User(name=name, password_hash="", role=body.role, created=now, division=own)
    user = replace(user, role=body.role, **_given(body))
    check_grant(caller, role=user.role, division=user.division)
    if name == caller.user and known is not None:
        _check_own(known, user)
    return _with_password(known, user, body=body)


def _given(body: UserBody) -> dict[str, Any]:
    names = ("division", "display_name", "email", "phone", "is_disabled", "oidc_subject")
    return {name: value for name in names if (value := getattr(body, name)) is not None}


def _check_own(known: User, user: User) -> None:
    if (known.role, known.division, user.is_disabled) != (user.role, user.division, False):
        detail = "an administrator cannot give up the role, the division or the account; another one can take it"
        raise ApiError("own_role", detail, status=409)


def _with_password(known: User | None, user: User, *, body: UserBody) -> User:
    if body.password is None:
        if known is None and not user.oidc_subject:
            raise unprocessable("weak_password", "expected a password for a new person")
        return user
    password = body.password.get_secret_value()
    fault = password_fault(password, user=user.name)
    if fault:
        raise unprocessable("weak_password", fault)
    return replace(user, password_hash=hash_password(password), must_change=True)


def stripped(user: User) -> User:
    """Return a person who was removed: a name and a role that the journal speaks of, and nothing that opens a door.

    What an OpenID provider calls the person stays, or somebody who was removed would come back as somebody new.
    """
    return User(
        name=user.name,
        password_hash="",
        role=user.role,
        created=user.created,
        division=user.division,
        is_disabled=True,
        oidc_issuer=user.oidc_issuer,
        oidc_subject=user.oidc_subject,
    )
