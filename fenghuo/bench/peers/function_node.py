"""A Node-RED function node as a peer: one message a reading, the latches of a station in the node's context.

No broker and no database: messages come from another function node, so that the figure is Node-RED's own passing of a
message and the JavaScript of the rules.
"""

from __future__ import annotations

import json
import os
import time
from typing import TYPE_CHECKING, Any

from fenghuo.bench.programs import BenchError, program
from fenghuo.embedded.ports import free_port
from fenghuo.embedded.process import Command, spawn, wait_for

if TYPE_CHECKING:
    from pathlib import Path

#: Seconds a run may take, Node-RED's start included.
_MOST_SECONDS = 300.0
#: Seconds between two looks whether it has ended.
_LOOK_SECONDS = 0.2
#: What setup.sh puts beside Node-RED.
_SCRIPTS = ("source", "check", "tally")


def require(folder: Path) -> None:
    """Check that Node-RED and the flow's scripts are set up.

    Raises:
        BenchError: If they are not.
    """
    if not ((folder / "node_modules" / "node-red").is_dir() and (folder / "check.js").is_file()):
        raise BenchError(
            f"no node-red with the rules' scripts in {folder}: run bench/nodered-function/setup.sh {folder}"
        )


def flow(folder: Path) -> list[dict[str, Any]]:
    """Return the flow: inject → source → check → tally."""
    nodes: list[dict[str, Any]] = [
        {"id": "tab", "type": "tab", "label": "rules"},
        {
            "id": "start",
            "type": "inject",
            "z": "tab",
            "once": True,
            "onceDelay": 0.1,
            "props": [],
            "wires": [["source"]],
        },
    ]
    for name, wires in zip(_SCRIPTS, ([["check"]], [["tally"]], []), strict=True):
        script = (folder / f"{name}.js").read_text("utf-8")
        nodes.append(
            {"id": name, "type": "function", "z": "tab", "func": script, "outputs": len(wires), "wires": wires}
        )
    return nodes


def measure(folder: Path, *, world: Path, scratch: Path) -> dict[str, Any]:
    """Return what Node-RED raised and cleared, and its CPU-seconds from the first reading to the last.

    Args:
        folder: Where it is installed.
        world: Where the world was written.
        scratch: A new folder for its flow, its log and its figures.
    """
    require(folder)
    scratch.mkdir(parents=True)
    (scratch / "flows.json").write_text(json.dumps(flow(folder)), "utf-8")
    result = scratch / "result.json"
    environment = {"BENCH_WORLD": str(world), "BENCH_RESULT": str(result), "BENCH_UI_PORT": str(free_port())}
    script, settings = folder / "node_modules" / "node-red" / "red.js", folder / "settings.js"
    arguments = (program("node"), str(script), "--userDir", str(scratch), "--settings", str(settings))
    child = spawn(
        Command(
            name="node-red",
            arguments=arguments,
            folder=scratch,
            mark=f"--userDir {scratch} ",
            environment=tuple((os.environ | environment).items()),
        )
    )
    try:
        wait_for(lambda: _has_ended(result), child=child, timeout_s=_MOST_SECONDS, what="did not come to an end")
    finally:
        child.stop()
    found: dict[str, Any] = json.loads(result.read_text("utf-8"))
    return found


def _has_ended(result: Path) -> bool:
    time.sleep(_LOOK_SECONDS)
    return result.exists()
