from __future__ import annotations

from typing import Any

import pytest

from api.feed.handshake import Handshake, judge
from api.problem import ApiError

HOST = {"host": "duty.example"}
HEADER = {"authorization": "Bearer fh_1"}
OFFERED = ["fenghuo.v1", "bearer.fhs_1"]


def shake(
    headers: dict[str, str], *, offered: Any = (), query: Any = (), scheme: str = "wss", origins: Any = ()
) -> Handshake:
    return judge(headers=HOST | headers, query=query, offered=offered, scheme=scheme, origins=origins)


def test_a_program_shows_its_key_in_the_header():
    assert shake(HEADER) == Handshake(token="fh_1", subprotocol=None)


def test_a_browser_shows_its_token_as_a_subprotocol_and_is_answered_the_other_one():
    assert shake({"origin": "https://duty.example"}, offered=OFFERED) == Handshake(
        token="fhs_1", subprotocol="fenghuo.v1"
    )


@pytest.mark.parametrize(
    ("host", "origin", "scheme"),
    [
        ("duty.example:8600", "http://duty.example:8600", "ws"),
        ("duty.example", "http://duty.example:80", "ws"),
        ("duty.example:443", "https://DUTY.example", "wss"),
        ("127.0.0.1:8600", "http://127.0.0.1:8600", "ws"),
        ("[::1]:8600", "http://[::1]:8600", "ws"),
    ],
)
def test_the_own_origin_may(host: str, origin: str, scheme: str):
    assert shake({"host": host, "origin": origin}, offered=OFFERED, scheme=scheme).token == "fhs_1"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "https://duty.example.evil.example",
        "https://evil.example/duty.example",
        "https://duty.example:8443",
        "https://duty.example@evil.example",
        "null",
        "",
        "file://",
        "https://duty.example:port",
    ],
)
def test_another_origin_may_not_even_with_a_good_token(origin: str):
    for headers, offered in (({"origin": origin}, OFFERED), ({"origin": origin} | HEADER, [])):
        with pytest.raises(ApiError) as caught:
            shake(headers, offered=offered)
        assert (caught.value.status, caught.value.code) == (403, "bad_origin")


def test_a_named_origin_may():
    assert shake({"origin": "https://wall.example"}, offered=OFFERED, origins={"https://wall.example"}).token == "fhs_1"


def test_a_program_may_show_its_token_as_a_subprotocol_too():
    assert shake({}, offered=OFFERED) == Handshake(token="fhs_1", subprotocol="fenghuo.v1")


def test_a_subprotocol_that_is_the_token_is_not_answered():
    assert shake({}, offered=["bearer.fhs_1"]) == Handshake(token="fhs_1", subprotocol=None)


@pytest.mark.parametrize("name", ["token", "access_token", "Authorization", "api_key", "key"])
def test_a_token_in_the_url_is_refused_even_beside_a_good_one(name: str):
    with pytest.raises(ApiError) as caught:
        shake(HEADER, query=["since", name])
    assert caught.value.code == "token_in_url"


@pytest.mark.parametrize(
    "headers",
    [{}, {"origin": "https://duty.example"}, {"authorization": "Basic YTpi", "origin": "https://duty.example"}],
)
def test_without_a_token_nobody_is_let_in(headers: dict[str, str]):
    with pytest.raises(ApiError) as caught:
        shake(headers, offered=["fenghuo.v1"])
    assert (caught.value.status, caught.value.code) == (401, "unauthenticated")
