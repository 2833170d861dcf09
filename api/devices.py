"""Devices: logins at the broker are made here, their password shown once, and ended here.

A password is 144 random bits, so its hashes need salt but no long work: a broker hashes once for each connection,
and ten thousand devices come back at the same moment after a power cut.

Source:
    Mosquitto, ``mosquitto_passwd`` (``$7$iterations$salt$hash``, PBKDF2 with SHA-512); NATS, "Username/Password"
    (bcrypt, ``$2a$``).
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import bcrypt

from api.problem import ApiError, not_found, unprocessable
from sensing.device import LOGIN, Device

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from api.ports import Devices
    from sensing.station import StationId

#: Logins of the embedded broker that are no single device's.
RESERVED = frozenset({"device", "simulator", "ingest", "admin"})
#: Work of the two hashes; see the module's words on it.
_BCRYPT_ROUNDS = 5
_ITERATIONS = 101
_SALT_BYTES = 12


def new_password() -> str:
    """Return a password for a device."""
    return secrets.token_urlsafe(18)


def bcrypt_hash(password: str) -> str:
    """Return a salted hash in the form that NATS reads."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(_BCRYPT_ROUNDS, prefix=b"2a")).decode()


def pbkdf2_hash(password: str) -> str:
    """Return a salted hash in the form that Mosquitto reads."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS)
    return "$7${}${}${}".format(_ITERATIONS, *(base64.b64encode(part).decode() for part in (salt, digest)))


def issue(
    store: Devices,
    *,
    stations: Sequence[StationId],
    login: str,
    label: str,
    actor: str,
    at: datetime,
    within: str = "",
) -> tuple[Device, str]:
    """Return a new login and its password, which is kept nowhere.

    Args:
        store: Where logins are kept.
        stations: Stations it may publish for, at least one.
        login: Empty: made of the first station.
        label: What people call it.
        actor: Who made it.
        at: When.
        within: Digits that the divisions of all stations begin with.

    Raises:
        BeyondReachError: If a station lies elsewhere by now.
        ApiError: If the login cannot be one, or is or was another's.
    """
    if login and not re.fullmatch(LOGIN, login):
        raise unprocessable("bad_login", f"login: expected 1 to 64 of A-Z a-z 0-9 . _ -, got {login[:80]!r}")
    password = new_password()
    device = Device(
        login=login or _free(store, stations[0]),
        stations=tuple(stations),
        label=label,
        bcrypt=bcrypt_hash(password),
        pbkdf2=pbkdf2_hash(password),
        created=at,
        changed=at,
    )
    if login in RESERVED or not store.add_device(device, actor=actor, within=within):
        if login:
            raise ApiError("login_taken", f"login {login!r} is or was another's, choose one that is new", status=409)
        # Somebody else took the free name a moment ago: two passwords for one login would leave one device outside.
        return issue(store, stations=stations, login=login, label=label, actor=actor, at=at, within=within)
    return device, password


def _free(store: Devices, station: str) -> str:
    taken = {device.login for device in store.devices()} | RESERVED
    numbered = (f"{station[:60]}-{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (station, *numbered) if name not in taken)


def revoke(store: Devices, login: str, *, actor: str, at: datetime) -> Device:
    """End a login and return it; one that has ended stays ended when it did.

    Raises:
        ApiError: If there is none of that name.
    """
    device = store.device(login)
    if device is None:
        raise not_found("login", login)
    if device.revoked is None:
        device = replace(device, revoked=at, changed=at)
        store.put_device(device, actor=actor)
    return device
