"""The database of the settings: its connection string, and the store on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from fenghuo.settings import SettingsError
from store.migrate import migrate
from store.postgres import PostgresStore

if TYPE_CHECKING:
    from fenghuo.settings import Settings

log = structlog.get_logger("fenghuo.database")


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
