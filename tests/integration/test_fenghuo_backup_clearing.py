"""What is in a database is lost only when somebody says so, and nobody is surprised by it."""

import psycopg
import pytest

from fenghuo.backup.errors import BackupError
from store.migrate import migrate
from store.postgres import PostgresStore
from tests.contract.records import readings
from tests.contract.tending import append
from tests.integration.saved import DATABASES, a_folder, another, filled, put_back, rows, taped


@pytest.mark.parametrize("database", DATABASES)
def test_what_is_there_is_lost_only_when_somebody_says_so(request, tmp_path, database):
    dsn = request.getfixturevalue(database)
    store = filled(dsn, a_folder(tmp_path))
    data, before = taped(dsn).data, rows(dsn)
    append(store, readings(1, 1.0, start=1))
    store.close()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE somebody_else AS SELECT 1 AS x")
    with pytest.raises(BackupError, match=r"expected an empty database, found rows in .*: choose another one, or say"):
        put_back(data, dsn)
    put_back(data, dsn, is_replacing=True)
    assert rows(dsn) == before | {"somebody_else": {"(1)"}}
    store = PostgresStore(dsn, pool_size=2)
    append(store, readings(1, 1.0, start=1))
    store.close()


def test_a_database_that_was_only_migrated_counts_as_empty(postgres_database, tmp_path):
    filled(postgres_database, a_folder(tmp_path)).close()
    with another(postgres_database) as dsn:
        migrate(dsn)
        put_back(taped(postgres_database).data, dsn)
        assert rows(dsn) == rows(postgres_database)


def test_a_database_in_use_is_refused(postgres_database, tmp_path):
    store = filled(postgres_database, a_folder(tmp_path))
    data = taped(postgres_database).data
    with pytest.raises(BackupError, match=r"found \d connections of Fenghuo: stop `fenghuo serve` first"):
        put_back(data, postgres_database, is_replacing=True)
    store.close()
