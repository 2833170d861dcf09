"""A session with an SMS gateway over SMPP 3.4: a thread with an event loop that keeps an account's links bound.

Each link that breaks is bound again with growing patience, whatever it was that broke it. A gateway that throttles is
left alone longer and longer. What people and receipts say is kept until it is acknowledged: an answer of a village is
not taken off the gateway's hands before it is stored.

Source:
    SMPP Protocol Specification v3.4, 4.1 (bind), 4.6 (deliver_sm), 2.9 (enquire_link).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import ssl
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from alerts.channels.smpp_link import BUSY, Answer, Link, Terms, Work
from alerts.channels.smpp_wire import bind_body
from alerts.errors import ChannelError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from alerts.channels.smpp_wire import Delivered

log = structlog.get_logger("alerts.channels.smpp_session")

#: Receipts and messages kept until they are acknowledged; a gateway that sends more is asked to keep them.
MOST_NEWS = 100_000
#: Seconds between two looks at what owes an answer.
_WATCH_S = 0.5

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmppAccount:
    """Where and as whom the gateway is bound."""

    host: str
    port: int
    system_id: str
    password: str = field(repr=False)
    #: Of the account; message ids are unique under it.
    name: str = "sms"
    #: Sender number, or a name of at most 11 letters.
    source: str = ""
    is_tls: bool = False
    #: PEM file of the authorities that may vouch for the gateway; empty: those that the system trusts.
    ca_file: str = ""
    #: Submits in flight at most, on each link.
    window: int = 16
    #: Links kept bound at once.
    binds: int = 1
    #: Seconds to wait for an answer.
    answer_s: float = 10.0
    #: Seconds of silence after which a sign of life is asked for.
    enquire_s: float = 30.0
    #: Seconds between the first attempts to bind; doubled up to ``slowest_s``.
    quickest_s: float = 0.5
    slowest_s: float = 30.0


class SmppSession:
    """One account, kept bound."""

    def __init__(self, account: SmppAccount, *, on_news: Callable[[], None] = lambda: None) -> None:
        """Take the account, and whom to wake (from another thread) when something came; not bound yet."""
        self.account = account
        #: Why no link stands, for people.
        self.why = "not bound yet"
        self._on_news = on_news
        self._terms = Terms(
            bind=bind_body(account.system_id, account.password),
            window=account.window,
            answer_s=account.answer_s,
            enquire_s=account.enquire_s,
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._bound = threading.Event()
        self._links: list[Link] = []
        #: Rounds that are not over, the oldest first.
        self._works: list[Work] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._news: deque[tuple[Link, int]] = deque()
        self._shown: list[tuple[Link, int]] = []

    @property
    def is_bound(self) -> bool:
        """Return whether a link stands."""
        return self._bound.is_set()

    def wait_bound(self, timeout: float) -> bool:
        """Wait until a link stands, at most ``timeout`` seconds; return whether it does."""
        return self._bound.wait(timeout)

    def start(self) -> None:
        """Start the thread that keeps the links bound."""
        self._loop = asyncio.new_event_loop()
        name = f"fenghuo-smpp-{self.account.name}"
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()
        self._run(self._begin(), timeout=self.account.answer_s)

    def stop(self) -> None:
        """Unbind and end the thread."""
        loop, thread = self._loop, self._thread
        if loop is None or thread is None:
            return
        with contextlib.suppress(ChannelError):
            self._run(self._end(), timeout=3 * self.account.answer_s)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(self.account.answer_s)
        if not thread.is_alive():
            loop.close()
        self._loop = self._thread = None

    def submit_all(self, units: Sequence[Sequence[bytes]], *, timeout: float) -> list[list[Answer]]:
        """Submit messages, each of one or more parts, and return what was answered to each part.

        Args:
            units: Bodies of submit_sm; those of one message travel on one link, in order.
            timeout: Seconds after which no further message leaves.

        Raises:
            ChannelError: If no link stands.
        """
        if not self.is_bound:
            raise ChannelError(self.why)
        return self._run(self._submit_all(units, seconds=timeout), timeout=timeout + 2 * self.account.answer_s)

    def news(self) -> list[Delivered]:
        """Return what came since the last call."""
        found: list[Delivered] = []
        while self._news:
            link, sequence = self._news.popleft()
            each = link.news.get(sequence)
            if each is not None:
                found.append(each)
                self._shown.append((link, sequence))
        return found

    def acknowledge(self) -> None:
        """Tell the gateway that everything ``news`` returned is kept."""
        shown, self._shown = self._shown, []
        loop = self._loop
        if not shown or loop is None:
            return
        by_link: dict[Link, list[int]] = {}
        for link, sequence in shown:
            by_link.setdefault(link, []).append(sequence)
        for link, sequences in by_link.items():
            with contextlib.suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(link.acknowledge, sequences)

    def _run(self, work: Coroutine[Any, Any, T], *, timeout: float) -> T:
        """Run a coroutine on the session's loop; only between ``start`` and ``stop``.

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

    async def _submit_all(self, units: Sequence[Sequence[bytes]], *, seconds: float) -> list[list[Answer]]:
        work = Work(units, asyncio.get_running_loop().create_future())
        self._works.append(work)
        stopping = asyncio.get_running_loop().call_later(seconds, work.stop)
        try:
            for link in self._links:
                link.pump()
            if not self._links:
                work.stop()
            await work.done
        finally:
            stopping.cancel()
            self._works.remove(work)
        unsent = Answer(None, is_sent=False)
        return [[answer or unsent for answer in answers] for answers in work.answers]

    def _next(self) -> tuple[Work, int] | None:
        """Return the next message that is to leave."""
        for work in self._works:
            number = work.take()
            if number is not None:
                return work, number
        return None

    async def _begin(self) -> None:
        numbers = range(self.account.binds)
        self._tasks = [asyncio.create_task(self._keep_bound(), name=f"smpp-keeper-{number}") for number in numbers]

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _keep_bound(self) -> None:
        wait = self.account.quickest_s
        while True:
            try:
                if await self._serve():
                    wait = self.account.quickest_s
            except (OSError, TimeoutError) as error:
                self.why = str(error) or type(error).__name__
            except Exception as error:
                # Whatever went wrong, a gateway that is not bound again sends nothing for ever.
                log.exception("smpp_session_failed", host=self.account.host, port=self.account.port)
                self.why = f"the session failed ({type(error).__name__}), the log says more"
            await asyncio.sleep(wait)
            wait = min(wait * 2, self.account.slowest_s)

    async def _serve(self) -> bool:
        """Bind a link and watch it until it ends; return whether the gateway took the login."""
        account = self.account
        link: Link | None = None
        try:
            # Not wait_for: in Python 3.11 that can swallow the cancellation that ends this task.
            async with asyncio.timeout(2 * account.answer_s):
                _, link = await asyncio.get_running_loop().create_connection(
                    self._link, account.host, account.port, ssl=self._tls()
                )
                await link.bound
            if link.lost.done():
                self.why = link.lost.result()
                return False
            self._add(link)
            while not link.lost.done():
                await asyncio.wait({link.lost}, timeout=_WATCH_S)
                link.watch()
            self.why = link.lost.result()
            return True
        finally:
            if link is not None:
                self._drop(link)

    def _link(self) -> Link:
        return Link(self._terms, source=self._next, on_delivered=self._delivered)

    def _add(self, link: Link) -> None:
        self._links.append(link)
        self._bound.set()
        link.pump()

    def _drop(self, link: Link) -> None:
        if link in self._links:
            self._links.remove(link)
        if not self._links:
            self._bound.clear()
        link.unbind()
        link.close("the session was ended here")
        if not self._links:
            for work in self._works:
                work.stop()

    def _delivered(self, link: Link, sequence: int) -> bool:
        if len(self._news) >= MOST_NEWS:
            return False
        self._news.append((link, sequence))
        self._on_news()
        return True

    def _tls(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cafile=self.account.ca_file or None) if self.account.is_tls else None


def asks_for_patience(answer: Answer) -> bool:
    """Return whether an answer means that the gateway is to be left alone for a while."""
    return answer.status in BUSY
