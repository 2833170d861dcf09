"""Both stores keep to the protocol; what they do is told by ``tests/contract/test_store_outbox.py``."""

from __future__ import annotations

from alerts.outbox import Lease
from store.memory import MemoryStore
from tests.builders import NOW, a_delivery, a_warning, after


def test_a_lease_names_its_holder_and_ends():
    store, warning = MemoryStore(), a_warning()
    with store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_deliveries([a_delivery(warning)])
    lease = Lease(holder="a", until=after(seconds=30))
    with store.begin() as tx:
        assert len(tx.claim_deliveries(channel="sms", now=NOW, limit=9, lease=lease)) == 1
    with store.begin() as tx:
        assert tx.claim_deliveries(channel="sms", now=NOW, limit=9) == []
        assert len(tx.claim_deliveries(channel="sms", now=lease.until, limit=9)) == 1
