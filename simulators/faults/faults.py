"""Faults: all faults of a run together, and the passage of telegrams through them. Pure."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, count
from operator import itemgetter
from typing import TYPE_CHECKING, Self, TypeGuard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from simulators.faults.fault import Fault, ReportFault, TransportFault, Truth
    from simulators.report import Report
    from simulators.telegram import Telegram

#: True values kept at hand; a stuck sensor asks for the same one at each report.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong in a run."""

    #: In the order of the document: a spike of a stuck sensor is a spike.
    of_reports: tuple[ReportFault, ...] = ()
    #: By the start of their windows. What an outage holds back comes at its end, which may be inside a later one, and
    #: is then held back by that one, too; the other way round it would slip through.
    of_transport: tuple[TransportFault, ...] = ()

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> Self:
        """Return the faults, sorted by where they act."""
        listed = tuple(faults)
        return cls(
            of_reports=tuple(fault for fault in listed if _is_of_reports(fault)),
            of_transport=tuple(sorted((fault for fault in listed if _is_of_transport(fault)), key=_start)),
        )

    def changed(self, report: Report, *, truth: Truth) -> Report:
        """Return a report as the faulty station makes it.

        Args:
            report: What it would say.
            truth: True values of any station.
        """
        for fault in self.of_reports:
            report = fault.changed(report, truth=truth)
        return report

    def passage(self) -> Passage:
        """Return a passage through the faults, at its start."""
        return Passage(self.of_transport)

    def passed(self, telegrams: Iterable[Telegram]) -> Iterator[Telegram]:
        """Return what arrives at the broker, in order of time.

        Args:
            telegrams: What the devices send, in order of time.
        """
        if not self.of_transport:
            yield from telegrams
            return
        passage = self.passage()
        for telegram in telegrams:
            # What falls due at the same instant waits: another telegram of it may still come.
            yield from passage.due(math.nextafter(telegram.at_s, -math.inf))
            passage.take(telegram)
        yield from passage.due(math.inf)


def remembered(truth: Truth) -> Truth:
    """Return the truth with the values that were asked for last kept at hand."""
    return lru_cache(maxsize=_REMEMBERED)(truth)


class Passage:
    """Telegrams on their way: taken in as they are sent, given out when they arrive."""

    def __init__(self, faults: Iterable[TransportFault]) -> None:
        """Take the faults, sorted by the start of their windows."""
        self._faults = tuple(faults)
        self._order = count()
        #: Arrival, order of taking, telegram: two of one instant come in the order in which they were taken.
        self._waiting: list[tuple[float, int, Telegram]] = []
        #: Orders of the last wills, which no fault keeps from being published.
        self._wills: set[int] = set()
        sources = (_marked(fault.added(), number) for number, fault in enumerate(self._faults))
        self._added = heapq.merge(*sources, key=lambda pair: pair[0].at_s)
        self._next = next(self._added, None)
        for fault in self._faults:
            self._leave_wills(fault)

    def begin(self, fault: TransportFault) -> None:
        """Let something go wrong that nobody had planned; its window begins now, or later.

        Args:
            fault: It changes what is still to be taken, and what others hold back.
        """
        number = len(self._faults)
        self._faults = (*self._faults, fault)
        waiting, self._waiting = self._waiting, []
        for at_s, order, telegram in sorted(waiting, key=itemgetter(0, 1)):
            if order in self._wills:
                heapq.heappush(self._waiting, (at_s, order, telegram))
                continue
            for each in fault.became(telegram):
                self._wait(each)
        self._leave_wills(fault)
        told = chain([self._next] if self._next else [], self._added)
        self._added = heapq.merge(told, _marked(fault.added(), number), key=lambda pair: pair[0].at_s)
        self._next = next(self._added, None)

    def _leave_wills(self, fault: TransportFault) -> None:
        for will in fault.wills():
            self._wills.add(self._wait(will))

    def take(self, telegram: Telegram) -> None:
        """Take in a telegram that a device sends; not earlier than those before it."""
        self._through(telegram, besides=-1)

    def next_due(self) -> float:
        """Return when the next arrival is, simulated seconds since the start; infinite when nothing is on its way."""
        waiting = self._waiting[0][0] if self._waiting else math.inf
        return min(waiting, self._next[0].at_s if self._next else math.inf)

    def due(self, at_s: float) -> Iterator[Telegram]:
        """Return, in order, what has arrived by an instant."""
        while True:
            self._add_until(min(at_s, self._waiting[0][0] if self._waiting else math.inf))
            if not self._waiting or self._waiting[0][0] > at_s:
                return
            yield heapq.heappop(self._waiting)[2]

    def _add_until(self, at_s: float) -> None:
        """Take in what the faults make devices say up to an instant; with none on its way, up to the first of it."""
        while self._next and self._next[0].at_s <= at_s:
            telegram, fault = self._next
            self._next = next(self._added, None)
            self._through(telegram, besides=fault)
            at_s = min(at_s, self._waiting[0][0]) if self._waiting else at_s

    def _through(self, telegram: Telegram, *, besides: int) -> None:
        """Pass a telegram through all faults but the one that made it."""
        found = [telegram]
        for number, fault in enumerate(self._faults):
            if number != besides:
                found = [one for each in found for one in fault.became(each)]
        for each in found:
            self._wait(each)

    def _wait(self, telegram: Telegram) -> int:
        """Let a telegram arrive at its time; return its place in the order."""
        order = next(self._order)
        heapq.heappush(self._waiting, (telegram.at_s, order, telegram))
        return order


def _marked(source: Iterator[Telegram], fault: int) -> Iterator[tuple[Telegram, int]]:
    return ((telegram, fault) for telegram in source)


def _is_of_reports(fault: Fault) -> TypeGuard[ReportFault]:
    return hasattr(fault, "changed")


def _is_of_transport(fault: Fault) -> TypeGuard[TransportFault]:
    return hasattr(fault, "became")


def _start(fault: TransportFault) -> float:
    return fault.window.from_s
