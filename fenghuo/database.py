"""The database of the settings: its connection string, and the store on it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from fenghuo.seal_keys import seals_of
from fenghuo.settings import SettingsError
from store.migrate import migrate
from store.postgres import PostgresStore
from store.roles import grant

if TYPE_CHECKING:
    from fenghuo.settings import Settings
    from store.postgres.replica import Replica
    from store.sealing import Seals

log = structlog.get_logger("fenghuo.database")

_EXAMPLE = "e.g. postgresql://fenghuo@127.0.0.1:5432/fenghuo"


def open_store(settings: Settings, *, seals: Seals | None = None, pool: int | None = None) -> PostgresStore:
    """Migrate the database and return the store.

    Args:
        settings: Which database.
        seals: What seals; None: the keys of the settings.
        pool: Connections at most; None: as the settings say.

    Raises:
        SettingsError: If no database or no key is configured.
        SealError: If the key is not the one that the database was sealed with.
    """
    dsn, seals = dsn_of(settings), seals or seals_of_settings(settings)
    applied = bring_up(settings)
    if applied:
        log.info("migrated", applied=len(applied), newest=applied[-1])
    store = PostgresStore(dsn, pool_size=pool or settings.database.pool, seals=seals)
    try:
        sealed = store.require_keys()
    except BaseException:
        store.close()
        raise
    if sealed:
        log.info("sealed", rows=sealed)
    return store


def open_replica(settings: Settings, *, primary: PostgresStore) -> Replica | None:
    """Return what answers long questions in place of the store; None where no standby is configured.

    A standby that is away is no error: the store answers until it is there.

    Raises:
        SettingsError: If libpq cannot read its URL.
    """
    from store.postgres.replica import Replica

    database = settings.database
    if not database.replica_url:
        return None
    secret = database.password.get_secret_value()
    return Replica(
        _dsn(database.replica_url, secret, variable="FENGHUO_DATABASE__REPLICA_URL"),
        primary=primary,
        most_behind=timedelta(seconds=database.replica_behind),
        pool_size=database.pool,
    )


def bring_up(settings: Settings) -> list[str]:
    """Bring the database to the newest schema, as its owner; return the migrations that ran.

    Where the owner is another role than the application's, that one is given what it needs and no more.
    """
    owner = owner_dsn_of(settings)
    applied = migrate(owner)
    if settings.database.owner_url:
        grant(owner, dsn_of(settings))
    return applied


def seals_of_settings(settings: Settings) -> Seals:
    """Return what seals with the keys of the settings.

    Raises:
        SettingsError: If there is no key: nothing that leads to a person is kept in the clear.
    """
    if not settings.personal.key_file:
        raise SettingsError(
            "no key for what leads to a person: make one with `fenghuo secrets make FILE`, keep a copy in a safe, "
            "and set FENGHUO_PERSONAL__KEY_FILE"
        )
    return seals_of(Path(settings.personal.key_file))


def owner_dsn_of(settings: Settings) -> str:
    """Return the connection string of the role that owns the tables; the application's where there is no other."""
    if not settings.database.owner_url:
        return dsn_of(settings)
    return _dsn(
        settings.database.owner_url,
        settings.database.owner_password.get_secret_value(),
        variable="FENGHUO_DATABASE__OWNER_URL",
    )


def dsn_of(settings: Settings) -> str:
    """Return the connection string with the password put in.

    Raises:
        SettingsError: If no database is configured, or libpq cannot read its URL.
    """
    if not settings.database.url:
        raise SettingsError(f"no database: set FENGHUO_DATABASE__URL, {_EXAMPLE}")
    return _dsn(settings.database.url, settings.database.password.get_secret_value(), variable="FENGHUO_DATABASE__URL")


def _dsn(url: str, secret: str, *, variable: str) -> str:
    from psycopg import ProgrammingError
    from psycopg.conninfo import make_conninfo

    from store.postgres.hosts import for_writes

    try:
        return for_writes(make_conninfo(url, **{"password": secret} if secret else {}))
    except ProgrammingError:
        # The text of libpq quotes the URL, and with it the password that may stand there.
        raise SettingsError(f"{variable}: expected a URL or libpq connection string, {_EXAMPLE}") from None
