"""Reading faults from the list ``faults`` of a document.

    faults:
      - {kind: stuck, station: XY-H03, property: water_level, from_h: 10, until_h: 14}
      - {kind: torn_away, station: XY-H03, at_h: 21, will: false}
      - {kind: network_down, division: "411528000000", from_h: 20, until_h: 23, stores: 0.5}

Hours are simulated, since the start. A misspelt key, kind, station or property is refused with its line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sensing.document import read_document
from sensing.errors import DocumentError
from sensing.section import Section
from simulators.errors import SimulatorError
from simulators.faults.byzantine import Byzantine, Lie
from simulators.faults.chatter import Duplicate, Flood
from simulators.faults.entry import Entry, homes_of, positive, property_of, share, station_named, window_of
from simulators.faults.outage import Outage
from simulators.faults.sensor import ClockSkew, Drift, Spike, Stuck
from simulators.faults.torn import Torn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sensing.station import Station
    from simulators.faults.fault import Fault

_WINDOW: Final = ("from_h", "until_h")
_PLACE: Final = ("station", "division")
#: Messages a second beyond which a flood takes longer to make than to have.
_FASTEST: Final = 10_000.0


def read_faults(top: Section, *, stations: Sequence[Station], key: str = "faults", seed: int = 1) -> tuple[Fault, ...]:
    """Return the faults of a document; an absent list is none.

    Args:
        top: The mapping that has the list.
        stations: Of the city; others cannot fail.
        key: Of the list.
        seed: Of the run; each entry draws its own chances from it.

    Raises:
        DocumentError: If an entry is wrong; names the line.
    """
    every = sorted({"kind"}.union(*(keys for keys, _ in _KINDS.values())))
    known = {str(station.id): station for station in stations}
    found = []
    for number, entry in enumerate(top.sections(key, keys=every)):
        keys, read = _KINDS[entry.choice("kind", tuple(_KINDS))]
        _check_keys(entry, keys)
        found.append(read(Entry(section=entry, stations=known, seed=seed + number)))
    return tuple(found)


def load_faults(path: Path, *, stations: Sequence[Station], seed: int = 1) -> tuple[Fault, ...]:
    """Return the faults of a file of kind ``Faults``.

    Raises:
        SimulatorError: If the file is not there, or is wrong; names the line.
    """
    try:
        document = read_document(path.read_text("utf-8"), origin=str(path), what="list of faults")
        top = Section.top(document, kind="Faults", keys=("apiVersion", "kind", "faults"))
        return read_faults(top, stations=stations, seed=seed)
    except OSError as error:
        raise SimulatorError(f"{path}: expected a file of faults: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SimulatorError(f"{path}: expected UTF-8, got byte {error.start} that is none") from None
    except DocumentError as error:
        raise SimulatorError(str(error)) from None


def _check_keys(entry: Section, keys: Sequence[str]) -> None:
    for key in entry.names():
        if key != "kind" and key not in keys:
            kind = entry.text("kind")
            entry.fail(
                f'{entry.path(key)}: a fault of kind {kind} has no key "{key}", it has {", ".join(keys)}', key=key
            )


def _stuck(it: Entry) -> Stuck:
    station = station_named(it)
    return Stuck(station=station.id, property=property_of(it, station), window=window_of(it.section))


def _spike(it: Entry) -> Spike:
    station = station_named(it)
    return Spike(
        station=station.id,
        property=property_of(it, station, is_needed=True),
        window=window_of(it.section),
        by=it.section.number("by"),
        share=share(it.section, "share", 0.05),
        seed=it.seed,
    )


def _drift(it: Entry) -> Drift:
    station = station_named(it)
    name = property_of(it, station, is_needed=True)
    return Drift(station=station.id, property=name, window=window_of(it.section), per_h=it.section.number("per_h"))


def _skew(it: Entry) -> ClockSkew:
    return ClockSkew(
        station=station_named(it).id,
        window=window_of(it.section),
        by_s=it.section.number("by_s"),
        per_day_s=it.section.number("per_day_s", default=0.0),
    )


def _byzantine(it: Entry) -> Byzantine:
    station = station_named(it)
    lie = Lie(it.section.choice("lie", tuple(Lie)))
    name = property_of(it, station, is_needed=True)
    of = ""
    if lie is Lie.COPY:
        other = station_named(it, "of")
        of = other.id
        property_of(it, other, is_needed=True)
    elif it.section.has("of"):
        it.section.fail(f"{it.section.path('of')}: only the lie copy is taken from another station", key="of")
    return Byzantine(
        station=station.id,
        property=name,
        window=window_of(it.section),
        lie=lie,
        by=it.section.number("by") if lie is Lie.OFFSET else it.section.number("by", default=0.0),
        of=of,
    )


def _torn(it: Entry) -> Torn:
    station = station_named(it)
    at_h = it.section.number("at_h")
    if at_h < 0:
        it.section.fail(f"{it.section.path('at_h')}: expected 0 or more, got {at_h:g}", key="at_h")
    will = it.section.truth("will", default=True)
    return Torn(station=station.id, division=station.division, at_s=at_h * 3600, has_will=will)


def _outage(it: Entry, *, stores: float, is_ending: bool = False) -> Outage:
    entry = it.section
    return Outage(
        homes=homes_of(it),
        window=window_of(entry, is_ending=is_ending),
        stores=share(entry, "stores", stores),
        burst_s=positive(entry, "burst_s", 10.0),
        is_shuffled=entry.truth("shuffled", default=False),
        has_will=entry.truth("will", default=True),
        seed=it.seed,
    )


def _duplicate(it: Entry) -> Duplicate:
    return Duplicate(
        homes=homes_of(it),
        window=window_of(it.section),
        share=share(it.section, "share", 0.1),
        after_s=positive(it.section, "after_s", 2.0),
        seed=it.seed,
    )


def _flood(it: Entry) -> Flood:
    station, rate = station_named(it), positive(it.section, "rate", 1000.0)
    if rate > _FASTEST:
        it.section.fail(
            f"{it.section.path('rate')}: expected at most {_FASTEST:g} messages a second, got {rate:g}", key="rate"
        )
    window = window_of(it.section, is_ending=True)
    if not it.section.has("property"):
        return Flood(station=station.id, division=station.division, window=window, rate=rate)
    return Flood(
        station=station.id,
        division=station.division,
        window=window,
        rate=rate,
        property=property_of(it, station),
        value=it.section.number("value"),
    )


_OF_SENSOR: Final = ("station", "property", *_WINDOW)
_OF_OUTAGE: Final = (*_PLACE, *_WINDOW, "burst_s", "shuffled", "will")
#: Keys and reader of each kind.
_KINDS: Final[dict[str, tuple[tuple[str, ...], Callable[[Entry], Fault]]]] = {
    "stuck": (_OF_SENSOR, _stuck),
    "spike": ((*_OF_SENSOR, "by", "share"), _spike),
    "drift": ((*_OF_SENSOR, "per_h"), _drift),
    "clock_skew": (("station", *_WINDOW, "by_s", "per_day_s"), _skew),
    "byzantine": ((*_OF_SENSOR, "lie", "by", "of"), _byzantine),
    "torn_away": (("station", "at_h", "will"), _torn),
    "late_burst": (_OF_OUTAGE, lambda it: _outage(it, stores=1.0, is_ending=True)),
    "network_down": ((*_OF_OUTAGE, "stores"), lambda it: _outage(it, stores=0.5)),
    "power_down": ((*_PLACE, *_WINDOW, "will"), lambda it: _outage(it, stores=0.0)),
    "duplicate": ((*_PLACE, *_WINDOW, "share", "after_s"), _duplicate),
    "flood": ((*_OF_SENSOR, "rate", "value"), _flood),
}
