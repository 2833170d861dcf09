"""What a link says while nobody answers, and how it reads the engine's words about a request."""

from dataclasses import dataclass, field

import pytest

from ingest.stream.link import Address, Link, StreamError, status_of


@dataclass
class Answer:
    data: bytes = b""
    headers: dict = field(default_factory=dict)


def test_a_message_with_data_is_no_status():
    assert status_of(Answer(data=b"x", headers={"Status": "100"})) is None
    assert status_of(Answer(headers={"Nats-Msg-Id": "1"})) is None
    assert status_of(Answer()) is None


def test_a_status_is_its_code_and_its_words():
    assert status_of(Answer(headers={"Status": "409", "Description": "Consumer Deleted"})) == (
        "409",
        "Consumer Deleted",
    )
    assert status_of(Answer(headers={"Status": "404"})) == ("404", "")


def test_a_link_without_a_server_says_so_and_refuses_at_once():
    link = Link(Address(servers=("nats://127.0.0.1:1",)))
    assert link.trouble == "not connected yet"
    link.start()
    try:
        with pytest.raises(StreamError, match=r"no connection to nats://127\.0\.0\.1:1"):
            link.submit(link.ask("$JS.API.INFO", {})).result(5)
    finally:
        link.stop()


def test_a_link_that_never_started_is_stopped_without_a_word():
    link = Link(Address(servers=()))
    link.stop()
    link._loop.close()
