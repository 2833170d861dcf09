"""A private mosquitto as broker of a benchmark, set up as a deployment would: sessions kept, no window, no queue limit.

Mosquitto writes its store when it stops in order and every half hour: it does not promise what nats-server does, and
is faster for it. It is here as the broker that is not the limit.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fenghuo.bench.programs import program
from fenghuo.embedded import ports, process
from fenghuo.embedded.claim import Claim
from fenghuo.embedded.nats import EmbeddedBroker

if TYPE_CHECKING:
    from pathlib import Path

_START_TIMEOUT_S = 20.0


def start_mosquitto(folder: Path, *, mqtt_port: int | None = None, host: str = ports.LOOPBACK) -> EmbeddedBroker:
    """Start mosquitto on the store of that folder and wait until it accepts connections.

    Raises:
        BenchError: It is not installed.
        ServiceError: It did not start.
    """
    folder = folder.absolute()
    claim = Claim(folder)
    try:
        port = mqtt_port if mqtt_port is not None else ports.free_port(host=host)
        written = folder / "mosquitto.conf"
        written.write_text(configuration(folder, host=host, port=port), "utf-8")
        child = process.spawn(
            process.Command(
                name="mosquitto",
                arguments=(program("mosquitto"), "-c", str(written)),
                folder=folder,
                mark=f"-c {written} ",
            )
        )
        try:
            process.wait_for(lambda: ports.accepts(port, host=host), child=child, timeout_s=_START_TIMEOUT_S)
        except BaseException:
            child.stop()
            raise
    except BaseException:
        claim.release()
        raise
    return EmbeddedBroker(child=child, claim=claim, host=host, port=port)


def configuration(folder: Path, *, host: str, port: int) -> str:
    """Return the broker's configuration; anybody on this machine may connect, it lives as long as the run."""
    lines = [
        f"listener {port} {host}",
        "allow_anonymous true",
        "persistence true",
        f"persistence_location {folder}/",
        "max_inflight_messages 0",
        "max_queued_messages 0",
        "set_tcp_nodelay true",
        "log_dest stderr",
        "log_type error",
        "log_type warning",
    ]
    if os.geteuid() == 0:
        # It would become the user mosquitto, which cannot write here.
        lines.append("user root")
    return "\n".join(lines) + "\n"
