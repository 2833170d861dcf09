from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest

from api.lockout import TRIES
from tests.unit.api.world import PASSWORD, World

if TYPE_CHECKING:
    from starlette.testclient import TestClient

PATH = "/api/v1/users/me/totp"


def code(world: World, secret: str, *, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(world.clock.now + timedelta(seconds=30 * steps))


def enrolled(client: TestClient, world: World) -> tuple[str, list[str]]:
    """Set up a second factor of the administrator; return its secret and the recovery codes."""
    secret = client.post(PATH, json={"password": PASSWORD}).json()["secret"]
    confirmed = client.post(f"{PATH}/confirm", json={"code": code(world, secret)})
    assert confirmed.status_code == 200
    return secret, confirmed.json()["recovery_codes"]


def test_a_second_factor_counts_once_a_first_code_was_shown(client: TestClient, world: World):
    begun = client.post(PATH, json={"password": PASSWORD})
    assert begun.status_code == 201
    assert begun.json()["url"].startswith("otpauth://totp/")
    assert begun.headers["cache-control"] == "no-store"
    assert client.get("/api/v1/users/me").json()["has_second_factor"] is False
    confirmed = client.post(f"{PATH}/confirm", json={"code": code(world, begun.json()["secret"])})
    assert len(confirmed.json()["recovery_codes"]) == 10
    own = client.get("/api/v1/users/me").json()
    assert (own["has_second_factor"], own["recovery_codes_left"]) == (True, 10)


def test_a_second_factor_needs_the_password(client: TestClient):
    answer = client.post(PATH, json={"password": "not the password"})
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_credentials")


def test_a_wrong_first_code_confirms_nothing_and_cannot_be_guessed_for_long(client: TestClient, world: World):
    secret = client.post(PATH, json={"password": PASSWORD}).json()["secret"]
    wrong = "000000" if code(world, secret) != "000000" else "000001"
    answers = [client.post(f"{PATH}/confirm", json={"code": wrong}) for _ in range(TRIES + 1)]
    assert [answer.status_code for answer in answers] == [403] * TRIES + [429]


def test_there_is_one_second_factor_and_it_is_not_replaced_behind_ones_back(client: TestClient, world: World):
    enrolled(client, world)
    assert client.post(PATH, json={"password": PASSWORD}).json()["code"] == "totp_enrolled"
    assert client.post(f"{PATH}/confirm", json={"code": "000000"}).json()["code"] == "no_totp_begun"


def test_a_second_factor_goes_by_the_password_or_by_an_administrator(client: TestClient, world: World):
    enrolled(client, world)
    assert client.post(f"{PATH}/remove", json={"password": PASSWORD}).status_code == 204
    assert client.post(f"{PATH}/remove", json={"password": PASSWORD}).status_code == 404
    with world.client("officer") as officer:
        enrolled(officer, world)
    assert client.delete("/api/v1/users/officer-1/totp").status_code == 204
    assert client.delete("/api/v1/users/officer-1/totp").status_code == 404
    # Whoever found the phone is not signed in any more.
    assert client.get("/api/v1/users/me", headers=world.headers("officer")).status_code == 401


def test_what_happens_to_a_second_factor_is_journalled_without_it(client: TestClient, world: World):
    secret, codes = enrolled(client, world)
    client.post(f"{PATH}/remove", json={"password": PASSWORD})
    rows = [row.entry.data for row in world.store.journal() if row.entry.kind == "user"]
    assert [row["act"] for row in rows] == [
        "second_factor_begun",
        "second_factor_confirmed",
        "second_factor_removed",
    ]
    assert not any(word in str(rows) for word in (secret, *codes))


@pytest.mark.parametrize("place", ["", "/confirm"])
def test_what_is_shown_once_is_not_kept_as_it_was(client: TestClient, world: World, place: str):
    _, codes = enrolled(client, world)
    factor = world.store.second_factor("administrator-1")
    assert factor is not None
    assert not any(one.replace("-", "") in repr(factor.recovery) for one in codes)
    assert factor.secret not in repr(factor)
