from __future__ import annotations

import json
import math
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

WAVE = [40 + math.sin(i / 9) + 0.3 * math.sin(i / 2.3) for i in range(600)]


def csv_of(values: list[float], *, delay: int = 0) -> str:
    """Return five-minute readings, the wave ``delay`` readings later."""
    rows = ["time,value,quality"]
    for i in range(delay, len(values)):
        hours, minutes = divmod(5 * i, 60)
        rows.append(f"2026-07-{1 + hours // 24:02}T{hours % 24:02}:{minutes:02}:00Z,{values[i - delay]:.4f},good")
    return "\n".join(rows)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "above.csv").write_text(csv_of(WAVE), "utf-8")
    (tmp_path / "here.csv").write_text(csv_of([2 * value - 50 for value in WAVE], delay=6), "utf-8")
    return tmp_path


def test_a_relation_between_two_files_is_found_and_told_with_its_error(run, files):
    words = ("fit", "routing", files / "above.csv", files / "here.csv", "--most", "2h")
    result = run(*words)
    assert result.exit_code == 0, result.stderr
    assert "upstream:\n  station: above\n  lag: '30m'\n  a: 2.00000" in result.stdout
    assert "# on these readings: root mean square error" in result.stdout
    found = json.loads(run(*words, "--json", "--station", "XY-H01").stdout)
    assert (found["upstream"]["station"], found["error"]["pairs"]) == ("XY-H01", 594)


def test_a_baseline_of_a_file_is_told_with_its_error(run, files):
    result = run("fit", "baseline", files / "above.csv", "--property", "water_level")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[3:5] == ["baseline:", "  median:"]
    assert "95 of 100 within" in result.stdout


def test_a_station_is_read_from_a_running_system(run, monkeypatch):
    import httpx2

    asked = []

    @contextmanager
    def stream(method: str, url: str, **options) -> Iterator[httpx2.Response]:
        asked.append((method, url, options["params"]))
        yield httpx2.Response(200, content=csv_of(WAVE).encode())

    monkeypatch.setattr(httpx2, "stream", stream)
    words = ("fit", "baseline", "XY-H03", "--property", "water_level", "--url", "http://host", "--api-key", "k")
    result = run(*words, "--to", "2026-07-10T00:00:00Z", "--json")
    assert json.loads(result.stdout)["error"]["readings"] == 600
    assert asked == [
        (
            "GET",
            "http://host/api/v1/observations/export",
            {
                "station": "XY-H03",
                "property": "water_level",
                "from": "2021-07-10T00:00:00Z",
                "to": "2026-07-10T00:00:00Z",
            },
        )
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("baseline", "XY-H03", "--property", "pm25"), "expected FENGHUO_API_KEY"),
        (("baseline", "gone.csv", "--property", "pm25"), "gone.csv: no such file"),
        (("routing", "{above}", "{above}", "--step", "0s"), "--step: expected more than zero"),
        (("baseline", "{above}", "--property", "pm25", "--to", "2026-07-10T00:00:00Z"), "a file is read whole"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(run, files, words, said):
    result = run("fit", *(word.format(above=files / "above.csv") for word in words))
    assert result.exit_code == 1
    assert said in result.stderr
