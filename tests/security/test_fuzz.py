"""Whatever is sent to an operation of the OpenAPI document, the answer is one that the document describes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.app import furnish
from api.feed.hub import Hub
from api.figures import IntakeFigures
from tests.security.planted import planted
from tests.unit.api.world import shared_app

if TYPE_CHECKING:
    from schemathesis import Case

    from tests.unit.api.world import World

FIGURES = IntakeFigures(
    messages=1,
    readings=1,
    stored=1,
    duplicates=0,
    distrusted=0,
    waiting=0,
    oldest_s=None,
    lost=0,
    store_errors=0,
    flush_ms=None,
    clock_offset_max_s=0.0,
)
#: Requests to each operation.
EXAMPLES = 3
#: How long an answer may take on a machine that has much else to do, seconds; more is a fault of the operation.
PATIENCE_S = 60
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

#: A table whose rows are tuples: what checks it here knows them of the older drafts of JSON Schema only.
TUPLES = {"/api/v1/latest"}

#: Archives and workbooks are not made here; their readers have tests of their own.
pytestmark = pytest.mark.filterwarnings("ignore:Skipped test cases with unsupported payload media types")


schema = schemathesis.openapi.from_asgi("/openapi.json", shared_app())


@pytest.fixture(scope="module")
def world() -> World:
    world = planted()
    furnish(world.app, replace(world.app.state.parts, intake=lambda: FIGURES))
    world.app.state.hub = Hub(world.store, clock=world.clock, version="1")
    return world


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case: Case, world: World):
    # A token of its own for each request: some of them end the session they are made with.
    token = world.new_token("administrator-1")
    answer = case.call(headers={"authorization": f"Bearer {token}"}, timeout=PATIENCE_S)
    # Many YAML documents are one text here.
    is_text = case.path in TUPLES or answer.headers.get("content-type") == ["application/yaml"]
    left_out = [response_schema_conformance] if is_text else []
    case.validate_response(answer, checks=CHECKS, excluded_checks=left_out)
