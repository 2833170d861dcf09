from __future__ import annotations

import httpx2
import pytest

from fenghuo.foreign_fetch import LARGEST, ForeignFetcher
from ingest.outside.permit import Permit

PUBLIC = "93.184.216.34"


def fetcher(handler, *, address: str = PUBLIC) -> ForeignFetcher:
    return ForeignFetcher(
        Permit(["weather.example"]), resolve=lambda _host, _port: [address], transport=httpx2.MockTransport(handler)
    )


def test_an_answer_brings_its_validators():
    def handler(request: httpx2.Request) -> httpx2.Response:
        assert (request.url.host, request.headers["host"]) == (PUBLIC, "weather.example")
        assert "if-none-match" not in request.headers
        return httpx2.Response(
            200, stream=httpx2.ByteStream(b"<feed/>"), headers={"etag": '"1"', "last-modified": "yesterday"}
        )

    answered = fetcher(handler).fetch("https://weather.example/cap.atom")
    assert (answered.body, answered.etag, answered.modified, answered.why) == (b"<feed/>", '"1"', "yesterday", "")


def test_what_is_known_is_not_sent_again():
    def handler(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["if-none-match"] == '"1"'
        assert request.headers["if-modified-since"] == "yesterday"
        return httpx2.Response(304)

    answered = fetcher(handler).fetch("https://weather.example/", etag='"1"', modified="yesterday")
    assert (answered.is_known, answered.why) == (True, "")


@pytest.mark.parametrize(
    ("url", "address", "why"),
    [
        ("https://other.example/", PUBLIC, "is not listed"),
        ("file:///etc/passwd", PUBLIC, "expected http or https"),
        ("http://127.0.0.1/", PUBLIC, "is not listed"),
        ("https://weather.example/", "127.0.0.1", "which is not public"),
        ("https://weather.example/", "169.254.169.254", "which is not public"),
    ],
)
def test_nothing_is_asked_but_what_is_listed(url: str, address: str, why: str):
    def handler(_request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("asked")

    assert why in fetcher(handler, address=address).fetch(url).why


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx2.Response(302, headers={"location": "http://127.0.0.1/"}), "answered 302"),
        (httpx2.Response(500), "answered 500"),
        (httpx2.Response(200, stream=httpx2.ByteStream(b"x" * (LARGEST + 1))), "at most"),
    ],
)
def test_redirects_failures_and_floods_are_no_answers(answer: httpx2.Response, why: str):
    answered = fetcher(lambda _: answer).fetch("https://weather.example/")
    assert why in answered.why
    assert not answered.is_known
