"""The signature is checked against the provider's page by ``tests/integration/test_alerts_channels_sms_http.py``."""

from __future__ import annotations

import pytest

from alerts.channels.sms_aliyun import Aliyun, aliyun_receipts
from alerts.channels.sms_http import Batch, Refusal
from alerts.outgoing import Result
from tests.builders import NOW

ACCOUNT = Aliyun(key_id="id", key_secret="secret", sign_name="信阳")
BATCH = Batch(template="SMS_1", values={"a": "b"}, numbers=("+8613800000001", "+85290000001"), key="k", now=NOW)


def test_each_number_has_a_name_of_its_own_under_which_its_receipt_comes():
    outcomes = ACCOUNT.judged({"Code": "OK", "BizId": "9^0"}, BATCH)
    assert [each.messages for each in outcomes] == [("9^0:13800000001",), ("9^0:85290000001",)]
    (receipt,) = aliyun_receipts([{"biz_id": "9^0", "phone_number": "13800000001", "success": True}, {}], provider="a")
    assert receipt.message == outcomes[0].messages[0]


def test_a_nonce_is_never_used_twice():
    later = Batch(template="SMS_1", values={}, numbers=BATCH.numbers, key="k", now=NOW.replace(microsecond=1))
    nonces = {ACCOUNT.request(batch).headers["x-acs-signature-nonce"] for batch in (BATCH, later)}
    assert len(nonces) == 2


@pytest.mark.parametrize(
    ("code", "result", "is_account"),
    [("isv.AMOUNT_NOT_ENOUGH", Result.RETRY, True), ("isv.SMS_SIGNATURE_ILLEGAL", Result.FAILED, False)],
)
def test_the_accounts_trouble_is_not_the_messages(code, result, is_account):
    refusal = ACCOUNT.judged({"Code": code}, BATCH)
    assert isinstance(refusal, Refusal)
    assert (refusal.outcome.result, refusal.is_about_account) == (result, is_account)
