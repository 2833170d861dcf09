from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from api.problem import ApiError, install, not_found, unprocessable
from sensing.errors import FenghuoError, RegistryError


class StoreAwayError(FenghuoError):
    retryable = True


class CodedError(FenghuoError):
    code = "its_own_code"


ERRORS = {
    "api": ApiError("locked_out", "wait", status=429, headers={"retry-after": "3"}),
    "missing": not_found("station", "x"),
    "unfit": unprocessable("bad_span", "from before to"),
    "registry": RegistryError("unknown unit"),
    "coded": CodedError("no"),
    "away": StoreAwayError("connection refused to 10.0.0.1"),
    "promise": FenghuoError("secret inner state"),
    "bug": ZeroDivisionError("secret inner state"),
}


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    install(app, domain=[(CodedError, 409, "not_used")])

    @app.get("/{name}")
    def fail(name: str) -> None:
        raise ERRORS[name]

    @app.post("/number")
    def number(body: dict[str, int]) -> dict[str, int]:
        return body

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("api", 429, "locked_out"),
        ("missing", 404, "not_found"),
        ("unfit", 422, "bad_span"),
        ("registry", 422, "bad_station"),
        ("coded", 409, "its_own_code"),
        ("away", 503, "store_unavailable"),
        ("promise", 500, "internal_error"),
        ("bug", 500, "internal_error"),
    ],
)
def test_every_error_is_a_problem_with_a_code(client: TestClient, name: str, status: int, code: str):
    answer = client.get(f"/{name}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["status"], answer.json()["code"]) == (status, status, code)


def test_headers_of_an_error_are_sent(client: TestClient):
    assert client.get("/api").headers["retry-after"] == "3"
    assert client.get("/away").headers["retry-after"] == "1"


def test_what_went_wrong_inside_stays_inside(client: TestClient):
    for name in ("promise", "bug", "away"):
        answer = client.get(f"/{name}").text
        assert "secret" not in answer
        assert "10.0.0.1" not in answer


def test_malformed_json_is_told_apart_from_what_does_not_fit(client: TestClient):
    json = {"content-type": "application/json"}
    malformed = client.post("/number", content="{", headers=json)
    assert (malformed.status_code, malformed.json()["code"]) == (400, "malformed_json")
    unfit = client.post("/number", json={"a": "x"})
    assert (unfit.status_code, unfit.json()["code"]) == (422, "invalid_request")
    assert unfit.json()["errors"][0]["where"] == "body.a"


def test_json_nested_too_deep_is_malformed(client: TestClient):
    body = "[" * 100_000
    assert client.post("/number", content=body, headers={"content-type": "application/json"}).status_code == 400
