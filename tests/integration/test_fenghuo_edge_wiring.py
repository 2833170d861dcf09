"""What a process adds where it exchanges facts with other nodes: the ledger, the inbox, what ``/readyz`` says."""

from __future__ import annotations

import pytest

from fenghuo.edge.ledger_file import LedgerFile
from fenghuo.edge.node import NodeError, ledger_path
from fenghuo.edge.wiring import start_edge
from fenghuo.runtime import Runtime, Site
from fenghuo.settings import load
from sensing.level import Level
from tests.builders import NOW
from tests.running import eventually
from tests.unit.incidents.duty import Duty


@pytest.fixture
def begun():
    runtimes = []

    def begin(store, **edge):
        runtime = Runtime(settings=load({"edge": edge}), site=Site(map_layers=dict), store=store)
        runtimes.append(runtime)
        start_edge(runtime)
        return runtime

    yield begin
    for runtime in runtimes:
        runtime.stack.close()


def test_what_the_journal_tells_is_in_the_ledger_and_readyz_has_the_parts(begun, tmp_path):
    duty = Duty()
    runtime = begun(duty.store, folder=str(tmp_path), node="village")
    duty.say(("G1", Level.RED))
    eventually(lambda: ledger_path(tmp_path).stat().st_size, what="the ledger has the fact")
    assert LedgerFile(ledger_path(tmp_path), node="village", now=NOW).heads() == {"village": 1}
    assert runtime.readiness() == {"bundle": True, "edge": True}


def test_the_node_above_watches_the_others_and_says_when_no_broker_answers(begun, tmp_path):
    runtime = begun(Duty().store, folder=str(tmp_path), node="center", is_hub=True, url="nats://127.0.0.1:1")
    assert runtime.readiness()["nodes"] is True
    assert runtime.readiness()["edge_link"] is not True


def test_a_node_below_without_an_answer_says_so(begun, tmp_path):
    runtime = begun(Duty().store, folder=str(tmp_path), node="village", url="nats://127.0.0.1:1")
    eventually(lambda: "no session with nats://127.0.0.1:1" in str(runtime.readiness()["edge_link"]))


def test_a_folder_without_a_name_is_refused_at_the_start(begun, tmp_path):
    with pytest.raises(NodeError, match="expected a bundle"):
        begun(Duty().store, folder=str(tmp_path))
