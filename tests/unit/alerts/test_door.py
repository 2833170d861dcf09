from __future__ import annotations

from datetime import timedelta

import pytest
import shapely

from alerts.cap import to_cap
from alerts.cn12379 import write_cn12379
from alerts.door import AHEAD, Outcome, refuse
from alerts.errors import ForeignError
from alerts.foreign import ForeignStage
from alerts.signing import Pins, fingerprint
from alerts.warning import Area, CapStatus, MessageType
from incidents.journal import verify
from store.memory import MemoryStore
from tests.builders import DIVISION, NOW, after
from tests.unit.alerts.agency import KEY, SENDER, a_door, a_message, a_source, judged, reference, taken, told
from tests.unit.alerts.keys import a_signer
from tests.unit.alerts.test_cn12379 import a_message as a_cn_message
from tests.unit.alerts.test_signing import TAMPERED, changed


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def why(body: bytes, **facts) -> str:
    with pytest.raises(ForeignError) as refused:
        judged(body, **facts)
    return refused.value.code


def stages(store: MemoryStore) -> dict[str, str]:
    return {message.bulletin.identifier: message.stage.value for message in store.foreign_messages()}


def test_a_signed_message_about_its_own_area_is_believed(store):
    body = a_message()
    outcome, message = taken(store, body)
    assert outcome is Outcome.TAKEN
    assert message.fingerprint == fingerprint(KEY.certificate)
    assert (message.source, message.divisions) == ("weather", (DIVISION,))
    assert store.foreign_message(message.id) == (message, body)


@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
def test_a_tampered_message_is_refused(change):
    with pytest.raises(ForeignError):
        judged(changed(a_message(), change))


def test_a_right_signature_under_a_wrong_county_is_refused():
    assert why(a_message(area=Area(description="北京", geocodes=("110000000000",)))) == "outside"
    assert why(a_message(area=Area(description="息县和浉河", geocodes=(DIVISION, "411502000000")))) == "outside"


def test_a_sender_speaks_for_no_county_above_its_own():
    assert why(a_message(area=Area(description="信阳", geocodes=("411500000000",)))) == "outside"


def test_an_outline_must_lie_in_the_sender_s_area():
    here = shapely.box(114.6, 32.2, 114.9, 32.5)
    door = a_door(outline=lambda _: here)
    inside = tuple(here.buffer(-0.05).exterior.coords)
    outside = tuple(here.buffer(0.5).exterior.coords)
    judged(a_message(area=Area(description="-", geocodes=(DIVISION,), polygons=(inside,))), door=door)
    assert why(a_message(area=Area(description="-", geocodes=(DIVISION,), polygons=(outside,))), door=door) == "outside"
    assert why(a_message(area=Area(description="-", circles=((114.7, 32.3, 80.0),))), door=door) == "outside"
    judged(a_message(area=Area(description="-", circles=((114.7, 32.3, 1.0),))), door=door)


def test_an_outline_alone_is_refused_where_the_sender_s_area_is_not_known():
    ring = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))
    assert why(a_message(area=Area(description="-", polygons=(ring,)))) == "no_area"


def test_a_message_without_a_place_is_refused(store):
    assert why(a_message(area=Area(description="somewhere"))) == "no_area"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_xml"),
        (b"<!DOCTYPE x [<!ENTITY e 'x'>]><alert>&e;</alert>", "not_xml"),
        ("<!DOCTYPE x><alert/>".encode("utf-16"), "not_xml"),
        (b"<rss/>", "not_cap"),
        (b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>", "not_cap"),
        (b"<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>", "bad_cap"),
        (b"<alert/>", "bad_cn12379"),
        (b"<a>" * 40 + b"</a>" * 40, "not_xml"),
        (b"<alert>" + b" " * (1 << 20) + b"</alert>", "not_xml"),
    ],
)
def test_what_is_no_message_is_told_as_such(body: bytes, code: str):
    assert why(body) == code


def test_who_is_not_listed_is_not_heard():
    assert why(a_message(sender="stranger.example")) == "unknown_sender"


def test_one_agency_does_not_speak_in_the_feed_of_another():
    assert why(a_message(), feed="water") == "unknown_sender"
    judged(a_message(), feed="weather")


def test_our_own_messages_coming_back_are_not_foreign():
    assert why(a_message(sender="xinyang.fenghuo.example")) == "own"


def test_an_unsigned_message_passes_only_where_the_policy_says_so():
    bare = to_cap(told())
    assert why(bare) == "unsigned"
    lenient = a_door(a_source(needs_signature=False))
    assert judged(bare, door=lenient).fingerprint == ""
    # What claims a signature must have a good one.
    forged = a_signer("stranger").sign(bare, at=NOW)
    assert why(forged, door=lenient) == "bad_signature"


def test_a_source_without_keys_that_needs_signatures_believes_nothing():
    assert why(a_message(), door=a_door(a_source(pins=Pins()))) == "unknown_key"


def test_what_has_run_out_and_what_is_yet_to_come_are_refused():
    assert why(a_message(), now=after(hours=25)) == "expired"
    judged(a_message(sent=NOW + AHEAD))
    assert why(a_message(sent=NOW + AHEAD + timedelta(seconds=1))) == "from_the_future"


def test_a_message_that_comes_twice_is_one(store):
    body = a_message()
    first = taken(store, body)
    assert taken(store, body, now=after(minutes=5)) == (Outcome.KNOWN, first[1])
    assert len(store.foreign_messages()) == 1
    assert len(store.journal()) == 1


def test_the_same_name_with_other_content_is_refused(store):
    taken(store, a_message(identifier="W-1"))
    other = a_message(identifier="W-1", area=Area(description="淮滨县", geocodes=("411527000000",)))
    with pytest.raises(ForeignError) as refused:
        taken(store, other)
    assert refused.value.code == "changed"


def test_an_update_supersedes_and_a_cancel_ends(store):
    first = told(identifier="W-1")
    taken(store, a_message(identifier="W-1"))
    update = {"identifier": "W-2", "message_type": MessageType.UPDATE, "sent": after(minutes=1)}
    taken(store, a_message(**update, references=(reference(first),)), now=after(minutes=1))
    assert stages(store) == {"W-1": "superseded", "W-2": "current"}
    chain = (reference(first), reference(told(**update, references=(reference(first),))))
    cancel = {"identifier": "W-3", "message_type": MessageType.CANCEL, "sent": after(minutes=2)}
    taken(store, a_message(**cancel, references=chain), now=after(minutes=2))
    assert stages(store) == {"W-1": "superseded", "W-2": "cancelled", "W-3": "current"}
    assert [row.entry.data["act"] for row in store.journal()] == [
        "received", "received", "superseded", "received", "cancelled",
    ]  # fmt: skip
    assert verify(store.journal(), heads=store.chain_heads(), head_seq=store.journal_head()) is None


def test_an_alert_that_comes_after_its_cancel_is_not_current(store):
    first = told(identifier="W-1")
    cancel = a_message(
        identifier="W-2", message_type=MessageType.CANCEL, sent=after(minutes=1), references=(reference(first),)
    )
    taken(store, cancel, now=after(minutes=1))
    _, late = taken(store, a_message(identifier="W-1"), now=after(minutes=2))
    assert (late.stage, late.ended_by) == (ForeignStage.CANCELLED, "W-2")


def test_nobody_ends_what_another_sender_said(store):
    other = "water.411500.example"
    door = a_door(a_source(), a_source(name="water", senders=frozenset({other})))
    first = told(identifier="W-1")
    taken(store, a_message(identifier="W-1"), door=door)
    cancel = a_message(
        sender=other, identifier="X-1", message_type=MessageType.CANCEL, sent=after(minutes=1),
        references=(reference(first),),
    )  # fmt: skip
    taken(store, cancel, door=door, now=after(minutes=1))
    assert stages(store)["W-1"] == "current"


def test_an_exercise_ends_nothing_real(store):
    first = told(identifier="W-1")
    taken(store, a_message(identifier="W-1"))
    drill = a_message(
        identifier="W-2", message_type=MessageType.CANCEL, sent=after(minutes=1), references=(reference(first),),
        status=CapStatus.EXERCISE,
    )  # fmt: skip
    taken(store, drill, now=after(minutes=1))
    assert stages(store)["W-1"] == "current"


def test_a_cancel_without_a_place_holds_where_the_original_did(store):
    first = told(identifier="W-1")
    taken(store, a_message(identifier="W-1"))
    facts = {"identifier": "W-2", "message_type": MessageType.CANCEL, "sent": after(minutes=1)}
    bare = a_message(**facts, references=(reference(first),), area=Area(description="-"))
    _, cancel = taken(store, bare, now=after(minutes=1))
    assert cancel.divisions == (DIVISION,)
    nothing = a_message(
        identifier="W-3", message_type=MessageType.CANCEL, sent=after(minutes=1), area=Area(description="-"),
        references=(f"{SENDER},W-9,2026-07-19T22:00:00+08:00",),
    )  # fmt: skip
    with pytest.raises(ForeignError, match="what it refers to is not known"):
        taken(store, nothing, now=after(minutes=1))


def test_12379_comes_in_by_the_same_door(store):
    office = a_source(senders=frozenset({"41150041600000"}), needs_signature=False, pins=Pins())
    door = a_door(office)
    body = write_cn12379(a_cn_message())
    _, message = taken(store, body, door=door)
    assert message.bulletin.sender_name == "信阳市应急管理局"
    lifted = a_cn_message(
        identifier="41150041600000_20260719220100_0",
        message_type="Cancel",
        references=message.bulletin.identifier,
        send_time=after(minutes=1),
    )
    taken(store, write_cn12379(lifted), door=door, now=after(minutes=1))
    assert stages(store)[message.bulletin.identifier] == "cancelled"
    assert why(body) == "unknown_sender"
    assert why(body, door=a_door(a_source(senders=frozenset({"41150041600000"})))) == "unsigned"


def test_what_is_refused_is_kept_and_counted(store):
    error = ForeignError("outside", "weather may not speak for 110000000000")
    for minute in range(3):
        with store.begin() as tx:
            refuse(tx, error, b"<alert/>", source="weather", via="relay", now=after(minutes=minute))
    (kept,) = store.foreign_refusals()
    assert (kept.code, kept.count, kept.received) == ("outside", 3, after(minutes=2))


def test_foreign_messages_have_no_deliveries_and_are_no_warnings(store):
    taken(store, a_message())
    assert store.warnings() == []
    assert store.deliveries() == []


@pytest.mark.parametrize("name", ["identifier", "sender", "headline", "expires"])
def test_a_comment_put_into_a_signed_text_hides_nothing_of_it(store, name):
    body = a_message()
    at = body.index(f"<{name}>".encode()) + len(name) + 2
    cut = body[:at] + b"<!-- -->" + body[at:]
    (plain, marked) = (judged(each).bulletin for each in (body, cut))
    assert marked == plain


@pytest.mark.parametrize("instant", ["2099-11-23T24:00:00+08:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_no_clock_shows_is_refused(instant):
    unsigned = to_cap(told())
    start, end = unsigned.index(b"<expires>") + 9, unsigned.index(b"</expires>")
    body = KEY.sign(unsigned[:start] + instant.encode() + unsigned[end:], at=NOW)
    assert why(body) in {"bad_time", "bad_cap"}
