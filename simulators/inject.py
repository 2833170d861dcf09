"""Inject: what the organiser of a drill throws in at a moment: a lost station, a dark county, a journalist. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from geo.division import covers
from simulators.drill_time import read_when
from simulators.faults.fault import Window
from simulators.faults.outage import Outage
from simulators.faults.torn import Torn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sensing.section import Section
    from sensing.station import Station
    from simulators.faults.fault import TransportFault


class InjectKind(StrEnum):
    """What may be thrown in."""

    #: A station is gone for good.
    LOSE_STATION = "lose_station"
    #: The stations of a division are dead, and nobody's telephone is charged.
    POWER_DOWN = "power_down"
    #: The stations of a division cannot be heard, and nobody can be called.
    NETWORK_DOWN = "network_down"
    #: An approver does not answer any more.
    APPROVER_SILENT = "approver_silent"
    #: Somebody calls: a text is shown to some roles, and a comment is expected.
    CALL = "call"
    #: A forecast says that it is over: a text that is shown, and which stands nothing down.
    FORECAST_LOWERED = "forecast_lowered"
    #: Somebody orders a release of a reservoir: a text that is shown; what flows stands in ``world.water``.
    ORDER_RELEASE = "order_release"
    #: A real warning comes while the drill runs: everybody is told, and the drill stops for people.
    REAL_WARNING = "real_warning"


#: Keys of each kind beside ``at``, ``kind``, ``id`` and ``text``, and whether the text must be there.
_KEYS: dict[InjectKind, tuple[tuple[str, ...], bool]] = {
    InjectKind.LOSE_STATION: (("station",), False),
    InjectKind.POWER_DOWN: (("division", "for"), False),
    InjectKind.NETWORK_DOWN: (("division", "for"), False),
    InjectKind.APPROVER_SILENT: (("name", "for"), False),
    InjectKind.CALL: (("roles", "by"), True),
    InjectKind.FORECAST_LOWERED: (("station", "roles"), True),
    InjectKind.ORDER_RELEASE: (("station", "roles"), True),
    InjectKind.REAL_WARNING: ((), True),
}
_ALL_KEYS = ("at", "kind", "id", "text", "station", "division", "for", "name", "roles", "by")
#: Kinds in which those of a division cannot be reached by telephone.
OUTAGES = frozenset({InjectKind.POWER_DOWN, InjectKind.NETWORK_DOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """One of them."""

    id: str
    kind: InjectKind
    #: When, and until when at most, since the start.
    at: timedelta
    until: timedelta
    #: How long what has a ``for`` lasts; None: to the end of the drill.
    lasts: timedelta | None = None
    text_zh: str = ""
    text_en: str = ""
    station: str = ""
    #: 12-digit division code.
    division: str = ""
    #: Of an approver.
    name: str = ""
    #: To whom the text is shown; empty: to everybody.
    roles: tuple[str, ...] = ()
    #: By when a comment is expected, since the start; None: none is.
    by: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What injects may name."""

    stations: Sequence[Station]
    divisions: Sequence[str]
    approvers: Sequence[str]
    roles: Sequence[str]


def read_injects(top: Section, *, start: datetime, length: timedelta, known: Known) -> tuple[Inject, ...]:
    """Return the injects of a document, in order of time.

    Raises:
        DocumentError: If one is wrong or names what there is not; an inject has the keys of its kind only.
    """
    found = [
        _inject(entry, number=number, start=start, length=length, known=known)
        for number, entry in enumerate(top.sections("injects", keys=_ALL_KEYS), start=1)
    ]
    return tuple(sorted(found, key=lambda inject: inject.at))


def _inject(entry: Section, *, number: int, start: datetime, length: timedelta, known: Known) -> Inject:
    kind = InjectKind(entry.choice("kind", list(InjectKind)))
    keys, needs_text = _KEYS[kind]
    for name in entry.names():
        if name not in {"at", "kind", "id", "text", *keys}:
            entry.fail(f'an inject "{kind}" has no "{name}", expected some of {", ".join(("text", *keys))}', key=name)
    at = read_when(entry, "at", start=start, length=length)
    text = entry.section("text", keys=("zh", "en")) if needs_text or entry.has("text") else None
    return Inject(
        id=entry.text("id", default=f"inject-{number}"),
        kind=kind,
        at=at,
        until=min(at + entry.duration("for"), length) if entry.has("for") else length,
        lasts=entry.duration("for") if entry.has("for") else None,
        text_zh=text.text("zh") if text else "",
        text_en=text.text("en") if text else "",
        station=_station(entry, kind, known),
        division=entry.choice("division", known.divisions) if "division" in keys else "",
        name=entry.choice("name", known.approvers) if "name" in keys else "",
        roles=entry.choices("roles", known.roles) if entry.has("roles") else (),
        by=read_when(entry, "by", start=start, length=length) if entry.has("by") else None,
    )


def _station(entry: Section, kind: InjectKind, known: Known) -> str:
    if kind is not InjectKind.LOSE_STATION and not entry.has("station"):
        return ""
    return entry.choice("station", [str(station.id) for station in known.stations])


def moved(inject: Inject, *, to: timedelta) -> Inject:
    """Return an inject that happens at another time than the document says, and lasts as long."""
    until = inject.until if inject.lasts is None else to + inject.lasts
    return replace(inject, at=to, until=until)


def faults_of(injects: Sequence[Inject], *, stations: Sequence[Station]) -> tuple[TransportFault, ...]:
    """Return what injects do to the stations."""
    found: list[TransportFault] = []
    for inject in injects:
        if inject.kind is InjectKind.LOSE_STATION:
            division = next(station.division for station in stations if station.id == inject.station)
            found.append(Torn(station=inject.station, division=division, at_s=inject.at.total_seconds()))
        elif inject.kind in OUTAGES:
            window = Window(from_s=inject.at.total_seconds(), until_s=inject.until.total_seconds())
            homes = {str(each.id): each.division for each in stations if covers(inject.division, each.division)}
            # Without power there is nothing that could store; what only lacks the network sends it all afterwards.
            stores = 0.0 if inject.kind is InjectKind.POWER_DOWN else 1.0
            found.append(Outage(homes=homes, window=window, stores=stores))
    return tuple(found)
