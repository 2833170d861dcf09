"""Messages as bytes: ours as they left, those of other agencies as they came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.admission import admit
from alerts.cap import to_cap
from alerts.cap_document import Form, cap_document
from alerts.cn12379_issue import issue_cn12379
from alerts.cn12379_mapping import Office
from alerts.errors import ForeignError
from alerts.warning import Area, CapStatus, MessageType, Stage
from sensing.level import Level
from store.errors import StoreError
from tests.builders import NOW, a_warning, after
from tests.unit.alerts.agency import a_door, a_message, reference, told
from tests.unit.alerts.keys import a_signer

OFFICE = Office(code="41150041600000")


def save(store, *warnings, signed: bool = False):
    with store.begin() as tx:
        tx.save_warnings(warnings)
        bodies = [(each, to_cap(each)) for each in warnings if each.sent]
        tx.save_cap_documents(
            [cap_document(each, a_signer().sign(body, at=NOW) if signed else body) for each, body in bodies]
        )


def test_a_document_keeps_its_bytes_whatever_comes_later(store):
    warning = a_warning(sent=NOW)
    save(store, warning)
    first = store.cap_document(warning.id, Form.CAP)
    assert first.body == to_cap(warning)
    with store.begin() as tx:
        tx.save_cap_documents([replace(first, body=b"<other/>")])
    assert store.cap_document(warning.id, Form.CAP) == first
    assert store.cap_document(warning.id, Form.CN12379) is None


def test_two_messages_have_no_identifier_in_common(store):
    one, other = a_warning(sent=NOW), a_warning(sent=NOW)
    save(store, one, other)
    with pytest.raises(StoreError), store.begin() as tx:
        tx.save_cap_documents(
            [replace(store.cap_document(other.id, Form.CAP), warning=a_warning().id, identifier=one.identifier)]
        )


def test_a_warning_is_found_by_its_identifier(store):
    warning = a_warning(sent=NOW)
    save(store, warning)
    assert store.warning_named(warning.identifier) == warning
    assert store.warning_named("FH-none") is None


def test_a_feed_holds_what_is_in_force_under_one_status(store):
    actual, test = a_warning(sent=NOW), a_warning(sent=NOW, status=CapStatus.TEST)
    over = a_warning(sent=NOW, expires=after(hours=1))
    draft, ended = a_warning(stage=Stage.DRAFT, sent=None), a_warning(stage=Stage.SUPERSEDED, sent=NOW)
    save(store, actual, test, over, draft, ended)

    def ids(status=CapStatus.ACTUAL, **facts):
        return store.in_feed(**({"now": after(hours=2), "status": status, "must_be_signed": False} | facts))

    assert ids() == [actual.id]
    assert ids(CapStatus.TEST) == [test.id]
    assert ids(CapStatus.EXERCISE) == []
    assert set(ids(now=after(minutes=1))) == {actual.id, over.id}
    assert ids(must_be_signed=True) == []
    signed = a_warning(sent=NOW, created=after(minutes=1))
    save(store, signed, signed=True)
    assert ids(must_be_signed=True) == [signed.id]
    assert ids() == [signed.id, actual.id]
    assert ids(limit=1) == [signed.id]
    assert [warning.id for warning in store.warnings_by_id([actual.id, signed.id])] == [signed.id, actual.id]


def test_names_for_12379_are_given_once_and_never_twice(store):
    warnings = [a_warning(sent=NOW) for _ in range(12)]
    save(store, *warnings)
    names = []
    for warning in warnings:
        with store.begin() as tx:
            names.append(issue_cn12379(tx, warning, office=OFFICE).identifier)
    assert len(set(names)) == 12
    assert names[0] == "41150041600000_20260719220000_0"
    assert names[10] == "41150041600000_20260719220001_0"
    with store.begin() as tx:
        again = issue_cn12379(tx, warnings[3], office=OFFICE)
    assert again == store.cap_document(warnings[3].id, Form.CN12379)
    assert again.identifier == names[3]


def test_a_chain_refers_to_the_name_of_its_first_message(store):
    alert = a_warning(sent=NOW)
    update = a_warning(
        message_type=MessageType.UPDATE, sent=after(minutes=1), replaces=alert.id, references=(reference(alert),)
    )
    cancel = a_warning(
        message_type=MessageType.CANCEL, sent=after(minutes=2), replaces=update.id, references=(reference(alert),)
    )
    save(store, alert, update, cancel)
    with store.begin() as tx:
        document = issue_cn12379(tx, cancel, office=OFFICE)
    first = store.cap_document(alert.id, Form.CN12379)
    assert f"<references>{first.identifier}</references>".encode() in document.body
    assert store.cap_document(update.id, Form.CN12379) is None


def test_a_foreign_message_comes_back_whole(store):
    body = a_message()
    _, message = admit(store, a_door(), body, via="relay", now=NOW)
    assert store.foreign_message(message.id) == (message, body)
    assert store.foreign_messages() == [message]


def test_foreign_messages_are_seen_by_those_they_speak_of(store):
    area = Area(description="淮滨县", geocodes=("411527000000",))
    _, here = admit(store, a_door(), a_message(), via="relay", now=NOW)
    _, there = admit(store, a_door(), a_message(area=area), via="relay", now=NOW)
    assert store.foreign_messages(within="411528") == [here]
    assert store.foreign_messages(within="4115") == sorted([here, there], key=lambda each: each.id, reverse=True)
    assert store.foreign_messages(within="41152800") == [here]
    assert store.foreign_messages(within="411528001") == []
    assert store.foreign_message(there.id, within="411528") is None
    assert store.foreign_message(there.id, within="411527")[0] == there


def test_only_what_counts_is_listed_if_asked(store):
    first = told(identifier="W-1")
    admit(store, a_door(), a_message(identifier="W-1"), via="relay", now=NOW)
    cancel = a_message(
        identifier="W-2", message_type=MessageType.CANCEL, sent=after(minutes=1), references=(reference(first),)
    )
    admit(store, a_door(), cancel, via="relay", now=after(minutes=1))
    current = store.foreign_messages(current_at=after(minutes=2))
    assert [each.bulletin.identifier for each in current] == ["W-2"]
    assert len(store.foreign_messages()) == 2
    assert store.foreign_messages(current_at=after(days=3)) == []
    newest, oldest = store.foreign_messages()
    assert store.foreign_messages(before=newest.id) == [oldest]
    assert store.foreign_messages(limit=1) == [newest]


def test_refusals_are_kept_apart_and_counted(store):
    for minute in range(3):
        with pytest.raises(ForeignError):
            admit(store, a_door(), b"<rss/>", via="relay", now=after(minutes=minute))
    (refusal,) = store.foreign_refusals()
    assert (refusal.code, refusal.count, refusal.received) == ("not_cap", 3, after(minutes=2))
    assert store.foreign_refusals(before=refusal.id) == []
    assert store.foreign_messages() == []


def test_a_feed_is_claimed_by_one(store):
    url, later = "https://weather.example/cap.atom", after(minutes=10)
    with store.begin() as tx:
        poll = tx.claim_foreign_poll(url, now=NOW, until=later)
    assert (poll.url, poll.etag) == (url, "")
    with store.begin() as tx:
        assert tx.claim_foreign_poll(url, now=after(minutes=1), until=later) is None
        tx.put_foreign_poll(replace(poll, due=after(minutes=1), etag='"1"', seen={"a": "b"}, answered=NOW))
    with store.begin() as tx:
        again = tx.claim_foreign_poll(url, now=after(minutes=1), until=later)
    assert (again.etag, again.seen, again.answered) == ('"1"', {"a": "b"}, NOW)
    assert [each.url for each in store.foreign_polls()] == [url]


def test_circles_and_words_of_a_warning_are_kept(store):
    text = replace(a_warning().texts[0], short="撤", impact="淹没", contact="0376-110")
    area = Area(description="x", circles=((114.7, 32.3, 2.5),))
    warning = a_warning(Level.RED, texts=(text,), area=area, sent=NOW, expires=NOW + timedelta(hours=1))
    with store.begin() as tx:
        tx.save_warnings([warning])
    assert store.warning(warning.id) == warning
