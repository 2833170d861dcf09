"""Warnings leave as real SMPP 3.4 to a message centre in another process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from alerts.channels.smpp import SmppAccount, SmppChannel
from alerts.delivery import DeliveryState
from alerts.dispatch import Dispatcher
from alerts.errors import ChannelError
from alerts.outgoing import Outgoing, Result
from alerts.sms import sms_text
from alerts.warning import CapStatus
from fenghuo.embedded.ports import free_port
from store.memory import MemoryStore
from tests.builders import BY_TEST, NOW, a_contact, a_delivery, a_warning, after
from tests.certificates import a_certificate
from tests.peers.pdu import BIND_TRANSCEIVER, SUBMIT_SM, frames, submit
from tests.peers.tap import tapped
from tests.peers.tls import a_tls_front

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
PATIENCE = 15.0


def eventually(probe: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(0.02)
    raise AssertionError(f"{what} did not happen within {PATIENCE:.0f} s")


class Centre:
    """The process, and what it wrote down."""

    def __init__(self, log: Path, *flags: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self._log = log
        script = str(ROOT / "tests/peers/smsc.py")
        command = [sys.executable, script, "--port", str(self.port), "--log", str(log), *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def lines(self, event: str) -> list[dict[str, Any]]:
        told = [json.loads(line) for line in self._log.read_text("utf-8").splitlines()]
        return [line for line in told if line["event"] == event]

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def a_centre(folder: Path, *flags: str, port: int | None = None) -> Iterator[Centre]:
    centre = Centre(folder / "centre.jsonl", *flags, port=port)
    try:
        yield centre
    finally:
        if centre.process.poll() is None:
            centre.kill()


@contextmanager
def a_channel(port: int, *, status: CapStatus = CapStatus.ACTUAL, **facts: Any) -> Iterator[SmppChannel]:
    facts = {"answer_s": 3.0, "quickest_s": 0.1, "slowest_s": 0.4} | facts
    account = SmppAccount(
        host="127.0.0.1", port=port, system_id="fenghuo", password="secret", source="10690000", **facts
    )
    channel = SmppChannel(account, status=status, clock=lambda: NOW)
    channel.start()
    try:
        yield channel
    finally:
        channel.stop()


def outgoing(warning: Any = None, **changes: Any) -> Outgoing:
    warning = warning or a_warning()
    return Outgoing(delivery=a_delivery(warning, **changes), warning=warning, status=warning.status, now=NOW)


def test_the_octets_on_the_wire_are_what_the_specification_asks(tmp_path):
    message = outgoing()
    with a_centre(tmp_path) as centre, tapped(centre.port) as tap, a_channel(tap.port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        (outcome,) = channel.send([message])
        assert (outcome.result, sorted(outcome.messages)) == (Result.SENT, ["00000001", "00000002"])
        sent = [frame for frame in frames(bytes(tap.said)) if frame.command in {BIND_TRANSCEIVER, SUBMIT_SM}]
    assert [frame.command for frame in sent] == [BIND_TRANSCEIVER, SUBMIT_SM, SUBMIT_SM]
    assert sent[0].body.startswith(b"fenghuo\0secret\0")
    parts = [submit(frame) for frame in sent[1:]]
    for part in parts:
        assert (part.destination, part.dest_ton, part.dest_npi) == ("8613800000001", 1, 1)
        assert (part.source, part.data_coding, part.registered_delivery) == ("10690000", 8, 1)
        assert (part.esm_class, part.validity) == (0x40, "000001000000000R")
        assert len(part.octets) <= 140
    headers = [part.octets[:6] for part in parts]
    reference = headers[0][3]
    assert headers == [bytes((5, 0, 3, reference, 2, 1)), bytes((5, 0, 3, reference, 2, 2))]
    text = "".join(part.octets[6:].decode("utf-16-be") for part in parts)
    assert text == sms_text(message.warning)


def test_a_short_text_travels_alone_without_a_header(tmp_path):
    warning = a_warning()
    short = a_warning(texts=tuple(_shortened(text) for text in warning.texts))
    with a_centre(tmp_path) as centre, a_channel(centre.port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        assert channel.send([outgoing(short)])[0].result is Result.SENT
        (line,) = centre.lines("submit")
    assert (line["header"], line["text"]) == ("", "【烽火】红色预警。水位超警。快走。")


def _shortened(text: Any) -> Any:
    from dataclasses import replace

    return replace(text, headline="红色预警", description="水位超警。", instruction="快走。")


def test_a_burst_keeps_to_the_window_and_loses_nothing(tmp_path):
    messages = [outgoing(address=f"+86138{number:08d}", recipient=f"c-{number}") for number in range(200)]
    with a_centre(tmp_path) as centre, a_channel(centre.port, window=8) as channel:
        assert channel.session.wait_bound(PATIENCE)
        outcomes = channel.send(messages)
        assert {outcome.result for outcome in outcomes} == {Result.SENT}
        told = [line["to"] for line in centre.lines("submit")]
    assert sorted(set(told)) == sorted(f"86138{number:08d}" for number in range(200))
    assert len(told) == 400


def test_a_throttling_gateway_is_tried_again_and_a_bad_number_is_not(tmp_path):
    with a_centre(tmp_path, "--throttle", "1") as centre, a_channel(centre.port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        (busy,) = channel.send([outgoing()])
        assert (busy.result, busy.after is not None) == (Result.RETRY, True)
        (again,) = channel.send([outgoing()])
        assert again.result is Result.SENT
        (never,) = channel.send([outgoing(address="not a number")])
        assert never.result is Result.FAILED
        assert len(centre.lines("throttled")) == 1


@pytest.mark.parametrize("status", [CapStatus.EXERCISE, CapStatus.TEST])
def test_a_live_account_refuses_a_drill_and_a_drill_account_marks_it(tmp_path, status):
    drill = a_warning(status=status)
    with a_centre(tmp_path) as centre:
        with a_channel(centre.port) as live:
            assert live.session.wait_bound(PATIENCE)
            (refused,) = live.send([outgoing(drill)])
            assert refused.result is Result.FAILED
            assert centre.lines("submit") == []
        with a_channel(centre.port, status=status) as own:
            assert own.session.wait_bound(PATIENCE)
            assert own.send([outgoing(a_warning())])[0].result is Result.FAILED
            assert own.send([outgoing(drill)])[0].result is Result.SENT
        first = min(centre.lines("submit"), key=lambda line: line["header"])
    assert first["text"].startswith({"Exercise": "【演练】", "Test": "【测试】"}[status])


def test_a_gateway_that_dies_is_bound_again_when_it_returns(tmp_path):
    port = free_port()
    with a_centre(tmp_path, port=port) as centre, a_channel(port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        assert channel.send([outgoing()])[0].result is Result.SENT
        centre.kill()
        eventually(lambda: not channel.session.is_bound, "noticing that the gateway is gone")
        with pytest.raises(ChannelError, match="no session with the SMS gateway"):
            channel.send([outgoing()])
        with a_centre(tmp_path, port=port) as back:
            assert channel.session.wait_bound(PATIENCE)
            assert channel.send([outgoing()])[0].result is Result.SENT
            assert len(back.lines("bound")) == 2


def test_a_gateway_that_was_never_there_holds_nobody_up():
    with a_channel(free_port()) as channel:
        began = time.monotonic()
        with pytest.raises(ChannelError):
            channel.send([outgoing()])
        assert time.monotonic() - began < 1


def test_over_tls_the_gateway_is_known_by_its_certificate_and_nobody_on_the_line_reads_the_password(tmp_path):
    key, certificate = a_certificate(tmp_path, "127.0.0.1")
    message = outgoing()
    with (
        a_centre(tmp_path) as centre,
        a_tls_front(centre.port, key=key, certificate=certificate) as front,
        tapped(front) as tap,
        a_channel(tap.port, is_tls=True, ca_file=str(certificate)) as channel,
    ):
        assert channel.session.wait_bound(PATIENCE), channel.session.why
        assert channel.send([message])[0].result is Result.SENT
        assert centre.lines("submit")[0]["to"] == "8613800000001"
        assert b"secret" not in tap.said
        assert b"fenghuo" not in tap.said


@pytest.mark.parametrize("has_tls", [True, False], ids=["unknown authority", "no TLS at all"])
def test_a_gateway_that_cannot_show_who_it_is_is_told_nothing(tmp_path, has_tls):
    key, certificate = a_certificate(tmp_path, "127.0.0.1")
    with a_centre(tmp_path) as centre, a_tls_front(centre.port, key=key, certificate=certificate) as front:
        port = front if has_tls else centre.port
        with tapped(port) as tap, a_channel(tap.port, is_tls=True) as channel:
            eventually(lambda: channel.session.why, "the refusal")
            assert not channel.session.is_bound
            with pytest.raises(ChannelError):
                channel.send([outgoing()])
            assert b"secret" not in tap.said
        assert centre.lines("bound") == []


def test_a_queued_warning_is_submitted_and_its_receipt_settles_it(tmp_path):
    store, warning = MemoryStore(), a_warning()
    store.put_contacts([a_contact()], **BY_TEST)
    with store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_deliveries([a_delivery(warning)])
    with a_centre(tmp_path, "--receipts") as centre, a_channel(centre.port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        dispatcher = Dispatcher(store=store, channels={"sms": channel})
        assert dispatcher.run_once(NOW) == 1
        assert [d.state for d in store.deliveries()] == [DeliveryState.SENT]

        def arrived() -> bool:
            dispatcher.run_once(after(seconds=2))
            return store.deliveries()[0].state is DeliveryState.DELIVERED

        eventually(arrived, "the receipt")
        assert len(eventually(lambda: centre.lines("taken"), "the answer to the receipts")) >= 1
    acts = [row.entry.data["act"] for row in store.journal() if row.entry.kind != "contact"]
    assert acts == ["sent", "delivered"]


def test_a_receipt_finds_its_message_after_a_restart(tmp_path):
    store, warning = MemoryStore(), a_warning()
    with store.begin() as tx:
        tx.save_warnings([warning])
        tx.save_deliveries([a_delivery(warning)])
    port = free_port()
    with a_centre(tmp_path, port=port), a_channel(port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        Dispatcher(store=store, channels={"sms": channel}).run_once(NOW)
        (sent,) = store.deliveries()
    with a_centre(tmp_path, "--receipts", port=port), a_channel(port) as channel:
        # The centre counts from one again: its receipts for what another dispatcher submits name the same ids.
        assert channel.session.wait_bound(PATIENCE)
        channel.send([outgoing(recipient="another")])
        dispatcher = Dispatcher(store=store, channels={"sms": channel})

        def arrived() -> bool:
            dispatcher.run_once(after(seconds=2))
            return store.deliveries()[0].state is DeliveryState.DELIVERED

        eventually(arrived, "the receipt")
    assert store.deliveries()[0].detail.startswith(sent.detail)


def test_what_a_person_sends_is_stored_before_the_gateway_hears_that_it_was_taken(tmp_path):
    store = MemoryStore()
    with a_centre(tmp_path, "--says", "安全 53") as centre, a_channel(centre.port) as channel:
        assert channel.session.wait_bound(PATIENCE)
        dispatcher = Dispatcher(store=store, channels={"sms": channel})

        def heard() -> Any:
            assert centre.lines("taken") == []
            dispatcher.run_once(NOW)
            with store.begin() as tx:
                return tx.claim_inbound(limit=9)

        ((_, message),) = eventually(heard, "the answer")
        assert (message.channel, message.address, message.text) == ("sms", "+8613800000001", "安全 53")
        eventually(lambda: centre.lines("taken"), "the gateway hearing of it")


def test_several_sessions_of_one_account_share_the_work(tmp_path):
    messages = [outgoing(address=f"+86138{number:08d}", recipient=f"c-{number}") for number in range(100)]
    with a_centre(tmp_path) as centre, a_channel(centre.port, binds=3, window=4) as channel:
        eventually(lambda: len(centre.lines("bound")) == 3, "three sessions")
        assert {outcome.result for outcome in channel.send(messages)} == {Result.SENT}
        assert len(centre.lines("submit")) == 200
