"""bytewax as a peer: a dataflow with a stateful step by datastream, in the environment that its set-up made."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from fenghuo.bench.peers import plain
from fenghuo.bench.programs import BenchError

#: Seconds a run may take.
_MOST_SECONDS = 300.0


def require(folder: Path) -> None:
    """Check that bytewax is set up.

    Raises:
        BenchError: If it is not.
    """
    if not (folder / "flow.py").is_file():
        raise BenchError(f"no bytewax in {folder}: run bench/bytewax/setup.sh {folder}")


def measure(folder: Path, *, world: Path) -> dict[str, Any]:
    """Return what bytewax raised and cleared, and its CPU-seconds.

    Args:
        folder: Where it is installed.
        world: Where the world was written.
    """
    require(folder)
    command = [str(folder / "bin" / "python"), str(folder / "flow.py"), str(world), str(Path(plain.__file__))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_MOST_SECONDS, check=False)
    if done.returncode:
        raise BenchError(f"the bytewax flow failed: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found
