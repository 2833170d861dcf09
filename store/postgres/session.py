"""Database and Session: a pool of connections, and one of them inside one transaction.

A session's calls raise store errors only. Connections that broke while they lay idle are found by a look at
their socket, which costs no round trip, so a restarted database is noticed by the next call.
"""

from __future__ import annotations

import select
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from incidents.origin import current_origin
from store.codec import clean
from store.errors import StoreError
from store.postgres.failures import store_error, translated
from store.postgres.hosts import complete
from store.queries import named_queries
from store.sealing import PLAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store.sealing import Seals


_SQL = named_queries("session")

#: Bytes of a COPY handed to the driver at once.
_COPY_CHUNK = 1 << 20


def _anybody(_: psycopg.Connection[Any]) -> None:
    pass


class Session:
    """One transaction on one connection."""

    def __init__(self, connection: psycopg.Connection[Any], *, seals: Seals = PLAIN) -> None:
        self._connection = connection
        #: What leads to a person goes in and comes out through these.
        self.seals = seals
        #: Tells this transaction from all others when its commit is not answered; empty: trying again does no harm.
        self.receipt = ""

    def rows(self, query: LiteralString, /, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with translated():
            return self._connection.execute(query, _plain(values)).fetchall()

    def row(self, query: LiteralString, /, **values: Any) -> tuple[Any, ...] | None:
        """Return the first row of a query."""
        with translated():
            return self._connection.execute(query, _plain(values)).fetchone()

    def run(self, query: LiteralString, /, **values: Any) -> int:
        """Run a statement; return how many rows it touched."""
        with translated():
            return self._connection.execute(query, _plain(values)).rowcount

    def run_all(self, *queries: LiteralString) -> list[int]:
        """Run statements in one round trip; return how many rows each touched."""
        with translated(), self._connection.pipeline():
            cursors = [self._connection.execute(query, prepare=True) for query in queries]
        return [cursor.rowcount for cursor in cursors]

    def rows_after(self, first: LiteralString, query: LiteralString, /, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query that begins once another statement is done, in one round trip."""
        plain = _plain(values)
        with translated(), self._connection.pipeline():
            self._connection.execute(first, plain, prepare=True)
            cursor = self._connection.execute(query, plain, prepare=True)
        return cursor.fetchall()

    def raw(self, query: LiteralString, /, **values: Any) -> list[bytes | None]:
        """Return the fields of a one-row query in the binary format, undecoded."""
        with translated():
            cursor = self._connection.cursor(binary=True)
            result = cursor.execute(query, _plain(values)).pgresult
        if result is None or result.ntuples != 1:
            raise StoreError(f"expected one row, got {result.ntuples if result else 'none'}: {query}")
        return [result.get_value(0, field) for field in range(result.nfields)]

    def copy_in(self, statement: LiteralString, payload: bytes) -> None:
        """Send a binary COPY."""
        with translated(), self._connection.cursor().copy(statement) as copy:
            for start in range(0, len(payload), _COPY_CHUNK):
                copy.write(payload[start : start + _COPY_CHUNK])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Take back what the block did, and only that, when it raises."""
        with translated(), self._connection.transaction():
            yield

    @property
    def is_failed(self) -> bool:
        """Return whether an earlier error has spoilt the transaction."""
        return self._connection.info.transaction_status is TransactionStatus.INERROR


class Database:
    """A pool of connections to one database."""

    def __init__(
        self, dsn: str, *, pool_size: int, patience: float, seals: Seals = PLAIN, is_read_only: bool = False
    ) -> None:
        """Try the database once, then keep connections to it.

        Raises:
            StoreError: If it is away, with the reason that a pool would only time out on.
        """
        with translated():
            #: Connection string with the settings that every connection needs.
            self.dsn = complete(dsn)
            psycopg.connect(self.dsn).close()
        self._patience = patience
        #: Makes a fresh connection ready; one that only reads needs no place where a batch waits.
        self._configure = _prepare if is_read_only else _configure
        #: What leads to a person goes in and comes out through these.
        self.seals = seals
        #: Connections were found dead, and the pool has not lent a sound one since.
        self._is_lost = False
        self._pool = ConnectionPool(
            self.dsn,
            min_size=1,
            max_size=pool_size,
            timeout=patience,
            reconnect_timeout=2.0,
            configure=self._configure,
            name="fenghuo",
            open=True,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    @contextmanager
    def session(self, *, admit: Callable[[psycopg.Connection[Any]], None] = _anybody) -> Iterator[Session]:
        """Run a transaction: committed on normal exit, rolled back on an exception.

        Args:
            admit: Looks at the connection before the transaction begins, and raises if it will not do.

        Raises:
            StoreError: If no connection can be had in time, or an error inside was passed over: committing would
                silently keep nothing.
        """
        with translated():
            connection, is_own = self._lent()
            session = Session(connection, seals=self.seals)
            try:
                admit(connection)
                with connection:
                    if current_origin() is not None:
                        session.run(_SQL["track"])
                    yield session
                    if session.is_failed:
                        raise StoreError("an earlier error spoilt the transaction: nothing of it can be committed")
            except psycopg.Error as error:
                # A session's own calls raise store errors: this is the commit.
                failure = store_error(error)
                failure.receipt = session.receipt
                raise failure from error
            finally:
                self._take_back(connection, is_own=is_own)

    def _lent(self) -> tuple[psycopg.Connection[Any], bool]:
        """Return a connection that leads somewhere, and whether it is one of its own because the pool has none.

        A pool that lost its connections tries again only after a second or more. A server that is away refuses at
        once, and one that is back takes the first call.
        """
        connection = self._pooled() if not self._is_lost or self._pool.get_stats()["pool_available"] else None
        if connection is not None:
            return connection, False
        connection = psycopg.connect(self.dsn)
        try:
            self._configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection, True

    def _pooled(self) -> psycopg.Connection[Any] | None:
        """Return a connection of the pool that still leads somewhere, None when those that lay idle were all dead.

        The pool's own check sleeps a second after each dead connection; after a restart all of them are dead.
        """
        while True:
            connection = self._pool.getconn(self._patience)
            if _is_sound(connection):
                self._is_lost = False
                return connection
            self._is_lost = True
            connection.close()
            self._pool.putconn(connection)
            if not self._pool.get_stats()["pool_available"]:
                return None

    def _take_back(self, connection: psycopg.Connection[Any], *, is_own: bool) -> None:
        self._is_lost = self._is_lost or connection.broken
        if is_own:
            connection.close()
        else:
            self._pool.putconn(connection)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Return values whose text a column takes: what a caller lets through must not break the connection."""
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return _array(value) if value and all(isinstance(item, str) for item in value) else value
    return value


def _array(texts: list[str]) -> str:
    """Return texts as an array literal; psycopg's own dumper escapes documents character by character."""
    escaped = (clean(text).replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return '{"' + '","'.join(escaped) + '"}'


def _prepare(connection: psycopg.Connection[Any]) -> None:
    connection.prepare_threshold = 2


def _configure(connection: psycopg.Connection[Any]) -> None:
    _prepare(connection)
    connection.execute(_SQL["create_staging"])
    connection.commit()


def _is_sound(connection: psycopg.Connection[Any]) -> bool:
    """Try a connection whose socket has something to say while it is idle: mostly that the server left."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLHUP)
    if not poll.poll(0):
        return True
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True
