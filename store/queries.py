"""Reads the named queries of ``store/*.sql``.

A file is a list of queries, each begun by ``-- name: WORD`` and at least one comment line that says what it
is for::

    -- name: ping
    -- Whether the database answers.
    SELECT 1
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, LiteralString

from store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = re.compile(r"^-- name: *(?P<name>\w+)\n", re.MULTILINE)
_COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


@cache
def named_queries(file: str) -> Mapping[str, LiteralString]:
    """Return the queries of ``store/<file>.sql`` by name."""
    return parse_queries(files("store").joinpath(f"{file}.sql").read_text("utf-8"), origin=f"{file}.sql")


def parse_queries(text: str, *, origin: str) -> dict[str, LiteralString]:
    """Return the queries of a text by name, comments left out.

    Raises:
        StoreError: If a name occurs twice, a query is empty or nothing says what it is for.
    """
    queries: dict[str, LiteralString] = {}
    _, *parts = _NAME.split(text)
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        statement = _COMMENT.sub("", body).strip()
        if not body.startswith("-- "):
            raise StoreError(f"{origin}: query {name!r} does not say what it is for")
        if not statement:
            raise StoreError(f"{origin}: query {name!r} is empty")
        if name in queries:
            raise StoreError(f"{origin}: query {name!r} occurs twice")
        # The text is part of the package, never input: as good as a literal.
        queries[name] = statement
    return queries
