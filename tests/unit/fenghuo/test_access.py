from __future__ import annotations

from datetime import timedelta

import pytest

from fenghuo.access import doors_of, provider_of, refuse_well_known
from fenghuo.settings import SettingsError, load
from incidents.people import Role

OIDC = {
    "issuer": "https://id.example",
    "client_id": "fenghuo",
    "client_secret": "hush",
    "redirect_uri": "https://duty.example/api/v1/oidc/callback",
}


def test_nothing_more_than_a_password_is_asked_for_unless_somebody_says_so():
    doors = doors_of(load())
    assert (doors.idle, doors.second_factor) == (timedelta(0), frozenset())
    assert provider_of(load()) is None


def test_roles_that_need_a_second_factor_are_given_as_words(monkeypatch):
    monkeypatch.setenv("FENGHUO_ACCESS__TOTP_ROLES", "approver, commander")
    monkeypatch.setenv("FENGHUO_ACCESS__IDLE_MINUTES", "30")
    doors = doors_of(load())
    assert doors.second_factor == {Role.APPROVER, Role.COMMANDER}
    assert doors.idle == timedelta(minutes=30)


def test_the_provider_of_the_settings_is_the_one_that_vouches():
    provider = provider_of(load({"oidc": OIDC | {"adds_people": True, "division_claim": "dept"}}))
    assert provider is not None
    assert (provider.issuer, provider.terms.client_secret, provider.terms.division_claim) == (
        "https://id.example",
        "hush",
        "dept",
    )


@pytest.mark.parametrize("secret", ["password", "ChangeMe", "Admin123456"])
@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        ({"mqtt": {"password": "{}"}}, "FENGHUO_MQTT__PASSWORD"),
        ({"oidc": OIDC | {"client_secret": "{}"}}, "FENGHUO_OIDC__CLIENT_SECRET"),
        ({"listeners": {"hj212_passwords": {"MN1": "{}"}}}, "FENGHUO_LISTENERS__HJ212_PASSWORDS"),
        ({"brokers": [{"name": "b", "host": "h", "password": "{}"}]}, "FENGHUO_BROKERS__PASSWORD"),
    ],
)
def test_a_secret_that_everybody_knows_is_refused_by_its_name_and_not_repeated(settings, variable, secret):
    def filled(value):
        if isinstance(value, dict):
            return {key: filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [filled(each) for each in value]
        return value.replace("{}", secret) if isinstance(value, str) else value

    with pytest.raises(SettingsError) as caught:
        refuse_well_known(load(filled(settings)))
    assert str(caught.value).startswith(f"{variable}: ")
    assert secret not in str(caught.value)


def test_secrets_of_ones_own_and_no_secrets_are_fine():
    refuse_well_known(load({"mqtt": {"password": "d3f1a9c0b7"}, "oidc": OIDC}))
