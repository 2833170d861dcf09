from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from api import oidc
from api.oidc import ASK_AGAIN, AWAY, LEEWAY_SECONDS, Provider, Terms, challenge_of
from api.oidc_wire import ProviderError
from incidents.people import SignOn
from tests.builders import NOW

ISSUER = "https://id.example"
TERMS = Terms(
    issuer=ISSUER,
    client_id="fenghuo",
    client_secret="hush",
    redirect_uri="https://duty.example/api/v1/oidc/callback",
)
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
SIGN_ON = SignOn(id=b"", state="st", nonce="no", verifier="ve" * 30, expires=NOW)
NOW_S = int(NOW.timestamp())
CLAIMS = {"iss": ISSUER, "aud": "fenghuo", "sub": "7", "exp": NOW_S + 300, "iat": NOW_S, "nonce": "no"}


class Told:
    """What the provider answers, and what it was asked."""

    def __init__(self) -> None:
        self.keys = [KEY]
        self.about = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize?tenant=xy",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/jwks",
        }
        self.token: object = signed()
        self.asked: list[str] = []
        self.form: dict[str, str] = {}

    def __call__(self, method, url, *, form=None, login=None):
        self.asked.append(url.removeprefix(ISSUER))
        if url.endswith("openid-configuration"):
            return self.about
        if url.endswith("jwks"):
            return KeySet(self.keys).as_dict(private=False)
        self.form = form | {"login": login}
        return {"id_token": self.token}


def signed(key=KEY, *, alg="RS256", **changes) -> str:
    claims = {name: value for name, value in (CLAIMS | changes).items() if value is not None}
    return jwt.encode({"alg": alg, "kid": key.kid}, claims, key)


@pytest.fixture
def told(monkeypatch) -> Told:
    answers = Told()
    monkeypatch.setattr(oidc, "_asked", answers)
    return answers


@pytest.fixture
def provider(told) -> Provider:
    return Provider(TERMS)


def refused(provider: Provider, token: str, *, now=NOW) -> str:
    with pytest.raises(ProviderError) as caught:
        provider.verified(token, nonce="no", now=now)
    assert caught.value.code == "bad_id_token"
    return str(caught.value)


def test_the_challenge_is_the_one_of_the_standard():
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_the_browser_is_sent_with_state_nonce_and_a_challenge_and_no_secret(provider):
    url = provider.authorization_url(SIGN_ON, now=NOW)
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert query == {
        "tenant": "xy",
        "response_type": "code",
        "client_id": "fenghuo",
        "redirect_uri": TERMS.redirect_uri,
        "scope": "openid profile",
        "state": "st",
        "nonce": "no",
        "code_challenge": challenge_of(SIGN_ON.verifier),
        "code_challenge_method": "S256",
    }
    assert SIGN_ON.verifier not in url


def test_a_code_is_exchanged_with_the_verifier_for_who_it_is(provider, told):
    identity = provider.identity("code", SIGN_ON, now=NOW)
    assert (identity.issuer, identity.subject) == (ISSUER, "7")
    assert (told.form["code_verifier"], told.form["login"]) == (SIGN_ON.verifier, ("fenghuo", "hush"))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "other"},
        {"aud": None},
        {"aud": ["fenghuo", "other"]},
        {"aud": ["fenghuo", "other"], "azp": "other"},
        {"azp": "other"},
        {"sub": None},
        {"sub": ""},
        {"exp": None},
        {"exp": NOW_S - LEEWAY_SECONDS},
        {"iat": NOW_S + LEEWAY_SECONDS + 1},
        {"nbf": NOW_S + LEEWAY_SECONDS + 1},
        {"nonce": "other"},
        {"nonce": None},
    ],
)
def test_a_token_that_is_not_for_us_now_is_not_believed(provider, changes):
    refused(provider, signed(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"exp": NOW_S - LEEWAY_SECONDS + 1},
        {"iat": NOW_S + LEEWAY_SECONDS},
        {"aud": ["a", "fenghuo"], "azp": "fenghuo"},
    ],
)
def test_a_token_within_the_leeway_is_believed(provider, changes):
    assert provider.verified(signed(**changes), nonce="no", now=NOW).subject == "7"


def test_a_token_signed_by_another_key_of_the_same_name_is_not_believed(provider):
    forger = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    assert "not believed" in refused(provider, signed(forger))


def test_a_token_that_anybody_could_sign_is_not_believed(provider):
    shared = OctKey.generate_key(256, {"kid": "one"})
    refused(provider, jwt.encode({"alg": "HS256", "kid": "one"}, CLAIMS, shared))
    header, payload, _ = signed().split(".")
    refused(provider, f"{header}.{payload}.")
    refused(provider, f"eyJhbGciOiJub25lIn0.{payload}.")
    refused(provider, "garbage")


def test_every_changed_letter_is_noticed(provider):
    token = signed()
    body = token.index(".") + 10
    refused(provider, token[:body] + ("A" if token[body] != "A" else "B") + token[body + 1 :])


def test_keys_on_curves_are_understood(provider, told):
    curve = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
    told.keys = [curve]
    assert provider.verified(signed(curve, alg="ES256"), nonce="no", now=NOW).subject == "7"


def test_a_new_key_of_the_provider_is_asked_for_but_not_all_the_time(provider, told):
    provider.verified(signed(), nonce="no", now=NOW)
    told.keys = [OTHER]
    token = signed(OTHER)
    refused(provider, token)
    assert told.asked.count("/jwks") == 1
    assert provider.verified(token, nonce="no", now=NOW + ASK_AGAIN).subject == "7"
    assert told.asked.count("/jwks") == 2


def test_what_the_provider_says_of_itself_is_asked_for_again_after_a_while(provider, told):
    for hours in (0, 0.5, 1):
        provider.authorization_url(SIGN_ON, now=NOW + timedelta(hours=hours))
    assert told.asked.count("/jwks") == 2


@pytest.mark.parametrize(
    "about",
    [{"issuer": "https://evil.example"}, {"jwks_uri": None}, {"token_endpoint": 7}],
)
def test_a_provider_that_is_not_the_one_agreed_on_is_refused(provider, told, about):
    told.about |= about
    with pytest.raises(ProviderError) as caught:
        provider.authorization_url(SIGN_ON, now=NOW)
    assert (caught.value.code, caught.value.status) == ("provider_refused", 502)


def test_keys_that_cannot_be_read_are_the_providers_fault(provider, told):
    told.keys = []
    with pytest.raises(ProviderError):
        provider.identity("code", SIGN_ON, now=NOW)


def test_an_answer_without_a_token_is_not_believed(provider, told):
    told.token = None
    with pytest.raises(ProviderError, match="got none"):
        provider.identity("code", SIGN_ON, now=NOW)


def test_a_provider_that_is_away_is_not_waited_for_by_everybody_in_turn(provider, told, monkeypatch):
    def away(method, url, **_):
        told.asked.append(url)
        raise ProviderError("provider_away", "the provider does not answer", status=503)

    monkeypatch.setattr(oidc, "_asked", away)
    for seconds in (0, 1, AWAY.total_seconds() - 1):
        with pytest.raises(ProviderError) as caught:
            provider.authorization_url(SIGN_ON, now=NOW + timedelta(seconds=seconds))
        assert (caught.value.code, caught.value.status) == ("provider_away", 503)
    assert len(told.asked) == 1
    monkeypatch.setattr(oidc, "_asked", told)
    assert provider.authorization_url(SIGN_ON, now=NOW + AWAY)


def test_a_provider_that_is_away_says_so():
    gone = Provider(replace(TERMS, issuer="http://127.0.0.1:9"))
    with pytest.raises(ProviderError) as caught:
        gone.authorization_url(SIGN_ON, now=NOW)
    assert (caught.value.code, caught.value.status) == ("provider_away", 503)
