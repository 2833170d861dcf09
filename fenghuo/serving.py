"""The HTTP server of a process: REST, feed and console, or the probe where the ``api`` role is another process's.

Imported after the other roles have started: loading it takes longer than all of them, and detection after a
restart does not wait for it.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
import uvloop

from alerts.policy import DEFAULTS_OF_A_DEMO, Policy
from api.app import create_app, screens, tell_provisional
from api.basemap import Basemap
from api.feed.wire import FeedProtocol
from api.parts import ApiParts
from api.probe import create_probe
from fenghuo import __version__, metrics
from fenghuo.access import doors_of, provider_of
from fenghuo.adoption import Adoption
from fenghuo.calling import call_desk_of
from fenghuo.clock import now
from fenghuo.database import open_replica
from fenghuo.edge.views import node_views
from fenghuo.foreign_sources import door_of
from fenghuo.interpreter import settle
from fenghuo.issuing import issuer_of, signing_of
from fenghuo.provisional import provisional_items
from fenghuo.sealing import office_of
from fenghuo.ways_out import receipt_readers
from incidents.origin import acting_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fastapi import FastAPI

    from fenghuo.runtime import Runtime
    from fenghuo.settings import Settings

#: Largest message that a feed client may send, bytes; clients have nothing to say.
LARGEST_FRAME_IN = 4096


def make_app(runtime: Runtime) -> FastAPI:
    """Return the HTTP application of this process."""
    settings = runtime.settings
    replica = open_replica(settings, primary=runtime.store) if "api" in settings.roles else None
    if replica is not None:
        runtime.stack.callback(replica.close)
        metrics.replica_staleness.set_function(lambda: replica.staleness)
    parts = ApiParts(
        store=runtime.store,
        clock=now,
        map_layers=runtime.site.map_layers,
        console=console_folder(settings),
        basemap=basemap_of(settings),
        name=settings.name,
        version=__version__,
        is_demo=runtime.site.is_demo,
        policy=Policy(defaults=DEFAULTS_OF_A_DEMO) if runtime.site.is_demo else Policy(),
        signing=signing_of(settings),
        issuer=issuer_of(settings, area=runtime.outlines.area_of, places=runtime.outlines.places),
        public_url=settings.cap.public_url,
        must_sign=settings.cap.sign,
        office=office_of(settings),
        foreign=door_of(settings, area=runtime.outlines.area_of),
        call_desk=call_desk_of(settings, runtime.store, clock=now),
        replica=replica,
        readiness=runtime.readiness,
        metrics=metrics.registry,
        pictures=runtime.pictures,
        intake=runtime.figures,
        nodes=node_views(settings.edge),
        drill=runtime.drill,
        drill_host=runtime.drill_host,
        adoption=Adoption(runtime.store, clock=now, keep_images=runtime.keep_images),
        switchboard=runtime.switchboard,
        is_metrics_public=settings.http.public_metrics,
        doors=doors_of(settings),
        provider=provider_of(settings),
        link_tests={name: test.to for name, test in settings.channels.link_tests.items()},
        receipt_readers=receipt_readers(settings),
        session_lifetime=timedelta(hours=settings.http.session_hours),
        longest_silence=timedelta(hours=settings.incidents.silence_hours),
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


def basemap_of(settings: Settings) -> Basemap:
    """Return what lies under the map."""
    ground = settings.map
    return Basemap(
        file=Path(ground.pmtiles) if ground.pmtiles else None,
        tiles=ground.addresses(),
        approval=ground.approval,
        credit=ground.credit,
    )


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
    # Whoever started it is not who acts from now on.
    with runtime.stack, acting_from(None), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_Server(config, on_ready).serve())
