from __future__ import annotations

from ingest.listener.conversation import Answer, Command, Outcome, Request
from ingest.listener.sl651_questions import MOST_OPEN, PATIENCE, RESENDS, Questions
from ingest.wire.sl651.frame import Mark
from ingest.wire.sl651.splitter import split
from sensing.instant import Micros
from tests.unit.ingest.wire.sl651.making import SENT, a_frame, head

NOW = Micros(SENT)
LIKE = a_frame()


def a_request(command: Command = Command.READ_TIME, *, station: str = "S") -> Request:
    return Request(id=f"{station}-{command}", station=station, command=command)


def test_a_question_has_serial_0_and_ends_with_enq():
    asked = Questions().ask(a_request(Command.SET_TIME), LIKE, now=NOW)
    assert isinstance(asked, bytes)
    frame = split(asked)[0].frame
    assert frame is not None
    assert (frame.function, frame.end, frame.body[:2]) == (0x4A, Mark.ENQ, b"\0\0")


def test_the_answer_tells_the_time_of_the_station():
    questions = Questions()
    questions.ask(a_request(), LIKE, now=NOW)
    assert questions.hear(a_frame(head(), function=0x32), name="S") == []
    assert questions.hear(a_frame(head(), function=0x51), name="T") == []
    (answer,) = questions.hear(a_frame(head(), function=0x51), name="S")
    assert answer == Answer(request="S-read_time", outcome=Outcome.DONE, values={"send_time": "2025-11-23T01:00:00Z"})
    assert questions.hear(a_frame(head(), function=0x51), name="S") == []


def test_silence_is_asked_again_and_then_told():
    questions = Questions()
    questions.ask(a_request(), LIKE, now=NOW)
    at = NOW
    for _ in range(RESENDS):
        assert questions.due(now=at) == (b"", [])
        at = Micros(at + PATIENCE)
        send, answers = questions.due(now=at)
        assert send
        assert not answers
    send, (answer,) = questions.due(now=Micros(at + PATIENCE))
    assert (send, answer.outcome, answer.detail) == (b"", Outcome.TIMED_OUT, "sent 3 times, no answer came")
    assert questions.deadlines == []


def test_what_cannot_be_asked_is_said_at_once():
    questions = Questions()
    assert isinstance(questions.ask(a_request(), None, now=NOW), Answer)
    questions.ask(a_request(), LIKE, now=NOW)
    again = questions.ask(a_request(), LIKE, now=NOW)
    assert isinstance(again, Answer)
    assert again.outcome is Outcome.IMPOSSIBLE
    for number in range(MOST_OPEN):
        questions.ask(a_request(station=f"{number}"), LIKE, now=NOW)
    assert len(questions.deadlines) == MOST_OPEN
