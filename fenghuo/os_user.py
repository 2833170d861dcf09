"""Who sits at the machine, as its journal entries name them."""

from __future__ import annotations

import os
import pwd


def os_user() -> str:
    """Return the login name of this process's user, of who became root by sudo; its number where it has none."""
    uid = os.getuid()
    if uid == 0 and (name := os.environ.get("SUDO_USER")):
        return name
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
