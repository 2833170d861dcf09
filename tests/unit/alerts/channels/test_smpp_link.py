"""A link with a wire that the test holds both ends of; real gateways stand in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from alerts.channels.smpp_link import Answer, Link, Terms, Work
from alerts.channels.smpp_wire import (
    BIND_TRANSCEIVER,
    DELIVER_SM,
    ENQUIRE_LINK,
    GENERIC_NACK,
    QUEUE_FULL,
    RESPONSE,
    SUBMIT_SM,
    UNBIND,
    Splitter,
    pdu,
)

TERMS = Terms(bind=b"fenghuo\0", window=2, answer_s=10.0, enquire_s=30.0)
NEWS = b"\0\0\x01861380\0\0\x0112379\0" + bytes(3) + b"\0\0" + bytes(4) + b"\x02hi"


class Wire(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self):
        super().__init__()
        self.splitter = Splitter()
        self.said = []
        self.is_cut = False

    def write(self, data):
        self.said += [(command, status, sequence) for command, status, sequence, _ in self.splitter.feed(bytes(data))]

    def is_closing(self):
        return self.is_cut

    def abort(self):
        self.is_cut = True

    def commands(self):
        found, self.said = [each[0] for each in self.said], []
        return found


@contextmanager
def a_link(*units, room=True):
    """Give a bound link, its wire and its round of work, inside a loop whose clock the test holds."""
    loop = asyncio.new_event_loop()
    clock = SimpleNamespace(now=0.0)
    loop.time = lambda: clock.now

    async def made():
        work = Work(units, loop.create_future())

        def source():
            number = work.take()
            return None if number is None else (work, number)

        link = Link(TERMS, source=source, on_delivered=lambda link, sequence: room)
        wire = Wire()
        link.connection_made(wire)
        return link, wire, work

    try:
        link, wire, work = loop.run_until_complete(made())
        assert wire.commands() == [BIND_TRANSCEIVER]
        yield link, wire, work, clock
    finally:
        loop.close()


def bound(link):
    link.data_received(pdu(BIND_TRANSCEIVER | RESPONSE, 1, b"centre\0"))


def accept(link, sequence, *, status=0, message=b"7f"):
    link.data_received(pdu(SUBMIT_SM | RESPONSE, sequence, message + b"\0", status=status))


def test_the_window_is_filled_and_not_more():
    with a_link([b"a"], [b"b"], [b"c"], [b"d"]) as (link, wire, work, _):
        bound(link)
        assert wire.commands() == [SUBMIT_SM] * 2
        accept(link, 2)
        assert wire.commands() == [SUBMIT_SM]
        accept(link, 4)
        accept(link, 3, status=0x0B, message=b"")
        accept(link, 5)
        assert work.done.done()
    assert work.answers == [[Answer(0, "7f")], [Answer(0x0B)], [Answer(0, "7f")], [Answer(0, "7f")]]


def test_a_gateway_that_throttles_gets_nothing_more_in_this_round():
    with a_link([b"a"], [b"b"], [b"c"]) as (link, wire, work, _):
        bound(link)
        accept(link, 2, status=0x58, message=b"")
        assert not work.done.done()
        accept(link, 3)
        assert work.done.done()
        assert wire.commands() == [SUBMIT_SM] * 2
    assert work.answers[2] == [None]


def test_what_was_on_the_way_when_the_line_broke_is_unknown_and_the_rest_was_not_sent():
    with a_link([b"a", b"b", b"c"]) as (link, _, work, _):
        bound(link)
        link.connection_lost(ConnectionResetError("cut"))
        assert (link.lost.result(), work.done.done()) == ("cut", True)
    assert work.answers == [[Answer(None), Answer(None), Answer(None, is_sent=False)]]


def test_silence_is_asked_about_and_then_the_line_is_dropped():
    with a_link() as (link, wire, _, clock):
        bound(link)
        clock.now = 31.0
        link.watch()
        assert wire.commands() == [ENQUIRE_LINK]
        link.data_received(pdu(ENQUIRE_LINK | RESPONSE, 2))
        clock.now = 50.0
        link.watch()
        assert wire.commands() == []
        clock.now = 62.0
        link.watch()
        clock.now = 72.1
        link.watch()
        assert (wire.is_cut, link.lost.result()) == (True, "no answer within 10 s")


def test_a_submit_without_an_answer_drops_the_line():
    with a_link([b"a"]) as (link, wire, _, clock):
        bound(link)
        clock.now = 10.1
        link.watch()
        assert wire.is_cut


def test_what_the_gateway_asks_is_answered():
    with a_link() as (link, wire, _, _):
        bound(link)
        link.data_received(pdu(ENQUIRE_LINK, 40) + pdu(0x102, 41) + pdu(UNBIND, 42))
        assert wire.said == [(ENQUIRE_LINK | RESPONSE, 0, 40), (GENERIC_NACK, 3, 41), (UNBIND | RESPONSE, 0, 42)]
        assert link.lost.result() == "the gateway ended the session"


def test_a_login_that_is_refused_says_so():
    with a_link() as (link, _, _, _):
        link.data_received(pdu(BIND_TRANSCEIVER | RESPONSE, 1, b"\0", status=0x0E))
        assert link.bound.done()
        assert link.lost.result() == "the gateway refused the login with command_status 0x0000000E"


def test_news_is_acknowledged_once_it_is_kept():
    with a_link() as (link, wire, _, _):
        bound(link)
        link.data_received(pdu(DELIVER_SM, 77, NEWS))
        assert wire.commands() == []
        assert link.news[77].octets == b"hi"
        link.acknowledge([77, 78])
        assert wire.said == [(DELIVER_SM | RESPONSE, 0, 77)]
        assert link.news == {}


def test_news_for_which_there_is_no_room_stays_with_the_gateway():
    with a_link(room=False) as (link, wire, _, _):
        bound(link)
        link.data_received(pdu(DELIVER_SM, 77, NEWS))
        assert (wire.said, link.news) == ([(DELIVER_SM | RESPONSE, QUEUE_FULL, 77)], {})


@pytest.mark.parametrize("garbage", [b"HTTP/1.1 400 Bad Request\r\n", bytes(16)])
def test_octets_that_are_no_smpp_end_the_session(garbage):
    with a_link() as (link, wire, _, _):
        link.data_received(garbage)
        assert wire.is_cut


def test_news_that_cannot_be_read_costs_neither_the_session_nor_the_next():
    with a_link() as (link, wire, _, _):
        bound(link)
        link.data_received(pdu(DELIVER_SM, 77, b"\0") + pdu(DELIVER_SM, 78, NEWS))
        assert wire.said == [(DELIVER_SM | RESPONSE, 0, 77)]
        assert list(link.news) == [78]
