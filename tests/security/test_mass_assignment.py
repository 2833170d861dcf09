"""Nobody sets what is not meant to be set: bodies refuse every key that they do not name (threat 12)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.security.planted import planted
from tests.security.scope_cases import CASES, Case, Operation
from tests.security.test_scope import ask
from tests.unit.api.world import World, shared_app

#: What somebody would like to set along the way.
WISHES = ("status", "approved_by", "county_id", "severity", "role", "is_disabled")


def bodies() -> list[tuple[Operation, dict[str, Any]]]:
    """Return every operation with a JSON body, and the schema of the body."""
    found = []
    for path, operations in shared_app().openapi()["paths"].items():
        for method, operation in operations.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                found.append(((method, path), content["application/json"]["schema"]))
    return found


def named(schema: Any) -> set[str]:
    """Return the components that a schema leads to."""
    if isinstance(schema, list):
        return {name for each in schema for name in named(each)}
    if not isinstance(schema, dict):
        return set()
    found = {name for each in schema.values() for name in named(each)}
    return found | ({schema["$ref"].rpartition("/")[2]} if "$ref" in schema else set())


def reached() -> list[str]:
    components = shared_app().openapi()["components"]["schemas"]
    todo = {name for _, schema in bodies() for name in named(schema)}
    found: set[str] = set()
    while todo:
        name = todo.pop()
        found.add(name)
        todo |= named(components[name]) - found
    return sorted(name for name in found if components[name].get("type") == "object")


@pytest.mark.parametrize("name", reached())
def test_every_object_of_a_body_refuses_what_it_does_not_name(name: str):
    schema = shared_app().openapi()["components"]["schemas"][name]
    assert schema["additionalProperties"] is False


def with_schema() -> list[Operation]:
    described = {operation for operation, schema in bodies() if named(schema)}
    return sorted(
        operation
        for operation, case in CASES.items()
        if isinstance(case, Case) and isinstance(case.body, dict) and operation in described
    )


@pytest.fixture(scope="module")
def world() -> World:
    return planted()


@pytest.mark.parametrize("operation", with_schema(), ids=" ".join)
def test_a_wish_beside_the_body_is_refused(world: World, operation: Operation):
    case = CASES[operation]
    assert isinstance(case, Case)
    with world.client() as client:
        for wish in set(WISHES) - properties(operation):
            answer = ask(client, operation, "OWN", more={wish: "x"})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), wish


def properties(operation: Operation) -> set[str]:
    components = shared_app().openapi()["components"]["schemas"]
    schema = dict(bodies())[operation]
    return {key for name in named(schema) for key in components[name].get("properties", {})}
