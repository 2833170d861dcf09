from datetime import UTC, datetime

from store.postgres.instants import cursor, instant


def test_instants_are_cut_to_the_years_that_a_timestamp_holds():
    assert instant(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert instant(-(2**62)) == datetime(1, 1, 1, tzinfo=UTC)
    assert instant(2**62) == datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)


def test_no_cursor_stays_none():
    assert cursor(None) is None
    assert cursor(1_000_000) == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)
