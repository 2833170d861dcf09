from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fenghuo.bench.peers.function_node import flow, measure
from fenghuo.bench.peers.rules import engine
from fenghuo.bench.peers.world import a_world
from fenghuo.bench.programs import BenchError

PEER = Path(__file__).parents[5] / "bench" / "nodered-function"
#: Stands in for Node-RED: runs the scripts of the flow one after the other, without a queue between them.
STAND_IN = """
const { readFileSync } = require("fs");
const path = require("path");
const settings = require(process.argv[process.argv.indexOf("--settings") + 1]);
const userDir = process.argv[process.argv.indexOf("--userDir") + 1];
const nodes = JSON.parse(readFileSync(path.join(userDir, "flows.json"), "utf-8"));
const AsyncFunction = (async () => {}).constructor;
const script = (kind, id) => new kind("msg", "node", "global", "context", nodes.find((node) => node.id === id).func);
const kept = new Map();
const context = { get: (key) => kept.get(key), set: (key, value) => kept.set(key, value) };
const global = { get: (key) => settings.functionGlobalContext[key] };
const check = script(Function, "check");
const tally = script(Function, "tally");
const send = (msg) => {
  const said = check(msg, null, global, context);
  if (said !== null) tally(said, null, global, context);
};
script(AsyncFunction, "source")({}, { send }, global, context);
setInterval(() => {}, 1000);
"""


def test_what_is_missing_is_said_with_what_installs_it(tmp_path: Path):
    with pytest.raises(BenchError, match=r"no node-red .*: run bench/nodered-function/setup.sh"):
        measure(tmp_path, world=tmp_path, scratch=tmp_path / "scratch")


def test_readings_go_from_the_source_through_the_check_to_the_tally():
    nodes = {node["id"]: node for node in flow(PEER)}
    way = ["start"]
    while nodes[way[-1]]["wires"]:
        way += nodes[way[-1]]["wires"][0]
    assert way == ["start", "source", "check", "tally"]


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_the_scripts_raise_and_clear_as_the_engine_does(tmp_path: Path):
    world = a_world(datastreams=40, each=3, sweeps=200, share=0.5)
    world.write(tmp_path / "world")
    folder = tmp_path / "peer"
    shutil.copytree(PEER, folder)
    red = folder / "node_modules" / "node-red" / "red.js"
    red.parent.mkdir(parents=True)
    red.write_text(STAND_IN, "utf-8")
    found = measure(folder, world=tmp_path / "world", scratch=tmp_path / "scratch")
    own = engine(world, world.sweeps)
    assert own["downs"] > 0
    assert (found["ups"], found["downs"]) == (own["ups"], own["downs"])
