"""Origin: from where a request comes, as the journal tells it."""

from typing import Annotated

from fastapi import Depends, Request


async def given_address(request: Request) -> str:
    """Return the address that a request comes from; empty when it comes from no network."""
    return request.client.host if request.client else ""


Address = Annotated[str, Depends(given_address)]
