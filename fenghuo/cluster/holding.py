"""Holding: the thread that keeps a member's leases, and what runs while it holds them.

Opening and closing take as long as they take, on threads of their own and one after the other for each resource; the
signs of life go on meanwhile. What cannot be opened, because the database is away, is tried again.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

import structlog

from fenghuo.cluster.lease import Keeper, Move, Step
from ingest.stream.link import StreamError
from store.errors import FencedError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from fenghuo.cluster.board import Board

log = structlog.get_logger("fenghuo.cluster")

#: Signs of life in a lease time.
BEATS = 6
#: Seconds between two tries to open.
_RETRY = 0.5
#: Things that are opened or closed at once.
_AT_ONCE = 4


class Running(Protocol):
    """What runs while a resource is held."""

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""

    def stop(self) -> None:
        """Finish and let go."""


@dataclass(slots=True, kw_only=True)
class _Held:
    """A resource that is held."""

    epoch: int
    #: None while it is being opened.
    running: Running | None = None
    #: Why it is not open yet.
    trouble: str = "opening"
    is_over: bool = False
    #: Held while it is opened or closed.
    lock: threading.Lock = field(default_factory=threading.Lock)


class Holding:
    """A member of the cluster."""

    def __init__(
        self,
        board: Board,
        *,
        name: str,
        resources: Collection[str],
        lease_seconds: float,
        start: Callable[[str, int], Running],
        epochs: Callable[[], dict[str, int]] = dict,
        note: str = "",
    ) -> None:
        """Take the parts; the thread starts with ``start``.

        Args:
            board: Where members and leases are written.
            name: Of this member, one for each process.
            resources: What may be held.
            lease_seconds: Seconds without a sign of life after which the others take over.
            start: Begins what runs while a resource is held, under an epoch.
            epochs: Returns the highest epoch that the database knows of each resource.
            note: What the others may read about this member.
        """
        self._board, self._start, self._epochs, self._note = board, start, epochs, note
        self._keeper = Keeper(name=name, resources=resources, lease_seconds=lease_seconds)
        self._beat = lease_seconds / BEATS
        self._held: dict[str, _Held] = {}
        self._fenced: set[str] = set()
        self._trouble = "has not looked yet"
        #: What a round that is under way has met.
        self._untold = ""
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="fenghuo-holding")
        self._thread = threading.Thread(target=self._run, name="fenghuo-holding", daemon=True)

    @property
    def held(self) -> dict[str, int]:
        """Return the epoch under which each resource is held."""
        return {resource: held.epoch for resource, held in list(self._held.items()) if not held.is_over}

    @property
    def trouble(self) -> str:
        """Return what does not work, empty while everything does."""
        if self._thread.ident is not None and not self._thread.is_alive() and not self._stopping.is_set():
            return "the thread that keeps the leases has ended"
        of_held = (
            f"{resource}: {told}"
            for resource, held in sorted(self._held.items())
            if (told := held.running.trouble if held.running else held.trouble)
        )
        return self._trouble or next(of_held, "")

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Finish with everything and give it back, so that the others need not wait."""
        self._stopping.set()
        self._thread.join(timeout=10)
        for resource in list(self._held):
            self._pool.submit(self._give, resource, is_last=True)
        self._pool.shutdown(wait=True)

    def fenced(self, resource: str) -> None:
        """Hear that the database has given a resource to somebody else."""
        self._fenced.add(resource)

    def _run(self) -> None:
        while not self._stopping.is_set():
            begun = _monotonic()
            try:
                self._untold = ""
                self._round(begun)
                self._trouble = self._untold
            except StreamError as error:
                self._be_blind(str(error))
            except Exception as error:
                # The loop owns its task: the next round looks again.
                log.exception("holding_failed")
                self._be_blind(f"{type(error).__name__}: {error}")
            self._stopping.wait(max(0.0, self._beat - (_monotonic() - begun)))

    def _be_blind(self, trouble: str) -> None:
        if trouble != self._trouble:
            log.warning("board_away", why=trouble)
        self._trouble = trouble
        for move in self._keeper.blind(now=_monotonic()):
            self._drop(move.resource)

    def _round(self, begun: float) -> None:
        self._board.beat(self._keeper.name, self._note)
        self._keeper.told(now=begun)
        sight = self._board.look()
        for move in self._keeper.look(sight, now=_monotonic()):
            self._do(move)
        while self._fenced:
            resource = self._fenced.pop()
            if resource in self._held:
                log.warning("fenced", resource=resource, epoch=self._held[resource].epoch)
                self._let_go(resource)

    def _do(self, move: Move) -> None:
        if move.step is Step.TAKE:
            self._take(move)
        elif move.step is Step.GIVE:
            self._let_go(move.resource)
        else:
            self._drop(move.resource)

    def _take(self, move: Move) -> None:
        if move.resource in self._held:
            return  # still being closed from the last time
        try:
            known = self._epochs().get(move.resource, 0)
        except StoreError as error:
            self._untold = f"the database does not tell the epochs: {error}"
            return
        epoch = max(move.lease.epoch, known) + 1
        if self._board.swap(move.resource, replace(move.lease, holder=self._keeper.name, epoch=epoch)):
            log.info("lease_taken", resource=move.resource, epoch=epoch, was=move.lease.holder or "nobody's")
            self._keeper.held[move.resource] = epoch
            held = self._held[move.resource] = _Held(epoch=epoch)
            self._pool.submit(self._open, move.resource, held)

    def _let_go(self, resource: str) -> None:
        """Close in order and give the lease back then."""
        held = self._held.get(resource)
        if held is not None and not held.is_over:
            held.is_over = True
            self._pool.submit(self._give, resource)

    def _drop(self, resource: str) -> None:
        """Close what may be somebody else's already."""
        self._keeper.held.pop(resource, None)
        held = self._held.get(resource)
        if held is not None and not held.is_over:
            log.warning("lease_lost", resource=resource, epoch=held.epoch)
            held.is_over = True
            self._pool.submit(self._close, resource)

    def _open(self, resource: str, held: _Held) -> None:
        with held.lock:
            while not (held.is_over or self._stopping.is_set()):
                try:
                    held.running = self._start(resource, held.epoch)
                except FencedError:
                    self._fenced.add(resource)
                    return
                except Exception as error:
                    log.exception("not_opened", resource=resource)
                    held.trouble = f"{type(error).__name__}: {error}"
                    time.sleep(_RETRY)
                else:
                    return

    def _close(self, resource: str) -> None:
        held = self._held[resource]
        with held.lock:
            try:
                if held.running is not None:
                    held.running.stop()
            except Exception:
                log.exception("not_closed", resource=resource)
            finally:
                del self._held[resource]

    def _give(self, resource: str, *, is_last: bool = False) -> None:
        held = self._held.get(resource)
        if held is None:
            return
        held.is_over = True
        self._close(resource)
        self._keeper.held.pop(resource, None)
        try:
            lease = self._board.look().leases.get(resource)
            if lease is not None and lease.holder == self._keeper.name and lease.epoch == held.epoch:
                self._board.swap(resource, replace(lease, holder=""))
                log.info("lease_given", resource=resource, epoch=held.epoch, is_last=is_last)
        except StreamError as error:
            # The others take it when they have not heard of us for a while.
            log.warning("lease_not_given", resource=resource, why=str(error))


def _monotonic() -> float:
    return time.monotonic()  # noqa: TID251  a wait, not an instant
