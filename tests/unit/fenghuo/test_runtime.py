from __future__ import annotations

import pytest

from fenghuo.runtime import Runtime, Site, start
from fenghuo.settings import SettingsError, load


def test_an_unknown_role_is_refused_before_anything_starts(store):
    with pytest.raises(
        SettingsError, match="unknown role 'cook', expected some of ingest, gateway, worker, dispatcher, warden, api"
    ):
        start(load({"roles": ("api", "cook")}), site=Site(map_layers=dict), store=store)


def test_ingest_without_a_broker_names_the_variable(store):
    with pytest.raises(SettingsError, match="no broker: set FENGHUO_MQTT__HOST"):
        start(load({"roles": ("ingest",)}), site=Site(map_layers=dict), store=store)


def test_a_part_is_ready_when_nothing_is_wrong_with_it_and_else_says_what_is(store):
    runtime = Runtime(settings=load(), site=Site(map_layers=dict), store=store)
    runtime.health.add("database", lambda: "")
    runtime.health.add("broker", lambda: "connection refused")
    readiness = runtime.readiness()
    assert readiness["database"] is True
    assert str(readiness["broker"]).startswith("connection refused (since 20")
