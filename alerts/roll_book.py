"""Roll book: what calling and answering need of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from incidents.book import IncidentBook

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from alerts.delivery import Contact, Delivery
    from alerts.outgoing import Inbound
    from alerts.rollcall.answer import Answer
    from alerts.rollcall.placed import PlacedCall
    from alerts.rollcall.portion import DuePlace
    from alerts.rollcall.roll import Roll
    from alerts.site import Site
    from alerts.warning import Warning  # noqa: A004 -- the field's word
    from alerts.world import World
    from geo.division import Division
    from incidents.journal import Entry


class AnswerBook(IncidentBook, Protocol):
    """What taking an answer needs of a transaction."""

    def add_answer(self, answer: Answer) -> bool:
        """Insert an answer; return whether it was new."""

    def newest_call(self, address: str, *, now: datetime, world: World) -> PlacedCall | None:
        """Return the newest recent call that asked somebody of a world at an address; of one that goes on first."""

    def contacts_at(self, address: str, *, world: World) -> list[Contact]:
        """Return the contacts of a world at an address, by id."""

    def newest_task(self, address: str, *, world: World) -> tuple[str, str] | None:
        """Return the newest task that stands open and was sent to a contact of a world at an address, and whom."""

    def journal(self, entries: Sequence[Entry]) -> None:
        """Append entries to the journal when the transaction ends."""


class RollBook(AnswerBook, Protocol):
    """What a roll call needs of a transaction. It is locked before incidents, those before deliveries."""

    def warning(self, id: str) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return one warning, locked after the incident it is about; None when there is none."""

    def unlooked_warnings(self, *, limit: int) -> list[Warning]:
        """Return released warnings of which nobody has looked whether they need a roll call, oldest first, locked."""

    def note_rollcall(self, warning: str, rollcall: str) -> None:
        """Remember to which roll call a warning belongs; empty: to none."""

    def rollcall_of(self, warning: str) -> str | None:
        """Return to which roll call a warning belongs: empty to none, None while nobody has looked."""

    def lock_rollcall(self, id: str) -> Roll | None:  # noqa: A002 -- the record's own word
        """Return one roll call without its places, locked."""

    def save_rollcall(self, roll: Roll, *, due: datetime | None) -> None:
        """Insert or replace a roll call without its places, with when it is due."""

    def places_of(self, rollcall: str) -> list[DuePlace]:
        """Return every place of a roll call, in their order."""

    def due_places(self, rollcall: str, *, named: Collection[str], now: datetime) -> list[DuePlace]:
        """Return the first places that are due, the named and those beside them, and the neighbours of all of them."""

    def save_places(self, rollcall: str, places: Sequence[DuePlace]) -> None:
        """Insert or replace places of a roll call by id; new ones come after those that are there."""

    def next_place(self, rollcall: str) -> datetime | None:
        """Return when the first place of a roll call is due."""

    def take_answers(self, rollcall: str) -> list[Answer]:
        """Return the answers that a roll call has not taken in, oldest first; from now on it has."""

    def add_calls(self, calls: Sequence[PlacedCall]) -> None:
        """Insert calls; one that is there already stays."""

    def withdraw_calls(self, keys: Collection[str], *, why: str, now: datetime) -> int:
        """Drop calls, by idempotency key, that still wait in the outbox; return how many that were."""

    def contacts_named(self, ids: Collection[str]) -> list[Contact]:
        """Return contacts by id; unknown ones are left out."""

    def contacts_in(self, divisions: Collection[str], *, groups: Collection[str] = (), world: World) -> list[Contact]:
        """Return the contacts of one world in line with any of some divisions, or in any of some groups, by id."""

    def contacts_for(self, division: str, *, world: World) -> list[Contact]:
        """Return the contacts of one world in line with a division, by id."""

    def save_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Insert or replace deliveries by id."""

    def claim_inbound(self, *, limit: int) -> list[tuple[int, Inbound]]:
        """Return what people sent back and nobody has read, oldest first, locked."""

    def settle_inbound(self, ids: Collection[int], *, at: datetime) -> None:
        """Say that it was read."""


class Rolls(Protocol):
    """What calling needs of the store outside a transaction."""

    def begin(self) -> AbstractContextManager[RollBook]:
        """Open a transaction."""

    def warning(self, id: str) -> Warning | None:  # noqa: A002 -- the record's own word
        """Return one warning as committed."""

    def division_names(self) -> list[tuple[Division, bool]]:
        """Return every division without its area."""

    def sites(self, *, within: str = "") -> list[Site]:
        """Return every must-reach site of a subtree."""

    def due_rollcalls(self, *, now: datetime) -> list[str]:
        """Return the ids of the roll calls with something to do, ascending."""

    def next_rollcall(self) -> datetime | None:
        """Return when the next roll call is due; None when none goes on."""
