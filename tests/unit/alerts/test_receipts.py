from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.delivery import DeliveryState
from alerts.outgoing import Receipt
from alerts.receipts import PartState, receipt, verdict

TEXT = "id:7f sub:001 dlvrd:001 submit date:2607192200 done date:2607192201 stat:{} err:{} text:"
DELIVERED, FAILED = DeliveryState.DELIVERED, DeliveryState.FAILED


def test_a_receipt_names_its_message_and_says_what_became_of_it():
    told = receipt(TEXT.format("DELIVRD", "000"), provider="sms")
    assert told == Receipt(provider="sms", message="7f", state=DELIVERED, detail="DELIVRD")


@pytest.mark.parametrize("stat", ["EXPIRED", "DELETED", "UNDELIV", "REJECTD"])
def test_a_message_that_will_not_arrive_says_why(stat):
    told = receipt(TEXT.format(stat, "005"), provider="sms")
    assert told is not None
    assert (told.state, told.detail) == (FAILED, f"{stat} 005")


@pytest.mark.parametrize("text", [TEXT.format("ACCEPTD", "0"), TEXT.format("ENROUTE", "0"), "stat:DELIVRD", "", "好"])
def test_a_word_that_settles_nothing_settles_nothing(text):
    assert receipt(text, provider="sms") is None


def test_the_id_beside_the_text_wins():
    told = receipt(TEXT.format("DELIVRD", "000"), provider="sms", message="beside")
    assert told is not None
    assert told.message == "beside"


@given(st.lists(st.sampled_from([None, DELIVERED, FAILED])))
def test_one_lost_part_fails_a_message_and_only_all_parts_are_an_arrival(states):
    told = verdict([PartState(state=state) for state in states])
    if FAILED in states:
        assert told is not None
        assert told.state is FAILED
    elif states and None not in states:
        assert told is not None
        assert told.state is DELIVERED
    else:
        assert told is None
