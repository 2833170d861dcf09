"""What the API needs of a store about roll calls, answers and must-reach sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.roll import Roll
    from alerts.site import Site
    from alerts.task_link import TaskLink
    from alerts.world import World


class RollCalls(Protocol):
    """Roll calls and what was answered; ``within`` is the digits that a subtree's codes begin with."""

    def rollcall(self, id: str, *, within: str = "") -> Roll | None:  # noqa: A002 -- the record's own word
        """Return one roll call, by its own id or that of a warning of its chain."""

    def rollcall_at(self, id: str, place: str) -> Roll | None:  # noqa: A002 -- the record's own word
        """Return one roll call by its own id with one of its places only, or with none if it has no such place."""

    def rollcalls(
        self, *, is_active: bool = False, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Roll]:
        """Return roll calls, newest first, older than the id ``before``."""

    def placed_calls(self, rollcall: str) -> list[PlacedCall]:
        """Return the calls of a roll call, oldest first."""

    def call_by_token(self, token_hash: str) -> PlacedCall | None:
        """Return the call that a link was sent along with."""

    def task_by_token(self, token_hash: str) -> TaskLink | None:
        """Return the link to a task that a token belongs to."""

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address."""

    def answers(
        self, *, rollcall: str | None = None, before: str | None = None, limit: int = 100, within: str = ""
    ) -> list[Answer]:
        """Return answers, newest first, older than the id ``before``; of no roll call when it is empty."""

    def answers_of(self, rollcall: str, *, place: str | None = None) -> list[Answer]:
        """Return every answer to a roll call, or to one place of it, oldest first."""

    def due_rollcalls(self, *, now: datetime) -> list[str]:
        """Return the ids of the roll calls with something to do."""

    def next_rollcall(self) -> datetime | None:
        """Return when the next roll call is due."""


class Sites(Protocol):
    """Must-reach sites."""

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every site of a subtree, by id."""

    def put_sites(self, sites: Sequence[Site], *, actor: str, at: datetime, within: str = "") -> None:
        """Insert or replace sites by id and journal which changed.

        Raises:
            BeyondReachError: If one lies outside the subtree, or would.
        """
