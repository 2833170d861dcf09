"""Runs a benchmark of the product the way a user does."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any


def bench(name: str, *options: str) -> dict[str, Any]:
    """Return what ``fenghuo bench NAME --json`` prints."""
    arguments = [sys.executable, "-m", "fenghuo", "bench", name, "--json", *options]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["bench"] == name
    return found
