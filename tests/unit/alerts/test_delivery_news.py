from __future__ import annotations

from alerts.delivery import DeliveryState
from alerts.delivery_news import FEW, MOST_IN_ENTRY, news_of, queued_entries, settled_entries
from tests.builders import DIVISION, NOW, a_delivery, a_warning

WARNING = a_warning()


def rows(count, **changes):
    return [a_delivery(WARNING, recipient=f"c-{number}", **changes) for number in range(count)]


def test_few_are_told_one_by_one_and_whole():
    entries = queued_entries(rows(FEW), actor="li", now=NOW)
    assert len(entries) == FEW
    assert {(each.kind, each.division, each.data["act"], each.data["actor"]) for each in entries} == {
        ("delivery", DIVISION, "queued", "li")
    }
    assert entries[0].data["delivery"]["recipient"] == "c-0"


def test_many_are_told_together_and_completely():
    (entry,) = queued_entries(rows(FEW + 1), actor="li", now=NOW)
    assert (entry.data["count"], entry.data["warning"], entry.data["channel"]) == (FEW + 1, WARNING.id, "sms")
    assert [each["recipient"] for each in entry.data["deliveries"]] == [f"c-{number}" for number in range(FEW + 1)]


def test_what_became_of_many_is_told_in_few_words():
    sent = rows(2 * MOST_IN_ENTRY + 1, state=DeliveryState.SENT, attempts=1, detail="7f")
    entries = settled_entries([(each, "sent") for each in sent], now=NOW)
    assert [entry.data["count"] for entry in entries] == [MOST_IN_ENTRY, MOST_IN_ENTRY, 1]
    assert entries[0].data["actor"] == "channel:sms"
    assert set(entries[0].data["deliveries"][0]) == {"id", "state", "attempts", "detail"}


def test_each_warning_and_act_has_entries_of_its_own():
    told = [(each, act) for act in ("sent", "failed", "") for each in rows(FEW + 1)]
    assert [entry.data["act"] for entry in settled_entries(told, now=NOW)] == ["sent", "failed"]


def test_a_delay_is_news_once_and_a_row_without_a_division_takes_the_given_one():
    assert news_of(a_delivery(attempts=1)) == "delayed"
    assert news_of(a_delivery(attempts=2)) == ""
    assert news_of(a_delivery(attempts=1), is_attempt=False) == ""
    (entry,) = queued_entries([a_delivery()], actor="li", now=NOW, division=DIVISION)
    assert entry.division == DIVISION
