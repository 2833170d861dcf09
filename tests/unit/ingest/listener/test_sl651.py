from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.listener.conversation import Command, Outcome, Request, Step
from ingest.listener.sl651 import MOST_ADDRESSES, MOST_GARBAGE, MOST_STRIKES, Sl651Conversation
from ingest.listener.sl651_packets import MAX_HELD, MOST_ASKED, PATIENCE, REMEMBERED
from ingest.listener.tray import HALF_FRAME
from ingest.wire.sl651.frame import Frame, Mark, build
from ingest.wire.sl651.splitter import split
from sensing.instant import Micros
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, a_station
from tests.unit.ingest.wire.sl651.making import SENT, STATION, a_body, a_frame, a_report, element, head, packets

NOW = Micros(SENT)
REGISTRY = Registry([replace(a_station("S"), addresses={"sl651": STATION})])
TOPIC = f"fh/v1/{DIVISION}/S/raw/sl651"
REPORT = a_report(element("39", 41.5))
PICTURE = packets(a_body(b"\xf3\xf3\xff\xd8" + bytes(500)), count=4)


def a_conversation(**changes: Any) -> Sl651Conversation:
    return Sl651Conversation("10.0.0.1:5000", registry=lambda: REGISTRY, **changes)


def hear(conversation: Sl651Conversation, *chunks: bytes, now: Micros = NOW) -> Step:
    steps = [conversation.receive(chunk, now=now) for chunk in chunks]
    return Step(
        taken=tuple(taken for step in steps for taken in step.taken),
        send=b"".join(step.send for step in steps),
        answers=tuple(answer for step in steps for answer in step.answers),
        turned_away=tuple(line for step in steps for line in step.turned_away),
    )


def frames(raw: bytes) -> list[Frame]:
    return [piece.frame for piece in split(raw) if piece.frame is not None]


def test_a_report_is_confirmed_with_its_serial_once_it_is_durable():
    step = hear(a_conversation(), REPORT)
    (taken,) = step.taken
    assert (taken.message.topic, taken.message.payload, taken.message.arrived) == (TOPIC, REPORT, NOW)
    (down,) = frames(taken.reply)
    assert (down.function, down.end, down.body[:2]) == (0x32, Mark.ESC, b"\0\7")
    assert step.send == b""


def test_a_station_that_may_hang_up_is_told_so():
    (taken,) = hear(a_conversation(stay=False), REPORT).taken
    assert frames(taken.reply)[0].end is Mark.EOT


def test_more_to_come_is_answered_by_ack():
    (taken,) = hear(a_conversation(), build(a_frame(a_body(), end=Mark.ETB))).taken
    assert frames(taken.reply)[0].end is Mark.ACK


@pytest.mark.parametrize("function", [0x2F, 0x37, 0x45])
def test_keep_alives_and_answers_get_no_answer(function: int):
    (taken,) = hear(a_conversation(), build(a_frame(head(), function=function))).taken
    assert taken.reply == b""


def test_what_is_broken_gets_no_answer_and_is_kept():
    bad = REPORT[:-1] + bytes([REPORT[-1] ^ 1])
    step = hear(a_conversation(), bad)
    assert [(taken.message.topic, taken.message.payload, taken.reply) for taken in step.taken] == [(TOPIC, bad, b"")]
    assert step.send == b""


def test_an_unknown_address_is_kept_and_not_confirmed():
    raw = build(a_frame(a_body(), station="0000000099"))
    (taken,) = hear(a_conversation(), raw).taken
    assert (taken.message.topic, taken.reply) == ("fh/v1/00/0000000099/raw/sl651", b"")


def test_junk_before_anyone_has_spoken_is_kept_under_the_network_address():
    conversation = a_conversation()
    hear(conversation, b"GET / HTTP/1.1\r\n\r\n")
    step, _ = conversation.due(now=Micros(NOW + HALF_FRAME))
    assert [taken.message.topic for taken in step.taken] == ["fh/v1/00/peer-10.0.0.1-5000/raw/sl651"]


@given(st.lists(st.integers(0, 2000), max_size=12))
def test_any_chunking_is_answered_alike(cuts: list[int]):
    stream = REPORT + b"".join(PICTURE) + REPORT[:30] + REPORT
    places = sorted({cut % len(stream) for cut in cuts} | {0, len(stream)})
    chunks = [stream[start:end] for start, end in pairwise(places)]
    step = hear(a_conversation(), *chunks)
    assert [taken.reply for taken in step.taken if taken.reply] == [
        taken.reply for taken in hear(a_conversation(), stream).taken if taken.reply
    ]
    assert b"".join(taken.message.payload for taken in step.taken) == stream


@given(st.lists(st.binary(max_size=100), max_size=10))
def test_arbitrary_bytes_never_raise(chunks: list[bytes]):
    conversation = a_conversation()
    hear(conversation, *chunks, b"")
    conversation.due(now=Micros(NOW + 10 * HALF_FRAME))


@given(st.permutations(PICTURE))
def test_packets_in_any_order_are_one_message_and_one_confirmation(order: list[bytes]):
    step = hear(a_conversation(), *order)
    (taken,) = step.taken
    assert taken.message.payload == b"".join(PICTURE)
    (down,) = frames(taken.reply)
    assert (down.end, down.total, down.number, down.body[:2]) == (Mark.ESC, 4, 4, b"\0\7")


def test_a_missing_packet_is_asked_for_when_the_last_has_come():
    conversation = a_conversation()
    step = hear(conversation, PICTURE[0], PICTURE[3])
    (down,) = frames(step.send)
    assert (down.end, down.total, down.number, down.body[:2]) == (Mark.NAK, 4, 2, b"\0\7")
    # A packet sent again ends with ETX.
    resent = [replace(split(raw)[0].frame, end=Mark.ETX) for raw in PICTURE[1:3]]  # type: ignore[type-var]
    step = hear(conversation, build(resent[0]))
    assert [frame.number for frame in frames(step.send)] == [3]
    step = hear(conversation, build(resent[1]))
    assert step.send == b""
    assert [frame.end for frame in frames(step.taken[0].reply)] == [Mark.ESC]


def test_a_broken_last_packet_is_asked_for_at_once():
    bad = PICTURE[3][:-1] + bytes([PICTURE[3][-1] ^ 1])
    step = hear(a_conversation(), *PICTURE[:3], bad)
    assert [frame.number for frame in frames(step.send)] == [4]


def test_packets_that_never_come_are_asked_for_and_then_given_up():
    conversation = a_conversation()
    hear(conversation, *PICTURE[:3])
    at = NOW
    for _ in range(MOST_ASKED):
        step, wake = conversation.due(now=at)
        assert step.send == b""
        assert wake is not None
        at = wake
        assert at % PATIENCE == NOW % PATIENCE
        assert [frame.number for frame in frames(conversation.due(now=at)[0].send)] == [4]
    step, wake = conversation.due(now=Micros(at + PATIENCE))
    assert [(taken.message.payload, taken.reply) for taken in step.taken] == [(b"".join(PICTURE[:3]), b"")]
    assert wake is None


def test_a_station_that_missed_the_confirmation_gets_it_again():
    conversation = a_conversation()
    first = hear(conversation, *PICTURE)
    again = hear(conversation, *PICTURE)
    assert [taken.reply for taken in again.taken] == [taken.reply for taken in first.taken]
    step, wake = conversation.due(now=Micros(NOW + REMEMBERED))
    assert (step, wake) == (Step(), None)


def test_packets_of_a_lost_connection_go_to_quarantine():
    conversation = a_conversation()
    step = hear(conversation, *PICTURE[:2], b"")
    assert [taken.message.payload for taken in step.taken] == [b"".join(PICTURE[:2])]


def test_half_a_frame_is_given_up_in_time():
    conversation = a_conversation()
    hear(conversation, REPORT[:-3])
    assert conversation.due(now=NOW) == (Step(), NOW + HALF_FRAME)
    step, wake = conversation.due(now=Micros(NOW + HALF_FRAME))
    assert [taken.message.payload for taken in step.taken] == [REPORT[:-3]]
    assert wake is None


def test_another_centre_is_turned_away_unread():
    assert hear(a_conversation(centre=1), REPORT).turned_away == ()
    step = hear(a_conversation(centre=9), REPORT)
    assert step.turned_away == (f"address {STATION} speaks to centre 1, this is 9",)
    assert step.taken == ()


def test_wrong_passwords_end_the_connection():
    conversation = a_conversation(password=lambda _: "04d3")
    for _ in range(MOST_STRIKES):
        assert not conversation.is_over
        assert hear(conversation, REPORT).turned_away == (f"wrong password from address {STATION}",)
    assert conversation.is_over
    assert hear(a_conversation(password=lambda _: "04d2"), REPORT).turned_away == ()


def test_frames_that_go_down_are_turned_away():
    step = hear(a_conversation(), build(a_frame(head(), is_up=False, end=Mark.EOT)))
    assert step.taken == ()
    assert step.turned_away == (f"a frame that goes down, from address {STATION}",)


def test_garbage_ends_the_connection():
    conversation = a_conversation()
    for _ in range(MOST_GARBAGE // 1000 + 6):
        hear(conversation, bytes(1000))
    assert conversation.is_over


def test_a_connection_carries_so_many_addresses():
    conversation = a_conversation()
    for number in range(MOST_ADDRESSES):
        hear(conversation, build(a_frame(a_body(), station=f"{number:010d}")))
    assert len(conversation.stations) == MOST_ADDRESSES
    assert "more than 64 addresses" in hear(conversation, REPORT).turned_away[0]


def test_a_request_goes_out_and_its_answer_comes_back():
    conversation = a_conversation()
    request = Request(id="1", station="S", command=Command.READ_NOW)
    (answer,) = conversation.ask(request, now=NOW).answers
    assert answer.outcome is Outcome.IMPOSSIBLE
    hear(conversation, REPORT)
    (down,) = frames(conversation.ask(request, now=NOW).send)
    assert (down.function, down.end) == (0x37, Mark.ENQ)
    step = hear(conversation, a_report(element("39", 41.5), function=0x37))
    assert [(answer.request, answer.outcome) for answer in step.answers] == [("1", Outcome.DONE)]
    assert len(step.taken) == 1
    assert step.taken[0].reply == b""


def test_a_request_without_answer_is_told():
    conversation = a_conversation()
    hear(conversation, REPORT)
    conversation.ask(Request(id="1", station="S", command=Command.READ_TIME), now=NOW)
    at, answers = NOW, []
    while (wake := conversation.due(now=at)[1]) is not None:
        at = wake
        answers += conversation.due(now=at)[0].answers
    assert [answer.outcome for answer in answers] == [Outcome.TIMED_OUT]


def test_a_broken_packet_of_a_body_that_is_whole_is_answered_by_silence():
    conversation = a_conversation()
    hear(conversation, *PICTURE)
    broken = PICTURE[-1][:-1] + bytes([PICTURE[-1][-1] ^ 1])
    assert hear(conversation, broken).send == b""


def test_what_is_kept_for_later_is_told_and_bounded():
    conversation = a_conversation()
    assert (conversation.held, conversation.is_known) == (0, False)
    for function in range(0xE0, 0xE8):
        for number in range(1, 31):
            body = bytes([function]) * 32_000
            hear(conversation, build(a_frame(body, function=function, total=40, number=number, end=Mark.ETB)))
    assert 0 < conversation.held <= MAX_HELD
    assert conversation.is_known


def test_a_stranger_is_not_known():
    conversation = a_conversation()
    hear(conversation, build(a_frame(a_body(), station="0000000099")))
    assert (len(conversation.stations), conversation.is_known) == (1, False)
