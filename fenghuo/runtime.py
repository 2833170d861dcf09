"""The composition root: builds the roles of one process in a straight line, tears them down in reverse.

Roles: ``ingest`` (intake, rules, incidents, warnings), ``dispatcher`` (deliveries to channels), ``api`` (REST,
feed, console). A process may play all of them or one; they meet in the database only.
"""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
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
from api.app import create_app, screens, tell_provisional
from api.feed.wire import FeedProtocol
from api.parts import ApiParts
from api.probe import create_probe
from fenghuo import __version__, metrics
from fenghuo.adoption import Adoption
from fenghuo.boundaries import area_of, county_polygons
from fenghuo.brokers import brokers_of, has_lane, start_brokers
from fenghuo.clock import clock, now
from fenghuo.figures import intake_figures
from fenghuo.health import Health, Pulse
from fenghuo.interpreter import settle
from fenghuo.judge import Judge
from fenghuo.listeners import start_listeners
from fenghuo.loops import StoreLoop
from fenghuo.pictures import open_pictures, start_keeper
from fenghuo.pipeline import Pipeline
from fenghuo.provisional import provisional_items
from fenghuo.provisioning import provision
from fenghuo.reviewer import Reviewer
from fenghuo.series import SERIES_PAUSE, SeriesKeeper
from fenghuo.settings import Settings, SettingsError
from fenghuo.writer import COMMIT_SECONDS
from sensing.exchange.plan import Change
from store.errors import StoreError
from store.migrate import migrate
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from fastapi import FastAPI

    from alerts.channels.smpp_session import SmppAccount
    from alerts.dispatch import Channel
    from api.figures import IntakeFigures
    from fenghuo.listeners import Switchboard
    from ingest.wire.raw import Image
    from rules.transition import Transition
    from store.evidence.folder import PictureFolder

log = structlog.get_logger("fenghuo.runtime")

#: Seconds between two rounds of the dispatcher: every journal row rings for it, few rows queue a delivery.
DISPATCH_PAUSE = 0.1
#: Seconds that a commit under load should take where a lane waits for it.
LANE_COMMIT_SECONDS = 0.03
#: Seconds between two looks at what is new about the way to each station.
LINKS_PAUSE = 10.0
#: How often issued warnings are looked over for those whose time is over.
EXPIRY_LOOK = timedelta(seconds=5)

#: Largest message that a feed client may send, bytes; clients have nothing to say.
LARGEST_FRAME_IN = 4096

#: Seconds between two rounds of quality control's review.
REVIEW_PAUSE = 0.5

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
    #: What is wrong with each part, and since when.
    health: Health = field(default_factory=Health)
    #: Pictures of events; None where no folder is set.
    pictures: PictureFolder | None = None
    #: Asks devices that are connected to this process; None where it listens to none.
    switchboard: Switchboard | None = None
    #: What this process's intake has done; None where it reads no messages.
    figures: Callable[[], IntakeFigures] | None = None
    #: Keeps pictures that came inside frames; None: nobody does here.
    keep_images: Callable[[Sequence[Image]], None] | None = None
    #: Screens on this process's feed; None: the feed is served by another process.
    screens: Callable[[], int | None] = lambda: None
    #: Tells this process's screens which transitions wait to be written; nobody while the feed is another process.
    tell_provisional: Callable[[Sequence[Transition]], None] = lambda _: None

    def readiness(self) -> dict[str, bool | str]:
        """Return for each part True when it works, else what is wrong and since when."""
        return self.health.readiness()


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
    with ExitStack() as stack:
        stack.push(runtime.stack)
        _start_health(runtime)
        if settings.provision:
            _provision(settings.provision, store)
        runtime.pictures = open_pictures(settings, store=store)
        if "ingest" in settings.roles:
            _start_ingest(runtime)
        if "dispatcher" in settings.roles:
            _start_dispatcher(runtime)
        # Everything started: from here on the caller tears down.
        stack.pop_all()
    return runtime


def _provision(folder: str, store: PostgresStore) -> None:
    """Apply the provisioning folder; what does not fit is told and keeps nothing from starting."""
    outcomes = provision(Path(folder), store=store, at=now())
    for outcome in outcomes:
        if outcome.change is Change.REFUSED:
            log.error("document_refused", why=outcome.detail)
    changes = Counter(outcome.change.value for outcome in outcomes)
    log.info("provisioned", folder=folder, **changes)


def _start_health(runtime: Runtime) -> None:
    """Watch the database and the clock, and whatever is added later."""
    pulse = Pulse(runtime.store.ping, name="pulse")
    pulse.start()
    runtime.stack.callback(pulse.stop)
    runtime.health.add("database", lambda: pulse.trouble)
    runtime.health.add("clock", lambda: clock.trouble)
    runtime.health.start()
    runtime.stack.callback(runtime.health.stop)


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
    if not brokers_of(settings):
        raise SettingsError("no broker: set FENGHUO_MQTT__HOST (and __PORT, __USER, __PASSWORD)")
    for city in {station.division[:4] for station in store.stations()}:
        county_polygons(city)
    evidence, evidence_check = start_keeper(settings, store=store, folder=runtime.pictures, stack=stack)
    runtime.health.add("evidence", evidence_check)
    runtime.keep_images = evidence.keep if evidence else None
    pipeline = Pipeline(
        store=store,
        judge=Judge(store),
        policy=Policy(),
        issuer=_issuer(settings),
        commit_seconds=LANE_COMMIT_SECONDS if has_lane(settings) else COMMIT_SECONDS,
        keep_images=evidence.keep if evidence else None,
    )
    pipeline.on_provisional = lambda transitions: runtime.tell_provisional(transitions)  # noqa: PLW0108
    runtime.figures = lambda: intake_figures(oldest=pipeline.oldest_waiting)
    pipeline.start()
    stack.callback(pipeline.stop)
    runtime.health.add("pipeline", lambda: pipeline.trouble)

    reloader = StoreLoop(
        store, pipeline.reload, name="reload", topics=frozenset({"registry", "rules"}), is_periodic=False
    )
    reloader.start()
    stack.callback(reloader.stop)
    runtime.health.add("reload", lambda: reloader.trouble)

    series = SeriesKeeper(store, settings.series, clock=now)
    tending = StoreLoop(store, series.work, name="series", topics=frozenset(), is_periodic=True, pause=SERIES_PAUSE)
    tending.start()
    stack.callback(tending.stop)
    stack.callback(series.stop)
    runtime.health.add("series", lambda: tending.trouble)

    reviewer = Reviewer(store, gate=pipeline.gate, registry=lambda: pipeline.registry)
    reviewing = StoreLoop(store, reviewer.work, name="review", topics=frozenset(), is_periodic=True, pause=REVIEW_PAUSE)
    reviewing.start()
    stack.callback(reviewing.stop)
    runtime.health.add("review", lambda: reviewing.trouble)

    keep = partial(keep_links, pipeline, store)
    keeper = StoreLoop(store, keep, name="links", topics=frozenset(), is_periodic=True, pause=LINKS_PAUSE)
    keeper.start()
    stack.callback(keeper.stop)
    runtime.health.add("links", lambda: keeper.trouble)

    for name, check in start_brokers(settings, pipeline=pipeline, stack=stack).items():
        runtime.health.add(name, check)

    runtime.switchboard, checks = start_listeners(settings, pipeline=pipeline, stack=stack)
    for name, check in checks.items():
        runtime.health.add(name, check)


def keep_links(pipeline: Pipeline, store: PostgresStore) -> None:
    """Put what is new about the way to each station into the store, and show it."""
    links = pipeline.links.unstored()
    try:
        if links:
            store.put_links(links)
        pipeline.links.show(store.statuses())
    except StoreError:
        pipeline.links.forget_stored()
        raise


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
        runtime.health.add("sms", lambda: "" if channel.session.is_bound else channel.session.why)
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
    runtime.health.add("dispatcher", lambda: loop.trouble)


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
        pictures=runtime.pictures,
        intake=runtime.figures,
        adoption=Adoption(runtime.store, clock=now, keep_images=runtime.keep_images),
        switchboard=runtime.switchboard,
        is_metrics_public=settings.http.public_metrics,
        session_lifetime=timedelta(hours=settings.http.session_hours),
    )
    if "api" not in settings.roles:
        return create_probe(parts)
    app = create_app(parts)
    runtime.screens = lambda: screens(app)
    runtime.tell_provisional = lambda transitions: tell_provisional(app, provisional_items(transitions))
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
    settle()
    with runtime.stack, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Server(config, on_ready).serve())
