from __future__ import annotations

from unittest.mock import MagicMock

import pytest
from psycopg.conninfo import conninfo_to_dict

from fenghuo.database import dsn_of, open_replica, open_store
from fenghuo.settings import Settings, SettingsError, load


def with_database(**database: object) -> Settings:
    return load({"database": database})


def test_the_password_is_put_into_the_connection_string_whatever_its_characters():
    dsn = dsn_of(with_database(url="postgresql://u@h:6000/d", password="p@ss w'rd"))
    assert conninfo_to_dict(dsn) == {"user": "u", "host": "h", "port": "6000", "dbname": "d", "password": "p@ss w'rd"}


def test_a_password_in_the_url_is_kept_when_none_is_set_apart():
    assert conninfo_to_dict(dsn_of(with_database(url="postgresql://u:hush@h/d")))["password"] == "hush"


@pytest.mark.parametrize("use", [dsn_of, open_store])
def test_without_a_database_the_missing_variable_and_an_example_are_named(use):
    with pytest.raises(SettingsError, match=r"no database: set FENGHUO_DATABASE__URL, e\.g\. postgresql://"):
        use(with_database(url=""))


def test_a_url_that_cannot_be_read_is_named_by_its_variable_and_not_repeated():
    with pytest.raises(SettingsError, match="FENGHUO_DATABASE__URL: expected a URL") as caught:
        dsn_of(with_database(url="hush hush"))
    assert "hush" not in str(caught.value)


def test_of_several_hosts_the_one_that_takes_writes_is_meant():
    assert conninfo_to_dict(dsn_of(with_database(url="postgresql://a,b/d")))["target_session_attrs"] == "read-write"


def test_without_a_standby_there_is_no_replica():
    assert open_replica(with_database(url="postgresql://a/d"), primary=MagicMock()) is None


def test_a_standbys_url_that_cannot_be_read_is_named_by_its_variable_and_not_repeated():
    with pytest.raises(SettingsError, match="FENGHUO_DATABASE__REPLICA_URL: expected a URL") as caught:
        open_replica(with_database(url="postgresql://a/d", replica_url="hush hush"), primary=MagicMock())
    assert "hush" not in str(caught.value)
