from __future__ import annotations

import json
import sys

import pytest

from api.ports.drills import DrillOrder, Interruption, SeatView
from fenghuo.drill.child import Child, command
from fenghuo.drill.seats import seat_hash
from fenghuo.sections.serving import Http
from tests.running import eventually

ORDER = DrillOrder(drill="lost-gauge", speed=120.0, seed=3, participants="people", by="wang")
FLOOD = Interruption(identifier="FH-1", headline_zh="洪水", headline_en="Flood")
#: A process that says it is ready, and writes down what it is told until it is interrupted.
DRILL = """
import json, os, sys, signal
def end(*_):
    open(sys.argv[1] + '/ended', 'w').close(); os._exit(0)
signal.signal(signal.SIGINT, end)
seats = [{'user': 'drill-officer', 'role': 'officer', 'division': ''}]
print('not json'); print(json.dumps({'ready': True, 'seats': seats}), flush=True)
with open(sys.argv[1] + '/environment', 'w') as file: json.dump(dict(os.environ), file)
for line in sys.stdin:
    with open(sys.argv[1] + '/told', 'a') as file: file.write(line)
"""


@pytest.fixture
def child(tmp_path, monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE__URL", "postgresql://live")
    made = Child([sys.executable, "-c", DRILL, str(tmp_path)], folder=tmp_path)
    yield made
    made.stop()


def test_the_command_names_everything_and_no_key(tmp_path):
    words = command(ORDER, http=Http(host="::1", console="/c"), port=8611, record=tmp_path)
    assert words[1:] == [
        *("-m", "fenghuo", "drill", "run", "lost-gauge", "--attended", "--tethered", "--json"),
        *("--host", "::1", "--port", "8611", "--speed", "120", "--seed", "3"),
        *("--participants", "people", "--record", str(tmp_path), "--console", "/c"),
    ]


def test_a_seat_is_given_once_it_is_ready_and_the_drill_gets_the_hash_only(child, tmp_path):
    eventually(lambda: child.is_ready, what="the drill is ready")
    assert child.seats == (SeatView(user="drill-officer", role="officer"),)
    token = child.seat("drill-officer", who="wang")
    told = eventually(lambda: (tmp_path / "told").exists() and (tmp_path / "told").read_text(), what="it is told")
    assert json.loads(told) == {"tell": "seat", "hash": seat_hash(token), "user": "drill-officer", "who": "wang"}
    assert token not in told
    assert child.seat("nobody", who="wang") is None


def test_nothing_that_is_set_for_the_live_installation_reaches_it(child, tmp_path):
    eventually(lambda: (tmp_path / "environment").exists() and (tmp_path / "environment").read_text(), what="it runs")
    assert not [name for name in json.loads((tmp_path / "environment").read_text()) if name.startswith("FENGHUO_")]


def test_it_is_interrupted_and_may_write_its_record(child, tmp_path):
    eventually(lambda: child.is_ready, what="the drill is ready")
    child.interrupt(FLOOD)
    child.stop()
    assert (tmp_path / "ended").exists()
    assert not child.is_alive
    assert child.trouble == ""
    assert child.seat("drill-officer", who="wang") is None


def test_one_that_fails_says_why(tmp_path):
    child = Child([sys.executable, "-c", "import sys; sys.exit('no such drill')"], folder=tmp_path)
    assert eventually(lambda: child.trouble, what="it has ended") == "ended with 1: no such drill"
    child.interrupt(FLOOD)
    child.stop()
