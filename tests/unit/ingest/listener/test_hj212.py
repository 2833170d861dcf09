"""Conversations of HJ 212 under virtual time: what is said, to whom it goes, what is answered and when."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.listener.conversation import Command, Outcome, Request, Step
from ingest.listener.hj212 import MOST_ADDRESSES, MOST_RUNS, MOST_STRIKES, Hj212Conversation
from ingest.listener.tray import HALF_FRAME
from ingest.wire.hj212.frame import Frame, split
from ingest.wire.hj212.segment import Segment, parse_segment
from sensing.instant import Micros
from sensing.station import Registry
from tests.unit.ingest.builders import DIVISION, NOW, a_station
from tests.unit.ingest.wire.hj212.builders import MN, OFFICIAL, a_frame

REGISTRY = Registry([replace(a_station("WQ-1", cod="mg/L"), addresses={"hj212": MN})])
AT = Micros(NOW)
DATA = "DataTime=20160801085857;w01018-Rtd=40.1"
TOPIC = f"fh/v1/{DIVISION}/WQ-1/raw/hj212"
SECOND = 1_000_000


def a_conversation(password: str = "") -> Hj212Conversation:
    return Hj212Conversation("10.0.0.7", registry=lambda: REGISTRY, password=lambda _: password)


def segments(data: bytes) -> list[Segment]:
    found = [parse_segment(one.segment) for one in split(data) if isinstance(one, Frame)]
    return [one for one in found if isinstance(one, Segment)]


def reply_to(step: Step) -> list[tuple[str, str]]:
    return [(one.cn, one.body) for taken in step.taken for one in segments(taken.reply)]


@pytest.mark.parametrize(
    ("cp", "head", "replies"),
    [
        (DATA, {}, [("9014", "")]),
        (DATA, {"flag": 4}, []),
        (DATA, {"cn": "2061", "flag": 7, "packet": (1, 2)}, [("9014", "")]),
        (DATA, {"cn": "2061", "flag": 6, "packet": (1, 2)}, []),
        (DATA, {"flag": 9}, [("9014", "")]),
        (DATA, {"flag": 1}, [("9014", "QN=20160801085857223;CN=2011")]),
        ("PolId=w01018", {"cn": "1013"}, [("9013", "")]),
        ("", {"cn": "9015", "flag": 9}, [("9013", "")]),
        ("QnRtn=1", {"cn": "9011", "st": "91"}, []),
        ("", {"cn": "9014", "st": "91"}, []),
        ("", {"cn": "1061"}, [("9011", "QnRtn=2")]),
        ("", {"cn": "1061", "flag": 4}, []),
        ("", {"cn": "1061", "st": "99"}, [("9011", "QnRtn=5")]),
        ("", {"cn": "1061", "qn": "now"}, [("9011", "QnRtn=7")]),
        ("", {"cn": "7777"}, [("9011", "QnRtn=8")]),
        ("", {"cn": "1061", "mn": "NOBODY"}, [("9011", "QnRtn=4")]),
        (DATA, {"mn": "NOBODY"}, []),
    ],
)
def test_a_frame_is_answered_by_the_rules(cp: str, head: dict[str, object], replies: list[tuple[str, str]]):
    step = a_conversation().receive(a_frame(cp, **head), now=AT)
    assert reply_to(step) == replies
    assert step.send == b""
    for one in (one for taken in step.taken for one in segments(taken.reply)):
        assert (one.st, one.qn, one.is_reply_wanted) == ("91", head.get("qn", "20160801085857223"), False)


def test_a_frame_becomes_a_message_of_its_station():
    payload = a_frame(DATA)
    (taken,) = a_conversation().receive(payload, now=AT).taken
    assert (taken.message.topic, taken.message.payload, taken.message.arrived) == (TOPIC, payload[:-2], NOW)


def test_an_unknown_address_waits_in_quarantine_under_its_name():
    conversation = a_conversation()
    (taken,) = conversation.receive(a_frame(DATA, mn="NEW-1"), now=AT).taken
    assert (taken.message.topic, taken.reply) == ("fh/v1/00/NEW-1/raw/hj212", b"")
    assert conversation.stations == {"NEW-1"}


def test_a_wrong_password_is_turned_away_unread_and_three_end_it():
    conversation = a_conversation("654321")
    step = conversation.receive(a_frame(DATA) + a_frame("", cn="1061"), now=AT)
    assert not step.taken
    assert [(one.cn, one.body) for one in segments(step.send)] == [("9011", "QnRtn=3")]
    assert step.turned_away == (f"wrong password from address {MN}",) * 2
    assert not conversation.is_over
    conversation.receive(a_frame(DATA) * (MOST_STRIKES - 2), now=AT)
    assert conversation.is_over


@pytest.mark.parametrize(("cn", "cp", "send"), [("1061", "", [("9011", "QnRtn=9")]), ("2011", DATA, [])])
def test_a_bad_checksum_is_told_to_requests_only(cn: str, cp: str, send: list[tuple[str, str]]):
    conversation = a_conversation()
    step = conversation.receive(a_frame(cp, cn=cn)[:-6] + b"0000\r\n", now=AT)
    assert [(one.cn, one.body) for one in segments(step.send)] == send
    (taken,) = step.taken
    assert (taken.message.topic, taken.reply) == (TOPIC, b"")


def test_a_flag_of_no_edition_is_told_to_requests():
    step = a_conversation().receive(a_frame("", cn="1061", flag=13), now=AT)
    assert [(one.cn, one.body) for one in segments(step.send)] == [("9011", "QnRtn=6")]


def test_garbage_goes_under_the_name_of_who_spoke_last():
    conversation = a_conversation()
    before = conversation.receive(b"hello\n", now=AT)
    assert before.taken[0].message.topic == "fh/v1/00/peer-10.0.0.7/raw/hj212"
    conversation.receive(a_frame(DATA), now=AT)
    assert conversation.receive(b"hello\n", now=AT).taken[0].message.topic == TOPIC


def test_runs_of_garbage_end_the_connection_unless_a_frame_comes_between():
    conversation = a_conversation()
    for _ in range(3):
        conversation.receive(b"junk\n" * (MOST_RUNS - 1) + OFFICIAL, now=AT)
    assert not conversation.is_over
    step = conversation.receive(b"junk\n" * 1000, now=AT)
    assert conversation.is_over
    assert len(step.taken) == MOST_RUNS


def test_half_a_frame_is_given_up_after_ten_seconds():
    conversation = a_conversation()
    whole = a_frame(DATA)
    conversation.receive(b"##9999" + whole, now=AT)
    step, due = conversation.due(now=AT)
    assert (step, due) == (Step(), AT + HALF_FRAME)
    # More bytes do not put it off.
    conversation.receive(b"\r\n", now=Micros(AT + HALF_FRAME - 1))
    step, due = conversation.due(now=Micros(AT + HALF_FRAME))
    assert [taken.message.payload for taken in step.taken] == [b"##9999", whole[:-2]]
    assert due is None


def test_the_end_of_the_connection_ends_half_a_frame():
    conversation = a_conversation()
    conversation.receive(a_frame(DATA)[:30], now=AT)
    assert len(conversation.receive(b"", now=AT).taken) == 1


def test_addresses_on_one_connection_are_bounded():
    conversation = a_conversation()
    frames = b"".join(a_frame(DATA, mn=f"A{number}") for number in range(MOST_ADDRESSES + 5))
    step = conversation.receive(frames, now=AT)
    assert len(step.taken) == len(conversation.stations) == MOST_ADDRESSES
    assert len(step.turned_away) == 5


@given(st.lists(st.one_of(st.binary(max_size=40), st.sampled_from([OFFICIAL, a_frame(DATA)])), max_size=8))
def test_no_bytes_raise(pieces: list[bytes]):
    conversation = a_conversation()
    for number, piece in enumerate(pieces):
        now = Micros(AT + number * 5 * SECOND)
        conversation.receive(piece, now=now)
        conversation.due(now=now)


def ask(conversation: Hj212Conversation, command: Command = Command.READ_NOW) -> Segment:
    step = conversation.ask(Request(id="r1", station="WQ-1", command=command), now=AT)
    (asked,) = segments(step.send)
    return asked


def a_connected(flag: int = 4) -> Hj212Conversation:
    conversation = a_conversation()
    conversation.receive(a_frame(DATA, flag=flag), now=AT)
    return conversation


@pytest.mark.parametrize(
    ("command", "cn", "body"),
    [
        (Command.READ_TIME, "1011", ""),
        (Command.SET_TIME, "1012", "SystemTime=20251123090640"),
        (Command.READ_NOW, "2011", ""),
    ],
)
def test_a_request_is_the_one_of_the_standard(command: Command, cn: str, body: str):
    asked = ask(a_connected(), command)
    assert (asked.cn, asked.body, asked.st, asked.pw, asked.mn) == (cn, body, "32", "123456", MN)
    assert (asked.qn, asked.is_reply_wanted) == ("20251123090640000", True)


def test_an_exchange_runs_through_9011_data_and_9012():
    conversation = a_connected()
    asked = ask(conversation)
    assert not conversation.receive(a_frame("QnRtn=1", cn="9011", st="91", flag=4, qn=asked.qn), now=AT).answers
    data = conversation.receive(a_frame(DATA, flag=5, qn="20160801085857999"), now=AT)
    assert (len(data.taken), reply_to(data), data.answers) == (1, [("9014", "")], ())
    (answer,) = conversation.receive(a_frame("ExeRtn=1", cn="9012", st="91", flag=4, qn=asked.qn), now=AT).answers
    assert (answer.request, answer.outcome) == ("r1", Outcome.DONE)
    assert answer.values["w01018-Rtd"] == "40.1"
    assert conversation.due(now=AT) == (Step(), None)


def test_a_device_of_2005_names_the_number_in_its_data():
    conversation = a_connected(flag=0)
    asked = ask(conversation)
    body = f"QN={asked.qn};QnRtn=2"
    (answer,) = conversation.receive(a_frame(body, cn="9011", st="91", flag=0, qn=""), now=AT).answers
    assert (answer.outcome, answer.detail) == (Outcome.REFUSED, "QnRtn=2: refused")


def test_a_request_is_sent_four_times_in_all_and_then_given_up():
    conversation = a_connected()
    numbers = [ask(conversation, Command.SET_TIME)]
    now = AT
    for _ in range(3):
        _, due = conversation.due(now=now)
        assert due == now + 10 * SECOND
        now = due
        step, _ = conversation.due(now=now)
        numbers += segments(step.send)
    assert {one.qn for one in numbers} == {numbers[0].qn}
    # The time that is set is that of each sending.
    assert [one.body[-2:] for one in numbers] == ["40", "50", "00", "10"]
    step, due = conversation.due(now=Micros(now + 10 * SECOND))
    assert due is None
    assert [(one.outcome, one.detail) for one in step.answers] == [(Outcome.TIMED_OUT, "sent 4 times, no 9011 came")]


def test_who_has_not_spoken_cannot_be_asked():
    step = a_conversation().ask(Request(id="r1", station="WQ-1", command=Command.READ_NOW), now=AT)
    assert step.send == b""
    assert step.answers[0].outcome is Outcome.IMPOSSIBLE


def test_answers_of_another_station_do_not_end_the_exchange():
    conversation = a_connected()
    asked = ask(conversation)
    foreign = a_frame("ExeRtn=1", cn="9012", st="91", flag=4, qn=asked.qn, mn="OTHER")
    assert not conversation.receive(foreign, now=AT).answers


def test_half_a_frame_is_held_and_a_registered_station_known():
    conversation = a_conversation()
    conversation.receive(a_frame(DATA, mn="NOBODY"), now=AT)
    assert not conversation.is_known
    conversation.receive(a_frame(DATA) + b"##01", now=AT)
    assert (conversation.held, conversation.is_known) == (4, True)
