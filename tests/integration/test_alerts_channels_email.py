"""E-mail to a real SMTP server: what arrives, over what, and what may not be said."""

from __future__ import annotations

import asyncio
import ssl
import time
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from lxml import etree

from alerts.cap import to_cap
from alerts.channels import email
from alerts.channels.email import EmailChannel, MailAccount
from alerts.errors import ChannelError
from alerts.lane import LEASE
from alerts.outgoing import Outgoing, Result
from alerts.warning import CapStatus
from fenghuo.embedded.ports import free_port
from tests.builders import NOW, a_delivery, a_warning
from tests.certificates import a_certificate


class Letters:
    """Keeps what arrives; refuses some recipients."""

    def __init__(self):
        self.envelopes = []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 -- the library's name
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("later"):
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the library's name
        self.envelopes.append((envelope, session.ssl is not None))
        return "250 kept as 17"


@contextmanager
def a_server(letters=None, **given):
    letters = letters or Letters()
    controller = Controller(letters, hostname="127.0.0.1", port=free_port(), **given)
    controller.start()
    try:
        yield letters, controller.port
    finally:
        controller.stop()


def a_channel(port, *, status=CapStatus.ACTUAL, **changes):
    given = {
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "desk@xinyang.example",
        "sender_name": "信阳",
    }
    account = MailAccount(**given | {"bounce": "bounce@xinyang.example"} | changes)
    return EmailChannel(account, status=status, cap=to_cap)


def outgoing(address="head@village.example", warning=None, status=CapStatus.ACTUAL, **changes):
    warning = warning or a_warning(status=status)
    delivery = a_delivery(warning, channel="email", address=address, **changes)
    return Outgoing(delivery=delivery, warning=warning, status=status, now=NOW)


def test_the_server_hears_nothing_of_what_belongs_to_the_other_world():
    channel = a_channel(free_port())
    (outcome,) = channel.send([outgoing(status=CapStatus.EXERCISE)])
    assert outcome.result is Result.FAILED
    assert "exercise" in outcome.detail.lower()


def test_a_warning_arrives_as_text_as_html_and_as_cap():
    with a_server() as (letters, port):
        message = outgoing()
        (outcome,) = a_channel(port).send([message])
    assert (outcome.result, outcome.detail) == (Result.SENT, "kept as 17")
    ((envelope, _),) = letters.envelopes
    assert envelope.mail_from == "bounce@xinyang.example"
    mail = message_from_bytes(envelope.content, policy=default)
    assert mail["To"] == "head@village.example"
    assert mail["Message-ID"].strip() == outcome.messages[0]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert message.warning.texts[0].headline in mail["Subject"]
    assert message.warning.texts[1].instruction in mail.get_body(("plain",)).get_content()
    assert message.warning.texts[0].instruction in mail.get_body(("html",)).get_content()
    (cap,) = mail.iter_attachments()
    assert cap.get_content_type() == "application/cap+xml"
    assert etree.fromstring(cap.get_content()).findtext("{*}identifier") == message.warning.identifier


def test_the_same_message_sent_again_is_the_same_letter():
    with a_server() as (_, port):
        message = outgoing()
        first, second = a_channel(port).send([message, message])
    assert first.messages == second.messages


def test_what_was_told_is_no_markup_and_begins_no_header():
    warning = a_warning()
    evil = "洪水\r\nBcc: thief@evil.example\r\n\r\n<script>alert(1)</script>"
    text = type(warning.texts[0])(language="zh-CN", event="洪水", headline=evil, description=evil, instruction="走")
    warning = a_warning(texts=(text,))
    channel = a_channel(1)
    written = channel.written(outgoing(warning=a_warning(), body=evil))
    assert "Bcc" not in written
    raw = channel.written(
        Outgoing(
            delivery=a_delivery(warning, address="a@b.example", body=evil),
            warning=None,
            status=CapStatus.ACTUAL,
            now=NOW,
        )
    )
    mail = message_from_bytes(raw.as_bytes(), policy=default)
    assert set(mail.keys()) <= {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "MIME-Version",
        "Content-Type",
    }
    assert "<script>" not in mail.get_body(("html",)).get_content()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example\nX: y",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a b@c.example",
        "a@",
        "@b",
        "",
    ],
)
def test_an_address_that_could_be_a_header_is_refused(address):
    with a_server() as (letters, port):
        (outcome,) = a_channel(port).send([outgoing(address)])
    assert (outcome.result, letters.envelopes) == (Result.FAILED, [])


def test_refusals_are_for_ever_or_for_now():
    with a_server() as (letters, port):
        outcomes = a_channel(port).send([outgoing("gone@x.example"), outgoing("later@x.example"), outgoing()])
    assert [each.result for each in outcomes] == [Result.FAILED, Result.RETRY, Result.SENT]
    assert len(letters.envelopes) == 1


def test_nothing_is_told_before_the_line_is_encrypted(tmp_path):
    key, certificate = a_certificate(tmp_path, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with a_server(tls_context=context, require_starttls=True) as (letters, port):
        (outcome,) = a_channel(port, security="starttls", ca_file=str(certificate)).send([outgoing()])
        assert outcome.result is Result.SENT
        with pytest.raises(ChannelError, match=r"(?i)certificate|ssl"):
            a_channel(port, security="starttls").send([outgoing()])
    assert [is_tls for _, is_tls in letters.envelopes] == [True]


def test_a_server_without_starttls_is_told_nothing():
    with a_server() as (letters, port):
        channel = a_channel(port, security="starttls")
        with pytest.raises(ChannelError):
            channel.send([outgoing()])
        assert channel.check()
    assert letters.envelopes == []


def test_a_login_that_is_refused_is_told_by_the_check(tmp_path):
    def judge(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"desk" and data.password == b"right", handled=False)

    key, certificate = a_certificate(tmp_path, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    tls = {"security": "starttls", "ca_file": str(certificate)}
    with a_server(tls_context=context, authenticator=judge, auth_required=True) as (letters, port):
        assert a_channel(port, user="desk", password="right", **tls).check() == ""
        assert "535" in a_channel(port, user="desk", password="wrong", **tls).check()
        (outcome,) = a_channel(port, user="desk", password="right", **tls).send([outgoing()])
    assert (outcome.result, len(letters.envelopes)) == (Result.SENT, 1)


def test_a_server_that_is_away_keeps_every_letter_here():
    with a_server() as (_, port):
        pass
    with pytest.raises(ChannelError):
        a_channel(port).send([outgoing()])
    assert a_channel(port).check()


class Sluggish(Letters):
    """Takes its time over each letter, or never answers, or wants nothing of this sender."""

    def __init__(self, seconds=0.0, sender="250 OK"):
        super().__init__()
        self.seconds, self.sender = seconds, sender

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 -- the library's name
        envelope.mail_from = address
        return self.sender

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- the library's name
        await asyncio.sleep(self.seconds)
        return await super().handle_DATA(server, session, envelope)


def test_a_sender_that_the_server_refuses_ends_no_letter():
    with a_server(Sluggish(sender="554 5.7.1 too many today")) as (_, port):
        (outcome,) = a_channel(port).send([outgoing()])
    assert (outcome.result, outcome.is_unknown) == (Result.RETRY, False)


def test_a_server_that_does_not_answer_holds_a_round_no_longer_than_its_lease(monkeypatch):
    monkeypatch.setattr("alerts.channels.email.PATIENCE_S", 0.3)
    monkeypatch.setattr("alerts.channels.email.ROUND_S", 0.1)
    monkeypatch.setattr("alerts.channels.email.BYE_S", 0.1)
    began = time.monotonic()
    with a_server(Sluggish(seconds=2.0)) as (_, port):
        outcomes = a_channel(port).send([outgoing(), outgoing("other@x.example")])
        spent = time.monotonic() - began
    assert [(each.result, each.is_unknown, each.is_attempt) for each in outcomes] == [
        (Result.RETRY, True, True),
        (Result.RETRY, False, False),
    ]
    assert spent < 1.5


def test_the_steps_of_a_round_together_are_shorter_than_a_lease():
    assert LEASE.total_seconds() > 2 * email.PATIENCE_S + email.ROUND_S + email.BYE_S
