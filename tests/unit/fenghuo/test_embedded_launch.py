import json
import os
import subprocess
import sys

from fenghuo.embedded import launch


def launched(*program, **orders):
    complete = {"parent": os.getpid(), "signal": 15, "root": None, "uid": None, "gid": None, **orders}
    command = [sys.executable, "-I", "-S", launch.__file__, json.dumps(complete), *program]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_program_runs_with_its_arguments_in_the_root_folder():
    done = launched("/bin/sh", "-c", 'echo "$0 $1"; pwd', "one", "two words")
    assert done.stdout == "one two words\n/\n"


def test_the_signal_of_the_parents_death_is_set_for_the_program():
    # PR_GET_PDEATHSIG is 2, <linux/prctl.h>.
    ask = "import ctypes; n = ctypes.c_int(); ctypes.CDLL(None).prctl(2, ctypes.byref(n)); print(n.value)"
    assert launched(sys.executable, "-c", ask, signal=2).stdout == "2\n"


def test_an_orphan_does_not_start():
    done = launched("/bin/echo", "started", parent=1)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == "the parent died before the service started\n"


def test_a_missing_program_is_named():
    assert launched("/nowhere/postgres").stderr == "cannot run /nowhere/postgres: No such file or directory\n"
