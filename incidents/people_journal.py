"""What the journal says of people: who came in, who was refused, who was made to do more or less. Pure.

No row holds a password, a token or a code, nor an address where a person can be reached. A name that nobody has is
not written down either: people type passwords into the field of the name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from incidents.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from incidents.people import User
    from incidents.roster import Shift

#: Chain of what belongs to no single division.
WHOLE_CITY: Final = "000000000000"
KIND: Final = "user"

#: What is told to administrators only: who, from where, and what of them.
PERSONAL: Final = ("actor", "user", "address", "before", "after", "changed", "credential", "label", "way", "divisions")

#: Fields of a user whose values the journal keeps; of the others it says only that they changed.
_KEPT: Final = ("role", "division", "is_disabled", "must_change")
_TOLD: Final = ("display_name", "email", "phone", "oidc_issuer", "oidc_subject", "password_hash")


class UserAct(StrEnum):
    """What happened to a person, or was done by one."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    #: A wrong password or code.
    REFUSED = "sign_in_refused"
    #: So many wrong ones that the place is locked for a while.
    LOCKED_OUT = "locked_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word of the journal
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    #: Somebody ended a session that was not the one asked with.
    SESSION_ENDED = "session_ended"
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"
    FACTOR_BEGUN = "second_factor_begun"
    FACTOR_CONFIRMED = "second_factor_confirmed"
    FACTOR_REMOVED = "second_factor_removed"
    RECOVERY_USED = "recovery_code_used"
    ROSTER_CHANGED = "roster_changed"


def user_entry(
    act: UserAct,
    user: User | None,
    *,
    actor: str,
    at: datetime,
    address: str = "",
    more: Mapping[str, Any] | None = None,
) -> Entry:
    """Return the entry of an act on a person.

    Args:
        act: What happened.
        user: The person; None for one whom nobody knows.
        actor: Who did it; empty for somebody who did not come in.
        at: When.
        address: From where.
        more: What else is told.
    """
    name, division = (user.name, user.division) if user else ("", "")
    data: dict[str, Any] = {"act": act.value, "actor": actor, "user": name, **(more or {})}
    if address:
        data["address"] = address
    return Entry(kind=KIND, division=division or WHOLE_CITY, at=at, data=data)


def change_entry(known: User | None, user: User, *, actor: str, at: datetime, address: str = "") -> Entry | None:
    """Return the entry of a person who was added or changed; None when nothing is new."""
    if known is None:
        after = {name: _plain(getattr(user, name)) for name in _KEPT}
        return user_entry(UserAct.ADDED, user, actor=actor, at=at, address=address, more={"after": after})
    differ = [name for name in (*_KEPT, *_TOLD) if getattr(known, name) != getattr(user, name)]
    if not differ:
        return None
    kept = [name for name in differ if name in _KEPT]
    more = {
        "before": {name: _plain(getattr(known, name)) for name in kept},
        "after": {name: _plain(getattr(user, name)) for name in kept},
        "changed": ["password" if name == "password_hash" else name for name in differ],
    }
    return user_entry(UserAct.CHANGED, user, actor=actor, at=at, address=address, more=more)


def _plain(value: object) -> object:
    return value if isinstance(value, bool) else str(value)


def roster_entry(
    before: Sequence[Shift], after: Sequence[Shift], *, within: str, actor: str, at: datetime, address: str = ""
) -> Entry:
    """Return the entry of a roster that was replaced; who is on it stands in the roster."""
    divisions = sorted({shift.division for shift in (*before, *after)})
    more = {"before": len(before), "after": len(after), "divisions": divisions}
    data: dict[str, Any] = {"act": UserAct.ROSTER_CHANGED.value, "actor": actor, **more}
    if address:
        data["address"] = address
    return Entry(kind=KIND, division=within.ljust(12, "0"), at=at, data=data)
