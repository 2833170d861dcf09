"""Programs of others that a benchmark needs, and the one error of benchmarks."""

from __future__ import annotations

import os
import shutil

from sensing.errors import FenghuoError

#: Debian package of a program, where it is named otherwise.
_PACKAGES = {
    "mosquitto_sub": "mosquitto-clients",
    "psql": "postgresql-client",
    "node": "nodejs",
    "bearerbox": "kannel",
    "smsbox": "kannel",
    "vmalert": "victoria-metrics",
}


class BenchError(FenghuoError):
    """A benchmark cannot run here, or a process of it failed."""


def program(name: str) -> str:
    """Return the path of a program.

    Raises:
        BenchError: If it is not installed.
    """
    # Debian puts servers where only root's PATH leads.
    path = shutil.which(name) or shutil.which(name, path=os.pathsep.join(("/usr/sbin", "/usr/local/sbin")))
    if path is None:
        raise BenchError(f"{name} is not installed; on Debian: apt-get install {_PACKAGES.get(name, name)}")
    return path
