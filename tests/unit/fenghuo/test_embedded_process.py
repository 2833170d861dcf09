import dataclasses
import os
import subprocess
import sys
import threading
from signal import Signals

import pytest

from fenghuo.embedded import process, procfs
from fenghuo.embedded.errors import ServiceError
from fenghuo.embedded.process import Command

OBEDIENT = "import signal; print('ready', flush=True); signal.pause()"
STUBBORN = f"import signal; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)]; {OBEDIENT}; signal.pause()"


def a_service(folder, code=OBEDIENT, **changes):
    command = Command(
        name="service",
        arguments=(sys.executable, "-I", "-S", "-c", code, "--data", str(folder), "end"),
        folder=folder,
        mark=f"--data {folder} ",
    )
    return dataclasses.replace(command, **changes)


@pytest.fixture
def start():
    children = []

    def spawn(command):
        children.append(process.spawn(command))
        process.wait_for(lambda: children[-1].has_said("ready"), child=children[-1], timeout_s=10)
        return children[-1]

    yield spawn
    for child in children:
        child.stop()


def test_a_stopped_service_is_gone_with_its_pid_file(tmp_path, start):
    child = start(a_service(tmp_path))
    assert procfs.read_identity(tmp_path / "service.pid").pid == child.pid
    child.stop()
    child.stop()
    assert not child.is_running()
    assert procfs.identify(child.pid, mark="") is None
    assert not (tmp_path / "service.pid").exists()


def test_a_service_that_refuses_to_end_is_killed(tmp_path, start):
    child = start(a_service(tmp_path, STUBBORN, stop_signals=((Signals.SIGTERM, 0.01), (Signals.SIGINT, 0.01))))
    child.stop()
    assert not child.is_running()


def test_a_suspended_service_is_woken_to_end(tmp_path, start):
    child = start(a_service(tmp_path))
    os.kill(child.pid, Signals.SIGSTOP)
    child.stop()
    assert not child.is_running()


def test_ctrl_c_in_our_terminal_does_not_reach_the_service(tmp_path, start):
    child = start(a_service(tmp_path))
    assert os.getpgid(child.pid) == child.pid != os.getpgid(0)


def test_a_service_outlives_the_thread_that_asked_for_it(tmp_path, start):
    children = []
    asking = threading.Thread(target=lambda: children.append(start(a_service(tmp_path))))
    asking.start()
    asking.join()
    assert children[0].is_running()


def test_a_leftover_of_a_crashed_run_is_stopped(tmp_path, start):
    child = start(a_service(tmp_path))
    assert process.recover(a_service(tmp_path))
    assert not child.is_running()
    assert not process.recover(a_service(tmp_path))


@pytest.mark.parametrize("lie", [{"started": 1}, {"mark": "--data /elsewhere "}, {"boot": "yesterday"}])
def test_a_stale_pid_file_never_ends_another_process(tmp_path, start, lie):
    child = start(a_service(tmp_path))
    identity = procfs.read_identity(tmp_path / "service.pid")
    procfs.write_identity(tmp_path / "service.pid", dataclasses.replace(identity, **lie))
    assert not process.recover(a_service(tmp_path))
    assert child.is_running()
    assert not (tmp_path / "service.pid").exists()


def test_a_process_known_by_number_only_must_carry_the_mark(tmp_path, start):
    child = start(a_service(tmp_path))
    assert not process.stop_leftover(child.pid, a_service(tmp_path, mark="--data /elsewhere "))
    assert child.is_running()
    assert process.stop_leftover(child.pid, a_service(tmp_path))


def test_a_service_that_dies_at_once_is_reported_with_its_last_words(tmp_path):
    child = process.spawn(a_service(tmp_path, "raise SystemExit('no room in the inn')"))
    with pytest.raises(
        ServiceError, match=r"(?s)service: did not start \(it ended with status 1\).*no room in the inn"
    ):
        process.wait_for(lambda: False, child=child, timeout_s=10)


def test_a_service_that_is_never_ready_is_reported(tmp_path, start):
    child = start(a_service(tmp_path))
    with pytest.raises(ServiceError, match=r"was not ready within 0 s \(it still runs\)"):
        process.wait_for(lambda: False, child=child, timeout_s=0)


def test_words_of_an_earlier_run_do_not_count(tmp_path, start):
    start(a_service(tmp_path)).stop()
    child = process.spawn(a_service(tmp_path, "pass"))
    child.stop()
    assert not child.has_said("ready")
    assert process.last_lines(tmp_path / "service.log") == ["ready"]


def test_a_log_that_has_grown_too_long_is_set_aside(tmp_path, monkeypatch, start):
    monkeypatch.setattr(process, "_LOG_LIMIT", 3)
    for _ in range(2):
        start(a_service(tmp_path)).stop()
    assert (tmp_path / "service.log").read_text() == (tmp_path / "service.log.1").read_text() == "ready\n"
    assert (tmp_path / "service.log").stat().st_mode & 0o777 == 0o600


def test_a_program_that_fails_is_reported_with_its_complaint(tmp_path):
    with pytest.raises(ServiceError, match="service failed with status 3: bad locale"):
        process.run(a_service(tmp_path, "print('bad locale'); raise SystemExit(3)"), timeout_s=10)


def test_a_program_that_hangs_is_given_up(tmp_path):
    with pytest.raises(ServiceError, match="service did not finish within 0 s"):
        process.run(a_service(tmp_path), timeout_s=0.2)


def test_a_service_gets_the_environment_it_was_given_and_nothing_else(tmp_path):
    code = "import os; assert 'PATH' not in os.environ and os.environ['TZ'] == 'UTC'"
    process.run(a_service(tmp_path, code), timeout_s=10)


def test_a_service_dies_with_us(tmp_path):
    code = (
        "import os, sys, pathlib; from fenghuo.embedded import process; "
        "f = pathlib.Path(sys.argv[1]); c = process.spawn(process.Command(name='service', folder=f, mark='pause', "
        f"arguments=(sys.executable, '-c', {OBEDIENT!r}))); print(c.pid, flush=True); "
        "process.wait_for(lambda: c.has_said('ready'), child=c, timeout_s=10); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -Signals.SIGKILL
    pid = int(done.stdout)
    for _ in range(1000):
        if procfs.identify(pid, mark="") is None:
            return
        threading.Event().wait(0.01)
    pytest.fail(f"process {pid} outlived its parent by 10 s")
