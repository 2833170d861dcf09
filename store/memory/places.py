"""The twin's divisions and rivers, every version of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.division import covers
from geo.river_network import check_rivers, check_without
from store.codec import dump
from store.memory import casework
from store.places import (
    DivisionVersion,
    check_empty,
    division_end,
    division_entries,
    news,
    river_entry,
)
from store.reach import check_reach

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from geo.division import Division
    from geo.river import River
    from store.memory.tables import Tables
    from store.memory.transaction import MemoryTransaction


class PlaceReader:
    """The reading half."""

    _tables: Tables

    def divisions(self, *, within: str = "") -> list[Division]:
        """Return every division of a subtree with its area, by code."""
        with self._tables.lock:
            codes = sorted(code for code in self._tables.divisions if code.startswith(within))
            newest = (self._tables.divisions[code][-1] for code in codes)
            return [each.division for each in newest if not each.is_ended]

    def division_names(self, *, within: str = "") -> list[tuple[Division, bool]]:
        """Return every division of a subtree without its area, and whether it has one, by code."""
        return [(replace(each, geometry=None), each.geometry is not None) for each in self.divisions(within=within)]

    def division_areas(self, codes: Collection[str]) -> list[Division]:
        """Return those divisions of some codes that there are, with their areas, by code."""
        wanted = set(codes)
        return [each for each in self.divisions() if each.code in wanted]

    def division_revision(self) -> int:
        """Return a number that grows whenever a division changes or ends."""
        with self._tables.lock:
            return sum(map(len, self._tables.divisions.values()))

    def division_versions(self, code: str) -> list[DivisionVersion]:
        """Return every version of a division, ascending; none for an unknown one."""
        with self._tables.lock:
            return list(self._tables.divisions.get(code, ()))

    def rivers(self) -> list[River]:
        """Return every river in its newest version, by id."""
        with self._tables.lock:
            newest = (self._tables.rivers[key][-1] for key in sorted(self._tables.rivers))
            return [each for each in newest if each is not None]


class PlaceWriter:
    """The writing half."""

    _tables: Tables

    if TYPE_CHECKING:

        def rivers(self) -> list[River]:
            """Return every river."""

        def begin(self) -> AbstractContextManager[MemoryTransaction]:
            """Open a transaction."""

    def put_divisions(self, divisions: Sequence[Division], *, author: str, at: datetime, within: str = "") -> list[str]:
        """Store divisions and journal them; return the codes of those that said something new.

        Raises:
            BeyondReachError: If one lies outside the subtree ``within``.
        """
        check_reach("division", ((each.code, each.code) for each in divisions), within=within)
        with self.begin() as transaction:
            table = self._tables.divisions
            known = {code: of[-1].division for code, of in table.items() if not of[-1].is_ended}
            fresh = news(divisions, known=known)
            if fresh:
                numbered = [(casework.kept(each), len(table.get(each.code, ())) + 1) for each in fresh]
                for division, number in numbered:
                    version = DivisionVersion(version=number, author=author, at=at, division=division)
                    transaction.writer.put(table, division.code, (*table.get(division.code, ()), version))
                transaction.writer.topics.add("rules")
                transaction.journal(division_entries(numbered, author=author, at=at))
        return [each.code for each in fresh]

    def put_river(self, river: River, *, author: str, at: datetime) -> River:
        """Store a river and journal it; one that says nothing new is left as it is.

        Raises:
            RiverError: If it contradicts the other rivers.
        """
        with self.begin() as transaction:
            table = self._tables.rivers
            check_rivers(self.rivers(), river)
            before = table.get(river.id, ())
            last = before[-1] if before else None
            if last is not None and dump(last) == dump(river):
                return last
            transaction.writer.put(table, river.id, (*before, casework.kept(river)))
            transaction.writer.topics.add("rules")
            transaction.journal([river_entry(river, version=len(before) + 1, author=author, at=at)])
        return river

    def end_division(self, code: str, *, author: str, at: datetime) -> Division | None:
        """End a division and journal it; its versions stay. Return it; None for one that is not there.

        Raises:
            DivisionInUseError: If a station, a contact or a division stands in it.
        """
        with self.begin() as transaction:
            table = self._tables.divisions
            versions = table.get(code, ())
            if not versions or versions[-1].is_ended:
                return None
            check_empty(code, self._dwellers(code))
            division = versions[-1].division
            last = DivisionVersion(version=len(versions) + 1, author=author, at=at, division=division, is_ended=True)
            transaction.writer.put(table, code, (*versions, last))
            transaction.writer.topics.add("rules")
            transaction.journal([division_end(division, version=last.version, author=author, at=at)])
        return division

    def _dwellers(self, code: str) -> list[tuple[str, str]]:
        tables = self._tables
        stations = (("stations", str(each.id)) for each in tables.stations.values() if covers(code, each.division))
        contacts = (("contacts", each.id) for each in tables.contacts.values() if covers(code, each.division))
        below = (("divisions", key) for key, of in tables.divisions.items() if not of[-1].is_ended and key != code)
        return [*stations, *contacts, *(pair for pair in below if covers(code, pair[1]))]

    def end_river(self, id_: str, *, author: str, at: datetime) -> River | None:
        """Take a river away and journal it; its versions stay. Return it; None for one that is not there.

        Raises:
            RiverError: If the others contradict each other without it.
        """
        with self.begin() as transaction:
            versions = self._tables.rivers.get(id_, ())
            river = versions[-1] if versions else None
            if river is None:
                return None
            check_without(self.rivers(), river)
            transaction.writer.put(self._tables.rivers, id_, (*versions, None))
            transaction.writer.topics.add("rules")
            transaction.journal([river_entry(river, version=len(versions) + 1, author=author, at=at, act="ended")])
        return river
