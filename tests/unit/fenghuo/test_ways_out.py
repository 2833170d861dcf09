from __future__ import annotations

import base64
from contextlib import ExitStack
from datetime import timedelta
from types import SimpleNamespace

import pytest

from alerts.channels.screens import ScreensChannel
from alerts.delivery import DeliveryState
from alerts.dispatch import Dispatcher
from alerts.outgoing import Receipt
from alerts.warning import CapStatus
from fenghuo.settings import Settings, SettingsError
from fenghuo.ways_out import Pushed, open_ways_out, receipt_readers
from store.memory import MemoryStore
from tests.builders import NOW, a_delivery, a_warning

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()
ALL = {
    "mail": {"host": "127.0.0.1", "sender": "desk@xinyang.example"},
    "webhook": {"hosts": "hook.example", "secret": SECRET},
    "sms_http": {"provider": "aliyun", "sign_name": "信阳", "receipt_secret": "sesame"},
    "robots": {
        "duty": {"kind": "wecom", "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"},
        "desk": {"kind": "feishu", "url": "https://open.feishu.cn/open-apis/bot/v2/hook/t", "secret": "s"},
    },
}


def opened(**given):
    with ExitStack() as stack:
        runtime = SimpleNamespace(settings=Settings(**given), store=MemoryStore(), stack=stack)
        return open_ways_out(runtime, wake=lambda _: lambda: None)


def test_without_settings_there_is_no_further_way_out():
    assert opened() == {}


def test_every_way_out_that_is_set_up_carries_the_issuers_status():
    for status in CapStatus:
        channels = opened(**ALL, issuer={"status": status})
        assert set(channels) == {"email", "webhook", "sms", "wecom", "feishu"}
        assert {channel.status for channel in channels.values()} == {status}


@pytest.mark.parametrize(
    "given",
    [
        {"webhook": {"hosts": "hook.example"}},
        {"webhook": {"hosts": "http://hook.example/", "secret": SECRET}},
        {"mail": {"host": "h", "sender": "no address"}},
    ],
)
def test_a_way_out_that_cannot_be_set_up_is_told_at_the_start(given):
    with pytest.raises(SettingsError):
        opened(**given)


def test_receipts_are_read_only_from_a_provider_with_a_secret():
    assert set(receipt_readers(Settings(**ALL))) == {"aliyun"}
    assert receipt_readers(Settings(sms_http={"provider": "tencent"})) == {}
    assert "sesame" not in repr(receipt_readers(Settings(**ALL)))


def test_what_was_pushed_comes_again_until_it_is_kept():
    store = MemoryStore()
    receipt = Receipt(provider="screens", message="w", state=DeliveryState.DELIVERED, detail="")
    with store.begin() as tx:
        tx.push_receipts([receipt], at=NOW)
    pushed = Pushed(store, "screens")
    assert pushed.receipts() == pushed.receipts() == [receipt]
    pushed.kept()
    assert pushed.receipts() == []


def test_a_delivery_to_the_screens_is_delivered_when_one_has_shown_it():
    store = MemoryStore()
    warning = a_warning(expires=NOW + timedelta(hours=1))
    with store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_deliveries([a_delivery(warning, channel="screens", recipient="screens", address="screens")])
    shown = Pushed(store, "screens")
    channel = ScreensChannel(count=lambda: 1, status=CapStatus.ACTUAL, shown=shown.receipts, on_kept=shown.kept)
    dispatcher = Dispatcher(store=store, channels={"screens": channel})
    dispatcher.run_once(NOW)
    assert store.deliveries()[0].state is DeliveryState.SENT
    receipt = Receipt(provider="screens", message=warning.id, state=DeliveryState.DELIVERED, detail="shown on 大厅")
    with store.begin() as tx:
        tx.push_receipts([receipt], at=NOW)
    dispatcher.run_once(NOW)
    (delivery,) = store.deliveries()
    assert (delivery.state, "shown on 大厅" in delivery.detail) == (DeliveryState.DELIVERED, True)
    assert store.pushed_receipts("screens") == []
