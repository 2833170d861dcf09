"""Logins at the broker are kept with their story; what an unregistered station sent waits until it is adopted."""

from dataclasses import replace

from sensing.device import UnknownDevice
from tests.contract.records import a_device, a_reject, at, later


def unknown(name: str = "NEW-1", *, seconds: float = 0):
    return a_reject("unknown_station", station=name, topic=f"fh/v1/00/{name}/obs", result_time=at(seconds))


def quarantined(store, *rejects) -> None:
    with store.begin() as tx:
        tx.put_rejects(rejects)


def acts(store) -> list[tuple[str, str, str]]:
    entries = [row.entry for row in store.journal()]
    return [(entry.kind, entry.data["act"], entry.data["actor"]) for entry in entries]


def test_a_login_is_made_changed_and_revoked_and_the_journal_says_so(store):
    made = a_device()
    store.put_device(made, actor="li")
    store.put_device(replace(made, bcrypt="$2a$05$other", changed=later(1)), actor="li")
    ended = replace(made, changed=later(2), revoked=later(2))
    store.put_device(ended, actor="wang")
    assert store.device("d-1") == ended
    assert acts(store) == [("device", "made", "li"), ("device", "changed", "li"), ("device", "revoked", "wang")]


def test_the_journal_holds_no_hash_of_a_password(store):
    store.put_device(a_device(), actor="li")
    assert store.journal()[0].entry.data == {"act": "made", "actor": "li", "device": "d-1", "stations": ["XY-H03"]}


def test_logins_are_listed_by_name(store):
    for login in ("b", "a", "C"):
        store.put_device(a_device(login), actor="li")
    assert [device.login for device in store.devices()] == ["C", "a", "b"]
    assert store.device("nobody") is None


def test_a_changed_login_is_told(store):
    store.wait(0)
    store.put_device(a_device(), actor="li")
    heard = set()
    while "devices" not in heard:
        news = store.wait(10)
        assert news
        heard |= news


def test_unregistered_stations_are_counted_the_newest_first(store):
    quarantined(store, unknown(seconds=1), unknown("NEW-2", seconds=2), unknown(seconds=9), a_reject())
    assert store.unknown_devices() == [
        UnknownDevice(name="NEW-1", first=at(1), last=at(9), count=2),
        UnknownDevice(name="NEW-2", first=at(2), last=at(2), count=1),
    ]
    assert [device.name for device in store.unknown_devices(limit=1)] == ["NEW-1"]


def test_waiting_messages_are_read_page_by_page(store):
    quarantined(store, *(unknown(seconds=n) for n in range(5)), unknown("NEW-2"))
    first = store.waiting("NEW-1", limit=3)
    rest = store.waiting("NEW-1", after=first[-1].id, limit=3)
    assert [row.reject.result_time for row in (*first, *rest)] == [at(n) for n in range(5)]
    assert [row.reject.result_time for row in store.newest_waiting("NEW-1", limit=2)] == [at(4), at(3)]


def test_an_adopted_message_stays_in_quarantine_and_waits_no_longer(store):
    quarantined(store, unknown(seconds=1), unknown(seconds=2))
    ids = [row.id for row in store.waiting("NEW-1")]
    with store.begin() as tx:
        tx.mark_adopted(ids[:1], at=at(60))
    with store.begin() as tx:
        tx.mark_adopted(ids, at=at(90))
    assert [row.adopted for row in store.quarantine()] == [at(90), at(60)]
    assert store.waiting("NEW-1") == []
    assert store.unknown_devices() == []


def test_of_those_who_adopt_a_message_one_has_it(store):
    quarantined(store, unknown(seconds=1), unknown(seconds=2))
    ids = [row.id for row in store.waiting("NEW-1")]
    with store.begin() as tx:
        assert tx.mark_adopted(ids[:1], at=at(60)) == ids[:1]
    with store.begin() as tx:
        assert tx.mark_adopted(ids, at=at(90)) == ids[1:]


def test_a_login_that_is_there_is_not_made_again(store):
    made = a_device()
    assert store.add_device(made, actor="li") is True
    assert store.add_device(replace(made, bcrypt="$2a$05$other"), actor="wang") is False
    assert store.device("d-1") == made
    assert acts(store) == [("device", "made", "li")]


def test_a_new_login_is_told(store):
    store.wait(0)
    store.add_device(a_device(), actor="li")
    heard = set()
    while "devices" not in heard:
        news = store.wait(10)
        assert news
        heard |= news
