"""Which process is that: facts from /proc that tell one process from a later one with the same number.

A pid alone names nothing, for numbers are used again. A pid together with the start time and the boot does, and the
command line says whether it is the program that we think it is.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

PROC = Path("/proc")

#: Fields of /proc/PID/stat counted from the one after the command name, proc(5): 3 state, 22 starttime.
_STATE, _START = 0, 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes a process itself."""

    #: Process id.
    pid: int
    #: Start time, clock ticks since boot.
    started: int
    #: Boot id of the kernel that gave the number.
    boot: str
    #: A text that its command line carries, such as its data folder.
    mark: str


def identify(pid: int, *, mark: str) -> Identity | None:
    """Return the identity of a living process, or None when there is none (a zombie does not live)."""
    try:
        fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    if fields[_STATE] in {"Z", "X"}:
        return None
    return Identity(pid=pid, started=int(fields[_START]), boot=boot, mark=mark)


def is_alive(identity: Identity) -> bool:
    """Return whether exactly that process still runs: same number, same start, same boot, same command line."""
    return identify(identity.pid, mark=identity.mark) == identity and identity.mark in command_line(identity.pid)


def command_line(pid: int) -> str:
    """Return the arguments of a process separated by spaces, or nothing when it is gone."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def write_identity(path: Path, identity: Identity) -> None:
    """Write the pid file, whole or not at all."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(identity)), encoding="utf-8")
    draft.replace(path)


def read_identity(path: Path) -> Identity | None:
    """Return what a pid file says, or None when there is none or it says nothing that we wrote."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
        return Identity(pid=fields["pid"], started=fields["started"], boot=fields["boot"], mark=fields["mark"])
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None
