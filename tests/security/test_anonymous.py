"""No route writes or reads without a login, whatever the OpenAPI document lists (threat 12; no anonymous writes)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.unit.api.world import World, a_world, shared_app

#: What the world may see without a login.
PUBLIC = {
    ("get", "/feeds/cap.atom"),
    ("get", "/feeds/cap/{identifier}.xml"),
    ("get", "/feeds/warnings.geojson"),
    ("get", "/feeds/{status}/cap.atom"),
    ("get", "/feeds/{status}/warnings.geojson"),
    ("get", "/healthz"),
    ("get", "/readyz"),
    ("post", "/api/v1/sessions"),
    # Signing in by a provider: the browser has no token yet.
    ("get", "/api/v1/oidc"),
    ("get", "/api/v1/oidc/login"),
    ("get", "/api/v1/oidc/callback"),
    ("post", "/api/v1/oidc/session"),
    # Whether this is a drill stands on the page before signing in; a seat in one is opened by a link, once.
    ("get", "/api/v1/site"),
    ("post", "/api/v1/drill/join"),
    # A provider shows a secret of its own.
    ("post", "/api/v1/receipts/{provider}"),
}
#: Least role of every route that changes something.
WRITERS = {
    ("delete", "/api/v1/sessions/current"): "viewer",
    ("delete", "/api/v1/sessions/{session_id}"): "viewer",
    ("post", "/api/v1/users/me/password"): "viewer",
    ("post", "/api/v1/users/me/totp"): "viewer",
    ("post", "/api/v1/users/me/totp/confirm"): "viewer",
    ("post", "/api/v1/users/me/totp/remove"): "viewer",
    ("put", "/api/v1/roster"): "commander",
    ("post", "/api/v1/incidents/{incident_id}/ack"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/assign"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/comment"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/close"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/escalate"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/evidence"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/start"): "officer",
    ("post", "/api/v1/incidents/{incident_id}/unack"): "officer",
    ("post", "/api/v1/silences"): "officer",
    ("post", "/api/v1/silences/{silence_id}/end"): "officer",
    ("post", "/api/v1/situations/{situation_id}/merge"): "officer",
    ("post", "/api/v1/situations/{situation_id}/split"): "officer",
    ("post", "/api/v1/tasks/{task_id}/accept"): "officer",
    ("post", "/api/v1/tasks/{task_id}/done"): "officer",
    ("post", "/api/v1/tasks/{task_id}/refuse"): "officer",
    ("post", "/api/v1/deliveries/{delivery_id}/retry"): "officer",
    ("post", "/api/v1/channels/{name}/resume"): "commander",
    ("post", "/api/v1/channels/{name}/stop"): "commander",
    ("post", "/api/v1/channels/{name}/test"): "commander",
    ("delete", "/api/v1/screens/{id}"): "commander",
    ("post", "/api/v1/drill"): "organiser",
    ("post", "/api/v1/drill/comments"): "officer",
    ("post", "/api/v1/drills"): "organiser",
    ("delete", "/api/v1/drills/{run}"): "organiser",
    ("post", "/api/v1/drills/{run}/seats"): "viewer",
    ("put", "/api/v1/plans/{plan_id}"): "commander",
    ("delete", "/api/v1/plans/{plan_id}"): "commander",
    ("put", "/api/v1/inhibitions/{inhibition_id}"): "commander",
    ("delete", "/api/v1/inhibitions/{inhibition_id}"): "commander",
    ("put", "/api/v1/policies/{policy_id}"): "commander",
    ("delete", "/api/v1/policies/{policy_id}"): "commander",
    ("put", "/api/v1/templates/{template_id}"): "commander",
    ("delete", "/api/v1/templates/{template_id}"): "commander",
    ("post", "/api/v1/contacts/{person}/erase"): "administrator",
    ("post", "/api/v1/warnings/preview"): "officer",
    ("post", "/api/v1/warnings/preview-target"): "officer",
    ("post", "/api/v1/warnings/words"): "officer",
    ("put", "/api/v1/warnings/{warning_id}"): "officer",
    ("post", "/api/v1/foreign/cap"): "officer",
    ("post", "/api/v1/warnings"): "officer",
    ("post", "/api/v1/rollcalls/{rollcall_id}/{verb}"): "officer",
    ("post", "/api/v1/answers"): "officer",
    ("put", "/api/v1/sites/{site_id}"): "administrator",
    ("post", "/api/v1/warnings/{warning_id}/{verb}"): "officer",
    ("post", "/api/v1/rules/{rule_id}/backtest"): "officer",
    ("post", "/api/v1/marks"): "officer",
    ("post", "/api/v1/marks/{mark_id}/end"): "officer",
    ("post", "/api/v1/corrections"): "officer",
    ("post", "/api/v1/corrections/{correction_id}/undo"): "officer",
    ("post", "/api/v1/stations/{station_id}/ask"): "administrator",
    ("put", "/api/v1/users/{name}"): "administrator",
    ("delete", "/api/v1/users/{name}"): "administrator",
    ("delete", "/api/v1/users/{name}/sessions"): "administrator",
    ("delete", "/api/v1/users/{name}/totp"): "administrator",
    ("post", "/api/v1/api-keys"): "administrator",
    ("delete", "/api/v1/api-keys/{key_id}"): "administrator",
    ("post", "/api/v1/api-keys/revoke"): "administrator",
    ("put", "/api/v1/stations/{station_id}"): "administrator",
    ("post", "/api/v1/stations/import"): "administrator",
    ("post", "/api/v1/stations/import/columns"): "administrator",
    ("post", "/api/v1/stations/export"): "viewer",
    ("post", "/api/v1/stations/{station_id}/credentials"): "administrator",
    ("post", "/api/v1/stations/{station_id}/credentials/{login}/revoke"): "administrator",
    ("post", "/api/v1/quarantine/devices/{name}/adopt"): "administrator",
    ("put", "/api/v1/rules/{rule_id}"): "administrator",
    ("delete", "/api/v1/rules/{rule_id}"): "administrator",
    ("post", "/api/v1/rules/import"): "administrator",
    ("post", "/api/v1/rules/{rule_id}/sign"): "administrator",
    ("post", "/api/v1/rules/{rule_id}/rollback"): "administrator",
    ("put", "/api/v1/fences/{fence_id}"): "administrator",
    ("post", "/api/v1/fences/import"): "administrator",
    ("post", "/api/v1/divisions/import"): "administrator",
    ("delete", "/api/v1/divisions/{code}"): "administrator",
    ("put", "/api/v1/rivers/{river_id}"): "administrator",
    ("delete", "/api/v1/rivers/{river_id}"): "administrator",
}
ORDER = ["viewer", "officer", "approver", "commander", "administrator"]


def routes() -> list[tuple[str, str]]:
    paths: dict[str, Any] = shared_app().openapi()["paths"]
    return sorted((method, path) for path, operations in paths.items() for method in operations)


def filled(path: str) -> str:
    return re.sub(r"\{[^}]+\}", "approve", path)


def ask(world: World, role: str | None, method: str, path: str):
    with world.client(role) as client:
        return client.request(method, filled(path), json={} if method != "get" else None)


@pytest.fixture(scope="module")
def world() -> World:
    return a_world()


@pytest.mark.parametrize(("method", "path"), [route for route in routes() if route not in PUBLIC])
def test_without_a_login_nothing_is_read_or_written(world: World, method: str, path: str):
    answer = ask(world, None, method, path)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_every_route_that_writes_is_known_here():
    assert {route for route in routes() if route[0] != "get"} - PUBLIC == set(WRITERS)


@pytest.mark.parametrize(("route", "needed"), sorted(WRITERS.items()))
def test_a_role_below_is_refused_before_anything_else_is_judged(world: World, route: tuple[str, str], needed: str):
    # An organiser stands beside the ladder.
    below = ORDER[: ORDER.index(needed)] if needed in ORDER else ORDER[: ORDER.index("administrator")]
    for role in below:
        answer = ask(world, role, *route)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path"),
    [route for route in routes() if route[0] == "get" and "users" in route[1] and not route[1].endswith("/me")],
)
def test_only_an_administrator_sees_who_may_sign_in(world: World, method: str, path: str):
    assert ask(world, "officer", method, path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/api/v1/contacts", "/api/v1/contacts/export", "/api/v1/devices", "/api/v1/stations/XY-H03/credentials"]
)
def test_only_an_administrator_sees_telephone_numbers_and_logins_of_devices(world: World, path: str):
    assert ask(world, "officer", "get", path).status_code == 403


def test_what_is_public_shows_no_person_and_no_secret(world: World):
    for method, path in PUBLIC:
        text = ask(world, None, method, path).text
        assert "argon2" not in text
        assert "administrator-1" not in text
