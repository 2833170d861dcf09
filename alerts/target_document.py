"""Targets as people and programs write them, JSON or YAML, and back. Pure.

Positions are [lon, lat]. Rings come closed; what crosses itself is found later, when the target is resolved, so that a
person can be offered the mended one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from alerts.errors import ApprovalError
from alerts.target import Aim, Stretch
from geo.area import MOST_POSITIONS, parse_list, parse_position
from geo.corridor import LONGEST_REACH_M
from geo.division import FULL, prefix_of
from geo.errors import DivisionError, FenceError
from sensing.errors import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

#: Most entries of one kind.
MOST: Final = 1_000
_KEYS: Final = ("divisions", "polygons", "circles", "fences", "reaches", "groups")
_REACH_KEYS: Final = ("from", "to", "hours", "distance_m", "width_m")
#: A closed ring has at least this many positions.
_FEWEST: Final = 4
#: Longest stretch, hours and m.
_LONGEST_HOURS: Final = 240.0
_LONGEST_M: Final = 1_000_000.0


def parse_target(document: Any, *, place: str = "target") -> Aim:
    """Return the target that a document describes.

    Args:
        document: As parsed from JSON or YAML, untrusted.
        place: What it belongs to, for the message.

    Raises:
        ApprovalError: ``bad_target``, if it is none; says where.
    """
    try:
        given = _object(document, place, _KEYS)
        return Aim(
            divisions=tuple(_division(each, where) for each, where in _each(given, "divisions", place)),
            polygons=tuple(_ring(each, where) for each, where in _each(given, "polygons", place)),
            circles=tuple(_circle(each, where) for each, where in _each(given, "circles", place)),
            fences=tuple(_word(each, where) for each, where in _each(given, "fences", place)),
            stretches=tuple(_stretch(each, where) for each, where in _each(given, "reaches", place)),
            groups=tuple(_word(each, where) for each, where in _each(given, "groups", place)),
        )
    except (FenceError, DivisionError) as error:
        raise ApprovalError("bad_target", str(error)) from None


def target_document(target: Aim, *, has_rings: bool = True) -> dict[str, Any]:
    """Return a target as ``parse_target`` reads it.

    Args:
        target: What is written.
        has_rings: Whether its polygons are written out; a journal row does without.
    """
    reaches = [
        {
            "from": each.station,
            **({"to": each.until} if each.until else {}),
            **({"hours": each.hours} if each.hours is not None else {}),
            **({"distance_m": each.distance_m} if each.distance_m is not None else {}),
            "width_m": each.width_m,
        }
        for each in target.stretches
    ]
    rings = [[list(position) for position in ring] for ring in target.polygons] if has_rings else []
    return {
        "divisions": list(target.divisions),
        "polygons": rings,
        "circles": [{"lon": lon, "lat": lat, "radius_m": radius} for lon, lat, radius in target.circles],
        "fences": list(target.fences),
        "reaches": reaches,
        "groups": list(target.groups),
    }


def _object(value: Any, where: str, keys: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FenceError(f"{where}: expected an object with some of {', '.join(keys)}, got {str(value)[:40]!r}")
    for key in value:
        if key not in keys:
            hint = suggestion(str(key), keys) or f", expected some of {', '.join(keys)}"
            raise FenceError(f"{where}: unknown key {str(key)[:40]!r}{hint}")
    return value


def _each(given: Mapping[str, Any], key: str, place: str) -> list[tuple[Any, str]]:
    values = given.get(key)
    if values is None:
        return []
    if not isinstance(values, list | tuple) or len(values) > MOST:
        raise FenceError(f"{place}.{key}: expected a list of at most {MOST}")
    return [(value, f"{place}.{key}[{number}]") for number, value in enumerate(values)]


def _division(value: Any, where: str) -> str:
    try:
        return prefix_of(str(value)).ljust(FULL, "0")
    except DivisionError as error:
        raise DivisionError(f"{where}: {error}") from None


def _word(value: Any, where: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 64 or "," in value:  # noqa: PLR2004 - longest id
        raise FenceError(f"{where}: expected 1 to 64 characters without commas, got {str(value)[:80]!r}")
    return value


def _ring(value: Any, where: str) -> tuple[tuple[float, float], ...]:
    value = _listed(value)
    positions = [parse_position(_listed(each), f"{where}[{n}]") for n, each in enumerate(parse_list(value, where))]
    if not _FEWEST <= len(positions) <= MOST_POSITIONS:
        raise FenceError(f"{where}: expected a ring of {_FEWEST} to {MOST_POSITIONS} positions, got {len(positions)}")
    if positions[0] != positions[-1]:
        raise FenceError(f"{where}: expected a closed ring, got {positions[0]} first and {positions[-1]} last")
    return tuple(positions)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _circle(value: Any, where: str) -> tuple[float, float, float]:
    given = _object(value, where, ("lon", "lat", "radius_m"))
    lon, lat = parse_position([given.get("lon"), given.get("lat")], where)
    return lon, lat, _number(given, "radius_m", where, most=LONGEST_REACH_M)


def _stretch(value: Any, where: str) -> Stretch:
    given = _object(value, where, _REACH_KEYS)
    limits = [key for key in ("to", "hours", "distance_m") if given.get(key) is not None]
    if len(limits) != 1:
        raise FenceError(f"{where}: expected one of to, hours and distance_m, got {' and '.join(limits) or 'none'}")
    hours, distance = given.get("hours"), given.get("distance_m")
    width = {"width_m": _number(given, "width_m", where, most=2 * LONGEST_REACH_M)} if "width_m" in given else {}
    return Stretch(
        station=_word(given.get("from"), f"{where}.from"),
        until=_word(given["to"], f"{where}.to") if given.get("to") is not None else "",
        hours=None if hours is None else _number(given, "hours", where, most=_LONGEST_HOURS),
        distance_m=None if distance is None else _number(given, "distance_m", where, most=_LONGEST_M),
        **width,
    )


def _number(given: Mapping[str, Any], key: str, where: str, *, most: float) -> float:
    value = given.get(key)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # Compared so that NaN is refused.
    if not is_number or not 0 < float(value or 0) <= most or not math.isfinite(float(value or 0)):
        got = "nothing" if value is None else repr(value)[:40]
        raise FenceError(f"{where}.{key}: expected a number above 0 and at most {most:,.0f}, got {got}")
    return float(value or 0)
