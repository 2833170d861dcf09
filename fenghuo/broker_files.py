"""Broker files: who may log in at a broker and publish what, in the form of each broker.

A device may publish readings, events, status and frames of its own stations, and hear their commands: nothing else.
The topics are made of the identity here, never of what a device says.

Source:
    mosquitto.conf(5): ``password_file``, ``acl_file``; NATS documentation, "Authorization".
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from api.devices import pbkdf2_hash
from fenghuo.embedded.nats import BrokerUser, authorization
from ingest.wire.topic import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sensing.device import Device
    from sensing.station import Station

#: What a device sends, and what it is sent.
_UP = ("obs", "event", "status", "raw/+")
_DOWN = ("cmd",)


def device_users(devices: Sequence[Device], *, stations: Mapping[str, Station]) -> list[BrokerUser]:
    """Return the users that devices are at a broker that reads bcrypt; revoked ones and homeless ones are left out."""
    return [
        BrokerUser(
            name=device.login,
            password=device.bcrypt,
            publish=_topics(device, stations, _UP),
            subscribe=_topics(device, stations, _DOWN),
        )
        for device in _alive(devices, stations)
    ]


def _alive(devices: Sequence[Device], stations: Mapping[str, Station]) -> list[Device]:
    return [device for device in devices if device.revoked is None and set(device.stations) & stations.keys()]


def _topics(device: Device, stations: Mapping[str, Station], kinds: tuple[str, ...]) -> tuple[str, ...]:
    known = [stations[key] for key in device.stations if key in stations]
    return tuple(f"{ROOT}/{station.division}/{station.id}/{kind}" for station in known for kind in kinds)


def intake_user(name: str, password: str) -> BrokerUser:
    """Return the user with which Fenghuo reads everything and sends commands."""
    return BrokerUser(name=name, password=password, publish=(f"{ROOT}/+/+/cmd",), subscribe=(f"{ROOT}/#",))


def mosquitto_passwords(
    devices: Sequence[Device], *, stations: Mapping[str, Station], intake: BrokerUser | None = None
) -> str:
    """Return a password file of Mosquitto."""
    own = [f"{intake.name}:{pbkdf2_hash(intake.password)}\n"] if intake else []
    return "".join([*own, *(f"{device.login}:{device.pbkdf2}\n" for device in _alive(devices, stations))])


def mosquitto_acl(
    devices: Sequence[Device], *, stations: Mapping[str, Station], intake: BrokerUser | None = None
) -> str:
    """Return an access list of Mosquitto; whoever is not in it may do nothing."""
    users = [*([intake] if intake else []), *device_users(devices, stations=stations)]
    blocks = [
        "\n".join(
            (
                f"user {user.name}",
                *(f"topic write {topic}" for topic in user.publish),
                *(f"topic read {topic}" for topic in user.subscribe),
            )
        )
        for user in users
    ]
    return "".join(f"{block}\n\n" for block in blocks)


def nats_authorization(
    devices: Sequence[Device], *, stations: Mapping[str, Station], intake: BrokerUser | None = None
) -> str:
    """Return the ``authorization`` block of a NATS server, which is to be included in its configuration."""
    users = [*([intake] if intake else []), *device_users(devices, stations=stations)]
    block: dict[str, Any] = authorization(users)
    return json.dumps({"authorization": block}, indent=1) + "\n"
