from __future__ import annotations

import json

from incidents.journal import Row
from sensing.event import Reject
from tests.builders import BY_TEST
from tests.unit.api.world import a_station

TOPIC = "fh/v1/411528000000/NEW-1/obs"


def words_of(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.entry.data["act"], row.entry.data["actor"]) for row in rows if row.entry.kind == "device"]


def test_a_login_is_made_listed_and_revoked(run, stored, monkeypatch):
    monkeypatch.delenv("SUDO_USER", raising=False)
    monkeypatch.setenv("USER", "li")
    stored.put_stations([a_station("A")], **BY_TEST)
    made = json.loads(run("device", "add", "A", "--label", "箱子", "--json").stdout)
    assert (made["login"], made["stations"], len(made["password"])) == ("A", ["A"], 24)
    assert run("device", "list").stdout == "A\tA\tmay connect\t箱子\n"
    assert run("device", "revoke", "A").stdout == "revoked\n"
    assert json.loads(run("device", "list", "--json").stdout)[0]["revoked"] is not None
    assert words_of(stored.journal()) == [("made", "cli:li"), ("revoked", "cli:li")]


def test_a_password_is_printed_once_and_nowhere_kept(run, stored):
    stored.put_stations([a_station("A")], **BY_TEST)
    result = run("device", "add", "A")
    login, password = result.stdout.split()
    assert login == "A"
    assert password not in repr(stored.devices())
    assert password not in run("device", "list", "--json").stdout


def test_a_login_for_an_unknown_station_is_refused(run, stored):
    assert str(run("device", "add", "NOBODY").exception) == "there is no station 'NOBODY'"


def test_files_for_a_broker_of_ones_own_are_private(run, stored, tmp_path):
    stored.put_stations([a_station("A")], **BY_TEST)
    run("device", "add", "A")
    assert run("device", "export", "--format", "mosquitto", "--folder", tmp_path).exit_code == 0
    assert run("device", "export", "--format", "nats", "--folder", tmp_path).exit_code == 0
    assert run("device", "export", "--format", "emqx", "--folder", tmp_path).exit_code == 1
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"devices.passwd": 0o600, "devices.acl": 0o600, "devices.conf": 0o600}


def test_a_device_never_gets_the_rights_of_the_intake(run, stored, tmp_path, monkeypatch):
    stored.put_stations([a_station("reader")], **BY_TEST)
    run("device", "add", "reader")
    monkeypatch.setenv("FENGHUO_MQTT__USER", "reader")
    monkeypatch.setenv("FENGHUO_MQTT__PASSWORD", "p")
    refused = run("device", "export", "--format", "mosquitto", "--folder", tmp_path)
    assert (refused.exit_code, list(tmp_path.iterdir())) == (1, [])


def test_an_unregistered_station_is_listed_and_adopted(run, stored):
    payload = b'{"t": 1763860000000, "v": {"water_level": 41.3}}'
    reject = Reject(
        topic=TOPIC,
        payload=payload,
        code="unknown_station",
        detail="",
        result_time=1_763_860_001_000_000,
        station="NEW-1",
    )
    with stored.begin() as tx:
        tx.put_rejects([reject])
    assert run("device", "waiting").stdout == f"NEW-1\t1 messages\triver_gauge\twater_level\t{TOPIC}\n"
    assert json.loads(run("device", "waiting", "--json").stdout)[0]["name"] == "NEW-1"
    done = run("device", "adopt", "NEW-1", "--division", "411528", "--place", "114.7,32.3", "--name", "新站")
    assert done.stdout == "NEW-1: 1 messages read again, 1 readings and 0 events stored, 0 refused\n"
    assert {station.id: station.name for station in stored.stations()}["NEW-1"] == "新站"


def test_a_registered_station_needs_no_description(run, stored):
    stored.put_stations([a_station("NEW-1")], **BY_TEST)
    payload = b'{"t": 1763860000000, "v": {"water_level": 41.3}}'
    reject = Reject(topic=TOPIC, payload=payload, code="unknown_station", detail="", result_time=1, station="NEW-1")
    with stored.begin() as tx:
        tx.put_rejects([reject])
    done = run("device", "adopt", "NEW-1")
    assert done.stderr == "NEW-1 is registered already and stays as it is.\n"
    assert done.stdout.startswith("NEW-1: 1 messages read again")


def test_a_station_that_nobody_described_is_not_adopted(run, stored, tmp_path):
    assert str(run("device", "adopt", "NEW-9").exception).startswith("there is no station 'NEW-9' yet: expected --div")
    assert "cannot be read" in str(run("device", "adopt", "NEW-9", "--file", tmp_path / "gone").exception)


def test_an_adoption_without_a_place_says_what_is_missing(run, stored):
    result = run("device", "adopt", "NEW-1", "--division", "411528000000")
    assert str(result.exception).startswith("--division, --place: lon: expected a number")
