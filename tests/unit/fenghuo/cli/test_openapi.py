from __future__ import annotations

import json

from tests.unit.api.world import a_world


def test_the_description_is_the_one_that_a_server_gives(run):
    described = json.loads(run("openapi").stdout)
    with a_world().client() as client:
        served = client.get("/openapi.json").json()
    assert described["paths"] == served["paths"]
    assert described["components"] == served["components"]
