"""The first thing a child runs: tie its life to its parent's, drop privileges, become the service.

Started by path with `python -I -S launch.py ORDERS PROGRAM ARGUMENT…`, so it may import the standard library only.
A separate step instead of a `preexec_fn`, because running Python between fork and exec is unsafe in a process that
has threads, and because the kernel forgets the parent-death signal whenever a process changes its user.
"""

import ctypes
import json
import os
import sys

#: From <linux/prctl.h>: the signal that the kernel sends when the parent dies.
PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Obey the orders, then become the program; never returns.

    Args:
        arguments: `[orders, program, argument, …]`; the orders are a JSON object: `parent` (its pid), `signal`
            (to be sent when it dies), and, null when not wanted, `root` (folder to chroot into), `uid` and `gid`.
    """
    orders, program = json.loads(arguments[0]), arguments[1:]
    if orders["root"] is not None:
        os.chroot(orders["root"])
    os.chdir("/")
    if orders["uid"] is not None:
        os.setgroups([])
        os.setgid(orders["gid"])
        os.setuid(orders["uid"])
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, orders["signal"])
    if os.getppid() != orders["parent"]:
        sys.exit("the parent died before the service started")
    try:
        os.execv(program[0], program)  # noqa: S606 - no shell is the point
    except OSError as error:
        sys.exit(f"cannot run {program[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
