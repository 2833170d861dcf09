"""Target: where a person aims a warning, in the words in which he says it. Pure.

What he says is kept beside the area that follows from it: the area is what is told and stays as it was, the target is
why. A warning without a target holds in its division.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.outline import Ring  # noqa: TC001 - the store reads records by their hints


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The river below a station."""

    #: Id of the station at which it begins.
    station: str
    #: Id of the station at which it ends; empty: the limits below say.
    until: str = ""
    #: As far as water gets in this time, hours; None: no such limit.
    hours: float | None = None
    #: So far along the river, m; None: no such limit.
    distance_m: float | None = None
    #: Width of the strip along the river, both banks together, m.
    width_m: float = 2000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Everything a warning is aimed at; what is named in several ways counts once."""

    #: 12-digit codes, each with all that lies below it.
    divisions: tuple[str, ...] = ()
    #: Closed rings of (lon, lat), without holes.
    polygons: tuple[Ring, ...] = ()
    #: Longitude and latitude of the middle in degrees, radius in m.
    circles: tuple[tuple[float, float, float], ...] = ()
    #: Ids of fences.
    fences: tuple[str, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    #: Groups of contacts, told in addition to whoever the places reach, or alone where no place is named.
    groups: tuple[str, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """Return whether it says more than divisions and groups."""
        return bool(self.polygons or self.circles or self.fences or self.stretches)

    @property
    def has_place(self) -> bool:
        """Return whether it names any place."""
        return bool(self.divisions or self.is_drawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How far a target reached when a person drafted it."""

    #: Square kilometres on the ground; None: not known.
    km2: float | None
    #: Inhabitants, as far as their number is known; None: of nowhere.
    people: int | None
    #: Addresses that would be told.
    contacts: int
    #: Token of the preview by which a person said that so large an area is meant; empty: nobody had to.
    confirmed: str = ""
