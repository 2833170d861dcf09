"""What needs no gateway; the rest stands in ``tests/integration/test_smpp.py``."""

from __future__ import annotations

import asyncio
import threading
from types import SimpleNamespace

import pytest
import smpp34
from structlog.testing import capture_logs

from alerts.channels.smpp_session import SmppAccount, SmppSession
from alerts.errors import ChannelError
from alerts.sms import ShortMessage


@pytest.fixture
def session():
    account = SmppAccount(host="127.0.0.1", port=1, system_id="fenghuo", password="secret")
    return SmppSession(account, on_receipt=lambda text, message: None)


def test_a_session_that_was_not_started_is_not_bound_and_says_why(session):
    assert not session.is_bound
    assert not session.wait_bound(0)
    assert session.why == "not bound yet"


def test_submitting_without_a_session_is_an_error_worth_trying_again(session):
    part = ShortMessage(octets=b"\x6c\x5b", has_header=False)
    with pytest.raises(ChannelError, match="not bound yet") as error:
        asyncio.run(session.submit("8613800000000", part, validity=""))
    assert error.value.is_retryable


def test_the_window_is_bounded_unless_somebody_says_otherwise(session):
    assert session.account.window == 16


class Gateway:
    """Stands in for the wheel's client: what each attempt to bind and each wait for news brings."""

    def __init__(self, *scenes):
        self.scenes = list(scenes)
        self.binds = 0
        self.is_told = threading.Event()

    def client(self):
        self.binds += 1
        self.news = iter(self.scenes.pop(0) if self.scenes else ())
        return self

    async def connect(self):
        return self

    async def stop(self):
        raise RuntimeError("stopped twice")

    async def next(self):
        told = next(self.news, None)
        if told is None:
            self.is_told.set()
            await asyncio.Event().wait()
        if isinstance(told, Exception):
            raise told
        return told


def a_receipt(text):
    return SimpleNamespace(tlvs=[], short_message=text)


def kept(gateway, monkeypatch, on_receipt):
    account = SmppAccount(
        host="127.0.0.1", port=1, system_id="fenghuo", password="secret", quickest_s=0.001, slowest_s=0.01
    )
    session = SmppSession(account, on_receipt=on_receipt)
    monkeypatch.setattr(session, "_client", gateway.client)
    session.start()
    return session


@pytest.mark.parametrize("fault", [RuntimeError("the wheel broke"), ValueError("bad TLV"), smpp34.SmppError("unbound")])
def test_whatever_ends_a_session_it_is_bound_again(monkeypatch, fault):
    gateway = Gateway([fault], [fault])
    with capture_logs():
        session = kept(gateway, monkeypatch, lambda text, message: None)
        assert gateway.is_told.wait(5)
        assert session.is_bound
        session.stop()
    assert gateway.binds == 3
    assert not session.is_bound


def test_a_receipt_that_cannot_be_read_costs_neither_the_session_nor_the_next_receipt(monkeypatch):
    heard = []

    def listen(text, message):
        if text == "bad":
            raise KeyError(text)
        heard.append(text)

    gateway = Gateway([a_receipt(b"one"), a_receipt(b"bad"), SimpleNamespace(), a_receipt(b"two")])
    with capture_logs() as logs:
        session = kept(gateway, monkeypatch, listen)
        assert gateway.is_told.wait(5)
        session.stop()
    assert (heard, gateway.binds) == (["one", "two"], 1)
    assert [entry["event"] for entry in logs if entry["event"] == "receipt_failed"] == ["receipt_failed"] * 2


def test_work_that_never_ends_is_given_up(monkeypatch):
    with capture_logs():
        session = kept(Gateway(), monkeypatch, lambda text, message: None)
        with pytest.raises(ChannelError, match=r"came to no end within 0\.05 s") as error:
            session.run(asyncio.Event().wait(), timeout=0.05)
        session.stop()
    assert error.value.is_retryable
