"""A child process that is tied to us: started, watched, stopped, and found again after a crash.

The child leads a process group of its own, so Ctrl-C in a terminal reaches only us and we stop the child in order. If
we die without a word the kernel signals it. If even that fails (the child was stopped or busy), the next start finds
it by its pid file. Signals go through a pidfd that was checked first, so they can hit no other process.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from signal import Signals

from fenghuo.embedded import launch, procfs
from fenghuo.embedded.account import Account
from fenghuo.embedded.errors import ServiceError

#: Seconds that a process gets to end after SIGKILL, which it cannot refuse.
_KILL_PATIENCE_S = 10.0
#: A log that has grown beyond this is set aside at the next start, bytes.
_LOG_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A service to be run."""

    #: What it is called in messages and file names.
    name: str
    #: Absolute path of the program (as seen below `root`) and its arguments.
    arguments: tuple[str, ...]
    #: Where its log and its pid file go.
    folder: Path
    #: A text that only this service's command line carries, such as its data folder.
    mark: str
    #: Account to become, None for our own.
    account: Account | None = None
    #: Folder that becomes its /, None for ours.
    root: Path | None = None
    #: Its whole environment.
    environment: tuple[tuple[str, str], ...] = (("LC_ALL", "C"), ("TZ", "UTC"))
    #: Signals that ask it to end, each with the seconds it is given; SIGKILL follows by itself.
    stop_signals: tuple[tuple[Signals, float], ...] = ((Signals.SIGTERM, 10.0), (Signals.SIGINT, 5.0))

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """Where its identity is kept while it runs."""
        return self.folder / f"{self.name}.pid"


class Child:
    """A running service."""

    def __init__(self, command: Command, popen: subprocess.Popen[bytes], *, log_start: int) -> None:
        self.command = command
        self.pid = popen.pid
        self._popen = popen
        self._log_start = log_start

    def is_running(self) -> bool:
        """Return whether it has not ended yet."""
        return self._popen.poll() is None

    def has_said(self, words: str) -> bool:
        """Return whether the words are in what it has logged since it started."""
        with self.command.log.open("rb") as log:
            log.seek(self._log_start)
            return words.encode() in log.read()

    def signal(self, number: Signals, *, answer: str, timeout_s: float) -> None:
        """Send a signal and wait until the service has logged an answer to it.

        Raises:
            ServiceError: It has ended, or says nothing in time.
        """
        start = self.command.log.stat().st_size
        identity = procfs.identify(self.pid, mark=self.command.mark) if self.is_running() else None
        if identity is None:
            raise self.failure(f"cannot be sent {number.name}")
        os.kill(self.pid, number)
        wait_for(lambda: self._has_said_since(start, answer), child=self, timeout_s=timeout_s, what="did not answer")

    def _has_said_since(self, start: int, words: str) -> bool:
        with self.command.log.open("rb") as log:
            log.seek(start)
            return words.encode() in log.read()

    def stop(self) -> None:
        """End it, first politely; more than once does no harm."""
        identity = procfs.identify(self.pid, mark=self.command.mark) if self.is_running() else None
        if identity is not None:
            _end(identity, self.command)
        self._popen.wait(_KILL_PATIENCE_S)
        self.command.pid_file.unlink(missing_ok=True)

    def failure(self, what: str) -> ServiceError:
        """Return an error that says what failed and what the service said last."""
        status = "it still runs" if self.is_running() else f"it ended with status {self._popen.returncode}"
        lines = "\n".join(f"  {line}" for line in last_lines(self.command.log))
        return ServiceError(f"{self.command.name}: {what} ({status}); last lines of {self.command.log}:\n{lines}")


def spawn(command: Command) -> Child:
    """Start the service; its output goes to its log, and it dies with us."""
    command.folder.mkdir(parents=True, exist_ok=True)
    # The kernel sends the parent-death signal when the *thread* that forked ends: fork from one that stays.
    child = _forker().submit(_fork, command).result()
    identity = procfs.identify(child.pid, mark=command.mark)
    if identity is not None:
        procfs.write_identity(command.pid_file, identity)
    return child


def recover(command: Command) -> bool:
    """Stop what a crashed run of this service left running.

    Call it only as the folder's owner (`Claim`): a living owner's service is not a leftover.

    Returns:
        True when something was found and stopped.
    """
    identity = procfs.read_identity(command.pid_file)
    is_found = identity is not None and procfs.is_alive(identity)
    if identity is not None and is_found:
        _end(identity, command)
    command.pid_file.unlink(missing_ok=True)
    return is_found


def stop_leftover(pid: int, command: Command) -> bool:
    """Stop a process known by its number only, if its command line carries the mark; return whether it did."""
    identity = procfs.identify(pid, mark=command.mark)
    if identity is None or not procfs.is_alive(identity):
        return False
    _end(identity, command)
    return True


def run(command: Command, *, timeout_s: float) -> None:
    """Run a program to its end.

    Raises:
        ServiceError: It failed or took too long; the message carries its last words.
    """
    try:
        done = subprocess.run(
            _wrapped(command, death_signal=Signals.SIGKILL),
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ServiceError(f"{command.name} did not finish within {timeout_s:.0f} s") from error
    if done.returncode != 0:
        words = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise ServiceError(f"{command.name} failed with status {done.returncode}: {words}")


def last_lines(log: Path, *, count: int = 12) -> list[str]:
    """Return the last lines of a log, none when there is none."""
    try:
        return log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:]
    except FileNotFoundError:
        return []


def _fork(command: Command) -> Child:
    if command.log.exists() and command.log.stat().st_size > _LOG_LIMIT:
        command.log.replace(command.log.with_suffix(".log.1"))
    with open(command.log, "ab", opener=_open_private) as log:
        log_start = log.seek(0, os.SEEK_END)
        popen = subprocess.Popen(
            _wrapped(command, death_signal=command.stop_signals[0][0]),
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
        )
    return Child(command, popen, log_start=log_start)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _wrapped(command: Command, *, death_signal: Signals) -> Sequence[str]:
    orders = {
        "parent": os.getpid(),
        "signal": int(death_signal),
        "root": str(command.root) if command.root else None,
        "uid": command.account.uid if command.account else None,
        "gid": command.account.gid if command.account else None,
    }
    return [sys.executable, "-I", "-S", launch.__file__, json.dumps(orders), *command.arguments]


@cache
def _forker() -> ThreadPoolExecutor:
    """Return the one thread that forks; it lives as long as the process."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="fenghuo-forker")


def _end(identity: procfs.Identity, command: Command) -> None:
    try:
        descriptor = os.pidfd_open(identity.pid)
    except ProcessLookupError:
        return
    try:
        # The descriptor is taken before the identity is checked again: from here on it can be no other process.
        if procfs.identify(identity.pid, mark=identity.mark) != identity:
            return
        for number, patience_s in (*command.stop_signals, (Signals.SIGKILL, _KILL_PATIENCE_S)):
            signal.pidfd_send_signal(descriptor, number)
            # A suspended process hears nothing but SIGKILL until it is woken.
            signal.pidfd_send_signal(descriptor, Signals.SIGCONT)
            if _has_ended(descriptor, patience_s):
                return
        raise ServiceError(f"{command.name} (process {identity.pid}) does not end, not even by SIGKILL")
    except ProcessLookupError:
        return
    finally:
        os.close(descriptor)


def _has_ended(descriptor: int, patience_s: float) -> bool:
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(patience_s * 1000))


def wait_for(is_ready: Callable[[], bool], *, child: Child, timeout_s: float, what: str = "was not ready") -> None:
    """Wait until the service is ready; ``what`` is said of one that is not.

    Raises:
        ServiceError: It ended, or was not ready in time.
    """
    deadline = time.monotonic() + timeout_s  # noqa: TID251
    while not is_ready():
        if not child.is_running():
            raise child.failure("did not start")
        if time.monotonic() > deadline:  # noqa: TID251
            raise child.failure(f"{what} within {timeout_s:.0f} s")
        time.sleep(0.01)
