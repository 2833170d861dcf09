import dataclasses
import os
import subprocess
import sys

import pytest

from fenghuo.embedded import procfs


def ourselves():
    identity = procfs.identify(os.getpid(), mark="python")
    assert identity is not None
    return identity


def test_a_living_process_is_recognised():
    assert procfs.is_alive(ourselves())


def test_a_process_that_ended_has_no_identity():
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    assert procfs.identify(done.pid, mark="python") is None
    assert procfs.command_line(done.pid) == ""


def test_a_zombie_does_not_live():
    done = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert done.stdout is not None
    done.stdout.read()
    os.waitid(os.P_PID, done.pid, os.WEXITED | os.WNOWAIT)
    assert procfs.identify(done.pid, mark="python") is None
    done.communicate()


@pytest.mark.parametrize(
    "other",
    [{"started": 1}, {"boot": "an earlier one"}, {"mark": "--data /another/folder "}],
    ids=lambda it: next(iter(it)),
)
def test_a_later_process_with_the_same_number_is_another_one(other):
    assert not procfs.is_alive(dataclasses.replace(ourselves(), **other))


def test_a_pid_file_gives_back_what_was_written(tmp_path):
    procfs.write_identity(tmp_path / "nats.pid", ourselves())
    assert procfs.read_identity(tmp_path / "nats.pid") == ourselves()


@pytest.mark.parametrize("text", ["", "1234\n", "{}", "[1]", '{"pid": 1'])
def test_a_pid_file_of_someone_else_says_nothing(tmp_path, text):
    (tmp_path / "nats.pid").write_text(text)
    assert procfs.read_identity(tmp_path / "nats.pid") is None


def test_a_missing_pid_file_says_nothing(tmp_path):
    assert procfs.read_identity(tmp_path / "nats.pid") is None
