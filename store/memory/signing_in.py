"""What signing in needs beside the password, in the twin."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from incidents.tries import Tried, counted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime, timedelta

    from incidents.people import SecondFactor, SignOn
    from store.memory.tables import Tables, Writer


class SigningInReader:
    """The reading half."""

    _tables: Tables

    def second_factor(self, user: str) -> SecondFactor | None:
        """Return the second factor of a person, confirmed or not."""
        with self._tables.lock:
            return self._tables.second_factors.get(user)


class SigningInWriter:
    """The writing half."""

    _tables: Tables

    def put_sign_on(self, sign_on: SignOn, *, at: datetime) -> None:
        """Keep a sign-in that is under way, and forget those that nobody went on with."""
        with self._tables.lock:
            kept = self._tables.sign_ons
            for old in [one for one in kept.values() if one.expires <= at]:
                del kept[old.id]
            kept[sign_on.id] = sign_on

    def take_sign_on(self, id: bytes) -> SignOn | None:  # noqa: A002 - the record's own word
        """Return a sign-in that is under way and forget it: nobody else gets it."""
        with self._tables.lock:
            return self._tables.sign_ons.pop(id, None)

    def count_try(self, limits: Mapping[bytes, int], *, at: datetime, span: timedelta) -> Tried:
        """Count a try at some places, unless one of them is locked.

        Args:
            limits: Tries within ``span`` by place.
            at: The instant.
            span: How long a try counts, and how long a lock lasts.
        """
        with self._tables.lock:
            known = self._tables.tries
            for old in [place for place, tries in known.items() if tries.last + span <= at]:
                del known[old]
            news = {place: counted(known.get(place), limit=limits[place], at=at, span=span) for place in sorted(limits)}
            for place, tries in news.items():
                if tries.count > limits[place]:
                    return Tried(until=tries.last + span)
            known.update(news)
            return Tried(left=min(limits[place] - tries.count for place, tries in news.items()))

    def forgive_try(self, *, forget: Collection[bytes] = (), take_back: Collection[bytes] = ()) -> None:
        """Forget what some places have tried, and take one try back at others."""
        with self._tables.lock:
            for place in forget:
                self._tables.tries.pop(place, None)
            for place in {*take_back} - {*forget}:
                tries = self._tables.tries.get(place)
                if tries is not None and tries.count:
                    self._tables.tries[place] = replace(tries, count=tries.count - 1)


class SigningInActs:
    """The transaction's part."""

    writer: Writer
    _tables: Tables

    def second_factor(self, user: str) -> SecondFactor | None:
        """Return the second factor of a person, confirmed or not."""
        return self._tables.second_factors.get(user)

    def put_second_factor(self, factor: SecondFactor) -> None:
        """Insert or replace a second factor."""
        self.writer.put(self._tables.second_factors, factor.user, factor)

    def drop_second_factor(self, user: str) -> bool:
        """Take a second factor away; return whether there was one."""
        if user not in self._tables.second_factors:
            return False
        self.writer.drop(self._tables.second_factors, user)
        return True

    def use_step(self, user: str, step: int) -> bool:
        """Note that the code of a time step was accepted; return False when it or a later one was before."""
        known = self._tables.second_factors.get(user)
        if known is None or known.last_step >= step:
            return False
        self.put_second_factor(replace(known, last_step=step))
        return True

    def use_recovery(self, user: str, code: bytes) -> bool:
        """Strike a recovery code off; return False when it is none or was used."""
        known = self._tables.second_factors.get(user)
        if known is None or code not in known.recovery:
            return False
        self.put_second_factor(replace(known, recovery=tuple(one for one in known.recovery if one != code)))
        return True
