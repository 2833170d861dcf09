"""The database of a drill: its own, or none."""

from __future__ import annotations

import psycopg
import pytest

from fenghuo.drill.stores import OccupiedError, drill_store
from store.migrate import migrate, migrations


def tables(database):
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') ORDER BY 1").fetchall()


def test_a_live_database_of_an_older_version_is_refused_before_anything_is_changed(postgres_database):
    migrate(postgres_database, steps=migrations()[:3])
    before = tables(postgres_database)
    with pytest.raises(OccupiedError, match="expected a database without tables"), drill_store(postgres_database):
        pass
    assert tables(postgres_database) == before


def test_a_drill_fills_an_empty_database_once(postgres_database):
    with drill_store(postgres_database) as store:
        assert store.journal_head() == 0
    with pytest.raises(OccupiedError), drill_store(postgres_database):
        pass
