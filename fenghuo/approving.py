"""The clock of approvals: the warden asks the next ones, declares what may be declared, and asks for renewals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import structlog

from alerts.approval import Act
from alerts.escalation import move_on
from fenghuo.issuing import issuer_of
from incidents.people import includes
from incidents.roster import WATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alerts.corroboration import Groups
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from fenghuo.runtime import Runtime
    from incidents.people import Role, User

log = structlog.get_logger("fenghuo.approving")

#: Warnings that are looked at in one transaction.
MOST_AT_ONCE = 100
_LOUD = frozenset({Act.UNANSWERED.value, Act.EXPIRING.value})


class People(Protocol):
    """What the roster needs of a store."""

    def users(self) -> list[User]:
        """Return every user."""

    def on_duty(self, division: str, *, at: datetime, post: str = ...) -> list[User]:
        """Return who has a watch of a division, then of each above it."""


class DutyRoster:
    """Who is there to be asked, by the duty roster and by role."""

    def __init__(self, store: People) -> None:
        """Take the store that knows people."""
        self._store = store

    def approvers(self, division: str, *, role: Role, duty: str, at: datetime) -> tuple[str, ...]:
        """Return the user names of those with a role who have the watch; where nobody has, of all with the role.

        Those of the nearest division come first, and those of a higher role only where nobody has the role itself.
        """
        watch = self._store.on_duty(division, at=at, post=duty or WATCH)
        able = _able(watch, division, role=role)
        if not able:
            able = sorted(_able(self._store.users(), division, role=role), key=lambda user: -len(user.within))
        own = [user for user in able if user.role is role]
        return tuple(user.name for user in own or able)


def _able(users: Sequence[User], division: str, *, role: Role) -> list[User]:
    return [
        user
        for user in users
        if not user.is_disabled and includes(user.role, role) and division.startswith(user.within)
    ]


def approval_chore(runtime: Runtime) -> Callable[[datetime], datetime | None]:
    """Return the chore that looks at the clock of warnings."""
    store, roster = runtime.store, DutyRoster(runtime.store)
    issuer = issuer_of(runtime.settings, area=runtime.outlines.area_of, places=runtime.outlines.places)

    def groups() -> Groups:
        return {str(station.id): tuple(station.groups.items()) for station in store.stations()}

    def look(at: datetime) -> datetime | None:
        while True:
            clocked = store.clocked_warnings(limit=MOST_AT_ONCE)
            ids = [str(warning.id) for warning, due in clocked if due <= at]
            if not ids:
                return clocked[0][1] if clocked else None
            with store.begin() as tx:
                changed = move_on(tx, ids, roster=roster, groups=groups, issuer=issuer, now=at)
            _shout(changed)
            if not changed:
                # Another warden was quicker.
                return None

    return look


def _shout(changed: Sequence[Warning]) -> None:
    for warning in changed:
        step = warning.steps[-1]
        if step.act in _LOUD or (warning.review is not None and not warning.review.by):
            log.warning("approval_overdue", warning=warning.identifier, act=step.act, note=step.note)
