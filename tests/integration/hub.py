"""The broker of the node above: a nats-server with a leaf listener, stopped and begun again as a link is cut."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from fenghuo.edge.run import HEARS, PUBLISHES
from fenghuo.embedded.nats import find_server
from fenghuo.embedded.ports import accepts, free_port
from tests.running import eventually

RIGHTS = [*PUBLISHES, "$JS.hub.API.>", "$JS.ACK.>"]


class Hub:
    """A broker that tests start and stop."""

    def __init__(self, folder: Path, *, nodes: Sequence[str]) -> None:
        self.folder, self.port, self.leaf_port = folder, free_port(), free_port()
        folder.mkdir(parents=True)
        heard = {"allow": sorted({*HEARS, *RIGHTS})}
        rights = {"publish": {"allow": sorted({*RIGHTS})}, "subscribe": heard}
        leaves = [{"user": node, "password": "secret", "permissions": rights} for node in nodes]
        settings = {
            "server_name": "hub",
            "host": "127.0.0.1",
            "port": self.port,
            "jetstream": {"store_dir": str(folder), "domain": "hub"},
            "leafnodes": {"host": "127.0.0.1", "port": self.leaf_port},
            "authorization": {"users": [{"user": "center", "password": "secret"}, *leaves]},
        }
        (folder / "hub.conf").write_text(json.dumps(settings))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def leaf_url(self, node: str) -> str:
        return f"nats-leaf://{node}:secret@127.0.0.1:{self.leaf_port}"

    def start(self) -> None:
        with (self.folder / "hub.log").open("ab") as log:
            command = [str(find_server()), "--config", str(self.folder / "hub.conf")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        eventually(lambda: accepts(self.port, host="127.0.0.1"), what="the broker above listens")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
