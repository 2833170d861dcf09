from __future__ import annotations

import pytest
from pydantic import ValidationError

from fenghuo.sections.access import Access, Oidc

GOOD = {
    "issuer": "https://id.example",
    "client_id": "fenghuo",
    "redirect_uri": "https://duty.example/api/v1/oidc/callback",
}


def test_without_an_issuer_nothing_else_is_asked_for():
    assert Oidc().issuer == ""


@pytest.mark.parametrize(
    "changes",
    [{}, {"issuer": "http://127.0.0.1:9400", "redirect_uri": "http://localhost:8600/api/v1/oidc/callback"}],
)
def test_a_provider_is_spoken_to_over_tls_except_on_this_machine(changes):
    assert Oidc(**(GOOD | changes)).client_id == "fenghuo"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"client_id": ""}, "needs a client_id"),
        ({"scopes": "profile"}, "the scope openid"),
        ({"issuer": "http://id.example"}, "expected https://"),
        ({"redirect_uri": "http://duty.example/api/v1/oidc/callback"}, "expected https://"),
        ({"redirect_uri": "https://duty.example/elsewhere"}, "ends with /api/v1/oidc/callback"),
    ],
)
def test_what_would_not_work_or_not_be_safe_is_refused(changes, told):
    with pytest.raises(ValidationError, match=told):
        Oidc(**(GOOD | changes))


def test_a_role_that_is_none_is_refused():
    with pytest.raises(ValidationError):
        Access(totp_roles="boss")
