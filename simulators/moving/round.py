"""Round: there and back along a course, at a speed, with stops. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from simulators.ground import distance_m

if TYPE_CHECKING:
    from simulators.schematic import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place on the way where it stands for a while, each way."""

    #: Part of the course, 0 its start to 1 its end.
    part: float
    #: h.
    lasts_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The way of one thing that moves."""

    #: Degrees (lon, lat), at least two places.
    course: tuple[Place, ...]
    #: m/h, above 0.
    speed: float
    #: In order of the course.
    stops: tuple[Stop, ...] = ()

    @property
    def length_m(self) -> float:
        """Return the length of the course, one way."""
        return sum(distance_m(a, b) for a, b in pairwise(self.course))

    @property
    def lasts_h(self) -> float:
        """Return how long a round takes, there and back with all stops."""
        return 2 * (self.length_m / self.speed + sum(stop.lasts_h for stop in self.stops))

    def place(self, hours: float) -> Place:
        """Return where (lon, lat) it is so many hours after it left; rounds follow upon each other."""
        within = hours % self.lasts_h
        half = self.lasts_h / 2
        # The way back is the way there, seen in a mirror: it stops at the same places.
        return self._at(self._travelled(min(within, self.lasts_h - within) if within > half else within))

    def _travelled(self, hours: float) -> float:
        """Return the distance from the start, m, after some hours of the way there."""
        stood = 0.0
        for stop in self.stops:
            arrives = stop.part * self.length_m / self.speed + stood
            if hours < arrives:
                break
            if hours < arrives + stop.lasts_h:
                return stop.part * self.length_m
            stood += stop.lasts_h
        return min((hours - stood) * self.speed, self.length_m)

    def _at(self, travelled_m: float) -> Place:
        lengths = [distance_m(a, b) for a, b in pairwise(self.course)]
        for (start, end), length, reached in zip(pairwise(self.course), lengths, accumulate(lengths), strict=True):
            if travelled_m <= reached and length:
                share = 1 - (reached - travelled_m) / length
                return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
        return self.course[-1]
