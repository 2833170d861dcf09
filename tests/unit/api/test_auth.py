from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.auth import organiser
from api.caller import Caller
from api.problem import ApiError
from incidents.people import Role

if TYPE_CHECKING:
    from tests.unit.api.world import World

ROUTES = {
    "viewer": ("GET", "/api/v1/stations"),
    "officer": ("POST", "/api/v1/incidents/x/ack"),
    "commander": ("PUT", "/api/v1/roster"),
    "administrator": ("PUT", "/api/v1/rules/x"),
}
ORDER = ["viewer", "officer", "approver", "commander", "administrator"]


@pytest.mark.parametrize("own", ORDER)
@pytest.mark.parametrize("needed", ROUTES)
def test_a_route_opens_for_its_role_and_those_above(world: World, own: str, needed: str):
    method, path = ROUTES[needed]
    with world.client(own) as client:
        refused = client.request(method, path, content="x").status_code == 403
    assert refused == (ORDER.index(own) < ORDER.index(needed))


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "unauthenticated"),
        ("Basic YTpi", "unauthenticated"),
        ("Bearer", "unauthenticated"),
        ("Bearer nonsense", "invalid_token"),
        ("Bearer " + "x" * 10_000, "invalid_token"),
    ],
)
def test_who_shows_no_good_token_is_asked_for_one(world: World, header: str | None, code: str):
    with world.client(role=None) as client:
        answer = client.get("/api/v1/stations", headers={"authorization": header} if header else {})
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("needed", ROUTES)
def test_an_organiser_stands_beside_the_ladder_and_looks(world: World, needed: str):
    method, path = ROUTES[needed]
    with world.client("organiser") as client:
        refused = client.request(method, path, content="x").status_code == 403
    assert refused == (needed != "viewer")


@pytest.mark.parametrize("own", Role)
async def test_drills_are_run_by_organisers_and_administrators(own: Role):
    caller = Caller(user="a", role=own, token_hash=b"", must_change=False)
    if own in {Role.ORGANISER, Role.ADMINISTRATOR}:
        assert await organiser(caller) is caller
    else:
        with pytest.raises(ApiError, match="this needs the role organiser"):
            await organiser(caller)
