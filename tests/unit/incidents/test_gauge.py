from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from incidents.errors import GaugeError, UnknownGaugeError
from incidents.gauge import (
    Asked,
    correct,
    end_mark,
    mark_gauge,
    standing,
    undo,
)
from incidents.gauge_json import correction_json, mark_json
from sensing.batch import make_batch
from sensing.instant import Micros, to_micros
from sensing.limits import Limits
from sensing.mark import Due
from sensing.quality import Check, Quality
from sensing.station import Datastream, Station, StationId, StationKind
from store.memory import MemoryStore
from tests.builders import BY_TEST

if TYPE_CHECKING:
    from sensing.mark import Mark

NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DIVISION = "411528000000"
T = to_micros(NOON - HOUR)


def a_station(name: str, *, neighbours: tuple[str, ...] = ()) -> Station:
    limits = Limits(neighbours=neighbours)
    return Station(
        id=StationId(name),
        name=name,
        kind=StationKind.RIVER_GAUGE,
        division=DIVISION,
        lon=1,
        lat=1,
        datastreams=tuple(Datastream(property=key, unit="", limits=limits) for key in ("water_level", "flow")),
    )


#: Rows of the journal that tell of the stations themselves.
STATIONS = 2


@pytest.fixture
def store() -> MemoryStore:
    """Gauge A (1, 2), gauge B (3, 4) that listens to A, and one reading of A."""
    made = MemoryStore()
    made.put_stations([a_station("A"), a_station("B", neighbours=("A",))], **BY_TEST)
    with made.begin() as tx:
        tx.append(
            make_batch(datastream=[1], phenomenon_time=[T], value=[4.2], quality=[1], why=[Check.DEVICE | Check.LATE])
        )
    return made


def asked(store: MemoryStore, *, later: timedelta = timedelta(0)) -> Asked:
    return Asked(actor="li", now=NOON + later, stations=store.stations())


def marked(store: MemoryStore, **changes: Any) -> Mark:
    given: dict[str, Any] = {
        "key": "", "quality": Quality.UNRELIABLE, "start": NOON - 2 * HOUR, "end": None, "reason": " torn off "
    }  # fmt: skip
    with store.begin() as tx:
        return mark_gauge(tx, asked(store), store.stations()[0], **(given | changes))


def test_a_mark_is_kept_journalled_and_makes_readings_due_of_those_that_listen_too(store: MemoryStore) -> None:
    mark = marked(store)
    assert store.marks() == [mark]
    assert (mark.author, mark.reason, mark.made) == ("li", "torn off", NOON)
    (row,) = store.journal(since=STATIONS)
    assert (row.entry.kind, row.entry.division) == ("quality", DIVISION)
    assert row.entry.data == {"act": "marked", "actor": "li", **mark_json(mark)}
    start, end = to_micros(NOON - 2 * HOUR), to_micros(NOON)
    assert store.dues() == [Due(datastream=number, start=start, end=end) for number in (1, 2, 3, 4)]


def test_a_mark_on_one_property_concerns_no_other(store: MemoryStore) -> None:
    marked(store, key="flow")
    assert [due.datastream for due in store.dues()] == [2, 4]


def test_a_mark_in_the_future_makes_nothing_due(store: MemoryStore) -> None:
    marked(store, start=NOON + HOUR)
    assert store.dues() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "empty_reason"),
        ({"end": NOON - 2 * HOUR}, "bad_span"),
        ({"quality": Quality.GOOD}, "bad_quality"),
    ],
)
def test_a_mark_that_cannot_be_is_refused(store: MemoryStore, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(GaugeError) as refused:
        marked(store, **changes)
    assert refused.value.code == code
    assert (store.marks(), store.dues()) == ([], [])


def ended(store: MemoryStore, mark: Mark, *, at: datetime | None = None, is_void: bool = False) -> Mark:
    with store.begin() as tx:
        return end_mark(tx, asked(store, later=HOUR), mark.id, at=at, is_void=is_void)


def test_a_mark_ends_now_or_when_it_is_said_and_can_be_taken_back_later(store: MemoryStore) -> None:
    mark = marked(store)
    after = ended(store, mark)
    assert (after.end, after.ended_by, after.ended) == (NOON + HOUR, "li", NOON + HOUR)
    assert standing(store.marks(), now=NOON + 2 * HOUR) == []
    assert standing(store.marks(), now=NOON) == [after]
    void = ended(store, mark, is_void=True)
    assert (void.is_void, void.end) == (True, after.end)
    assert standing(store.marks(), now=NOON) == []
    assert [row.entry.data["act"] for row in store.journal(since=STATIONS)] == ["marked", "ended", "voided"]


@pytest.mark.parametrize(
    ("end", "at", "code"),
    [
        (NOON, None, "mark_over"),
        (None, NOON - 3 * HOUR, "bad_span"),
    ],
)
def test_an_end_that_cannot_be_is_refused(
    store: MemoryStore, end: datetime | None, at: datetime | None, code: str
) -> None:
    mark = marked(store, end=end)
    with pytest.raises(GaugeError) as refused:
        ended(store, mark, at=at)
    assert refused.value.code == code


def test_what_was_taken_back_is_over(store: MemoryStore) -> None:
    mark = marked(store)
    ended(store, mark, is_void=True)
    with pytest.raises(GaugeError, match="was taken back by li"):
        ended(store, mark)
    with pytest.raises(UnknownGaugeError, match="there is no mark 'x'"), store.begin() as tx:
        end_mark(tx, asked(store), "x", at=None, is_void=False)


def corrected(store: MemoryStore, value: float = 4.0, *, time: int = T, reason: str = "typo") -> Any:
    with store.begin() as tx:
        return correct(
            tx, asked(store), store.stations()[0], key="water_level", time=Micros(time), value=value, reason=reason
        )


def stored(store: MemoryStore) -> tuple[float, int, Check]:
    found = store.observations(1, start=Micros(0), end=Micros(2**60))
    return float(found.value[0]), int(found.quality[0]), Check(int(found.why[0]))


def test_a_correction_takes_the_place_of_a_reading_and_the_original_is_kept(store: MemoryStore) -> None:
    correction = corrected(store)
    assert stored(store) == (4.0, Quality.GOOD, Check.CORRECTED | Check.LATE)
    assert (correction.was, correction.was_quality) == (4.2, Quality.DOUBTFUL)
    assert store.corrections(number=1, time=Micros(T)) == [correction]
    (row,) = store.journal(since=STATIONS)
    assert row.entry.data == {"act": "corrected", "actor": "li", **correction_json(correction)}
    assert [due.datastream for due in store.dues()] == [1, 3]
    assert [reading.value for reading in store.latest("A")] == [4.0]


def test_corrections_are_undone_in_reverse(store: MemoryStore) -> None:
    first, second = corrected(store), corrected(store, 3.9)
    with pytest.raises(GaugeError) as covered, store.begin() as tx:
        undo(tx, asked(store), first.id)
    assert covered.value.code == "correction_covered"
    for each, expected in ((second, 4.0), (first, 4.2)):
        with store.begin() as tx:
            assert undo(tx, asked(store, later=HOUR), each.id).undone == NOON + HOUR
        assert stored(store)[0] == expected
    assert stored(store) == (4.2, Quality.DOUBTFUL, Check.DEVICE | Check.LATE)
    with pytest.raises(GaugeError, match="was undone by li"), store.begin() as tx:
        undo(tx, asked(store), first.id)
    with pytest.raises(UnknownGaugeError), store.begin() as tx:
        undo(tx, asked(store), "x")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"value": float("nan")}, "bad_value"),
        ({"value": 99_999.0}, "bad_value"),
        ({"reason": ""}, "empty_reason"),
        ({"time": T + 1}, "unknown_reading"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(store: MemoryStore, given: dict[str, Any], code: str) -> None:
    with pytest.raises(GaugeError) as refused:
        corrected(store, **given)
    assert refused.value.code == code
    assert stored(store)[0] == 4.2


def test_what_the_device_revised_meanwhile_comes_back_when_a_correction_is_undone(store: MemoryStore) -> None:
    correction = corrected(store)
    with store.begin() as tx:
        tx.append(make_batch(datastream=[1], phenomenon_time=[T], value=[4.4], revision=[1]))
        undo(tx, asked(store), correction.id)
    assert stored(store)[0] == 4.4
