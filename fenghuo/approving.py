"""The clock of approvals: the warden asks the next ones, declares what may be declared, and drafts renewals."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Protocol

import structlog

from alerts.approval import Act
from alerts.escalation import move_on
from fenghuo.issuing import issuer_of
from incidents.people import includes
from incidents.roster import WATCH
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alerts.corroboration import Groups
    from alerts.issuer import Issuer
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from fenghuo.runtime import Runtime
    from incidents.people import Role, User
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

    Store = PostgresStore | MemoryStore

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


class StuckError(FenghuoError):
    """What is due to a warning cannot be done."""


class DutyRoster:
    """Who is there to be asked, by the duty roster and by role; asked once for each division, and remembered."""

    def __init__(self, store: People) -> None:
        """Take the store that knows people."""
        self._store = store
        self._found: dict[tuple[str, Role, str, datetime], tuple[str, ...]] = {}

    def approvers(self, division: str, *, role: Role, duty: str, at: datetime) -> tuple[str, ...]:
        """Return the user names of those with a role who have the watch; where nobody has, of all with the role.

        Those of the nearest division come first, and those of a higher role only where nobody has the role itself.
        """
        key = (division, role, duty, at)
        if key not in self._found:
            self._found[key] = self._approvers(division, role=role, duty=duty, at=at)
        return self._found[key]

    def _approvers(self, division: str, *, role: Role, duty: str, at: datetime) -> tuple[str, ...]:
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
    issuer = issuer_of(runtime.settings, area=runtime.outlines.area_of, places=runtime.outlines.places)
    return ApprovalChore(runtime.store, issuer=issuer)


class ApprovalChore:
    """Looks at the clock of warnings."""

    def __init__(self, store: Store, *, issuer: Issuer) -> None:
        """Take the parts."""
        self._store = store
        self._issuer = issuer

    def __call__(self, at: datetime) -> datetime | None:
        """Do what is due to each warning; return when the next one is due.

        Raises:
            StuckError: If something could not be done; whatever else was due has been.
        """
        look, stuck = self._look(at), set[str]()
        while True:
            clocked = self._store.clocked_warnings(limit=MOST_AT_ONCE + len(stuck))
            ids = [str(warning.id) for warning, due in clocked if due <= at and warning.id not in stuck]
            if not ids:
                break
            known = len(stuck)
            changed = self._done(ids, look, stuck)
            _shout(changed)
            if not changed and len(stuck) == known:
                # Another warden was quicker.
                break
        if stuck:
            message = f"the clock of {len(stuck)} warnings stands still, e.g. {min(stuck)}; the log says more"
            raise StuckError(message)
        return clocked[0][1] if clocked and not ids else None

    def _look(self, at: datetime) -> Callable[[Sequence[str]], list[Warning]]:
        """Return what is done at an instant; stations and people are asked for once, however many drafts wait."""
        store, roster = self._store, DutyRoster(self._store)

        @cache
        def groups() -> Groups:
            return {str(station.id): tuple(station.groups.items()) for station in store.stations()}

        def look(ids: Sequence[str]) -> list[Warning]:
            with store.begin() as tx:
                return move_on(
                    tx, ids, roster=roster, groups=groups, issuer=self._issuer, now=at, newest=self._store.latest
                )

        return look

    def _done(
        self, ids: Sequence[str], look: Callable[[Sequence[str]], list[Warning]], stuck: set[str]
    ) -> list[Warning]:
        """Do what is due to some warnings; one at which that fails must not stop the clock of the others."""
        try:
            return look(ids)
        except Exception as error:
            if getattr(error, "retryable", False):
                raise
            if len(ids) > 1:
                return [warning for each in ids for warning in self._done([each], look, stuck)]
            log.exception("approval_stuck", warning=ids[0])
            stuck.update(ids)
            return []


def _shout(changed: Sequence[Warning]) -> None:
    for warning in changed:
        step = warning.steps[-1]
        if step.act in _LOUD or (warning.review is not None and not warning.review.by):
            log.warning("approval_overdue", warning=warning.identifier, act=step.act, note=step.note)
