"""``fenghuo device``: logins at the broker, and stations that publish without being registered."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from sensing.adoption import Adopted
    from sensing.station import Station
    from store.postgres import PostgresStore

T = TypeVar("T")
AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]

device = typer.Typer(
    help="Logins of devices at the broker, and the adoption of new ones.", no_args_is_help=True, rich_markup_mode=None
)


@device.callback()
def _device() -> None:
    """Keep ``device`` a group."""


def _with_store(work: Callable[[PostgresStore], T]) -> T:
    from fenghuo.database import open_store
    from fenghuo.settings import load

    store = open_store(load())
    try:
        return work(store)
    finally:
        store.close()


def _actor() -> str:
    """Return who sits at the command line, for the journal."""
    return f"cli:{os.environ.get('SUDO_USER') or os.environ.get('USER') or 'unknown'}"


@device.command("add")
def add(
    station: Annotated[list[str], typer.Argument(help="Station that it may publish for; several for a gateway.")],
    *,
    login: Annotated[str, typer.Option(help="Left out: the station's id, or that with a number.")] = "",
    label: Annotated[str, typer.Option(help="What people call it.")] = "",
    as_json: AsJson = False,
) -> None:
    """Make a login for a device; its password is printed once."""
    from api.devices import issue
    from fenghuo.clock import now
    from sensing.errors import RegistryError
    from sensing.station import StationId

    def work(store: PostgresStore) -> tuple[Any, str]:
        known = {known.id for known in store.stations()}
        unknown = [key for key in station if key not in known]
        if unknown:
            message = f"there is no station {unknown[0]!r}"
            raise RegistryError(message)
        stations = [StationId(key) for key in dict.fromkeys(station)]
        return issue(store, stations=stations, login=login, label=label, actor=_actor(), at=now())

    made, password = _with_store(work)
    if as_json:
        print(json.dumps({"login": made.login, "password": password, "stations": list(made.stations)}))
        return
    sys.stderr.write("The password is shown once and stored as hashes only.\n")
    print(f"{made.login} {password}")


@device.command("list")
def list_devices(*, as_json: AsJson = False) -> None:
    """List the logins, revoked ones included."""
    from api.schema.device import device_json

    devices = _with_store(lambda store: store.devices())
    if as_json:
        print(json.dumps([device_json(one) for one in devices], ensure_ascii=False))
        return
    for one in devices:
        state = f"revoked {one.revoked:%Y-%m-%d %H:%M}Z" if one.revoked else "may connect"
        print(f"{one.login}\t{','.join(one.stations)}\t{state}\t{one.label}")


@device.command("revoke")
def revoke_login(login: str) -> None:
    """End a login from now on; the embedded broker closes its connection."""
    from api.devices import revoke
    from fenghuo.clock import now

    _with_store(lambda store: revoke(store, login, actor=_actor(), at=now()))
    print("revoked")


@device.command("export")
def export(
    *,
    form: Annotated[str, typer.Option("--format", help="mosquitto or nats.")],
    folder: Annotated[Path, typer.Option(help="Where the files go.")] = Path(),
) -> None:
    """Write the files with which a broker of one's own admits the devices.

    For Mosquitto `devices.passwd` and `devices.acl`, for NATS `devices.conf`, to be included. The login with which
    Fenghuo reads is among them when its password is set (FENGHUO_MQTT__PASSWORD).
    """
    from fenghuo import broker_files
    from fenghuo.private_file import write_private
    from fenghuo.settings import load

    if form not in {"mosquitto", "nats"}:
        sys.stderr.write(f"--format: expected mosquitto or nats, got {form!r}\n")
        raise typer.Exit(1)
    devices, known = _with_store(lambda store: (store.devices(), store.stations()))
    stations = {str(station.id): station for station in known}
    mqtt = load().mqtt
    secret = mqtt.password.get_secret_value()
    intake = broker_files.intake_user(mqtt.user, secret) if secret else None
    if intake and any(one.login == intake.name and one.revoked is None for one in devices):
        sys.stderr.write(f"login {intake.name!r} is a device's and FENGHUO_MQTT__USER: choose another user\n")
        raise typer.Exit(1)
    folder.mkdir(parents=True, exist_ok=True)
    if form == "nats":
        files = {"devices.conf": broker_files.nats_authorization(devices, stations=stations, intake=intake)}
    else:
        files = {
            "devices.passwd": broker_files.mosquitto_passwords(devices, stations=stations, intake=intake),
            "devices.acl": broker_files.mosquitto_acl(devices, stations=stations, intake=intake),
        }
    for name, text in files.items():
        write_private(folder / name, text)
        print(folder / name)


@device.command("waiting")
def waiting(*, as_json: AsJson = False) -> None:
    """List what publishes as a station that is not registered, with what its messages say of it."""
    from api.schema.device import waiting_json
    from fenghuo.adoption import Adoption
    from fenghuo.clock import now

    found = _with_store(lambda store: Adoption(store, clock=now).unknown(limit=200))
    if as_json:
        print(json.dumps([waiting_json(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        measures = ",".join(stream.property for stream in one.guess.datastreams) or "-"
        print(f"{one.device.name}\t{one.device.count} messages\t{one.guess.kind.value}\t{measures}\t{one.topic}")


def _from_file(file: Path) -> Station:
    from sensing.document import read_document
    from sensing.errors import FenghuoError
    from sensing.station_document import read_station_document

    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FenghuoError(f"{file}: cannot be read as UTF-8: {error}") from None
    return read_station_document(read_document(text, origin=str(file), what="station"))


def _from_options(facts: dict[str, str], *, place: str) -> Station:
    from sensing.document import read_document, write_document
    from sensing.errors import DocumentError, FenghuoError
    from sensing.station_document import read_station_document

    lon, _, lat = place.partition(",")
    facts["division"] = facts["division"].ljust(12, "0")
    document = {"apiVersion": "fenghuo/v1", "kind": "Station", "type": "other", **facts}
    text = write_document(document) + f"lon: {lon.strip() or '~'}\nlat: {lat.strip() or '~'}\n"
    try:
        return read_station_document(read_document(text, origin="options", what="station"))
    except DocumentError as error:
        # Which line of a document that nobody wrote helps nobody.
        raise FenghuoError(f"--division, --place: {error.detail}") from None


@device.command("adopt")
def adopt(
    name: Annotated[str, typer.Argument(help="Name under which it waits; see `fenghuo device waiting`.")],
    *,
    file: Annotated[Path | None, typer.Option(help="Station document (YAML) instead of the options below.")] = None,
    station: Annotated[str, typer.Option("--id", help="Id of the station; left out: the name.")] = "",
    title: Annotated[str, typer.Option("--name", help="Name shown to people.")] = "",
    division: Annotated[str, typer.Option(help="Division code, zeros at its end may be left out.")] = "",
    place: Annotated[str, typer.Option(help="LON,LAT in degrees WGS-84.")] = "",
) -> None:
    """Register a station that publishes already, and read again what waits of it in quarantine.

    A station that is registered already needs no description and stays as it is; it gets the address of the device.
    """
    from fenghuo.adoption import Adoption
    from fenghuo.clock import now
    from sensing.adoption import AdoptionError

    facts = {"id": station or name, "name": title or station or name, "division": division}
    described = _from_file(file) if file else _from_options(facts, place=place) if division or place else None

    def work(store: PostgresStore) -> Adopted:
        key = described.id if described else station or name
        known = next((one for one in store.stations() if one.id == key), None)
        meant = known or described
        if meant is None:
            raise AdoptionError(f"there is no station {key!r} yet: expected --division and --place, or --file")
        if known is not None:
            sys.stderr.write(f"{key} is registered already and stays as it is.\n")
        return Adoption(store, clock=now).adopt(name, meant, actor=_actor())

    adopted = _with_store(work)
    print(
        f"{adopted.station.id}: {adopted.messages} messages read again, {adopted.readings} readings and "
        f"{adopted.events} events stored, {adopted.refused} refused"
    )
