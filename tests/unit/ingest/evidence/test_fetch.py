"""Fetching a picture; the answers are made up, the rules are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from ingest.evidence.fetch import Fetched, Fetcher
from ingest.outside.permit import Permit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PUBLIC = "93.184.216.34"
URL = "https://cam7.example/a.jpg?x=1#y"


class Web:
    """Made-up hosts."""

    def __init__(self) -> None:
        self.addresses: dict[str, list[str]] = {"cam7.example": [PUBLIC]}
        self.asked: list[httpx2.Request] = []
        self.answer: Callable[[httpx2.Request], httpx2.Response] = lambda _: httpx2.Response(
            200, content=iter([b"picture"])
        )

    def resolve(self, host: str, port: int) -> list[str]:
        assert port
        if host not in self.addresses:
            raise OSError("no such host")
        return self.addresses[host]

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        return self.answer(request)

    def fetch(self, url: str = URL) -> Fetched:
        permit = Permit(["cam7.example", "gone.example"])
        fetcher = Fetcher(permit, largest=100, resolve=self.resolve, transport=httpx2.MockTransport(self.handle))
        try:
            return fetcher.fetch(url)
        finally:
            fetcher.close()


@pytest.fixture
def web() -> Web:
    return Web()


def test_the_address_that_was_judged_is_the_one_that_is_asked(web: Web):
    assert web.fetch() == Fetched(data=b"picture")
    (request,) = web.asked
    assert str(request.url) == f"https://{PUBLIC}/a.jpg?x=1"
    assert request.headers["host"] == "cam7.example"
    assert request.extensions["sni_hostname"] == "cam7.example"
    assert request.headers["accept-encoding"] == "identity"
    assert "cookie" not in request.headers


def test_a_host_that_is_not_listed_is_neither_resolved_nor_asked(web: Web):
    fetched = web.fetch("http://evil.example/")
    assert "is not listed" in fetched.why
    assert not fetched.is_passing
    assert not web.asked


@pytest.mark.parametrize("addresses", [["127.0.0.1"], [PUBLIC, "169.254.169.254"], []])
def test_a_name_that_leads_astray_is_not_asked(web: Web, addresses: list[str]):
    web.addresses["cam7.example"] = addresses
    assert web.fetch().why
    assert not web.asked


def test_a_name_that_cannot_be_resolved_may_be_tried_again(web: Web):
    fetched = web.fetch("http://gone.example/")
    assert (fetched.why, fetched.is_passing) == ("gone.example cannot be resolved: no such host", True)


@pytest.mark.parametrize(
    ("status", "is_passing"), [(301, False), (302, False), (304, False), (401, False), (404, True), (503, True)]
)
def test_anything_but_a_picture_is_refused_redirects_too(web: Web, status: int, is_passing: object):
    web.answer = lambda _: httpx2.Response(status, headers={"location": "http://127.0.0.1/"})
    fetched = web.fetch()
    assert (fetched.why, fetched.is_passing) == (f"cam7.example answered {status}", is_passing)
    assert len(web.asked) == 1


def test_reading_stops_at_the_limit(web: Web):
    read = 0

    def flood() -> Iterator[bytes]:
        nonlocal read
        for _ in range(1000):
            read += 50
            yield b"x" * 50

    web.answer = lambda _: httpx2.Response(200, content=flood())
    assert "at most 100 bytes" in web.fetch().why
    assert read <= 200


def test_a_compressed_picture_is_refused(web: Web):
    web.answer = lambda _: httpx2.Response(200, headers={"content-encoding": "gzip"}, content=b"")
    assert "compressed" in web.fetch().why


def test_a_broken_connection_may_be_tried_again(web: Web):
    def broken(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    web.answer = broken
    fetched = web.fetch()
    assert (fetched.why, fetched.is_passing) == ("cam7.example: ConnectError: refused", True)
