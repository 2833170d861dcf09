"""Of several hosts the one that plays the wanted part is meant, and none may keep a caller waiting for long."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from store.postgres.hosts import complete, for_reads, for_writes


@pytest.mark.parametrize(
    "dsn", ["postgresql://a,b/d", "postgresql://a:1,b:2/d", "host=a,b", "hostaddr=10.0.0.1,10.0.0.2"]
)
def test_of_several_hosts_the_one_that_takes_writes_is_meant(dsn):
    assert conninfo_to_dict(for_writes(dsn))["target_session_attrs"] == "read-write"
    assert conninfo_to_dict(complete(dsn))["connect_timeout"] == "2"


def test_what_somebody_asks_for_himself_stays():
    assert "primary" in for_writes("postgresql://a,b/d?target_session_attrs=primary")
    assert "target_session_attrs" not in for_writes("postgresql://a/d")


def test_one_host_has_more_time():
    assert conninfo_to_dict(complete("postgresql://a/d"))["connect_timeout"] == "5"


def test_a_read_goes_to_a_standby_whatever_the_string_says():
    dsn = for_reads("postgresql://a,b/d?target_session_attrs=any")
    assert conninfo_to_dict(dsn)["target_session_attrs"] == "standby"
