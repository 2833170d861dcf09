"""Hosts: what a connection string becomes before anybody connects with it.

A string may name several hosts, a primary and the standbys that may take its place. They are tried in order, and who
does not play the wanted part is passed over.
"""

from __future__ import annotations

from typing import Final

from psycopg.conninfo import conninfo_to_dict, make_conninfo

#: A server that vanished without a word is given up after 10 s; sessions speak UTC.
_CONNECTION: Final = {
    "application_name": "fenghuo",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "3",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "options": "-c timezone=UTC",
}
#: Seconds for one of several hosts: the next must be reached while a caller still waits for a connection.
_OF_SEVERAL: Final = "2"
_PART: Final = "target_session_attrs"


def for_writes(dsn: str) -> str:
    """Return a connection string that leads to a server that takes writes; one that asks for something is left alone.

    Raises:
        psycopg.ProgrammingError: If libpq cannot read it.
    """
    if not _has_several(dsn) or conninfo_to_dict(dsn).get(_PART):
        return make_conninfo(dsn)
    return make_conninfo(dsn, **{_PART: "read-write"})


def for_reads(dsn: str) -> str:
    """Return a connection string that leads to a standby and never to a primary.

    Raises:
        psycopg.ProgrammingError: If libpq cannot read it.
    """
    return make_conninfo(dsn, **{_PART: "standby"})


def complete(dsn: str) -> str:
    """Return a connection string with the settings that every connection needs."""
    settings = _CONNECTION | ({"connect_timeout": _OF_SEVERAL} if _has_several(dsn) else {})
    return make_conninfo(for_writes(dsn), **settings)


def _has_several(dsn: str) -> bool:
    told = conninfo_to_dict(dsn)
    return any("," in str(told.get(name) or "") for name in ("host", "hostaddr"))
