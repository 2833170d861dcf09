"""The twin's divisions and rivers, every version of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from store.codec import dump
from store.memory import casework
from store.places import DivisionVersion, check_rivers, division_entries, news, river_entry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from geo.division import Division
    from geo.river import River
    from store.memory.tables import Tables
    from store.memory.transaction import MemoryTransaction


class PlaceReader:
    """The reading half."""

    _tables: Tables

    def divisions(self) -> list[Division]:
        """Return every division with its area, by code."""
        with self._tables.lock:
            return [self._tables.divisions[code][-1].division for code in sorted(self._tables.divisions)]

    def division_names(self) -> list[tuple[Division, bool]]:
        """Return every division without its area, and whether it has one, by code."""
        return [(replace(each, geometry=None), each.geometry is not None) for each in self.divisions()]

    def division_versions(self, code: str) -> list[DivisionVersion]:
        """Return every version of a division, ascending; none for an unknown one."""
        with self._tables.lock:
            return list(self._tables.divisions.get(code, ()))

    def rivers(self) -> list[River]:
        """Return every river in its newest version, by id."""
        with self._tables.lock:
            return [self._tables.rivers[key][-1] for key in sorted(self._tables.rivers)]


class PlaceWriter:
    """The writing half."""

    _tables: Tables

    if TYPE_CHECKING:

        def begin(self) -> AbstractContextManager[MemoryTransaction]:
            """Open a transaction."""

    def put_divisions(self, divisions: Sequence[Division], *, author: str, at: datetime) -> list[str]:
        """Store divisions and journal them; return the codes of those that said something new."""
        with self.begin() as transaction:
            table = self._tables.divisions
            fresh = news(divisions, known={code: versions[-1].division for code, versions in table.items()})
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
            check_rivers([versions[-1] for versions in table.values()], river)
            before = table.get(river.id, ())
            if before and dump(before[-1]) == dump(river):
                return before[-1]
            transaction.writer.put(table, river.id, (*before, casework.kept(river)))
            transaction.writer.topics.add("rules")
            transaction.journal([river_entry(river, version=len(before) + 1, author=author, at=at)])
        return river
