"""Weeks of native partitions, made when a reading first needs one.

A week that exists is remembered for the life of the process: partitions are never dropped while it runs
without the reader of that week being gone too. Making one happens on a connection of its own, so that it
stays when the transaction that asked for it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import psycopg

from sensing.instant import from_micros
from store.postgres.failures import translated
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sensing.batch import IntArray

_SQL = named_queries("readings")

#: µs in a week.
WEEK = 7 * 86_400_000_000
#: Monday 1970-01-05T00:00:00Z, µs since the epoch.
FIRST_MONDAY = 4 * 86_400_000_000


def mondays(times: IntArray) -> list[int]:
    """Return the beginnings (Monday 00:00 UTC, µs) of the weeks in which instants lie, ascending."""
    return [int(week) * WEEK + FIRST_MONDAY for week in np.unique((times - FIRST_MONDAY) // WEEK)]


class Partitions:
    """The weeks known to exist."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._known: set[int] = set()

    def ensure(self, times: IntArray) -> None:
        """Make the weeks that readings at these instants need."""
        missing = [monday for monday in mondays(times) if monday not in self._known]
        if missing:
            self._make(missing)
            self._known.update(missing)

    def forget(self) -> None:
        """Look again: a partition was dropped by somebody else."""
        self._known.clear()

    def _make(self, weeks: Iterable[int]) -> None:
        with translated(), psycopg.connect(self._dsn, autocommit=True) as connection:
            for monday in weeks:
                connection.execute(_SQL["add_week"], {"monday": from_micros(monday)})
