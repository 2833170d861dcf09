"""Serves a drill for people: console, API and feed over the drill's store, on a port of its own."""

from __future__ import annotations

import os
import secrets
import signal
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from fenghuo.clock import now
from fenghuo.drill.attended import Attended
from fenghuo.drill.city import AUTHOR, ORGANISER
from fenghuo.drill.devices import Devices
from fenghuo.drill.live_watch import LiveWatch
from fenghuo.drill.play import opened, played
from fenghuo.drill.settings import drill_settings
from fenghuo.drill.stores import drill_store
from fenghuo.drill.tether import Tether
from fenghuo.people import put_user
from fenghuo.runtime import Site
from incidents.people import Role
from simulators.participants.document import Mode

if TYPE_CHECKING:
    from collections.abc import Callable

    from fenghuo.drill.devices import DrillBroker
    from fenghuo.drill.play import Played
    from simulators.drill import Drill
    from store.memory import MemoryStore
    from store.postgres import PostgresStore

#: Who sits at the desk in every drill for people.
OFFICER = "drill-officer"
#: Who looks on.
OBSERVER = "drill-observer"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendedOptions:
    """What the command line says."""

    host: str
    port: int
    speed: float
    seed: int
    #: Connection string of a database of the drill's own; empty: in memory.
    database: str = ""
    #: Live installation that is watched for real warnings, and the API key for it; empty: none is.
    live_url: str = ""
    live_key: str = ""
    #: Folder of the built console; empty: the one that came with the installation.
    console: str = ""
    #: What a server that started the drill tells it; None: nobody did.
    tether: IO[str] | None = None
    #: Broker of the devices of those who take part; None: only the simulated ones are heard.
    broker: DrillBroker | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillReady:
    """What those who take part need."""

    url: str
    #: Passwords by user name.
    accounts: dict[str, str]
    #: Roles by user name, and the divisions of those who see only one.
    roles: dict[str, tuple[Role, str]]

    def line(self) -> dict[str, Any]:
        """Return it as one object of JSON."""
        seats = [{"user": name, "role": role.value, "division": place} for name, (role, place) in self.roles.items()]
        return {"ready": True, "url": self.url, "accounts": self.accounts, "seats": seats}


def serve_drill(
    drill: Drill,
    options: AttendedOptions,
    *,
    on_ready: Callable[[DrillReady], None],
    on_over: Callable[[Played], None] = lambda _: None,
) -> Played:
    """Play a drill for people until its process is interrupted, and return what there is of it.

    Args:
        drill: What is played.
        options: How.
        on_ready: Told once when the console answers.
        on_over: Told once when the drill is over; its console goes on answering.

    Raises:
        LiveWatchError: If the live installation does not answer at the start.
        LoginError: If the login at the broker is none for drills.
        OccupiedError: If the database is not empty.
    """
    # Loaded here: it takes longer than everything else.
    from fenghuo.demo import map_layers
    from fenghuo.serving import serve_http

    settings = drill_settings(
        drill.title_zh,
        host=options.host,
        port=options.port,
        hours=drill.length.total_seconds() / 3600,
        console=options.console,
    )
    began = time.monotonic()  # noqa: TID251  how long it takes by the wall
    with drill_store(options.database) as store:

        def record() -> Played:
            wall_s = time.monotonic() - began  # noqa: TID251
            return played(drill, store=store, seed=options.seed, wall_s=wall_s)

        with opened(drill, store=store, seed=options.seed, settings=settings) as parts:
            people = seats_of(drill)
            accounts = open_accounts(store, drill)
            attended = Attended(drill, parts, speed=options.speed, seed=options.seed)
            runtime = parts.room.runtime
            runtime.drill = attended
            runtime.site = Site(map_layers=lambda: map_layers(drill.world.city))
            attended.on_over = lambda: on_over(record())
            runtime.health.add("drill", lambda: attended.view().trouble)
            if options.live_url:
                watch = LiveWatch(options.live_url, options.live_key, tell=attended.interrupt)
                watch.start()
                runtime.stack.callback(watch.stop)
            if options.broker is not None:
                devices = Devices(options.broker, take=attended.take_in)
                devices.start()
                runtime.stack.callback(devices.stop)
                runtime.health.add("broker", lambda: devices.trouble)
                parts.room.channels["mqtt"].speak = devices.speak
            if options.tether is not None:
                Tether(options.tether, seats=attended.seats, interrupt=attended.interrupt, gone=_end).start()
            attended.start()
            runtime.stack.callback(attended.stop)

            def ready() -> None:
                # Where a server started it, people have still to find their seats: its organiser begins.
                if options.tether is None:
                    attended.go()
                on_ready(DrillReady(url=f"http://{options.host}:{options.port}", accounts=accounts, roles=people))

            serve_http(runtime, on_ready=ready)
        return record()


def _end() -> None:
    """End this process as Ctrl-C does."""
    os.kill(os.getpid(), signal.SIGINT)


def seats_of(drill: Drill) -> dict[str, tuple[Role, str]]:
    """Return what the people of a drill may do and where, by user name."""
    people = {ORGANISER: (Role.ORGANISER, ""), OFFICER: (Role.OFFICER, ""), OBSERVER: (Role.VIEWER, "")}
    if drill.participants.mode is Mode.PEOPLE:
        people |= {each.name: (Role(each.role), each.division) for each in drill.participants.approvers}
    return people


def open_accounts(store: PostgresStore | MemoryStore, drill: Drill) -> dict[str, str]:
    """Give the people of a drill accounts with fresh passwords; return these by user name."""
    accounts: dict[str, str] = {}
    for name, (role, division) in seats_of(drill).items():
        accounts[name] = secrets.token_urlsafe(12)
        put_user(store, name, password=accounts[name], role=role, at=now(), division=division, actor=AUTHOR)
    return accounts
