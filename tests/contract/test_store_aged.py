"""Packed readings are answered like any other, and what is late for them finds its place."""

import numpy as np

from sensing.instant import Micros
from sensing.quality import Check
from tests.builders import BY_TEST
from tests.contract.records import a_station, at, readings
from tests.contract.tending import DAY, EVER, WEEK, answers, append, beside, columns, tend


def test_packed_readings_are_answered_like_any_other(store):
    store.put_stations([a_station("A"), a_station("B"), a_station("C")], **BY_TEST)
    moving = {"lon": [114.1] * 3000, "lat": [32.1] * 3000}
    old = [
        readings(1, *np.linspace(1, 2, 3000), step=600),
        readings(2, *np.linspace(5, 6, 3000), step=600, **moving),
        readings(3, 1.0, start=DAY),
    ]
    append(store, *old, readings(1, 9.0, start=8 * WEEK))
    spans = [EVER, {"start": at(WEEK - 5), "end": at(2 * WEEK)}, {"start": at(0), "end": at(1)}]

    def everything():
        found = [columns(store.observations(number, **span)) for number in (1, 2, 3) for span in spans]
        page, after = [], None
        while True:
            batch = store.observations(1, **EVER, after=after, limit=777)
            page += columns(batch)
            if len(batch) < 777:
                break
            after = Micros(int(batch.phenomenon_time[-1]))
        tails = [columns(store.tail(since=at(t))) for t in (-1, 1000.5, WEEK, 5 * WEEK, 9 * WEEK)]
        places = store.observations(2, **EVER).lon.tolist()
        return found, page, tails, places, store.latest(), store.count_observations(), answers(store, 1)

    before = everything()
    for until in (2 * WEEK, 6 * WEEK, 20 * WEEK):
        tend(store, close=until, pack=until)
        assert everything() == before


def test_late_readings_repetitions_and_corrections_find_their_packed_week(store):
    values = np.linspace(1, 2, 1500)
    append(store, readings(1, *values, step=600), readings(2, *values, step=600))
    tend(store, close=4 * WEEK, pack=4 * WEEK)
    assert append(store, readings(1, *values, step=600)) == [0]
    assert append(store, readings(1, 7.0, start=5)) == [1]
    assert append(store, readings(1, 8.0, start=600, revision=[1]), readings(2, 6.0, start=1200)) == [0, 0]
    for _ in range(2):
        found = store.observations(1, **EVER)
        assert len(found) == 1501
        assert found.value[:3].tolist() == [1.0, 7.0, 8.0]
        assert beside(store, 1) == [(at(600), 0, values[1])]
        assert beside(store, 2) == [(at(1200), 0, 6.0)]
        assert store.observations(2, **EVER).why[2] == Check.CONFLICT
        assert store.count_observations() == 3001
        tend(store, close=4 * WEEK, pack=4 * WEEK)
