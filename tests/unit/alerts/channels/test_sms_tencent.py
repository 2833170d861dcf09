"""The signature is checked against the provider's page by ``tests/integration/test_alerts_channels_sms_http.py``."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.channels.sms_http import Batch, Refusal
from alerts.channels.sms_tencent import Tencent, tencent_receipts
from alerts.delivery import DeliveryState
from alerts.outgoing import Outgoing, Result
from alerts.readback import mismatch
from alerts.warning import CapStatus
from tests.builders import NOW, a_delivery

ACCOUNT = Tencent(key_id="id", key_secret="secret", sign_name="信阳", app_id="1400")
BATCH = Batch(template="1", values={"1": "b"}, numbers=("+8613800000001",), key="k", now=NOW)


@pytest.mark.parametrize(
    ("code", "result", "is_account"),
    [
        ("AuthFailure.SignatureExpire", Result.RETRY, True),
        ("FailedOperation.InsufficientBalanceInSmsPackage", Result.RETRY, True),
        ("LimitExceeded.PhoneNumberDailyLimit", Result.RETRY, False),
        ("InvalidParameterValue.TemplateParameterFormatError", Result.FAILED, False),
    ],
)
def test_the_accounts_trouble_is_not_the_messages(code, result, is_account):
    refusal = ACCOUNT.judged({"Response": {"Error": {"Code": code, "Message": ""}}}, BATCH)
    assert isinstance(refusal, Refusal)
    assert (refusal.outcome.result, refusal.is_about_account) == (result, is_account)


def test_receipts_name_the_message():
    items = [{"sid": "s-1", "report_status": "SUCCESS"}, {"sid": "s-2", "report_status": "FAIL"}, {"sid": ""}]
    found = {each.message: each.state for each in tencent_receipts(items, provider="tencent")}
    assert found == {"s-1": DeliveryState.DELIVERED, "s-2": DeliveryState.FAILED}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_answer_for_fewer_or_more_than_were_asked_for_is_believed_for_none(count):
    statuses = [{"Code": "Ok", "SerialNo": f"s-{number}"} for number in range(count)]
    batch = replace(BATCH, numbers=("+8613800000001", "+8613800000002"))
    found = ACCOUNT.judged({"Response": {"SendStatusSet": statuses}}, batch)
    message = Outgoing(delivery=a_delivery(), warning=None, status=CapStatus.ACTUAL, now=NOW)
    assert all(mismatch(message, each) for each in found)
