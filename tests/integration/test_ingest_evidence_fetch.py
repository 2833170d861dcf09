"""Fetching over real connections: from where it is allowed, and nowhere else (threat 10)."""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from ingest.evidence.fetch import Fetcher
from ingest.outside.permit import Permit

if TYPE_CHECKING:
    from collections.abc import Iterator

JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 100


class Camera(ThreadingHTTPServer):
    """A web server on loopback that counts who asks."""

    daemon_threads = True
    hits: list[str]

    def __init__(self) -> None:
        self.hits = []
        self.is_over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Camera

    def do_GET(self) -> None:
        self.server.hits.append(f"{self.headers['host']}{self.path}")
        if self.path == "/away":
            self.send_response(302)
            self.send_header("location", "/7.jpg")
            self.end_headers()
            return
        if self.path in {"/drip", "/slow"}:
            self.wfile.write(b"HTTP/1.0 200 OK\r\n" + (b"X-Slow: " if self.path == "/drip" else b"\r\n"))
            with suppress(OSError):
                while not self.server.is_over.wait(0.02):
                    self.wfile.write(b"a")
            return
        self.send_response(200)
        if self.path == "/zip":
            self.send_header("content-encoding", "gzip")
        if self.path != "/endless":
            self.send_header("content-length", str(len(JPEG)))
        self.end_headers()
        try:
            for _ in range(10_000 if self.path == "/endless" else 1):
                self.wfile.write(JPEG)
        except OSError:
            pass

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def a_camera() -> Iterator[Camera]:
    with Camera() as camera:
        thread = threading.Thread(target=camera.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield camera
        camera.is_over.set()
        camera.shutdown()
        thread.join()


@contextmanager
def a_fetcher(*hosts: str, **given: Any) -> Iterator[Fetcher]:
    fetcher = Fetcher(Permit(hosts), largest=100_000, **given)
    yield fetcher
    fetcher.close()


def test_a_listed_address_gives_its_picture():
    with a_camera() as camera, a_fetcher(camera.host) as fetcher:
        assert fetcher.fetch(f"http://{camera.host}/7.jpg").data == JPEG
        assert camera.hits == [f"{camera.host}/7.jpg"]


def test_the_name_of_a_host_is_told_to_the_address_that_was_judged():
    with a_camera() as camera:
        port = camera.server_address[1]
        with a_fetcher(camera.host, f"cam7.lan:{port}", resolve=lambda *_: ["127.0.0.1"]) as fetcher:
            assert fetcher.fetch(f"http://cam7.lan:{port}/7.jpg").data == JPEG
        assert camera.hits == [f"cam7.lan:{port}/7.jpg"]


def test_nothing_on_this_machine_is_asked_unless_it_is_listed():
    with a_camera() as camera:
        port = camera.server_address[1]
        names = [f"cam7.lan:{port}", f"localhost:{port}", f"*.example:{port}", "10.0.0.0/8"]
        with a_fetcher(*names, resolve=lambda *_: ["127.0.0.1"]) as fetcher:
            for host in ("cam7.lan", "localhost", "a.example", "127.0.0.1", "[::1]", "0x7f.1", "0177.1", "127.1", "0"):
                assert fetcher.fetch(f"http://{host}:{port}/7.jpg").why, host
        assert camera.hits == []


def test_a_redirect_is_not_followed():
    with a_camera() as camera, a_fetcher(camera.host) as fetcher:
        assert fetcher.fetch(f"http://{camera.host}/away").why == "127.0.0.1 answered 302"
        assert len(camera.hits) == 1


def test_an_endless_picture_is_left_at_the_limit():
    with a_camera() as camera, a_fetcher(camera.host) as fetcher:
        assert "at most 100000 bytes" in fetcher.fetch(f"http://{camera.host}/endless").why


def test_a_compressed_picture_is_refused():
    with a_camera() as camera, a_fetcher(camera.host) as fetcher:
        assert "compressed" in fetcher.fetch(f"http://{camera.host}/zip").why


def test_a_host_that_drips_its_headers_is_cut_off():
    with a_camera() as camera, a_fetcher(camera.host, seconds=0.3) as fetcher:
        fetched = fetcher.fetch(f"http://{camera.host}/drip")
        assert (fetched.why, fetched.is_passing) == ("127.0.0.1: no whole answer in 0 s", True)


def test_a_cut_picture_of_untold_length_is_not_taken_for_a_whole_one():
    with a_camera() as camera, a_fetcher(camera.host, seconds=0.3) as fetcher:
        assert fetcher.fetch(f"http://{camera.host}/slow").why == "127.0.0.1: no whole answer in 0 s"
