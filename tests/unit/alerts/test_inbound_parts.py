"""Long messages, put together from their parts."""

from hypothesis import given
from hypothesis import strategies as st

from alerts.inbound_parts import PATIENCE, joined
from alerts.outgoing import Inbound, Part
from tests.builders import NOW, after


def piece(text, number, *, count=2, reference=7, address="+8613800000001", at=NOW):
    part = Part(reference=reference, count=count, number=number)
    return Inbound(channel="sms", address=address, text=text, at=at, part=part)


def texts(waiting, *, now=NOW):
    return [(numbers, message.text) for numbers, message in joined(waiting, now=now)]


@given(st.lists(st.text(max_size=5), min_size=2, max_size=6), st.randoms())
def test_a_long_answer_is_whole_once_all_parts_are_there_in_whatever_order(pieces, random):
    rows = [piece(text, number, count=len(pieces)) for number, text in enumerate(pieces, start=1)]
    random.shuffle(rows)
    waiting = list(enumerate(rows))
    assert texts(waiting[:-1]) == []
    assert texts(waiting) == [(tuple(range(len(rows))), "".join(pieces))]


def test_whole_messages_and_parts_of_two_people_are_not_mixed():
    plain = Inbound(channel="sms", address="+8613800000001", text="1", at=NOW)
    other = "+8613800000002"
    waiting = [(1, piece("安", 1)), (2, plain), (3, piece("险", 1, address=other)), (4, piece("全", 2))]
    assert texts(waiting) == [((1, 4), "安全"), ((2,), "1")]


def test_an_answer_in_pieces_is_still_an_answer():
    assert texts([(1, piece("救命", 1))], now=NOW + PATIENCE / 2) == []
    assert texts([(1, piece("救命", 1))], now=NOW + PATIENCE) == [((1,), "救命")]


def test_a_part_that_comes_twice_is_there_once():
    waiting = [(1, piece("安", 1)), (2, piece("安", 1)), (3, piece("全", 2, at=after(seconds=3)))]
    ((numbers, message),) = joined(waiting, now=NOW)
    assert (numbers, message.text, message.at, message.part) == ((1, 2, 3), "安全", after(seconds=3), None)
