"""App: puts the parts together into one ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import Route

from alerts.errors import ApprovalError, CapError, PermissionRefusedError, UnknownWarningError
from alerts.site_document import SiteError
from api.acting import ActsFrom
from api.bodies import BodyLimit
from api.feed import socket
from api.feed.hub import Hub
from api.feed.voice import Pulses
from api.headers import SecurityHeaders
from api.idempotency import Answers
from api.lockout import Lockout
from api.problem import install
from api.public_feeds import PublicFeeds
from api.routes import (
    answers,
    backtest,
    channels,
    console,
    contacts,
    deliveries,
    devices,
    docs,
    drill,
    drills,
    evidence,
    exchange,
    feeds,
    foreign,
    gauges,
    incidents,
    journal,
    keys,
    messages,
    nodes,
    observations,
    oidc,
    past,
    people,
    places,
    plans,
    policies,
    receipts,
    reports,
    requests,
    rivers,
    rollcalls,
    roster,
    rule_records,
    rules,
    second_factors,
    series,
    sessions,
    silences,
    sites,
    situations,
    stations,
    system,
    targets,
    task_links,
    tasks,
    templates,
    warnings,
    why,
    words,
)
from api.routes import (
    screens as screen_routes,
)
from api.routes.console import Console
from api.schema.text import ProblemShape
from api.throttle import Throttle
from geo.errors import BeyondReachError, GeoError
from incidents.errors import (
    GaugeError,
    GaugeValueError,
    InhibitionError,
    LifecycleError,
    SilenceError,
    SilenceOverError,
    SituationError,
    TaskError,
    UnknownGaugeError,
    UnknownIncidentError,
    UnknownSilenceError,
    UnknownSituationError,
    UnknownTaskError,
)
from rules.backtest.errors import BacktestError
from rules.errors import RuleError
from rules.record import RecordError, TermsError
from sensing.adoption import AdoptionError
from sensing.errors import DocumentError
from sensing.exchange.table import TableError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from typing import Any

    from api.parts import ApiParts
    from sensing.errors import FenghuoError

log = structlog.get_logger("api")

#: Domain errors that are the caller's to mend; an error's own ``code`` wins over the one here.
_DOMAIN: tuple[tuple[type[FenghuoError], int, str], ...] = (
    (RuleError, 422, "bad_rule"),
    (BacktestError, 422, "bad_backtest"),
    (TermsError, 422, "bad_terms"),
    (RecordError, 409, "not_allowed"),
    (DocumentError, 422, "bad_document"),
    (BeyondReachError, 404, "not_found"),
    (GeoError, 422, "bad_fence"),
    (UnknownIncidentError, 404, "unknown_incident"),
    (UnknownWarningError, 404, "unknown_warning"),
    (LifecycleError, 409, "not_allowed"),
    (UnknownSituationError, 404, "unknown_situation"),
    (UnknownSilenceError, 404, "unknown_silence"),
    (UnknownTaskError, 404, "unknown_task"),
    (SituationError, 409, "not_allowed"),
    (SilenceOverError, 409, "silence_over"),
    (SilenceError, 422, "bad_silence"),
    (TaskError, 409, "not_allowed"),
    (InhibitionError, 422, "inhibition_circle"),
    (UnknownGaugeError, 404, "not_found"),
    (GaugeValueError, 422, "bad_request"),
    (GaugeError, 409, "not_allowed"),
    (PermissionRefusedError, 403, "forbidden"),
    (ApprovalError, 409, "not_allowed"),
    (CapError, 422, "bad_cap"),
    (AdoptionError, 422, "bad_adoption"),
    (TableError, 422, "bad_table"),
    (SiteError, 422, "bad_site"),
)

_DESCRIPTION = """\
Sensing and early warning for a city: stations and readings, rules, incidents, warnings, and the live feed.

Sign in with `POST /api/v1/sessions`, then send `Authorization: Bearer <token>`. Errors are
`application/problem+json` with a stable `code`. Lists are pages `{"items": […], "next": cursor}`. The live feed is
the WebSocket `/api/v1/feed`.
"""

_ROUTERS = (
    sessions,
    oidc,
    people,
    second_factors,
    keys,
    roster,
    exchange,
    contacts,
    devices,
    requests,
    stations,
    observations,
    past,
    series,
    evidence,
    gauges,
    places,
    rivers,
    rules,
    rule_records,
    backtest,
    why,
    incidents,
    situations,
    silences,
    targets,
    words,
    tasks,
    plans,
    warnings,
    journal,
    deliveries,
    channels,
    screen_routes,
    receipts,
    policies,
    templates,
    messages,
    rollcalls,
    answers,
    task_links,
    sites,
    reports,
    drill,
    drills,
    feeds,
    foreign,
    nodes,
    system,
    docs,
    socket,
)


def create_app(parts: ApiParts) -> FastAPI:
    """Return the application; its feed runs between start-up and shut-down."""
    app = FastAPI(
        title=parts.name,
        version=parts.version,
        description=_DESCRIPTION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        responses={"4XX": {"model": ProblemShape, "content": {"application/problem+json": {}}}},
        middleware=[Middleware(SecurityHeaders), Middleware(BodyLimit), Middleware(ActsFrom)],
    )
    furnish(app, parts)
    install(app, domain=_DOMAIN)
    for module in _ROUTERS:
        app.include_router(module.router)
    # Last: whatever no route took is a file of the console, or nothing.
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    app.router.routes.append(Route("/{path:path}", console.answer, methods=methods, include_in_schema=False))
    return app


def furnish(app: FastAPI, parts: ApiParts) -> None:
    """Give the application its parts, and nothing remembered from other ones."""
    app.state.parts = parts
    app.state.throttle = Throttle()
    app.state.lockout = Lockout(parts.store)
    app.state.answers = Answers()
    app.state.feeds = PublicFeeds(parts)
    app.state.console = Console(parts.console, policy=parts.basemap.policy())


def screens(app: FastAPI) -> int:
    """Return how many subscribed screens of this process are told about warnings."""
    hub: Hub | None = getattr(app.state, "hub", None)
    return hub.screens if hub is not None else 0


def tell_provisional(app: FastAPI, items: Sequence[Mapping[str, Any]]) -> None:
    """Tell the screens of this process what the rules found that is not written yet; callable from any thread."""
    hub: Hub | None = getattr(app.state, "hub", None)
    if hub is not None:
        hub.tell_provisional(items)


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    parts: ApiParts = app.state.parts
    app.state.pulses = Pulses(parts.store, clock=parts.clock)
    hub = app.state.hub = Hub(parts.store, clock=parts.clock, version=parts.version, doors=parts.doors)
    following = asyncio.create_task(hub.run(), name="feed")
    following.add_done_callback(_report)
    try:
        yield
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        log.error("feed_ended", exc_info=task.exception())
