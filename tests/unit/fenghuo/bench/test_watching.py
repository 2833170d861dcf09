from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from fenghuo.bench.watching import cpu_seconds, tree


def test_the_own_process_is_charged_what_the_system_says():
    used = time.process_time()
    ended = os.times().children_user + os.times().children_system
    assert tree(os.getpid())[os.getpid()] == pytest.approx(used + ended, abs=1.0)


def test_work_makes_the_figure_grow():
    before = cpu_seconds(os.getpid())
    deadline = time.process_time() + 0.05
    while time.process_time() < deadline:
        sum(range(1000))
    assert cpu_seconds(os.getpid()) > before


def test_a_child_belongs_to_its_parent():
    child = subprocess.Popen([sys.executable, "-Sc", "input()"], stdin=subprocess.PIPE)
    try:
        assert child.pid in tree(os.getpid())
    finally:
        child.communicate(b"\n")


def test_a_process_that_is_gone_has_used_nothing():
    child = subprocess.Popen([sys.executable, "-Sc", ""])
    child.wait()
    assert cpu_seconds(child.pid) == 0
    assert tree(child.pid) == {}


def test_a_child_that_has_ended_still_counts():
    before = cpu_seconds(os.getpid())
    subprocess.run([sys.executable, "-Sc", "import time\nwhile time.process_time() < 0.2: pass"], check=True)
    assert cpu_seconds(os.getpid()) - before >= 0.15
