"""Events and status reports are kept once; what was not understood is never lost."""

from sensing.stored import QuarantineRow
from tests.contract.records import a_reject, a_status, an_event, at


def test_events_come_back_newest_first(store):
    bare = an_event("e2", seconds=5, confidence=None, bbox=None, attrs={})
    with store.begin() as tx:
        assert tx.put_events([an_event("e1"), bare]) == 2
    assert store.events() == [bare, an_event("e1")]
    assert store.events(limit=1) == [bare]
    assert store.events(before=(at(5), "XY-C07", "e2")) == [an_event("e1")]


def test_events_of_one_instant_are_paged_without_loss(store):
    told = [
        an_event(id_, station=station) for station in ("XY-C08", "xy-c07", "XY-C07") for id_ in ("b", "B", "a", "烟")
    ]
    told += [an_event("later", seconds=1), an_event("earlier", seconds=-1)]
    with store.begin() as tx:
        tx.put_events(told)
    whole = store.events()
    assert [(event.station, event.id) for event in whole[1:-1]] == sorted((e.station, e.id) for e in told[:-2])
    for size in (1, 2, 5):
        found = page = store.events(limit=size)
        while page:
            last = page[-1]
            page = store.events(before=(last.phenomenon_time, last.station, last.id), limit=size)
            found = [*found, *page]
        assert found == whole


def test_events_since_an_instant_come_oldest_first(store):
    told = [an_event("b"), an_event("a"), an_event("烟", seconds=2), an_event("old", seconds=-1)]
    with store.begin() as tx:
        tx.put_events(told)
    assert [event.id for event in store.events_since(at(0))] == ["a", "b", "烟"]
    assert store.events_since(at(2)) == [told[2]]
    assert store.events_since(at(3)) == []


def test_presence_tells_the_report_that_made_the_present_state(store):
    gone, again = a_status(is_online=False), a_status(seconds=9, is_online=False)
    other = a_status(station="XY-A01")
    with store.begin() as tx:
        tx.put_statuses([a_status(seconds=-5), gone, again, other])
    assert store.presence() == [other, gone]


def test_an_event_told_twice_is_kept_once(store):
    with store.begin() as tx:
        assert tx.put_events([an_event(), an_event(kind="person"), an_event(station="XY-C08")]) == 2
    with store.begin() as tx:
        assert tx.put_events([an_event()]) == 0
        assert tx.put_events([]) == 0
    assert [event.kind for event in store.events()] == ["fire_smoke", "fire_smoke"]


def test_text_that_no_database_takes_is_kept_with_a_replacement(store):
    odd = an_event("a\x00b", kind="\ud800", attrs={"\x00": "\udfff", "n": [1.5, None]})
    with store.begin() as tx:
        tx.put_events([odd])
        tx.put_rejects([a_reject(topic="fh/\x00", detail="\ud83d")])
    (event,) = store.events()
    assert (event.id, event.kind) == ("a\ufffdb", "\ufffd\ufffd\ufffd")
    assert event.attrs == {"\x00": "\ufffd\ufffd\ufffd", "n": [1.5, None]}
    assert store.quarantine()[0].reject.topic == "fh/\ufffd"


def test_quarantine_keeps_its_newest_rows_and_never_gives_a_number_again(store):
    with store.begin() as tx:
        tx.put_rejects([a_reject(name) for name in ("first", "second", "third")])
    assert store.trim_quarantine(most=3) == 0
    assert store.trim_quarantine(most=1) == 2
    (kept,) = store.quarantine()
    assert kept.reject == a_reject("third")
    with store.begin() as tx:
        tx.put_rejects([a_reject("fourth")])
    newest, oldest = store.quarantine()
    assert (newest.reject, oldest) == (a_reject("fourth"), kept)
    assert newest.id > kept.id


def test_a_flood_under_one_name_pushes_out_no_other_device(store):
    with store.begin() as tx:
        tx.put_rejects([a_reject(f"a{i}", station="QUIET-1") for i in range(2)])
        tx.put_rejects([a_reject(f"b{i}", station="") for i in range(2)])
        tx.put_rejects([a_reject(f"f{i}", station="FLOOD") for i in range(9)])
    assert store.trim_quarantine(most=8, each=3) == 5
    assert [row.reject.code for row in store.quarantine()] == ["f8", "f7", "f6", "f5", "b1", "b0", "a1", "a0"]
    assert store.trim_quarantine(most=8, each=3) == 0
    assert store.trim_quarantine(most=6, each=3) == 2
    assert [row.reject.code for row in store.quarantine()] == ["f8", "f7", "f6", "b1", "b0", "a1"]


def test_rejects_come_back_newest_first_with_their_payload_as_it_came(store):
    with store.begin() as tx:
        tx.put_rejects([a_reject("first"), a_reject("second", payload=bytes(range(256)))])
        tx.put_rejects([])
    newest, oldest = store.quarantine()
    assert newest == QuarantineRow(id=newest.id, reject=a_reject("second", payload=bytes(range(256))))
    assert oldest.reject == a_reject("first")
    assert store.quarantine(before=newest.id) == [oldest]
    assert store.quarantine(limit=1) == [newest]


def test_only_a_report_that_changes_the_state_is_news(store):
    online, again, offline = a_status(), a_status(seconds=1), a_status(is_online=False, seconds=2)
    assert store.statuses() == {}
    with store.begin() as tx:
        assert tx.put_statuses([online, again, offline]) == [online, offline]
        assert tx.put_statuses([]) == []
    with store.begin() as tx:
        assert tx.put_statuses([a_status(is_online=False, seconds=3), a_status("B", seconds=3)]) == [
            a_status("B", seconds=3)
        ]
    assert store.statuses() == {"XY-H03": False, "B": True}


def test_a_report_that_was_overtaken_is_old_news(store):
    with store.begin() as tx:
        tx.put_statuses([a_status(is_online=False, seconds=10)])
        assert tx.put_statuses([a_status(is_online=True, seconds=9)]) == []
    assert store.statuses() == {"XY-H03": False}


def test_events_of_one_station_are_read_alone(store):
    told = [an_event("a", seconds=1), an_event("b", station="XY-C08"), an_event("c", seconds=2)]
    with store.begin() as tx:
        tx.put_events(told)
    assert [event.id for event in store.events(station="XY-C07")] == ["c", "a"]
    assert [event.id for event in store.events(station="XY-C07", limit=1)] == ["c"]
    assert store.events(station="nobody") == []
