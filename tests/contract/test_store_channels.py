"""What every store keeps of channels, screens and pushed receipts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from alerts.delivery import DeliveryId, DeliveryState, Purpose
from alerts.link import ChannelLink
from alerts.outgoing import Receipt
from alerts.screen import Screen
from alerts.warning import CapStatus, WarningId
from tests.builders import NOW, a_delivery

LATER = NOW + timedelta(seconds=30)
HALL = Screen(id="hall", name="大厅", division="411528000000", place="一楼", registered=NOW, seen=NOW)


def test_a_screen_is_kept_seen_and_taken_away(store):
    with store.begin() as tx:
        tx.put_screen(HALL)
        tx.put_screen(replace(HALL, id="city", division=""))
    with store.begin() as tx:
        tx.see_screens(["hall", "unknown"], at=LATER)
        tx.see_screens(["hall"], at=NOW)
    assert store.screens() == [replace(HALL, id="city", division=""), replace(HALL, seen=LATER)]
    assert [each.id for each in store.screens(within="4115")] == ["hall"]
    assert store.screens(within="4116") == []
    with store.begin() as tx:
        assert tx.screen("hall") == replace(HALL, seen=LATER)
        assert tx.drop_screen("hall")
        assert not tx.drop_screen("hall")
        assert tx.screen("hall") is None


def test_a_channel_remembers_since_when_it_fails_and_when_it_worked(store):
    for seconds, error in ((0, ""), (10, "no session"), (20, "still none")):
        with store.begin() as tx:
            tx.check_channel("sms", at=NOW + timedelta(seconds=seconds), error=error)
    checked, failed = NOW + timedelta(seconds=20), NOW + timedelta(seconds=10)
    link = ChannelLink(name="sms", checked=checked, worked=NOW, failed=failed, error="still none")
    assert store.channel_links() == [link]
    with store.begin() as tx:
        tx.check_channel("sms", at=LATER, error="")
    assert store.channel_links() == [ChannelLink(name="sms", checked=LATER, worked=LATER)]


def test_a_link_test_is_shown_with_how_far_it_got(store):
    delivery = replace(
        a_delivery(id=DeliveryId("d-1"), idempotency_key="k"),
        warning=WarningId(""),
        purpose=Purpose.LINKTEST,
        status=CapStatus.TEST,
    )
    with store.begin() as tx:
        assert tx.channel_tested("sms") is None
        tx.save_deliveries([replace(delivery, state=DeliveryState.DEAD, detail="gone")])
        tx.test_channel("sms", at=NOW, test="d-1")
    with store.begin() as tx:
        assert tx.channel_tested("sms") == NOW
    (link,) = store.channel_links()
    assert (link.tested, link.test_state, link.test_detail) == (NOW, "dead", "gone")
    assert store.channel_counts() == {"sms": {"dead": 1}}


def test_what_was_pushed_waits_for_its_provider_until_it_is_taken(store):
    mine = [Receipt(provider="screens", message=f"w-{n}", state=DeliveryState.DELIVERED, detail="hall") for n in (1, 2)]
    with store.begin() as tx:
        tx.push_receipts([*mine, replace(mine[0], provider="sms")], at=NOW)
    found = store.pushed_receipts("screens")
    assert [each for _, each in found] == mine
    assert len(store.pushed_receipts("screens", limit=1)) == 1
    with store.begin() as tx:
        tx.drop_pushed([id_ for id_, _ in found])
    assert store.pushed_receipts("screens") == []
    assert len(store.pushed_receipts("sms")) == 1
