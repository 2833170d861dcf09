"""History: whatever was packed and however it is cut, the same readings as one by one."""

import numpy as np
import pytest

from sensing.batch import concat, make_batch
from sensing.instant import Micros
from tests.builders import BY_TEST
from tests.contract.records import a_station, at
from tests.contract.tending import DAY, EVER, WEEK, append, tend

SPAN = {"start": Micros(at(-WEEK)), "end": Micros(at(5 * WEEK))}


def rows(batch) -> list[tuple]:
    order = np.lexsort((batch.phenomenon_time, batch.datastream))
    names = ("datastream", "phenomenon_time", "value", "quality", "lon", "lat")
    columns = [np.nan_to_num(getattr(batch, name)[order], nan=-1.0).tolist() for name in names]
    return list(zip(*columns, strict=True))


def fill(store, *, count: int = 200) -> list[int]:
    stations = store.put_stations([a_station("S1"), a_station("S2")], **BY_TEST)
    numbers = [station.datastreams[0].number for station in stations]
    generator = np.random.default_rng(3)
    for place, number in enumerate(numbers):
        times = np.sort(generator.choice(int(4 * WEEK), count, replace=False)).tolist()
        batch = make_batch(
            datastream=[number] * count,
            phenomenon_time=[at(second) for second in times],
            result_time=[at(second + 7) for second in times],
            value=np.round(generator.normal(40, 1, count), 2),
            quality=generator.integers(0, 3, count),
            lon=[114.0 + place] * count if place else None,
            lat=[32.0] * count if place else None,
        )
        append(store, batch)
    return numbers


@pytest.mark.parametrize("packed", [None, 2 * WEEK, 9 * WEEK])
@pytest.mark.parametrize("most", [20, 10_000])
def test_history_is_what_is_stored_in_ascending_pieces(store, packed, most):
    numbers = fill(store)
    if packed is not None:
        tend(store, close=packed, pack=packed)
    pieces = list(store.history(numbers, **SPAN, most=most))
    ends = [until for _, until in pieces]
    assert ends == sorted(set(ends))
    assert ends[-1] == SPAN["end"]
    begin = SPAN["start"]
    for batch, until in pieces:
        assert ((batch.phenomenon_time >= begin) & (batch.phenomenon_time < until)).all()
        for number in numbers:
            assert (np.diff(batch.phenomenon_time[batch.datastream == number]) > 0).all()
        begin = until
    whole = concat([batch for batch, _ in pieces])
    assert rows(whole) == rows(concat([store.observations(number, **EVER) for number in numbers]))
    assert (whole.result_time == whole.phenomenon_time).all()


def test_history_begins_and_ends_where_it_is_told(store):
    numbers = fill(store)
    tend(store, close=9 * WEEK, pack=9 * WEEK)
    span = {"start": Micros(at(3 * DAY)), "end": Micros(at(10 * DAY))}
    found = concat([batch for batch, _ in store.history(numbers[:1], **span)])
    assert rows(found) == rows(store.observations(numbers[0], **span))


def test_history_of_nothing_has_its_pieces_all_the_same(store):
    pieces = list(store.history([], **SPAN))
    assert pieces[-1][1] == SPAN["end"]
    assert sum(len(batch) for batch, _ in pieces) == 0
