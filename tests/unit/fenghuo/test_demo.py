from __future__ import annotations

import pytest

from fenghuo.demo import Ready, broker_users, map_layers
from fenghuo.secrets import DemoSecrets
from simulators.city import demo_city


def test_the_ready_line_carries_the_logins_and_nothing_about_the_insides():
    ready = Ready(
        url="http://127.0.0.1:8600",
        mqtt="mqtt://127.0.0.1:1883",
        device_password="d",
        admin_password="a",
        api_key="k",
        is_first_run=True,
        has_simulator=True,
        edition="postgresql",
    )
    assert ready.line() == {
        "ready": True,
        "url": "http://127.0.0.1:8600",
        "mqtt": "mqtt://127.0.0.1:1883",
        "device": {"user": "device", "password": "d"},
        "admin": {"user": "admin", "password": "a"},
        "api_key": "k",
    }


def test_every_broker_user_has_a_password_of_its_own():
    secrets = DemoSecrets()
    passwords = {user.name: user.password for user in broker_users(secrets)}
    assert passwords == {
        "device": secrets.device,
        "simulator": secrets.simulator,
        "ingest": secrets.ingest,
        "drill-device": secrets.drill_device,
        "drill-ingest": secrets.drill_ingest,
    }
    assert len(set(passwords.values())) == len(passwords)


def test_nobody_may_use_the_root_of_drills_and_the_live_one():
    for user in broker_users(DemoSecrets()):
        root = "fh-drill/v1/" if user.name.startswith("drill-") else "fh/v1/"
        assert all(topic.startswith(root) for topic in (*user.publish, *user.subscribe))


@pytest.mark.parametrize("name", ["device", "simulator"])
def test_a_device_may_not_hear_other_devices_nor_command_them(name):
    (user,) = (user for user in broker_users(DemoSecrets()) if user.name == name)
    assert user.subscribe == ("fh/v1/+/+/cmd",)
    assert not any("cmd" in topic or topic.endswith("#") for topic in user.publish)


def test_the_map_uses_county_outlines_and_says_that_its_rivers_are_sketched():
    layers = map_layers(demo_city())
    assert len(layers["divisions"]["features"]) == 10
    assert layers["rivers"]["features"]
    assert "schematic" in layers["credit"]["en"]
    assert "非标准地图" in layers["credit"]["zh"]


def test_without_a_boundary_package_the_map_is_the_sketch_and_says_so(monkeypatch):
    monkeypatch.setattr("fenghuo.demo.county_polygons", lambda _: None)
    layers = map_layers(demo_city())
    assert layers["divisions"] == demo_city().schematic
    assert layers["credit"]["zh"] == "示意底图 · 非标准地图"
