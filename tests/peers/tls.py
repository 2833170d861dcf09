"""A front that speaks TLS and forwards what it was told in plain words to a port of this machine."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def a_tls_front(target: int, *, key: Path, certificate: Path) -> Iterator[int]:
    """Stand before a server as long as the block lasts; yield the port of the front."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    loop = asyncio.new_event_loop()

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Closed also where the front ends first, or the writer would complain that its loop is gone.
        try:
            with suppress(OSError):
                while octets := await reader.read(65_536):
                    writer.write(octets)
                    await writer.drain()
        finally:
            writer.close()

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner, outer = await asyncio.open_connection("127.0.0.1", target)
        except BaseException:
            writer.close()
            raise
        try:
            await asyncio.gather(pipe(reader, outer), pipe(inner, writer))
        finally:
            outer.close()
            writer.close()

    def quiet(_loop: asyncio.AbstractEventLoop, _context: object) -> None:
        """A client that refuses the certificate is what some tests are about."""

    loop.set_exception_handler(quiet)
    server = loop.run_until_complete(asyncio.start_server(forward, "127.0.0.1", 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:

        def stop() -> None:
            server.close()
            for task in asyncio.all_tasks(loop):
                task.cancel()
            # After those who were cancelled have heard it.
            loop.call_later(0.1, loop.stop)

        loop.call_soon_threadsafe(stop)
        thread.join()
        loop.close()
