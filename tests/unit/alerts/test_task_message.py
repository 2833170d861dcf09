from __future__ import annotations

from dataclasses import replace

from alerts.delivery import DeliveryState, Purpose
from alerts.task_message import message_to
from alerts.warning import CapStatus
from sensing.level import Level
from tests.builders import NOW, a_contact


def message(contact, key="task:t1"):
    return message_to(
        contact,
        key=key,
        body="转移",
        level=Level.RED,
        ref="t1",
        division="411528000000",
        status=CapStatus.TEST,
        now=NOW,
    )


def test_it_waits_in_the_outbox_for_no_warning_and_says_for_whom_it_is_meant():
    told = message(a_contact())
    assert (told.state, told.purpose, told.warning, told.status) == (
        DeliveryState.QUEUED,
        Purpose.TASK,
        "",
        CapStatus.TEST,
    )


def test_the_same_said_again_to_one_address_has_one_key_and_another_way_to_him_has_another():
    contact = a_contact()
    assert message(contact).idempotency_key == message(contact).idempotency_key
    assert message(contact).id != message(contact).id
    others = (
        message(replace(contact, channel="voice")),
        message(replace(contact, id="c9")),
        message(contact, "task:t2"),
    )
    assert message(contact).idempotency_key not in {each.idempotency_key for each in others}
