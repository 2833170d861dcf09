"""CPU-seconds of processes and their children, for side-by-side figures."""

from __future__ import annotations

import contextlib

import psutil


def cpu_seconds(pid: int) -> float:
    """Return the CPU time, user and system, that a process and its living descendants have used, s."""
    return sum(tree(pid).values())


def tree(pid: int) -> dict[int, float]:
    """Return CPU time by process id for a process and its descendants, those that ended included."""
    found: dict[int, float] = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        top = psutil.Process(pid)
        for process in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                # A child that has ended counts for the one that waited for it: a backend of a client that has gone.
                found[process.pid] = times.user + times.system + times.children_user + times.children_system
    return found
