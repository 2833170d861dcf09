from __future__ import annotations

import re

import pytest

from fenghuo.settings import Settings, SettingsError


@pytest.fixture
def served(stored, monkeypatch) -> list[Settings]:
    """The settings with which the roles were started; serving ends as soon as it is ready."""
    seen: list[Settings] = []

    def start(settings: Settings, *, site, store) -> Settings:
        assert store is stored
        assert site.map_layers()["divisions"]["features"]
        seen.append(settings)
        return settings

    monkeypatch.setattr("fenghuo.runtime.start", start)
    monkeypatch.setattr("fenghuo.serving.serve_http", lambda _, *, on_ready: on_ready())
    return seen


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_without_a_database_the_variable_that_is_missing_is_named(run, command):
    result = run(command)
    assert isinstance(result.exception, SettingsError)
    assert "FENGHUO_DATABASE__URL" in str(result.exception)


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_database_url_that_cannot_be_read_is_an_expected_error(run, monkeypatch, command):
    monkeypatch.setenv("FENGHUO_DATABASE__URL", "nonsense")
    result = run(command)
    assert isinstance(result.exception, SettingsError)
    assert "FENGHUO_DATABASE__URL" in str(result.exception)


def test_every_role_is_played_unless_some_are_named(run, served):
    assert run("serve").exit_code == 0
    result = run("serve", "--role", "ingest", "--role", "api")
    assert [settings.roles for settings in served] == [
        ("ingest", "api", "dispatcher", "warden"),
        ("ingest", "api"),
    ]
    assert "fenghuo: serving ingest, api" in result.stderr


def test_flags_win_over_the_environment_one_by_one(run, served, monkeypatch):
    monkeypatch.setenv("FENGHUO_HTTP__HOST", "10.0.0.1")
    monkeypatch.setenv("FENGHUO_HTTP__PORT", "1")
    run("serve", "--port", "2")
    (settings,) = served
    assert (settings.http.host, settings.http.port) == ("10.0.0.1", 2)


def test_the_store_is_closed_also_when_a_role_cannot_start(run, stored, monkeypatch):
    closed = []
    monkeypatch.setattr(stored, "close", lambda: closed.append(1))
    result = run("serve", "--role", "ingest")
    assert "FENGHUO_MQTT__HOST" in str(result.exception)
    assert closed == [1]


def test_an_unknown_role_is_refused_with_the_ones_there_are(run, stored):
    result = run("serve", "--role", "cook")
    assert (
        str(result.exception)
        == "unknown role 'cook', expected some of ingest, gateway, worker, dispatcher, warden, api"
    )


def test_migrate_names_what_it_applied_and_says_when_there_was_nothing(run, monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE__URL", "postgresql://h/d")
    applied = ["0001_first", "0002_second"]
    monkeypatch.setattr("fenghuo.database.migrate", lambda _: applied)
    assert run("migrate").stdout == "0001_first\n0002_second\n"
    applied.clear()
    assert run("migrate").stdout == "the schema is up to date\n"


def test_the_first_run_makes_an_administrator_and_says_the_password_once_and_to_nobody_else(run, served, stored):
    first, second = run("serve"), run("serve")
    password = re.search(r"sign in as admin with (\S+) and set", first.stderr)
    assert password is not None
    assert stored.user("admin").must_change
    assert "admin" not in first.stdout + second.stderr + second.stdout


def test_a_process_that_serves_nobody_makes_nobody(run, served, stored):
    assert "admin" not in run("serve", "--role", "ingest").stderr
    assert stored.users() == []


def test_a_secret_that_everybody_knows_is_refused_before_anything_starts(run, served, monkeypatch):
    monkeypatch.setenv("FENGHUO_MQTT__PASSWORD", "ChangeMe")
    result = run("serve")
    assert isinstance(result.exception, SettingsError)
    assert str(result.exception).startswith("FENGHUO_MQTT__PASSWORD: expected a secret of your own")
    assert served == []
