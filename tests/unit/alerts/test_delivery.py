from __future__ import annotations

import dataclasses

from alerts.delivery import Delivery, DeliveryState, Purpose, advanced
from store.codec import dump, load
from store.postgres.outbox import delivery_of
from store.sealing import PLAIN
from tests.builders import NOW, a_delivery

#: What a row of before these fields looked like.
NEW = ("purpose", "body", "ref", "revision", "level", "division", "status", "sent", "provider")


def test_a_delivery_of_an_older_version_is_read_as_a_warning_of_no_known_level():
    import json

    document = json.loads(dump(a_delivery()))
    for name in NEW:
        del document[name]
    row = (json.dumps(document), "queued", NOW, 0, "", None, None, "")
    for found in (load(Delivery, json.dumps(document)), delivery_of(row, PLAIN)):
        assert (found.purpose, found.body, found.level.key, found.sent) == (Purpose.WARNING, "", "none", None)


def test_the_quick_reader_of_claims_reads_what_the_codec_reads():
    for each in (a_delivery(), a_delivery(body="转移", due=NOW, sent=NOW, purpose=Purpose.TASK, ref="t-1")):
        row = (
            dump(each),
            each.state.value,
            each.changed,
            each.attempts,
            each.detail,
            each.due,
            each.sent,
            each.provider,
        )
        assert delivery_of(row, PLAIN) == load(Delivery, dump(each)) == each


def test_a_delivery_that_got_further_is_another_record_with_the_rest_as_it_was():
    before = a_delivery()
    after = advanced(before, state=DeliveryState.SENT, sent=NOW, attempts=1)
    assert after == dataclasses.replace(before, state=DeliveryState.SENT, sent=NOW, attempts=1)
    assert (before.state, before.sent, before.attempts) == (DeliveryState.QUEUED, None, 0)


def test_states_are_spelled_as_the_database_and_the_console_know_them():
    assert [state.value for state in DeliveryState] == [
        "queued", "sent", "delivered", "failed", "dropped", "unconfirmed", "dead",
    ]  # fmt: skip
