from __future__ import annotations

import pytest

from alerts.delivery import Purpose
from alerts.link_test import link_test, trial_entry
from alerts.outgoing import Outgoing
from alerts.sms import message_text
from alerts.warning import CapStatus
from tests.builders import NOW


@pytest.mark.parametrize(
    ("status", "begins"), [("Actual", "【信阳】【测试】"), ("Test", "【测试】【信阳】"), ("Exercise", "【演练】")]
)
def test_a_link_test_says_that_it_is_one_and_leaves_by_the_channels_own_status(status, begins):
    delivery = link_test("sms", "+8613800000000", status=CapStatus(status), now=NOW)
    assert (delivery.purpose, delivery.warning, delivery.status) == (Purpose.LINKTEST, "", status)
    message = Outgoing(delivery=delivery, warning=None, status=CapStatus(status), now=NOW)
    assert message_text(message, signature="信阳").startswith(begins)


def test_two_link_tests_are_two_messages():
    first, second = (link_test("sms", "+8613800000000", status=CapStatus.TEST, now=NOW) for _ in range(2))
    assert first.idempotency_key != second.idempotency_key


def test_the_journal_never_says_to_whom():
    entry = trial_entry("sms", actor="warden", delivery="d-1", now=NOW)
    assert entry.data == {"act": "tested", "actor": "warden", "channel": "sms", "delivery": "d-1"}
