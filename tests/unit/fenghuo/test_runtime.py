from __future__ import annotations

import pytest
from psycopg.conninfo import conninfo_to_dict

from fenghuo.runtime import Runtime, Site, console_folder, dsn_of, open_store, start
from fenghuo.settings import Settings, SettingsError, load


def with_database(**database: object) -> Settings:
    return load({"database": database})


def test_the_password_is_put_into_the_connection_string_whatever_its_characters():
    dsn = dsn_of(with_database(url="postgresql://u@h:6000/d", password="p@ss w'rd"))
    assert conninfo_to_dict(dsn) == {"user": "u", "host": "h", "port": "6000", "dbname": "d", "password": "p@ss w'rd"}


def test_a_password_in_the_url_is_kept_when_none_is_set_apart():
    assert conninfo_to_dict(dsn_of(with_database(url="postgresql://u:hush@h/d")))["password"] == "hush"


@pytest.mark.parametrize("use", [dsn_of, open_store])
def test_without_a_database_the_missing_variable_and_an_example_are_named(use):
    with pytest.raises(SettingsError, match=r"no database: set FENGHUO_DATABASE__URL, e\.g\. postgresql://"):
        use(with_database(url=""))


def test_a_url_that_cannot_be_read_is_named_by_its_variable_and_not_repeated():
    with pytest.raises(SettingsError, match="FENGHUO_DATABASE__URL: expected a URL") as caught:
        dsn_of(with_database(url="hush hush"))
    assert "hush" not in str(caught.value)


def test_an_unknown_role_is_refused_before_anything_starts(store):
    with pytest.raises(SettingsError, match="unknown role 'cook', expected some of ingest, dispatcher, api"):
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


def test_a_folder_without_a_built_console_is_no_console(tmp_path):
    settings = load({"http": {"console": str(tmp_path)}})
    assert console_folder(settings) is None
    (tmp_path / "index.html").touch()
    assert console_folder(settings) == tmp_path
