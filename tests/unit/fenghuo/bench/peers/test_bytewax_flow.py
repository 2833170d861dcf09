from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from fenghuo.bench.peers import plain
from fenghuo.bench.peers.bytewax_flow import measure
from fenghuo.bench.programs import BenchError

PEER = Path(__file__).parents[5] / "bench" / "bytewax"


def stand_in(folder: Path, code: str) -> Path:
    """Return a folder that looks like the set-up, with this flow."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "flow.py").write_text(code, "utf-8")
    return folder


def test_what_is_missing_is_said_with_what_installs_it(tmp_path: Path):
    with pytest.raises(BenchError, match=r"no bytewax in .*: run bench/bytewax/setup.sh"):
        measure(tmp_path, world=tmp_path)


def test_the_flow_is_given_the_world_and_the_loop_that_judges(tmp_path: Path):
    folder = stand_in(tmp_path / "peer", "import json, sys; print(json.dumps({'got': sys.argv[1:]}))")
    assert measure(folder, world=tmp_path)["got"] == [str(tmp_path), plain.__file__]


def test_a_flow_that_fails_says_why(tmp_path: Path):
    folder = stand_in(tmp_path / "peer", "raise SystemExit('no such world')")
    with pytest.raises(BenchError, match="no such world"):
        measure(folder, world=tmp_path)


def test_the_version_of_the_peer_is_pinned():
    assert re.fullmatch(r"bytewax==\d+\.\d+\.\d+\n", (PEER / "requirements.txt").read_text("utf-8"))


def test_the_loop_loads_where_nothing_of_ours_is_installed():
    code = "import runpy, sys; print('judge' in runpy.run_path(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-S", "-I", "-c", code, plain.__file__], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
