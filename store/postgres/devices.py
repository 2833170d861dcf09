"""Logins at the broker, and unregistered stations that wait in quarantine."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from geo.errors import BeyondReachError
from sensing.device import Device, UnknownDevice
from sensing.instant import from_micros, to_micros
from sensing.station import StationId
from store.governance import device_entry
from store.postgres import journal
from store.postgres.arrivals import quarantine_row
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Collection

    from sensing.instant import Micros
    from sensing.stored import QuarantineRow
    from store.postgres.session import Session

_SQL = named_queries("devices")


def devices(session: Session, *, within: str = "") -> list[Device]:
    """Return every login that is for stations of a subtree only, revoked ones included, by name."""
    return [_device(row) for row in session.rows(_SQL["devices"], within=within)]


def device(session: Session, login: str) -> Device | None:
    """Return one login."""
    row = session.row(_SQL["device"], login=login)
    return _device(row) if row else None


def _device(row: tuple[Any, ...]) -> Device:
    login, stations, label, bcrypt, pbkdf2, created, changed, revoked = row
    return Device(
        login=login,
        stations=tuple(map(StationId, stations)),
        label=label,
        bcrypt=bcrypt,
        pbkdf2=pbkdf2,
        created=created,
        changed=changed,
        revoked=revoked,
    )


def put_device(session: Session, given: Device, *, actor: str) -> None:
    """Insert or replace a login and journal it."""
    known = device(session, given.login)
    session.run(_SQL["put_device"], **_columns(given))
    journal.write(session, [device_entry(given, known=known, actor=actor)])


def add_device(session: Session, given: Device, *, actor: str, within: str = "") -> bool:
    """Insert a login and journal it; return whether there was none of that name."""
    if within:
        for (station,) in session.rows(_SQL["outside"], stations=list(given.stations), within=within):
            raise BeyondReachError("station", station)
    if session.row(_SQL["add_device"], **_columns(given)) is None:
        return False
    journal.write(session, [device_entry(given, known=None, actor=actor)])
    return True


def _columns(given: Device) -> dict[str, Any]:
    columns = {field.name: getattr(given, field.name) for field in fields(Device)}
    return columns | {"stations": list(given.stations)}


def unknown_devices(session: Session, *, limit: int, within: str = "") -> list[UnknownDevice]:
    """Return the unregistered stations with messages in quarantine that name a subtree, the newest first."""
    return [
        UnknownDevice(name=name, first=to_micros(first), last=to_micros(last), count=count)
        for name, first, last, count in session.rows(_SQL["unknown"], limit=limit, within=within)
    ]


def waiting(session: Session, station: str, *, after: int, limit: int) -> list[QuarantineRow]:
    """Return messages of an unregistered station that wait in quarantine, ascending, with an id above ``after``."""
    rows = session.rows(_SQL["waiting"], station=station, after=after, limit=limit)
    return [quarantine_row(row) for row in rows]


def newest_waiting(session: Session, station: str, *, limit: int) -> list[QuarantineRow]:
    """Return the newest messages of an unregistered station that wait in quarantine, descending."""
    return [quarantine_row(row) for row in session.rows(_SQL["newest"], station=station, limit=limit)]


def mark_adopted(session: Session, ids: Collection[int], *, at: Micros) -> list[int]:
    """Note that messages of quarantine are read again; return those that nobody had read, ascending."""
    return [number for (number,) in session.rows(_SQL["mark_adopted"], ids=list(ids), at=from_micros(at))]
