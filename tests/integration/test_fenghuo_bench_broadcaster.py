"""The peer of the fan-out benchmark."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from fenghuo.bench.listeners import listen
from fenghuo.embedded.ports import free_port
from tests.running import eventually


def is_up(port: int) -> bool:
    try:
        urlopen(f"http://127.0.0.1:{port}", timeout=5)
    except HTTPError as error:
        error.close()
        return True
    except (URLError, ConnectionError):
        return False
    return True


def test_it_waits_for_its_clients_sends_each_of_them_every_frame_and_ends_with_them():
    port = free_port()
    arguments = [sys.executable, "-m", "fenghuo.bench.broadcaster", str(port), "--clients=3", "--frames=4", "--rate=50"]
    process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: is_up(port), what="the broadcaster listens")
        heard = asyncio.run(listen(f"ws://127.0.0.1:{port}", "no key needed", clients=3, seconds=3))
        assert (heard["frames"], heard["distinct_frames"], heard["missed"]) == (12, 4, 0)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
