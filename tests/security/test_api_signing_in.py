"""Guessing passwords and codes does not pay, whichever process is asked and however often it is restarted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyotp
import pytest
from starlette.testclient import TestClient

from api import signing_in
from api.app import furnish
from api.caller import Doors
from api.credentials import hash_password
from api.lockout import SPAN, TRIES, TRIES_PER_USER
from api.second_factor import recovery_hash
from incidents.people import Role, SecondFactor
from tests.unit.api.world import PASSWORD, World, a_user, a_world, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = "/api/v1/sessions"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = "1111-2222-3333-4444"


@pytest.fixture
def world() -> World:
    return a_world()


@contextmanager
def at(world: World, address: str = "203.0.113.9") -> Iterator[TestClient]:
    with TestClient(world.app, client=(address, 50_000)) as client:
        yield client


def sign_in(client: TestClient, *, user: str = "officer-1", password: str = PASSWORD, **more: Any):
    return client.post(PATH, json={"user": user, "password": password} | more)


def code_of(world: World, *, steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).at(world.clock.now + timedelta(seconds=30 * steps))


def enrol(world: World, user: str = "officer-1") -> None:
    factor = SecondFactor(
        user=user, secret=SECRET, confirmed=world.clock.now, recovery=(recovery_hash(RECOVERY), b"other")
    )
    with world.store.begin() as transaction:
        transaction.put_second_factor(factor)


def test_a_lock_out_holds_after_a_restart_and_in_other_processes(world: World):
    with at(world) as client:
        for _ in range(TRIES):
            sign_in(client, password="wrong password")
    # What the process remembered is gone; what the store knows is not.
    furnish(world.app, parts_of(world.store, world.clock))
    with at(world) as client:
        assert sign_in(client).json()["code"] == "locked_out"
        world.clock.forward(SPAN)
        assert sign_in(client).status_code == 201


def test_many_guesses_at_once_do_not_all_get_through(world: World):
    with at(world) as client, ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: sign_in(client, password="wrong password").status_code, range(24)))
    assert statuses.count(401) == TRIES


def test_a_botnet_locks_nobody_out_at_their_desk(world: World):
    with at(world, "10.1.1.1") as desk:
        assert sign_in(desk).status_code == 201
        for number in range(TRIES_PER_USER + 5):
            with at(world, f"198.51.{number}.7") as bot:
                last = sign_in(bot, password="wrong password")
        assert last.json()["code"] == "locked_out"
        assert sign_in(desk).status_code == 201


def test_a_second_factor_is_asked_for_only_after_the_right_password(world: World):
    enrol(world)
    with at(world) as client:
        assert sign_in(client, password="wrong password").json()["code"] == "wrong_credentials"
        asked = sign_in(client)
        assert (asked.status_code, asked.json()["code"]) == (401, "totp_required")
        assert sign_in(client, totp=code_of(world)).status_code == 201


def test_a_code_opens_once_and_no_earlier_one_after_it(world: World):
    enrol(world)
    with at(world) as client:
        assert sign_in(client, totp=code_of(world)).status_code == 201
        for steps in (0, -1):
            assert sign_in(client, totp=code_of(world, steps=steps)).json()["code"] == "wrong_totp"
        world.clock.forward(timedelta(seconds=30))
        assert sign_in(client, totp=code_of(world)).status_code == 201


def test_the_same_code_shown_twice_at_once_opens_once(world: World):
    enrol(world)
    code = code_of(world)
    with at(world) as client, ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(lambda _: sign_in(client, totp=code).status_code, range(4)))
    assert sorted(statuses) == [201, 401, 401, 401]


def test_a_recovery_code_opens_once_and_is_told(world: World):
    enrol(world)
    with at(world) as client:
        assert sign_in(client, totp=RECOVERY).status_code == 201
        assert sign_in(client, totp=RECOVERY).json()["code"] == "wrong_totp"
    acts = [row.entry.data["act"] for row in world.store.journal() if row.entry.kind == "user"]
    assert acts == ["recovery_code_used", "signed_in", "sign_in_refused"]


def test_codes_are_guessed_no_longer_than_passwords_even_when_asking_in_between(world: World):
    enrol(world)
    with at(world) as client:
        wrong = "000000" if code_of(world) != "000000" else "000001"
        answers = []
        for _ in range(TRIES + 1):
            answers.append(sign_in(client, totp=wrong).status_code)
            # Right password, no code: neither right nor wrong, and no way to be forgiven.
            sign_in(client)
        assert answers == [401] * TRIES + [429]
        assert sign_in(client, totp=code_of(world)).json()["code"] == "locked_out"


def test_a_role_that_needs_a_second_factor_does_nothing_without(world: World):
    furnish(world.app, parts_of(world.store, world.clock, doors=Doors(second_factor=frozenset({Role.APPROVER}))))
    with at(world) as client:
        made = sign_in(client, user="approver-1")
        assert made.json()["user"]["must_enrol"] is True
        headers = {"authorization": f"Bearer {made.json()['token']}"}
        refused = client.get("/api/v1/stations", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "totp_enrolment_required")
        begun = client.post("/api/v1/users/me/totp", json={"password": PASSWORD}, headers=headers)
        code = pyotp.TOTP(begun.json()["secret"]).at(world.clock.now)
        client.post("/api/v1/users/me/totp/confirm", json={"code": code}, headers=headers)
        assert client.get("/api/v1/stations", headers=headers).status_code == 200


def test_a_session_that_was_left_alone_has_ended(world: World):
    furnish(world.app, parts_of(world.store, world.clock, doors=Doors(idle=timedelta(minutes=30))))
    with at(world) as client:
        headers = {"authorization": f"Bearer {sign_in(client).json()['token']}"}
        for minutes, status in ((29, 200), (29, 200), (30, 401)):
            world.clock.forward(timedelta(minutes=minutes))
            assert client.get("/api/v1/stations", headers=headers).status_code == status


@pytest.mark.parametrize("user", ["officer-1", "nobody", "gone-1", "sso-1"])
def test_a_name_that_nobody_has_costs_as_much_hashing_as_a_wrong_password(
    world: World, user: str, monkeypatch: pytest.MonkeyPatch
):
    world.store.put_user(a_user("gone-1", Role.OFFICER))
    counted: list[str] = []

    class Counting:
        def __init__(self, inner: Any) -> None:
            self.inner = inner

        def verify_and_update(self, password: str, password_hash: str) -> Any:
            counted.append(password_hash)
            return self.inner.verify_and_update(password, password_hash)

        def hash(self, password: str) -> str:
            return str(self.inner.hash(password))

    from api import credentials

    monkeypatch.setattr(credentials, "_hasher", Counting(credentials._hasher))
    with at(world) as client:
        answer = sign_in(client, user=user, password="wrong password")
    assert answer.json()["code"] == "wrong_credentials"
    assert len(counted) == 1
    # And as much writing.
    assert [row.entry.data["act"] for row in world.store.journal() if row.entry.kind == "user"] == ["sign_in_refused"]


def test_no_answer_and_no_row_repeats_a_secret(world: World):
    enrol(world)
    with at(world) as client:
        answers = [
            sign_in(client, password="planted canary", totp="canary"),
            sign_in(client, totp="canary"),
            sign_in(client, user="planted canary"),
            client.post(PATH, json={"user": ["planted canary"], "password": 7, "totp": ["canary"]}),
        ]
    assert not any("canary" in answer.text for answer in answers)
    assert "canary" not in str([row.entry for row in world.store.journal()])


def test_a_person_who_is_disabled_between_password_and_session_does_not_come_in(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    from dataclasses import replace

    opening = signing_in.open_session

    def late(user: Any, **rest: Any) -> Any:
        world.store.put_user(replace(user, is_disabled=True))
        return opening(user, **rest)

    monkeypatch.setattr(signing_in, "open_session", late)
    with at(world) as client:
        assert sign_in(client).json()["code"] == "wrong_credentials"


def test_a_password_that_was_changed_while_it_was_checked_opens_nothing(world: World, monkeypatch: pytest.MonkeyPatch):
    check = signing_in.checked_password

    def changing(password: str, *, password_hash: str | None) -> tuple[bool, str | None]:
        found = check(password, password_hash=password_hash)
        user = world.store.user("officer-1")
        assert user is not None
        world.store.put_user(replace(user, password_hash=hash_password("another battery")))
        return found

    monkeypatch.setattr(signing_in, "checked_password", changing)
    with at(world) as client:
        assert sign_in(client).json()["code"] == "wrong_credentials"
