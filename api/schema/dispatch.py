"""Deliveries and channels as the API shows them."""

from __future__ import annotations

from pydantic import Field

from api.schema.text import Body, Shape


class ChannelShape(Shape):
    """One way out of the building."""

    name: str
    #: Since when nothing leaves by it; null: it is open.
    stopped: str | None
    why: str
    #: Messages handed over today, Beijing time; counted where a limit is set.
    used: int


class ReasonBody(Body):
    """Why a person stops or opens a channel."""

    reason: str = Field(min_length=1, max_length=500)
