from __future__ import annotations

import base64
from dataclasses import replace
from functools import partial

import pytest

from alerts.channels.sms_aliyun import aliyun_receipts
from alerts.channels.sms_tencent import tencent_receipts
from alerts.delivery import DeliveryState
from alerts.pushed import ReceiptReader
from api.app import furnish

ALIYUN = {"phone_number": "13800000001", "success": True, "biz_id": "9006^0", "err_code": "DELIVERED", "err_msg": "ok"}
TENCENT = {"mobile": "13800000001", "report_status": "FAIL", "errmsg": "EXPIRED", "description": "gone", "sid": "s-1"}


@pytest.fixture
def open_world(world):
    readers = {
        "aliyun": ReceiptReader(secret="sesame", read=partial(aliyun_receipts, provider="aliyun"), thanks={"code": 0}),
        "tencent": ReceiptReader(
            secret="sesame", read=partial(tencent_receipts, provider="tencent"), thanks={"result": 0}
        ),
    }
    furnish(world.app, replace(world.app.state.parts, receipt_readers=readers))
    return world


def push(world, provider, items, shown="Bearer sesame"):
    with world.client(role=None) as client:
        return client.post(f"/api/v1/receipts/{provider}", json=items, headers={"authorization": shown})


def test_what_a_provider_says_waits_for_the_dispatcher(open_world):
    assert push(open_world, "aliyun", [ALIYUN, {"biz_id": ""}]).json() == {"code": 0}
    basic = "Basic " + base64.b64encode(b"anyone:sesame").decode()
    assert push(open_world, "tencent", [TENCENT], basic).json() == {"result": 0}
    ((_, one),) = open_world.store.pushed_receipts("aliyun")
    ((_, other),) = open_world.store.pushed_receipts("tencent")
    assert (one.message, one.state) == ("9006^0:13800000001", DeliveryState.DELIVERED)
    assert (other.message, other.state, other.detail) == ("s-1", DeliveryState.FAILED, "EXPIRED gone")


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic !!", "Basic c2VzYW1l", "Digest sesame"])
def test_who_does_not_show_the_secret_is_not_believed(open_world, shown):
    assert push(open_world, "aliyun", [ALIYUN], shown).status_code == 401
    assert open_world.store.pushed_receipts("aliyun") == []


def test_a_provider_that_is_not_set_up_is_not_there(world):
    assert push(world, "aliyun", [ALIYUN]).status_code == 404


@pytest.mark.parametrize("items", [{}, "x", [1], [[]], [{}] * 2001])
def test_what_is_no_list_of_receipts_is_refused(open_world, items):
    assert push(open_world, "aliyun", items).status_code == 422
