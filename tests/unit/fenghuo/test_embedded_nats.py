import json
from pathlib import Path

import pytest

from fenghuo.embedded import nats
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.nats import BrokerUser

DEVICE = BrokerUser(name="device", password='p "$x"', publish=("fh/v1/+/+/obs",))
INGEST = BrokerUser(name="ingest", password="q", subscribe=("fh/v1/#",))


def a_configuration(**changes):
    wanted = {"store": Path("/data"), "host": "0.0.0.0", "mqtt_port": 1883, "users": (DEVICE, INGEST)}
    return nats.configuration(**{**wanted, "sync_interval": None, **changes})


def a_server(folder, version):
    program = folder / "nats-server"
    program.write_text(f"#!/bin/sh\necho 'nats-server: v{version}'\n")
    program.chmod(0o755)
    return program


def test_only_mqtt_is_offered_to_the_network():
    settings = a_configuration()
    assert settings["host"] == "127.0.0.1"
    assert settings["port"] == -1
    assert settings["mqtt"]["host"] == "0.0.0.0"
    assert settings["mqtt"]["port"] == 1883


def test_what_a_user_is_not_allowed_is_forbidden():
    device, ingest = a_configuration()["authorization"]["users"]
    assert device["permissions"] == {"publish": {"allow": ["fh.v1.*.*.obs"]}, "subscribe": {"deny": [">"]}}
    assert ingest["permissions"] == {
        "publish": {"deny": [">"]},
        "subscribe": {"allow": ["fh.v1", "fh.v1.>", "$MQTT.sub.>"]},
    }
    assert device["allowed_connection_types"] == ingest["allowed_connection_types"] == ["MQTT"]


def test_a_password_may_hold_any_character():
    assert json.loads(json.dumps(a_configuration()))["authorization"]["users"][0]["password"] == 'p "$x"'


def test_payloads_that_ingest_quarantines_pass_the_broker():
    assert a_configuration()["max_payload"] > 1024 * 1024


def test_the_store_is_flushed_as_often_as_asked():
    assert "sync_interval" not in a_configuration()["jetstream"]
    assert a_configuration(sync_interval="always")["jetstream"] == {"store_dir": "/data", "sync_interval": "always"}


def test_a_server_in_path_is_preferred_when_new_enough(tmp_path, monkeypatch):
    program = a_server(tmp_path, "2.10.7")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert nats.find_server() == program


@pytest.mark.parametrize("version", ["2.9.25", "1.4.1", "unknown"])
def test_an_old_server_in_path_is_passed_over(tmp_path, monkeypatch, version):
    program = a_server(tmp_path, version)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert nats.find_server() not in {program, None}


def test_a_machine_without_any_server_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(nats, "_WHEELS", (("no_such_wheel", "path"),))
    with pytest.raises(ServiceError, match=r"no nats-server 2\.10 or newer in PATH: install it, or no-such-wheel"):
        nats.find_server()


def test_a_link_speaks_nats_by_its_own_subjects_and_no_mqtt():
    link = BrokerUser(name="link", password="l", publish=("fh-edge.>",), subscribe=("_INBOX.>",), is_native=True)
    (user,) = a_configuration(users=(link,))["authorization"]["users"]
    assert user["allowed_connection_types"] == ["STANDARD"]
    assert user["permissions"] == {"publish": {"allow": ["fh-edge.>"]}, "subscribe": {"allow": ["_INBOX.>"]}}


def test_a_leaf_keeps_the_topics_of_devices_to_itself():
    leaf = nats.Leaf(url="nats-leaf://a:b@above:7422", domain="edge-a", port=4222)
    made = nats.leaf_configuration(leaf, jetstream={"store_dir": "/data"})
    assert made["jetstream"] == {"store_dir": "/data", "domain": "edge-a"}
    (remote,) = made["leafnodes"]["remotes"]
    assert remote["url"] == "nats://a:b@above:7422"
    assert {"fh.>", "fh-drill.>", "$MQTT.>"} <= set(remote["deny_exports"]) & set(remote["deny_imports"])


def test_without_a_server_above_it_stands_alone():
    assert "leafnodes" not in nats.leaf_configuration(nats.Leaf(url="", domain="edge-a", port=4222), jetstream={})
