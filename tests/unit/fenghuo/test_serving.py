from __future__ import annotations

import subprocess
import sys

from fenghuo.serving import console_folder
from fenghuo.settings import load


def test_a_folder_without_a_built_console_is_no_console(tmp_path):
    settings = load({"http": {"console": str(tmp_path)}})
    assert console_folder(settings) is None
    (tmp_path / "index.html").touch()
    assert console_folder(settings) == tmp_path


def test_the_roles_do_not_wait_for_the_http_server_to_load():
    code = (
        "import sys, fenghuo.runtime; print([name for name in ('fastapi', 'uvicorn', 'typer') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "[]\n"
