"""Archive: what the people of a subtree may try rules on: the stations, events and incidents there, and no others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from api.rule_sight import sight_of
from rules.composite.condition import Composite

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from api.backtest.tryout import Archive
    from api.ports import Store
    from api.ports.series import SeriesReads
    from geo.fence import Fence
    from geo.river import River
    from incidents.incident import Incident
    from rules.record import RuleRecord
    from rules.rule import Rule
    from sensing.batch import Batch
    from sensing.event import SensedEvent
    from sensing.instant import Micros
    from sensing.station import Station


def archive_of(store: Store, within: str, *, series: SeriesReads | None = None) -> Archive:
    """Return the archive of a subtree; the store itself for the whole city.

    Args:
        store: What there is.
        within: Digits that division codes of the subtree begin with.
        series: Where readings are read, if elsewhere.
    """
    is_elsewhere = series is not None and series is not store
    return OwnArchive(store, within, series=series) if within or is_elsewhere else store


class OwnArchive:
    """The archive of one subtree.

    A rule that names stations elsewhere too is tried on those of the subtree; a composite that counts on others is
    not tried at all, because half of its votes would be missing.
    """

    def __init__(self, store: Store, within: str, *, series: SeriesReads | None = None) -> None:
        self._store = store
        self._series = series or store
        self._within = within
        self._sight = sight_of(store, within)

    def stations(self) -> list[Station]:
        """Return the stations of the subtree."""
        return self._store.stations(within=self._within)

    def rules(self) -> list[Rule]:
        """Return the rules that judge something there."""
        return [self._sight.narrowed(rule) for rule in self._store.rules() if self._is_tried(rule)]

    def rule_records(self, *, at: datetime) -> list[RuleRecord]:
        """Return the versions of those rules that may count at an instant or later."""
        found = (each for each in self._store.rule_records(at=at) if self._is_tried(each.rule))
        return [replace(each, rule=self._sight.narrowed(each.rule)) for each in found]

    def fences(self) -> list[Fence]:
        """Return the fences of the subtree, and those that rules look at which are seen there."""
        named = {name for rule in self.rules() for name in self._sight.fences_of(rule)}
        return [each for each in self._store.fences() if each.division.startswith(self._within) or each.id in named]

    def rivers(self) -> list[River]:
        """Return every river."""
        return self._store.rivers()

    def incidents(self, *, is_open: bool | None = None, before: str | None = None, limit: int = 100) -> list[Incident]:
        """Return incidents of the subtree, newest first, older than the id ``before``."""
        return self._store.incidents(is_open=is_open, before=before, limit=limit, within=self._within)

    def history(
        self, numbers: Collection[int], *, start: Micros, end: Micros, most: int = 2_000_000
    ) -> Iterator[tuple[Batch, Micros]]:
        """Yield the readings of datastreams piece by piece; they are those of stations that are known here."""
        return self._series.history(numbers, start=start, end=end, most=most)

    def events_since(self, since: Micros) -> list[SensedEvent]:
        """Return what was seen there since an instant, oldest first."""
        found = self._store.events_since(since)
        return [each for each in found if not self._within or each.station in self._sight.inside]

    def _is_tried(self, rule: Rule) -> bool:
        return self._sight.holds(rule) if isinstance(rule.when, Composite) else self._sight.sees(rule)
