from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from fenghuo.broker_files import device_users, mosquitto_acl, mosquitto_passwords, nats_authorization
from sensing.device import Device
from sensing.station import StationId
from tests.unit.api.world import a_station

NOW = datetime(2026, 7, 19, tzinfo=UTC)
STATIONS = {key: a_station(key) for key in ("A", "B")}
DEVICE = Device(
    login="d", stations=(StationId("A"),), label="", bcrypt="$2a$05$x", pbkdf2="$7$101$a$b", created=NOW, changed=NOW
)
UP = tuple(f"fh/v1/411528000000/A/{kind}" for kind in ("obs", "event", "status", "raw/+"))


def test_a_device_may_publish_for_its_station_and_hear_its_commands():
    (user,) = device_users([DEVICE], stations=STATIONS)
    assert (user.name, user.password) == ("d", "$2a$05$x")
    assert (user.publish, user.subscribe) == (UP, ("fh/v1/411528000000/A/cmd",))


def test_a_gateway_may_publish_for_each_of_its_stations():
    (user,) = device_users([replace(DEVICE, stations=(StationId("A"), StationId("B")))], stations=STATIONS)
    assert len(user.publish) == 8


def test_revoked_and_homeless_devices_are_left_out():
    gone = [replace(DEVICE, revoked=NOW), replace(DEVICE, login="e", stations=(StationId("X"),))]
    assert device_users(gone, stations=STATIONS) == []
    assert mosquitto_acl(gone, stations=STATIONS) == mosquitto_passwords(gone, stations=STATIONS) == ""


def test_mosquitto_gets_hashes_and_topics():
    assert mosquitto_passwords([DEVICE], stations=STATIONS) == "d:$7$101$a$b\n"
    lines = mosquitto_acl([DEVICE], stations=STATIONS).splitlines()
    assert lines[0] == "user d"
    assert lines[1:6] == [*(f"topic write {topic}" for topic in UP), "topic read fh/v1/411528000000/A/cmd"]


def test_nats_gets_one_block():
    (user,) = json.loads(nats_authorization([DEVICE], stations=STATIONS))["authorization"]["users"]
    assert user["permissions"]["publish"]["allow"][0] == "fh.v1.411528000000.A.obs"
