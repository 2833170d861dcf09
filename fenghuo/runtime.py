"""The composition root: builds the roles of one process in a straight line, tears them down in reverse.

Roles: ``ingest`` (intake, rules, incidents, warnings), ``dispatcher`` (deliveries to channels), ``warden`` (what
happens because time has passed), ``api`` (REST, feed, console). A process may play all of them or one; they meet in
the database only. In a cluster ``gateway`` (intake) and ``worker`` (rules, incidents, warnings) take the place of
``ingest`` and meet on the readings stream.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from fenghuo.clock import clock
from fenghuo.dispatching import start_dispatcher
from fenghuo.foreign_polling import start_polling
from fenghuo.health import Health, Pulse
from fenghuo.ingesting import start_ingest
from fenghuo.loops import StoreLoop
from fenghuo.outlines import OUTLINES_PAUSE, Outlines
from fenghuo.pictures import open_pictures
from fenghuo.provisioning_watch import start_provisioning
from fenghuo.sealing import Sealer
from fenghuo.settings import Settings, SettingsError
from fenghuo.warden import start_warden

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.figures import IntakeFigures
    from api.ports.drills import DrillHost, Rehearsal
    from fenghuo.listeners import Switchboard
    from ingest.wire.raw import Image
    from rules.transition import Transition
    from store.evidence.folder import PictureFolder
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.runtime")

ROLES = ("ingest", "gateway", "worker", "dispatcher", "warden", "api")


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
    #: Where the warnings of this process hold.
    outlines: Outlines = field(init=False)
    #: Pictures of events; None where no folder is set.
    pictures: PictureFolder | None = None
    #: Asks devices that are connected to this process; None where it listens to none.
    switchboard: Switchboard | None = None
    #: The drill that runs in this process for people; None: none does.
    drill: Rehearsal | None = None
    #: Starts drills in processes of their own; None: none is started from here.
    drill_host: DrillHost | None = None
    #: What this process's intake has done; None where it reads no messages.
    figures: Callable[[], IntakeFigures] | None = None
    #: Keeps pictures that came inside frames; None: nobody does here.
    keep_images: Callable[[Sequence[Image]], None] | None = None
    #: Screens on this process's feed; None: the feed is served by another process.
    screens: Callable[[], int | None] = lambda: None
    #: Tells this process's screens which transitions wait to be written; nobody while the feed is another process.
    tell_provisional: Callable[[Sequence[Transition]], None] = lambda _: None

    def __post_init__(self) -> None:
        """Draw outlines from the store."""
        self.outlines = Outlines(self.store)

    def readiness(self) -> dict[str, bool | str]:
        """Return for each part True when it works, else what is wrong and since when."""
        return self.health.readiness()


def start(settings: Settings, *, site: Site, store: PostgresStore) -> Runtime:
    """Start the roles of this process except the HTTP server, which ``serve_http`` runs."""
    unknown = set(settings.roles) - set(ROLES)
    if unknown:
        raise SettingsError(f"unknown role {min(unknown)!r}, expected some of {', '.join(ROLES)}")
    if "ingest" in settings.roles and {"gateway", "worker"} & {*settings.roles}:
        raise SettingsError("role ingest judges everything by itself: expected it without gateway and worker")
    runtime = Runtime(settings=settings, site=site, store=store)
    with ExitStack() as stack:
        stack.push(runtime.stack)
        _start_health(runtime)
        if settings.provision:
            start_provisioning(runtime)
        if {"ingest", "worker", "api", "warden"} & {*settings.roles}:
            _start_outlines(runtime)
        runtime.pictures = open_pictures(settings, store=store)
        if "ingest" in settings.roles:
            start_ingest(runtime)
        if {"gateway", "worker"} & {*settings.roles}:
            _start_cluster(runtime)
        if "dispatcher" in settings.roles:
            start_dispatcher(runtime)
        if "warden" in settings.roles:
            _start_tending(runtime)
        if "api" in settings.roles and settings.drill.folder:
            # Loaded here: it takes a while, and most installations rehearse elsewhere.
            from fenghuo.drill.lookout import start_drills

            start_drills(runtime)
        # Everything started: from here on the caller tears down.
        stack.pop_all()
    return runtime


def _start_tending(runtime: Runtime) -> None:
    """Start what goes on beside the stream: the rounds, what other agencies say, what other nodes do."""
    start_warden(runtime)
    start_polling(runtime)
    if runtime.settings.edge.folder:
        # Loaded here: most installations exchange nothing with other nodes.
        from fenghuo.edge.wiring import start_edge

        start_edge(runtime)


def _start_health(runtime: Runtime) -> None:
    """Watch the database and the clock, and whatever is added later."""
    pulse = Pulse(runtime.store.ping, name="pulse")
    pulse.start()
    runtime.stack.callback(pulse.stop)
    runtime.health.add("database", lambda: pulse.trouble)
    runtime.health.add("clock", lambda: clock.trouble)
    if runtime.settings.cap.sign:
        # Where nothing can be signed, nothing is issued: every process says so.
        runtime.health.add("cap", Sealer(runtime.settings.cap).trouble)
    runtime.health.start()
    runtime.stack.callback(runtime.health.stop)


def _start_cluster(runtime: Runtime) -> None:
    """Start what this process does on the readings stream."""
    # Loaded here: most installations are one process.
    from fenghuo.cluster.gateway import start_gateway
    from fenghuo.cluster.worker import start_worker

    if "worker" in runtime.settings.roles:
        start_worker(runtime)
    if "gateway" in runtime.settings.roles:
        start_gateway(runtime)


def _start_outlines(runtime: Runtime) -> None:
    """Follow the divisions, whose areas warnings hold in."""
    outlines = runtime.outlines
    outlines.start()
    loop = StoreLoop(
        runtime.store,
        outlines.refresh,
        name="outlines",
        topics=frozenset({"rules"}),
        is_periodic=True,
        pause=OUTLINES_PAUSE,
    )
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("outlines", lambda: loop.trouble)
