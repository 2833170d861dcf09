from __future__ import annotations

import pytest

from alerts.warning import CapStatus
from fenghuo.settings import SettingsError, load


def test_sections_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("FENGHUO_MQTT__HOST", "broker")
    monkeypatch.setenv("FENGHUO_MQTT__PORT", "2883")
    settings = load()
    assert (settings.mqtt.host, settings.mqtt.port, settings.mqtt.user) == ("broker", 2883, "ingest")


def test_the_command_line_wins_over_the_environment_field_by_field(monkeypatch):
    monkeypatch.setenv("FENGHUO_HTTP__HOST", "10.0.0.1")
    monkeypatch.setenv("FENGHUO_HTTP__PORT", "1")
    settings = load({"http": {"port": 2}})
    assert (settings.http.host, settings.http.port) == ("10.0.0.1", 2)


def test_warnings_are_actual_unless_an_installation_says_otherwise():
    assert load().issuer.status is CapStatus.ACTUAL


def test_a_value_that_does_not_fit_names_its_variable_and_what_came(monkeypatch):
    monkeypatch.setenv("FENGHUO_MQTT__PORT", "many")
    with pytest.raises(SettingsError, match=r"FENGHUO_MQTT__PORT: .*got 'many'"):
        load()


def test_a_password_file_in_the_secrets_folder_is_read(monkeypatch, tmp_path):
    (tmp_path / "FENGHUO_MQTT__PASSWORD").write_text("hush\n")
    monkeypatch.setattr("fenghuo.settings.SECRETS", tmp_path)
    settings = load()
    assert settings.mqtt.password.get_secret_value() == "hush"
    assert "hush" not in repr(settings)


def test_roles_are_given_as_words(monkeypatch):
    monkeypatch.setenv("FENGHUO_ROLES", "ingest, api")
    assert load().roles == ("ingest", "api")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SMS__PASWORD", "FENGHUO_SMS__PASWORD: unknown setting, did you mean FENGHUO_SMS__PASSWORD?"),
        ("SMS__COLOUR", "FENGHUO_SMS__COLOUR: unknown setting"),
        ("SMS__PASSWORD__X", "FENGHUO_SMS__PASSWORD: Input should be a valid string"),
        ("SMS__HOST__X", "FENGHUO_SMS__HOST: Input should be a valid string"),
        ("SMS", 'error parsing value for field "sms" from source "EnvSettingsSource"'),
    ],
)
def test_what_may_be_a_secret_is_never_said(monkeypatch, name, told):
    monkeypatch.setenv(f"FENGHUO_{name}", "topsecret")
    with pytest.raises(SettingsError) as caught:
        load()
    assert str(caught.value) == told
    assert caught.value.__suppress_context__


def test_a_section_that_is_no_section_is_not_shown_for_what_it_may_hold(monkeypatch):
    monkeypatch.setenv("FENGHUO_SMS", '"topsecret"')
    with pytest.raises(SettingsError, match=r"^FENGHUO_SMS: ") as caught:
        load()
    assert "topsecret" not in str(caught.value)


def test_a_password_of_the_wrong_kind_is_not_shown():
    with pytest.raises(SettingsError) as caught:
        load({"sms": {"password": 12345}})
    assert str(caught.value) == "FENGHUO_SMS__PASSWORD: Input should be a valid string"


def test_further_brokers_are_read_as_json_and_each_needs_a_host_and_a_name(monkeypatch):
    monkeypatch.setenv("FENGHUO_BROKERS", '[{"name": "county", "host": "10.0.0.5", "tls": true, "lane": "qos1"}]')
    (broker,) = load().brokers
    assert (broker.name, broker.host, broker.port) == ("county", "10.0.0.5", 1883)
    assert (broker.tls, broker.lane) == (True, "qos1")
    for wrong in ('[{"host": "a"}]', '[{"name": "a"}]', '[{"name": "a", "host": "a"}, {"name": "a", "host": "b"}]'):
        monkeypatch.setenv("FENGHUO_BROKERS", wrong)
        with pytest.raises(SettingsError, match="host and a name of its own"):
            load()
