from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenghuo.backup.catalogue import in_order, mondays
from fenghuo.backup.errors import BackupError

NAMES = [f"t{n}" for n in range(8)]
#: Each refers only to later ones: never a circle.
REFERENCES = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]))
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(REFERENCES)
def test_a_table_is_filled_after_those_that_it_refers_to(pairs):
    references = [(NAMES[child], NAMES[parent]) for child, parent in pairs]
    order = in_order(NAMES, references)
    assert sorted(order) == NAMES
    assert all(order.index(child) > order.index(parent) for child, parent in references)


def test_tables_that_refer_to_each_other_in_a_circle_are_refused():
    with pytest.raises(BackupError, match="in a circle: "):
        in_order(["a", "b"], [("a", "b"), ("b", "a")])


@given(INSTANTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=60)))
def test_weeks_cover_a_span_and_nothing_beside(start, length):
    weeks = list(mondays(start, start + length))
    assert all(
        week.weekday() == 0 and (week.hour, week.minute, week.second, week.microsecond) == (0,) * 4 for week in weeks
    )
    assert weeks[0] <= start < weeks[0] + timedelta(days=7)
    assert weeks[-1] < start + length <= weeks[-1] + timedelta(days=7)
    assert all(later - week == timedelta(days=7) for week, later in pairwise(weeks))


def test_weeks_are_those_of_utc():
    beijing = timezone(timedelta(hours=8))
    monday_morning = datetime(2026, 7, 20, 7, tzinfo=beijing)
    assert list(mondays(monday_morning, monday_morning + timedelta(minutes=1))) == [datetime(2026, 7, 13, tzinfo=UTC)]
