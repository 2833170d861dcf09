"""The readings stream is made once, and only as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.stream.link import StreamError
from ingest.stream.readings import ReadingsStream, ensure_stream, waiting
from tests.contract.test_ingest_source import ByStream
from tests.streaming import Streaming, a_streaming


@pytest.fixture(scope="module")
def streaming(service_folder: Path) -> Iterator[Streaming]:
    with a_streaming(service_folder / "readings-nats") as running:
        yield running


def test_a_stream_is_made_once_and_tells_what_waits(streaming, tmp_path):
    way = ByStream(streaming, tmp_path)
    streaming.ensure(way._stream)
    way.publish(1, 2, 3)
    with streaming.link() as link:
        assert link.submit(waiting(link, way._stream)).result(5) == {way._subject: 3}
        other = ReadingsStream(name="OTHER", subjects=way._stream.subjects, max_bytes=1 << 20)
        with pytest.raises(StreamError, match="overlap") as told:
            link.submit(ensure_stream(link, other)).result(5)
        assert told.value.code
        assert link.connections == 1
    way.close()
