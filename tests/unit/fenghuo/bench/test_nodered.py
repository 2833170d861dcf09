from __future__ import annotations

import json
from pathlib import Path

import pytest

from fenghuo.bench.nodered import NodeRedOptions, _per_cpu_second, run
from fenghuo.bench.programs import BenchError

PEER = Path(__file__).parents[4] / "bench" / "nodered"


def test_what_is_missing_is_said_with_what_installs_it(tmp_path: Path):
    with pytest.raises(BenchError, match=r"no node-red in .*: run bench/nodered/setup.sh"):
        run(NodeRedOptions(folder=tmp_path), say=lambda _: None)


def test_figures_are_messages_per_cpu_second_by_what_is_counted():
    cpu = {"process": 1.0, "database": 1.0, "broker": 2.0}
    rows = [{"messages": 100, "cpu": cpu}, {"messages": 300, "cpu": cpu}]
    assert _per_cpu_second(rows) == {"process": 200.0, "with_database": 100.0, "all": 50.0}


def test_the_flow_subscribes_with_qos_1_checks_and_stores():
    nodes = {node["id"]: node for node in json.loads((PEER / "flows.json").read_text("utf-8"))}
    assert nodes["in"]["qos"] == "1"
    way = ["in"]
    while nodes[way[-1]]["wires"]:
        way += nodes[way[-1]]["wires"][0]
    assert way == ["in", "parse", "check", "store"]


def test_versions_of_the_peer_are_pinned():
    versions = json.loads((PEER / "package.json").read_text("utf-8"))["dependencies"]
    assert all(version[0].isdigit() for version in versions.values())
    assert versions["node-red"].startswith("4.")
