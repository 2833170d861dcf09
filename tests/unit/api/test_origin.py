from __future__ import annotations

import pytest
from starlette.requests import Request

from api.origin import given_address


@pytest.mark.parametrize(("client", "address"), [(("203.0.113.9", 5), "203.0.113.9"), (None, "")])
async def test_the_address_is_that_of_the_connection(client, address):
    assert await given_address(Request({"type": "http", "client": client, "headers": []})) == address
