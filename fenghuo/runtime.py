"""The composition root: builds the roles of one process in a straight line, tears them down in reverse.

Roles: ``ingest`` (intake, rules, incidents, warnings), ``dispatcher`` (deliveries to channels), ``api`` (REST,
feed, console). A process may play all of them or one; they meet in the database only.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
import uvicorn
import uvloop

from alerts.approval import Policy
from alerts.channels.screens import ScreensChannel
from alerts.dispatch import Dispatcher
from alerts.issuer import Issuer
from alerts.issuing import expire
from alerts.warning import Stage
from api.app import create_app, screens
from api.feed.wire import FeedProtocol
from api.parts import ApiParts
from api.probe import create_probe
from fenghuo import __version__, metrics
from fenghuo.boundaries import area_of, county_polygons
from fenghuo.clock import now
from fenghuo.judge import Judge
from fenghuo.loops import StoreLoop
from fenghuo.pipeline import Pipeline
from fenghuo.settings import Settings, SettingsError
from ingest.intake import Intake
from store.errors import StoreError
from store.migrate import migrate
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from fastapi import FastAPI

    from alerts.channels.smpp_session import SmppAccount
    from alerts.dispatch import Channel

log = structlog.get_logger("fenghuo.runtime")

#: Seconds between two rounds of the dispatcher: every journal row rings for it, few rows queue a delivery.
DISPATCH_PAUSE = 0.1
#: How often issued warnings are looked over for those whose time is over.
EXPIRY_LOOK = timedelta(seconds=5)

#: Largest message that a feed client may send, bytes; clients have nothing to say.
LARGEST_FRAME_IN = 4096

ROLES = ("ingest", "dispatcher", "api")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What an installation adds to the settings: its map and whether it is a demo."""

    map_layers: Callable[[], dict[str, Any]]
    is_demo: bool = False


@dataclass(slots=True, kw_only=True)
class Runtime:
    """The running parts of one process."""

    settings: Settings
    site: Site
    store: PostgresStore
    stack: ExitStack = field(default_factory=ExitStack)
    #: What is wrong with each part, an empty text while nothing is.
    checks: dict[str, Callable[[], str]] = field(default_factory=dict)
    #: Screens on this process's feed; None: the feed is served by another process.
    screens: Callable[[], int | None] = lambda: None

    def readiness(self) -> dict[str, bool | str]:
        """Return for each part True when it works, else what is wrong."""
        return {name: check() or True for name, check in self.checks.items()}


def open_store(settings: Settings) -> PostgresStore:
    """Migrate the database and return the store.

    Raises:
        SettingsError: If no database is configured.
    """
    dsn = dsn_of(settings)
    applied = migrate(dsn)
    if applied:
        log.info("migrated", applied=len(applied), newest=applied[-1])
    return PostgresStore(dsn, pool_size=settings.database.pool)


def dsn_of(settings: Settings) -> str:
    """Return the connection string with the password put in.

    Raises:
        SettingsError: If no database is configured, or libpq cannot read its URL.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    example = "e.g. postgresql://fenghuo@127.0.0.1:5432/fenghuo"
    if not settings.database.url:
        raise SettingsError(f"no database: set FENGHUO_DATABASE__URL, {example}")
    secret = settings.database.password.get_secret_value()
    try:
        return make_conninfo(settings.database.url, **{"password": secret} if secret else {})
    except ProgrammingError:
        # The text of libpq quotes the URL, and with it the password that may stand there.
        raise SettingsError(f"FENGHUO_DATABASE__URL: expected a URL or libpq connection string, {example}") from None


def start(settings: Settings, *, site: Site, store: PostgresStore) -> Runtime:
    """Start the roles of this process except the HTTP server, which ``serve_http`` runs."""
    unknown = set(settings.roles) - set(ROLES)
    if unknown:
        raise SettingsError(f"unknown role {min(unknown)!r}, expected some of {', '.join(ROLES)}")
    runtime = Runtime(settings=settings, site=site, store=store)
    runtime.checks["database"] = lambda: _database_trouble(store)
    with ExitStack() as stack:
        stack.push(runtime.stack)
        if "ingest" in settings.roles:
            _start_ingest(runtime)
        if "dispatcher" in settings.roles:
            _start_dispatcher(runtime)
        # Everything started: from here on the caller tears down.
        stack.pop_all()
    return runtime


def _database_trouble(store: PostgresStore) -> str:
    try:
        store.ping()
    except StoreError as error:
        return str(error)
    return ""


def _issuer(settings: Settings) -> Issuer:
    return Issuer(
        sender=settings.issuer.sender,
        sender_name=settings.issuer.name,
        status=settings.issuer.status,
        valid_for=timedelta(hours=settings.issuer.expires_hours),
        area=area_of,
    )


def _start_ingest(runtime: Runtime) -> None:
    settings, store, stack = runtime.settings, runtime.store, runtime.stack
    if not settings.mqtt.host:
        raise SettingsError("no broker: set FENGHUO_MQTT__HOST (and __PORT, __USER, __PASSWORD)")
    for city in {station.division[:4] for station in store.stations()}:
        county_polygons(city)
    pipeline = Pipeline(store=store, judge=Judge(store), policy=Policy(), issuer=_issuer(settings))
    pipeline.start()
    stack.callback(pipeline.stop)
    runtime.checks["pipeline"] = lambda: pipeline.trouble

    reloader = StoreLoop(
        store, pipeline.reload, name="reload", topics=frozenset({"registry", "rules"}), is_periodic=False
    )
    reloader.start()
    stack.callback(reloader.stop)
    runtime.checks["reload"] = lambda: reloader.trouble

    intake = Intake(
        host=settings.mqtt.host,
        port=settings.mqtt.port,
        user=settings.mqtt.user,
        password=settings.mqtt.password.get_secret_value(),
        client_id=settings.mqtt.client_id,
        sink=pipeline,
    )
    intake.start()
    stack.callback(intake.stop)
    runtime.checks["broker"] = lambda: "" if intake.is_connected else intake.trouble or "connecting"


def _start_dispatcher(runtime: Runtime) -> None:
    settings, store, stack = runtime.settings, runtime.store, runtime.stack
    status = settings.issuer.status
    # Asked at each send: the feed that counts the screens is made after the dispatcher.
    channels: dict[str, Channel] = {"screens": ScreensChannel(count=lambda: runtime.screens(), status=status)}  # noqa: PLW0108
    if settings.sms.host:
        from alerts.channels.smpp import SmppChannel

        channel = SmppChannel(_account(settings), status=status)
        channel.start()
        stack.callback(channel.stop)
        channels["sms"] = channel
        runtime.checks["sms"] = lambda: "" if channel.session.is_bound else channel.session.why
    dispatcher = Dispatcher(store=store, channels=channels)

    looked = now()

    def work() -> None:
        nonlocal looked
        if now() - looked >= EXPIRY_LOOK:
            looked = now()
            end_expired(store, now=looked)
        while done := dispatcher.run_once(now()):
            metrics.dispatched.inc(done)

    loop = StoreLoop(
        store, work, name="dispatcher", topics=frozenset({"journal"}), is_periodic=True, pause=DISPATCH_PAUSE
    )
    loop.start()
    stack.callback(loop.stop)
    runtime.checks["dispatcher"] = lambda: loop.trouble


def _account(settings: Settings) -> SmppAccount:
    from alerts.channels.smpp_session import SmppAccount

    sms = settings.sms
    return SmppAccount(
        host=sms.host,
        port=sms.port,
        system_id=sms.system_id,
        password=sms.password.get_secret_value(),
        source=sms.source,
        is_tls=sms.tls,
        window=sms.window,
    )


def end_expired(store: PostgresStore, *, now: datetime) -> None:
    """Mark issued warnings whose time is over as expired."""
    over = [warning.id for warning in store.warnings(stages={Stage.ISSUED}, limit=1000) if warning.expires <= now]
    if over:
        with store.begin() as tx:
            expire(tx, over, now=now)


def make_app(runtime: Runtime) -> FastAPI:
    """Return the HTTP application of this process."""
    settings = runtime.settings
    parts = ApiParts(
        store=runtime.store,
        clock=now,
        map_layers=runtime.site.map_layers,
        console=console_folder(settings),
        name=settings.name,
        version=__version__,
        is_demo=runtime.site.is_demo,
        policy=Policy(),
        issuer=_issuer(settings),
        readiness=runtime.readiness,
        metrics=metrics.registry,
        is_metrics_public=settings.http.public_metrics,
        session_lifetime=timedelta(hours=settings.http.session_hours),
    )
    if "api" not in settings.roles:
        return create_probe(parts)
    app = create_app(parts)
    runtime.screens = lambda: screens(app)
    return app


def console_folder(settings: Settings) -> Path | None:
    """Return the folder of the built console, None when it was never built."""
    here = Path(__file__).resolve().parents[1] / "console" / "dist"
    folder = Path(settings.http.console) if settings.http.console else here
    return folder if (folder / "index.html").exists() else None


class _Server(uvicorn.Server):
    """uvicorn that says when it listens, and leaves the end of the process to the composition root."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop serving on SIGINT and SIGTERM; unlike uvicorn, do not raise them again, so that teardown runs."""
        signals = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in signals}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and not self.should_exit:
            self._on_ready()


def serve_http(runtime: Runtime, *, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then tear everything down."""
    http = runtime.settings.http
    config = uvicorn.Config(
        make_app(runtime),
        host=http.host,
        port=http.port,
        log_level="warning",
        access_log=False,
        ws=FeedProtocol,
        ws_max_size=LARGEST_FRAME_IN,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=3,
        server_header=False,
    )
    with runtime.stack, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Server(config, on_ready).serve())
