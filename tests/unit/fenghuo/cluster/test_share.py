"""What a partition is shown: its own, under its epoch; between them the partitions are shown everything once."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from fenghuo.clock import now, now_micros
from fenghuo.cluster.layout import Layout
from fenghuo.cluster.share import share_of
from sensing.batch import make_batch
from sensing.instant import Micros
from sensing.mark import Due
from sensing.station import Datastream, Station, StationId, StationKind
from store.errors import FencedError
from store.memory import MemoryStore
from tests.builders import BY_TEST, an_incident
from tests.unit.rules.builders import a_composite, a_rule

LAYOUT = Layout(partitions=8)
#: In partitions 0, 3 and 4.
COUNTIES = {"A": "411528000000", "B": "411525000000", "C": "411502000000"}


def a_store() -> MemoryStore:
    store = MemoryStore()
    stream = Datastream(property="water_level", unit="m", interval=timedelta(minutes=5))
    stations = [
        Station(id=StationId(name), name=name, kind=StationKind.RIVER_GAUGE, division=division, lon=114.7, lat=32.3,
                datastreams=(stream,))
        for name, division in COUNTIES.items()
    ]  # fmt: skip
    store.put_stations(stations, **BY_TEST)
    store.put_rule(a_rule(), author="li", at=now())
    return store


def shares(store: MemoryStore):
    return [share_of(store, layout=LAYOUT, partition=number, epoch=1) for number in range(8)]


def numbers(store: MemoryStore) -> dict[str, int]:
    return {str(station.id): station.datastreams[0].number for station in store.stations()}


def test_every_station_is_in_one_share():
    found = [[str(station.id) for station in share.stations()] for share in shares(a_store())]
    assert found == [["A"], [], [], ["B"], ["C"], [], [], []]


def test_every_incident_is_answered_for_once_also_where_pages_are_full_of_others():
    store = a_store()
    with store.begin() as tx:
        tx.save_incidents(
            [
                an_incident(id=f"i{number:02d}", rule="stage", target=name, station=name, division=COUNTIES[name])
                for number, name in enumerate("ABCCCCCCCC")
                if number < 3
            ]
        )
    for share, expected in zip(shares(store), [["A"], [], [], ["B"], ["C"], [], [], []], strict=True):
        share.rule_records(at=now())
        assert [one.target for one in share.incidents(is_open=True, limit=1)] == expected
        assert share.incidents(is_open=True, before="i00", limit=1) == []


def test_the_tail_and_what_is_due_are_those_of_its_datastreams():
    store, instant = a_store(), now_micros()
    by_name = numbers(store)
    batch = make_batch(
        datastream=[by_name[name] for name in "ABC"], phenomenon_time=[instant] * 3, value=[1.0, 2.0, 3.0]
    )
    with store.begin() as tx:
        tx.append(batch)
        tx.put_dues([Due(datastream=by_name[name], start=1, end=2) for name in "ABC"])
    share = share_of(store, layout=LAYOUT, partition=3, epoch=1)
    assert len(share.tail(since=Micros(0))) == 0, "before it has looked at its stations"
    share.stations()
    assert np.asarray(share.tail(since=Micros(0)).value).tolist() == [2.0]
    assert [due.datastream for due in share.dues(limit=1)] == [by_name["B"]]
    assert share.dues(after=by_name["B"], limit=1) == []


def test_a_transaction_is_kept_under_its_epoch_only_and_who_is_fenced_is_told():
    store, told = a_store(), []
    share = share_of(store, layout=LAYOUT, partition=3, epoch=2, on_fenced=lambda: told.append("fenced"))
    with pytest.raises(FencedError), share.begin():
        pass
    assert store.claim(3, epoch=2, holder="w1", at=now())
    with share.begin() as tx:
        tx.put_dues([Due(datastream=numbers(store)["B"], start=1, end=2)])
    store.claim(3, epoch=3, holder="w2", at=now())
    with pytest.raises(FencedError, match="epoch 3 of w2"), share.begin():
        pytest.fail("nothing is begun")
    with pytest.raises(FencedError):
        share.put_links([])
    assert told == ["fenced"] * 3


def test_a_rule_that_no_partition_judges_is_shown_disabled():
    store = a_store()
    store.put_rule(a_rule(a_composite("stage"), id="both"), author="li", at=now())
    share = share_of(store, layout=LAYOUT, partition=0, epoch=1)
    shown = {str(record.rule.id): record.rule.is_enabled for record in share.rule_records(at=now())}
    assert shown == {"both": False, "stage": True}
    assert share.city_wide == [], "one worker judges it for all"


def test_closing_a_share_closes_nothing():
    store = a_store()
    share_of(store, layout=LAYOUT, partition=0, epoch=1).close()
    store.ping()
    assert store.wait(0) is not None
