from __future__ import annotations

import json
import socket
import sys

import pytest

from api.ports.drills import DrillOrder, DrillRefusedError, Interruption
from fenghuo.drill import host as hosting
from fenghuo.drill.host import Host
from fenghuo.sections.drills import Drills
from fenghuo.sections.serving import Http
from tests.running import eventually

ORDER = DrillOrder(drill="lost-gauge", speed=120.0, seed=3, participants="people", by="wang")
FLOOD = Interruption(identifier="FH-1", headline_zh="洪水", headline_en="Flood")
#: A process that is ready at once, is over when told anything, and ends when interrupted.
DRILL = """
import json, os, sys, signal
signal.signal(signal.SIGINT, lambda *_: os._exit(0))
seats = [{'user': 'drill-officer', 'role': 'officer', 'division': ''}]
print(json.dumps({'ready': True, 'seats': seats}), flush=True)
for line in sys.stdin:
    open(sys.argv[1] + '/run.json', 'w').write('{"rows": 1}')
"""


@pytest.fixture
def host(tmp_path, monkeypatch):
    def command(order, *, http, port, record):
        del order, http, port
        return [sys.executable, "-c", DRILL, str(record)]

    monkeypatch.setattr(hosting, "command", command)
    made = Host(Drills(port=0), folder=tmp_path, http=Http())
    yield made
    made.stop_all()


def states(host: Host) -> list[str]:
    return [run.state for run in host.running()]


def test_everything_that_ships_is_offered(host):
    shipped = {drill.id: drill for drill in host.shipped()}
    lost = shipped["lost-gauge"]
    assert (lost.title_en, lost.length.total_seconds(), lost.injects) == (
        "Storm, and the gauge of Xixian is lost",
        36 * 3600,
        3,
    )
    assert lost.expected > 0


def test_a_drill_runs_is_over_and_ends(host):
    run = host.start(ORDER)
    assert (run.order, run.state, run.run.endswith("-lost-gauge")) == (ORDER, "starting", True)
    eventually(lambda: states(host) == ["running"], what="it is ready")
    port, token = host.seat(run.run, "drill-officer", who="li")
    assert port == run.port
    assert len(token) > 40
    eventually(lambda: states(host) == ["over"], what="it is over")
    assert [past.by for past in host.past()] == ["wang"]
    assert host.stop(run.run)
    assert not host.stop(run.run)
    assert host.running() == []
    assert host.seat(run.run, "drill-officer", who="li") is None


def test_there_is_room_for_as_many_as_are_set_and_one_that_is_over_makes_room(host):
    first = host.start(ORDER)
    eventually(lambda: states(host) == ["running"], what="it is ready")
    with pytest.raises(DrillRefusedError, match="expected fewer than 1 running drills"):
        host.start(ORDER)
    host.interrupt(FLOOD)
    eventually(lambda: states(host) == ["over"], what="it is over")
    # The name of a run says its second.
    eventually(lambda: _started(host), what="another has begun")
    assert first.run not in [run.run for run in host.running()]


def _started(host: Host) -> bool:
    try:
        host.start(ORDER)
    except DrillRefusedError:
        return False
    return True


def test_an_unknown_drill_is_refused_with_the_one_that_was_meant(host):
    with pytest.raises(DrillRefusedError, match='did you mean "lost-gauge"'):
        host.start(DrillOrder(drill="lost-guage", speed=1.0, seed=1, participants="people", by="wang"))


def test_a_port_that_is_taken_is_named_with_its_setting(host, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = Host(Drills(port=other.getsockname()[1]), folder=tmp_path, http=Http())
        with pytest.raises(DrillRefusedError, match="FENGHUO_DRILL__PORT"):
            taken.start(ORDER)


def test_one_that_fails_is_shown_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(hosting, "command", lambda *_, **__: [sys.executable, "-c", "raise SystemExit('broken')"])
    host = Host(Drills(port=0, url="https://drill.example/"), folder=tmp_path, http=Http())
    host.start(ORDER)
    eventually(lambda: states(host) == ["failed"], what="it has failed")
    assert host.running()[0].trouble.endswith("broken")
    assert host.url == "https://drill.example"
    host.stop_all()
    assert json.loads(next(tmp_path.glob("*/order.json")).read_text())["by"] == "wang"
