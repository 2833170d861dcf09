from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.api.world import NOW, RULE, a_world

if TYPE_CHECKING:
    from collections.abc import Iterator

SPAN = ("--from", "2026-07-19T05:00:00Z", "--to", "2026-07-19T08:00:00Z")
WORDS = ("backtest", "stage-xixian", *SPAN)


@pytest.fixture
def api(monkeypatch) -> list[dict[str, Any]]:
    """The API over the in-memory world; remembers what was asked."""
    import httpx2

    world = a_world()
    world.measure([40.0, 41.0, 41.0, 41.0, *[39.0] * 8], start=NOW)
    world.clock.forward(timedelta(hours=2))
    asked: list[dict[str, Any]] = []

    @contextmanager
    def stream(method: str, url: str, **options) -> Iterator[httpx2.Response]:
        asked.append(options["json"])
        with world.client() as client:
            path = url.removeprefix("http://host")
            answer = client.request(
                method, path, json=options["json"], headers={"accept": options["headers"]["Accept"]}
            )
        yield httpx2.Response(answer.status_code, content=answer.content)

    monkeypatch.setattr(httpx2, "stream", stream)
    return asked


def remote(*words: object) -> tuple[object, ...]:
    return (*WORDS, "--url", "http://host", "--api-key", "k", *words)


def test_progress_is_told_on_stderr_and_the_result_on_stdout(run, api):
    result = run(*remote("--json"))
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["episodes"][0]["peak"] == "blue"
    assert [line for line in result.stderr.splitlines() if line][-1] == "100% 12"


def test_a_draft_with_labels_is_told_as_a_person_reads_it(run, api, tmp_path):
    draft, labels = tmp_path / "draft.yaml", tmp_path / "labels.csv"
    draft.write_text(RULE.replace("hold: 10m", "hold: 5m"), "utf-8")
    labels.write_bytes("站码,开始时间,等级\nXY-H03,2026-07-19 14:20,蓝\nXY-H03,?,\n".encode("gb18030"))
    result = run("backtest", draft, *SPAN, "--labels", labels, "--url", "http://host", "--api-key", "k")
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[1] == "12 readings of 1 targets"
    assert lines[2].startswith("1 episodes (1 blue), 0 with data lost, 0 still open")
    assert "labels, row 3: start: expected a time" in result.stdout
    assert any(line.startswith("any") and line.endswith("10 min") for line in lines)
    assert lines[-1] == "beside version 1 in force: 1 earlier"
    assert api[0]["labels"].startswith("站码")


def test_an_unknown_rule_and_a_missing_key_end_with_one_line(run, api):
    result = run("backtest", "other", *SPAN, "--url", "http://host", "--api-key", "k")
    assert result.exit_code == 1
    assert "404" in result.stderr
    assert "FENGHUO_API_KEY" in run(*WORDS).stderr


def test_the_database_is_read_without_an_api(run, monkeypatch):
    world = a_world()
    world.measure([41.0] * 5, start=NOW)
    monkeypatch.setattr("fenghuo.database.open_store", lambda _: world.store)
    result = run(*WORDS, "--database")
    assert result.exit_code == 0, result.stderr
    assert "1 episodes (1 blue)" in result.stdout


def test_an_answer_that_breaks_off_is_no_result(run, monkeypatch):
    import httpx2

    @contextmanager
    def stream(*_: object, **__: object) -> Iterator[httpx2.Response]:
        yield httpx2.Response(200, content=b'{"progress": 0.5, "readings": 3}\n')

    monkeypatch.setattr(httpx2, "stream", stream)
    result = run(*remote())
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (1, "the answer ended before the result")
