"""A page of metrics on the loopback address: each time it is fetched, the sweep that follows.

It is what Prometheus and VictoriaMetrics scrape. It also takes what vmalert tells its notifier, and forgets it.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from fenghuo.embedded.ports import LOOPBACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sensing.batch import Batch


@dataclass(slots=True, kw_only=True)
class Page:
    """The sweeps that are still to come, and how many were fetched."""

    sweeps: Iterator[Batch]
    #: Address of the server, host and port; set once it listens.
    address: str = ""
    served: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> bytes:
        """Return the next sweep in the text format of Prometheus.

        Raises:
            StopIteration: There is none.
        """
        with self._lock:
            values = next(self.sweeps).value.tolist()
            self.served += 1
        lines = [f'stage{{station="G{number:06}"}} {value!r}\n' for number, value in enumerate(values)]
        return "".join(lines).encode()


@contextmanager
def exposed(sweeps: Iterator[Batch]) -> Iterator[Page]:
    """Serve the sweeps until the block ends."""
    page = Page(sweeps=sweeps)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(page.next())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    page.address = f"{LOOPBACK}:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, name="exposed", daemon=True)
    thread.start()
    try:
        yield page
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
