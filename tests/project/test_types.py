"""The console's types of the API's answers are those of the API."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from fenghuo.cli.openapi import document

CONSOLE = Path(__file__).parents[2] / "console"
#: Where ``deploy/build-console.sh`` puts Node when there is none on PATH.
BUNDLED = CONSOLE.parent / ".venv" / "bin"


def test_the_types_of_the_console_are_written_from_what_the_api_says():
    told = json.dumps(document())
    environment = os.environ | {"PATH": f"{os.environ['PATH']}:{BUNDLED}"}
    argv = ["node", "types.mjs", "--check"]
    done = subprocess.run(argv, cwd=CONSOLE, env=environment, input=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
