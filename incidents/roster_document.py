"""The roster as people write it: JSON or YAML, hours in Beijing time. Pure."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from geo.division import parse_division
from geo.errors import DivisionError
from incidents.errors import RosterError
from incidents.roster import EVERY_DAY, WATCH, Shift
from sensing.errors import InstantError, suggestion
from sensing.instant import format_instant, parse_instant

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEYS = ("division", "post", "teams", "since", "until", "weekdays", "begins", "ends", "turn_days", "override")


def shift_json(shift: Shift) -> dict[str, Any]:
    """Return a shift as plain JSON values."""
    return {
        "division": shift.division,
        "post": shift.post,
        "teams": [list(team) for team in shift.teams],
        "since": format_instant(shift.since),
        "until": None if shift.until is None else format_instant(shift.until),
        "weekdays": sorted(shift.weekdays),
        "begins": f"{shift.begins:%H:%M}",
        "ends": f"{shift.ends:%H:%M}",
        "turn_days": shift.turn_days,
        "override": shift.is_override,
    }


def parse_shift(document: Mapping[str, Any], *, origin: str) -> Shift:
    """Return the shift of a document.

    Args:
        document: Plain JSON values.
        origin: Which one it is, for messages, e.g. ``shifts[2]``.

    Raises:
        RosterError: If it cannot be understood; says where, what was expected and what came.
    """
    unknown = sorted(document.keys() - set(_KEYS))
    if unknown:
        raise RosterError(f"{origin}: unknown key {unknown[0]!r}{suggestion(unknown[0], _KEYS)}")
    until = document.get("until")
    return Shift(
        division=_division(document.get("division", ""), origin=f"{origin}.division"),
        post=_word(document.get("post", WATCH), origin=f"{origin}.post"),
        teams=_teams(document.get("teams"), origin=f"{origin}.teams"),
        since=_instant(document.get("since"), origin=f"{origin}.since"),
        until=None if until is None else _instant(until, origin=f"{origin}.until"),
        weekdays=_weekdays(document.get("weekdays", sorted(EVERY_DAY)), origin=f"{origin}.weekdays"),
        begins=_hour(document.get("begins", "00:00"), origin=f"{origin}.begins"),
        ends=_hour(document.get("ends", "00:00"), origin=f"{origin}.ends"),
        turn_days=_count(document.get("turn_days", 1), origin=f"{origin}.turn_days"),
        is_override=_flag(document.get("override", False), origin=f"{origin}.override"),
    )


def _expected(what: str, got: object, *, origin: str) -> RosterError:
    return RosterError(f"{origin}: expected {what}, got {got!r}")


def _division(value: object, *, origin: str) -> str:
    if value == "":
        return ""
    try:
        return parse_division(str(value))
    except DivisionError as error:
        raise RosterError(f"{origin}: {error}") from None


def _word(value: object, *, origin: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 64:  # noqa: PLR2004
        raise _expected("a word of 1 to 64 characters", value, origin=origin)
    return value.strip()


def _teams(value: object, *, origin: str) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list) or not value:
        raise _expected("a list of teams, each a list of user names", value, origin=origin)
    for team in value:
        if not isinstance(team, list) or not team or not all(isinstance(name, str) and name for name in team):
            raise _expected("a list of user names", team, origin=origin)
    return tuple(tuple(team) for team in value)


def _instant(value: object, *, origin: str) -> datetime:
    # YAML reads an unquoted instant as one.
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if not isinstance(value, str):
        raise _expected("an instant with its offset, e.g. 2026-07-01T08:00:00+08:00", value, origin=origin)
    try:
        return parse_instant(value)
    except InstantError as error:
        raise RosterError(f"{origin}: {error}") from None


def _weekdays(value: object, *, origin: str) -> frozenset[int]:
    if not isinstance(value, list) or not all(type(day) is int and day in EVERY_DAY for day in value) or not value:
        raise _expected("a list of weekdays, 1 (Monday) to 7", value, origin=origin)
    return frozenset(value)


def _hour(value: object, *, origin: str) -> time:
    if not isinstance(value, str):
        raise _expected('a time of day in quotes, e.g. "08:00"', value, origin=origin)
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 -- a time of day has no zone of its own
    except ValueError:
        raise _expected("a time of day, e.g. 08:00", value, origin=origin) from None


def _count(value: object, *, origin: str) -> int:
    if type(value) is not int or not 1 <= value <= 366:  # noqa: PLR2004
        raise _expected("1 to 366 days", value, origin=origin)
    return value


def _flag(value: object, *, origin: str) -> bool:
    if not isinstance(value, bool):
        raise _expected("true or false", value, origin=origin)
    return value
