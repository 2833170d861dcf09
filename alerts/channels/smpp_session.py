"""A session with an SMS gateway over SMPP 3.4: the one module that knows the ``smpp34`` wheel.

It owns a thread with an event loop and keeps one transceiver session bound; when that breaks it binds again with
growing patience, whatever it was that broke it.

Source:
    SMPP Protocol Specification v3.4, 4.4 (submit_sm), 5.2.5 (type of number), 5.2.12 (esm_class), 5.3.2.12.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import smpp34
import structlog

from alerts.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from alerts.sms import ShortMessage

log = structlog.get_logger("alerts.channels.smpp_session")

_UCS2 = 8
_HAS_HEADER = 0x40
#: A receipt is asked for, whatever becomes of the message.
_WANTS_RECEIPT = 1
_INTERNATIONAL = 1
_ISDN = 1
_ALPHANUMERIC = 5
_RECEIPTED_MESSAGE_ID = 0x001E

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppAccount:
    """Where and as whom the gateway is bound."""

    host: str
    port: int
    system_id: str
    password: str
    #: Sender number, or a name of at most 11 letters.
    source: str = ""
    is_tls: bool = False
    #: Submits in flight at most.
    window: int = 16
    #: Seconds to wait for an answer.
    answer_s: float = 10.0
    #: Seconds between the first attempts to bind; doubled up to ``slowest_s``.
    quickest_s: float = 0.5
    slowest_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gateway said to one submit."""

    #: command_status; 0 is acceptance.
    status: int
    #: The gateway's id of the message, empty when it was refused.
    message_id: str


class SmppSession:
    """One account, kept bound."""

    def __init__(self, account: SmppAccount, *, on_receipt: Callable[[str, str], None]) -> None:
        """Take the account, and whom to tell ``(text, message id or empty)`` of each receipt; not bound yet."""
        self.account = account
        #: Why no session stands, for people.
        self.why = "not bound yet"
        self._on_receipt = on_receipt
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._bound = threading.Event()
        self._smsc: smpp34.Smsc | None = None
        self._keeper: asyncio.Task[None] | None = None
        #: Seconds before the next attempt to bind.
        self._wait = account.quickest_s

    @property
    def is_bound(self) -> bool:
        """Return whether a session stands."""
        return self._bound.is_set()

    def wait_bound(self, timeout: float) -> bool:
        """Wait until a session stands, at most ``timeout`` seconds; return whether it does."""
        return self._bound.wait(timeout)

    def start(self) -> None:
        """Start the thread that keeps the session bound."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fenghuo-smpp", daemon=True)
        self._thread.start()
        self.run(self._begin(), timeout=self.account.answer_s)

    def stop(self) -> None:
        """Unbind and end the thread."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        with contextlib.suppress(ChannelError):
            self.run(self._end(), timeout=3 * self.account.answer_s)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(self.account.answer_s)
        if not thread.is_alive():
            loop.close()
        self._loop = self._thread = None

    def run(self, work: Coroutine[Any, Any, T], *, timeout: float) -> T:
        """Run a coroutine on the session's loop and return its result; only between ``start`` and ``stop``.

        Args:
            work: What to run.
            timeout: Seconds after which it is given up.

        Raises:
            ChannelError: If no loop runs, or it came to no end in time; what it did until then is unknown.
        """
        if self._loop is None:
            work.close()
            raise ChannelError(self.why)
        running = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return running.result(timeout)
        except concurrent.futures.TimeoutError:
            running.cancel()
            message = f"the SMS session came to no end within {timeout:g} s"
            raise ChannelError(message) from None

    async def submit(self, number: str, part: ShortMessage, *, validity: str) -> Answer:
        """Submit one part and return the gateway's answer.

        Args:
            number: Digits of an E.164 number.
            part: Octets as they go over the air.
            validity: Relative validity period.

        Raises:
            ChannelError: If no session stands, or no answer came; whether it was accepted is then unknown.
        """
        smsc = self._smsc
        if smsc is None:
            raise ChannelError(self.why)
        source = self.account.source
        is_number = source.isdigit()
        submit = smsc.submit_sm(
            number,
            part.octets,
            source_addr=source,
            source_addr_ton=0 if is_number or not source else _ALPHANUMERIC,
            source_addr_npi=_ISDN if is_number else 0,
            dest_addr_ton=_INTERNATIONAL,
            dest_addr_npi=_ISDN,
            esm_class=_HAS_HEADER if part.has_header else 0,
            registered_delivery=_WANTS_RECEIPT,
            data_coding=_UCS2,
            validity_period=validity,
        )
        try:
            async with asyncio.timeout(self.account.answer_s):
                answer = await submit
        except TimeoutError:
            message = f"no answer within {self.account.answer_s:g} s"
            raise ChannelError(message) from None
        except (smpp34.SmppError, OSError) as error:
            raise ChannelError(str(error)) from None
        return Answer(status=answer.command_status, message_id=answer.message_id or "")

    async def _begin(self) -> None:
        self._keeper = asyncio.create_task(self._keep_bound(), name="smpp-keeper")

    async def _end(self) -> None:
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.wait({self._keeper})

    async def _keep_bound(self) -> None:
        while True:
            try:
                await self._serve(self._client())
                self.why = "the gateway ended the session"
            except (smpp34.SmppError, OSError) as error:
                self.why = str(error) or type(error).__name__
            except Exception as error:
                # Whatever went wrong, a gateway that is not bound again sends nothing for ever.
                log.exception("smpp_session_failed", host=self.account.host, port=self.account.port)
                self.why = f"the session failed ({type(error).__name__}), the log says more"
            await asyncio.sleep(self._wait)
            self._wait = min(self._wait * 2, self.account.slowest_s)

    async def _serve(self, client: smpp34.Client) -> None:
        """Bind, and take receipts until the session ends."""
        try:
            # Not wait_for: in Python 3.11 that can swallow the cancellation that ends this task.
            async with asyncio.timeout(2 * self.account.answer_s):
                self._smsc = await client.connect()
            self._bound.set()
            self._wait = self.account.quickest_s
            await self._listen(self._smsc)
        finally:
            self._bound.clear()
            self._smsc = None
            await self._stop(client)

    async def _stop(self, client: smpp34.Client) -> None:
        try:
            async with asyncio.timeout(self.account.answer_s):
                await client.stop()
        except Exception:
            # The session is given up in any case; why it ended is what counts.
            log.exception("smpp_stop_failed", host=self.account.host, port=self.account.port)

    def _client(self) -> smpp34.Client:
        account = self.account
        return smpp34.Client(
            account.host,
            account.port,
            account.system_id,
            account.password,
            bind_type="TRX",
            tls=account.is_tls,
            window_size=account.window,
            connect_timeout_ms=int(account.answer_s * 1000),
        )

    async def _listen(self, smsc: smpp34.Smsc) -> None:
        """Take receipts until the session ends."""
        while True:
            event = await smsc.next()
            if isinstance(event, smpp34.Disconnected):
                return
            try:
                self._take(event)
            except Exception:
                # One receipt that cannot be read must not cost the session, and all the others with it.
                log.exception("receipt_failed", host=self.account.host, port=self.account.port)

    def _take(self, event: smpp34.DeliverSmEvent) -> None:
        told = next((tlv.as_string() for tlv in event.tlvs if tlv.tag == _RECEIPTED_MESSAGE_ID), None)
        self._on_receipt(event.short_message.decode("ascii", errors="replace"), (told or "").rstrip("\0"))
