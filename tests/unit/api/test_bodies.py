from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api.bodies import BodyLimit

if TYPE_CHECKING:
    from starlette.requests import Request


async def length(request: Request) -> Response:
    return Response(str(len(await request.body())))


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", length, methods=["POST"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(BodyLimit, largest=100)]))


def test_a_body_up_to_the_limit_passes(client: TestClient):
    assert client.post("/", content=b"x" * 100).text == "100"


def test_a_declared_body_over_the_limit_is_refused(client: TestClient):
    answer = client.post("/", content=b"x" * 101)
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_streamed_body_over_the_limit_is_refused_without_a_length(client: TestClient):
    answer = client.post("/", content=(b"x" * 30 for _ in range(4)))
    assert (answer.status_code, answer.json()["code"]) == (413, "payload_too_large")


def test_a_streamed_body_within_the_limit_passes(client: TestClient):
    assert client.post("/", content=(b"x" * 30 for _ in range(3))).text == "90"


def test_a_length_that_is_no_number_is_refused(client: TestClient):
    answer = client.post("/", content=b"x", headers={"content-length": "-1"})
    assert answer.status_code == 400


@pytest.mark.parametrize("encoding", ["gzip", "br", "deflate", "gzip, identity"])
def test_a_compressed_body_is_refused(client: TestClient, encoding: str):
    answer = client.post("/", content=b"x", headers={"content-encoding": encoding})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
