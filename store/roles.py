"""Roles: the application works as a role that owns nothing.

The owner makes the schema and runs migrations. The application's role reads, writes and appends; it can neither change
nor remove what is append-only, nor switch off the triggers that refuse it, nor drop a table. Which tables those are is
asked of the database: whatever refuses change by trigger is refused by privilege as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from store.errors import StoreError
from store.postgres.failures import translated
from store.queries import named_queries

if TYPE_CHECKING:
    from collections.abc import Iterable

_SQL = named_queries("roles")
#: Written by migrations only.
_OWNERS = ("migration",)
#: Appended to and moved on, never taken away.
_KEPT = ("chain_head",)


def grant(owner_dsn: str, app_dsn: str) -> str:
    """Give the application's role what it needs and no more; return its name.

    Args:
        owner_dsn: Connection string of the owner; it may make roles, or the application's is there already.
        app_dsn: Connection string of the application's role.

    Raises:
        StoreError: If both are one role, or the application's cannot be made.
    """
    app = conninfo_to_dict(app_dsn)
    role = str(app.get("user") or "")
    with translated(), psycopg.connect(owner_dsn, connect_timeout=5) as connection:
        ((owner, schema, is_there),) = connection.execute(_SQL["who"], {"role": role}).fetchall()
        if role in {"", owner}:
            raise StoreError(f"expected an owner and another role for the application, got {owner!r} for both")
        if not is_there:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(str(app.get("password") or "") or None)
                )
            )
        append_only = [name for (name,) in connection.execute(_SQL["append_only"]).fetchall()]
        for statement in _statements(role, append_only, schema=schema):
            connection.execute(statement)
    return role


def _statements(role: str, append_only: Iterable[str], *, schema: str) -> list[sql.Composed]:
    to = {"role": sql.Identifier(role)}
    statements = [
        "GRANT USAGE ON SCHEMA {schema} TO {role}",
        "REVOKE CREATE ON SCHEMA {schema} FROM {role}, PUBLIC",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    ]
    done = [_composed(text, schema=sql.Identifier(schema), **to) for text in statements]
    refused = (
        *((name, "UPDATE, DELETE, TRUNCATE, TRIGGER") for name in append_only),
        *((name, "DELETE, TRUNCATE") for name in _KEPT),
        *((name, "INSERT, UPDATE, DELETE, TRUNCATE") for name in _OWNERS),
    )
    done += [
        _composed(f"REVOKE {rights} ON {{table}} FROM {{role}}", table=sql.Identifier(name), **to)
        for name, rights in refused
    ]
    return done


def _composed(text: Any, **parts: sql.Identifier) -> sql.Composed:
    return sql.SQL(text).format(**parts)


def can_undo(dsn: str) -> bool | None:
    """Return whether a role could change or remove journal rows; None where there is no journal."""
    with translated(), psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute(_SQL["standing"]).fetchone()
    return None if row is None else bool(row[0])
