"""Given: how a route reaches what the application was given and what it keeps between requests."""

from typing import Annotated

from fastapi import Depends, Request

from api.feed.hub import Hub
from api.idempotency import Answers
from api.lockout import Lockout
from api.parts import ApiParts
from api.public_feeds import PublicFeeds
from api.throttle import Throttle


async def given_parts(request: Request) -> ApiParts:
    """Return what the application was given."""
    parts: ApiParts = request.app.state.parts
    return parts


async def given_hub(request: Request) -> Hub:
    """Return the feed of this process."""
    hub: Hub = request.app.state.hub
    return hub


async def given_lockout(request: Request) -> Lockout:
    """Return who has tried too many passwords."""
    lockout: Lockout = request.app.state.lockout
    return lockout


async def given_answers(request: Request) -> Answers:
    """Return the answers remembered by ``Idempotency-Key``."""
    answers: Answers = request.app.state.answers
    return answers


async def given_feeds(request: Request) -> PublicFeeds:
    """Return the public feeds of this process."""
    feeds: PublicFeeds = request.app.state.feeds
    return feeds


async def given_throttle(request: Request) -> Throttle:
    """Return how often links of roll calls were tried."""
    throttle: Throttle = request.app.state.throttle
    return throttle


Parts = Annotated[ApiParts, Depends(given_parts)]
TheHub = Annotated[Hub, Depends(given_hub)]
TheLockout = Annotated[Lockout, Depends(given_lockout)]
TheAnswers = Annotated[Answers, Depends(given_answers)]
TheFeeds = Annotated[PublicFeeds, Depends(given_feeds)]
TheThrottle = Annotated[Throttle, Depends(given_throttle)]
