from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def asked(monkeypatch) -> list:
    """Answers every export with a CSV; remembers what was asked."""
    import httpx2

    asked = []

    @contextmanager
    def stream(method: str, url: str, **options) -> Iterator[httpx2.Response]:
        asked.append((method, url, options["params"], options["headers"]))
        status = 404 if options["params"]["station"] == "XY-NO" else 200
        yield httpx2.Response(status, content=b"station,\xe7\xab\x99\r\n" if status == 200 else b"no such station")

    monkeypatch.setattr(httpx2, "stream", stream)
    return asked


def test_an_export_goes_to_stdout_or_to_a_file(run, asked, tmp_path):
    words = ("export", "observations", "XY-H03", "--api-key", "fh_key", "--url", "http://host")
    assert run(*words).stdout_bytes == b"station,\xe7\xab\x99\r\n"
    result = run(*words, "--property", "flow", "--from", "2026-01-01T00:00:00Z", "--bom", "-o", tmp_path / "a.parquet")
    assert result.exit_code == 0
    assert (tmp_path / "a.parquet").read_bytes() == b"station,\xe7\xab\x99\r\n"
    (first, second) = asked
    assert first[:3] == (
        "GET",
        "http://host/api/v1/observations/export",
        {"station": "XY-H03", "format": "csv", "bom": "false"},
    )
    assert first[3] == {"Authorization": "Bearer fh_key"}
    assert second[2] == {
        "station": "XY-H03", "property": "flow", "from": "2026-01-01T00:00:00Z", "format": "parquet", "bom": "true",
    }  # fmt: skip


def test_a_refused_export_leaves_no_file(run, asked, tmp_path):
    path = tmp_path / "a.csv"
    result = run("export", "observations", "XY-NO", "--api-key", "k", "--url", "http://host", "-o", path)
    assert (result.exit_code, result.stderr) == (1, "http://host: 404 no such station\n")
    assert list(tmp_path.iterdir()) == []


def test_a_system_that_is_away_is_said_to_be(run, tmp_path):
    result = run("export", "observations", "A", "--api-key", "k", "--url", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert result.stderr.startswith("http://127.0.0.1:1: ")
