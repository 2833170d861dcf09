from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.unit.api.world import NOW, a_world

WORDS = ("why", "XY-H03", "water_level", "--url", "http://host", "--api-key", "k")


@pytest.fixture
def api(monkeypatch) -> None:
    """The API over the in-memory world."""
    import httpx2

    world = a_world()
    world.measure([40.0, 41.0, 41.0], start=NOW - timedelta(minutes=11))

    def get(url: str, **options) -> httpx2.Response:
        with world.client() as client:
            answer = client.get(url.removeprefix("http://host"), params=options["params"])
        return httpx2.Response(answer.status_code, content=answer.content)

    monkeypatch.setattr(httpx2, "get", get)


def test_a_trace_is_told_in_chinese_or_english(run, api):
    lines = run(*WORDS).stdout.splitlines()
    assert lines[1] == "stage-xixian v1  息县站水位"
    assert lines[2] == "  自 13:54 起越过蓝色阈值（40.5 m），需持续 10分，还差 4分"
    english = run(*WORDS, "--language", "en").stdout.splitlines()
    assert english[2] == "  beyond blue (40.5 m) since 13:54, hold 10m, 4m to go"
    assert english[-1].endswith("41 m")


def test_a_trace_is_facts_too(run, api):
    assert json.loads(run(*WORDS, "--json").stdout)["rules"][0]["levels"][0]["left_s"] == 240


def test_another_instant_or_rule_can_be_asked_for(run, api):
    assert "no rule in force" in run(*WORDS, "--rule", "other", "--language", "en").stdout
    assert "没有生效的规则" in run(*WORDS, "--at", "2026-01-01T00:00:00Z").stdout


def test_what_is_not_there_ends_with_one_line(run, api):
    result = run("why", "XY-NO", "water_level", "--url", "http://host", "--api-key", "k")
    assert result.exit_code == 1
    assert "404" in result.stderr
