from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.delivery import DeliveryId, DeliveryState
from alerts.receipts import ReceiptBook

ONE = DeliveryId("d-1")
#: The form of SMPP 3.4, appendix B.
TEXT = "id:{} sub:001 dlvrd:001 submit date:2607192200 done date:2607192201 stat:{} err:{} text:"


def test_a_message_of_one_part_has_arrived_with_its_receipt():
    book = ReceiptBook()
    assert book.expect(ONE, ["7f"]) is None
    receipt = book.take(TEXT.format("7f", "DELIVRD", "000"))
    assert (receipt.delivery, receipt.state, receipt.detail) == (ONE, DeliveryState.DELIVERED, "DELIVRD")
    assert len(book) == 0


def test_a_message_of_three_parts_has_arrived_with_the_last_in_whatever_order():
    book = ReceiptBook()
    book.expect(ONE, ["1", "2", "3"])
    assert book.take(TEXT.format("3", "DELIVRD", "000")) is None
    assert book.take(TEXT.format("1", "DELIVRD", "000")) is None
    assert book.take(TEXT.format("2", "DELIVRD", "000")).state is DeliveryState.DELIVERED


@pytest.mark.parametrize("stat", ["EXPIRED", "UNDELIV", "REJECTD", "DELETED"])
def test_one_lost_part_fails_the_message_and_the_others_are_forgotten(stat):
    book = ReceiptBook()
    book.expect(ONE, ["1", "2"])
    receipt = book.take(TEXT.format("1", stat, "042"))
    assert (receipt.state, receipt.detail) == (DeliveryState.FAILED, f"{stat} 042")
    assert book.take(TEXT.format("2", "DELIVRD", "000")) is None
    assert len(book) == 0


@pytest.mark.parametrize("stat", ["ENROUTE", "ACCEPTD", "UNKNOWN"])
def test_a_word_that_settles_nothing_settles_nothing(stat):
    book = ReceiptBook()
    book.expect(ONE, ["1"])
    assert book.take(TEXT.format("1", stat, "000")) is None
    assert book.take(TEXT.format("1", "DELIVRD", "000")) is not None


def test_a_receipt_that_comes_before_the_answer_is_kept_for_it():
    book = ReceiptBook()
    assert book.take(TEXT.format("1", "DELIVRD", "000")) is None
    assert book.expect(ONE, ["1"]).state is DeliveryState.DELIVERED


def test_the_id_beside_the_text_wins():
    book = ReceiptBook()
    book.expect(ONE, ["ff"])
    assert book.take(TEXT.format("255", "DELIVRD", "000"), message="ff").delivery == ONE


def test_a_receipt_about_nothing_we_know_is_nothing():
    assert ReceiptBook().take(TEXT.format("9", "DELIVRD", "000")) is None
    assert ReceiptBook().take("hello") is None


def test_the_memory_is_bounded_and_the_oldest_gives_way():
    book = ReceiptBook(most=2)
    for number in range(4):
        book.expect(DeliveryId(f"d-{number}"), [str(number)])
    assert len(book) == 2
    assert book.take(TEXT.format("0", "DELIVRD", "000")) is None
    assert book.take(TEXT.format("3", "DELIVRD", "000")).delivery == "d-3"


@given(st.permutations(range(6)), st.integers(0, 6))
def test_early_late_and_mixed_receipts_settle_a_message_exactly_once(order, early):
    book = ReceiptBook()
    parts = [str(number) for number in range(6)]
    settled = [book.take(TEXT.format(number, "DELIVRD", "000")) for number in order[:early]]
    settled.append(book.expect(ONE, parts))
    settled += [book.take(TEXT.format(number, "DELIVRD", "000")) for number in order[early:]]
    assert [receipt.delivery for receipt in settled if receipt] == [ONE]
