"""Shuffled, repeated, corrected, late: the series end the same, whatever was summed up or packed meanwhile."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensing.batch import Batch, make_batch
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.contract.records import a_station, at
from tests.contract.tending import EVER, HOUR, WEEK, answers, append, beside, columns, tend

#: What a station sends: hours since noon, a minute of the hour, a value, a revision.
SENT = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 2), st.floats(-1e6, 1e6), st.integers(0, 2)),
    min_size=1,
    max_size=30,
    unique_by=lambda row: (row[0], row[1], row[3]),
)


@given(sent=SENT, data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_late_shuffled_repeated_or_corrected_the_series_end_the_same(store, sent, data):
    # Examples share the store: each has a datastream of its own, and years of its own, since fences only go forward.
    number = len(store.stations()) + 1
    store.put_stations([a_station(f"S{number}")], **BY_TEST)
    origin = number * 52 * WEEK

    def batch(rows) -> Batch:
        return make_batch(
            datastream=[number] * len(rows),
            phenomenon_time=[at(origin + row[0] * 7 * HOUR + row[1] * 60) for row in rows],
            value=[row[2] for row in rows],
            revision=[row[3] for row in rows],
        )

    twin = MemoryStore()
    append(twin, batch(sent))
    shuffled = data.draw(st.permutations(sent + data.draw(st.lists(st.sampled_from(sent), max_size=8))))
    while shuffled:
        cut = data.draw(st.integers(1, len(shuffled)))
        append(store, batch(shuffled[:cut]))
        shuffled = shuffled[cut:]
        step = data.draw(st.sampled_from(["nothing", "close", "roll", "pack"]))
        moment = origin + data.draw(st.integers(0, 70)) * 7 * HOUR
        if step == "close":
            store.close_hours(at(moment))
        elif step != "nothing":
            tend(store, close=moment, pack=moment if step == "pack" else None)
    for _ in range(2):
        assert columns(store.observations(number, **EVER)) == columns(twin.observations(number, **EVER))
        assert beside(store, number) == beside(twin, number)
        assert answers(store, number) == answers(twin, number)
        tend(store, close=origin + 20 * WEEK, pack=origin + 20 * WEEK)
