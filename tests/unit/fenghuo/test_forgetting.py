from __future__ import annotations

from datetime import UTC, datetime, timedelta

from alerts.outgoing import Inbound
from alerts.personal import ERASED
from fenghuo.forgetting import forgetting_chore
from store.memory import MemoryStore

NOON = datetime(2026, 7, 19, 12, tzinfo=UTC)


def stored() -> MemoryStore:
    store = MemoryStore()
    with store.begin() as tx:
        tx.put_inbound([Inbound(channel="sms", address="+8613800000000", text="安全", at=NOON)])
        tx.settle_inbound([number for number, _ in tx.claim_inbound(limit=1)], at=NOON)
    return store


def kept(store: MemoryStore) -> list[str]:
    return [message.address for message in store._tables.inbound.values()]


def test_what_was_read_is_forgotten_after_its_days():
    store = stored()
    chore = forgetting_chore(store, keep_days=90)
    chore(NOON + timedelta(days=89))
    assert kept(store) == ["+8613800000000"]
    assert chore(NOON + timedelta(days=91)) == NOON + timedelta(days=91, hours=1)
    assert kept(store) == [ERASED]


def test_zero_days_are_for_ever():
    store = stored()
    forgetting_chore(store, keep_days=0)(NOON + timedelta(days=9000))
    assert kept(store) == ["+8613800000000"]
