from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from api.oidc_wire import ProviderError, asked


@contextmanager
def answering(status: int, body: bytes, **headers: str):
    """Return the address of a server that answers always the same."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_the_object_that_is_answered_is_returned():
    with answering(200, b'{"issuer": "x"}') as url:
        assert asked("GET", url) == {"issuer": "x"}


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, b"[1]", {}),
        (200, b"<html>", {}),
        (200, b"[" * 200_000, {}),
        (500, b"{}", {}),
        (302, b"{}", {"location": "http://127.0.0.1:9/"}),
        (200, b" " * ((1 << 20) + 1), {}),
    ],
)
def test_what_is_no_bounded_object_is_refused(status, body, headers):
    with answering(status, body, **headers) as url, pytest.raises(ProviderError) as caught:
        asked("GET", url)
    assert (caught.value.code, caught.value.status) == ("provider_refused", 502)


def test_nobody_there_is_told_apart_from_a_refusal():
    with pytest.raises(ProviderError) as caught:
        asked("GET", "http://127.0.0.1:9/")
    assert (caught.value.code, caught.value.status) == ("provider_away", 503)
