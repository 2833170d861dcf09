from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import structlog

from fenghuo import logs

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def refuse(password: str) -> None:
    raise ValueError(len(password))


def failed(log) -> None:
    word = "hush"
    try:
        refuse(f"{word}{word}")
    except ValueError:
        log.exception("loop_failed", loop="x")


def test_a_collector_gets_one_json_object_per_line_on_stderr(capsys):
    logs.configure(as_json=True)
    structlog.get_logger().info("rule_taken", rule="息县")
    out, err = capsys.readouterr()
    assert out == ""
    line = json.loads(err)
    assert (line["event"], line["rule"], line["level"]) == ("rule_taken", "息县", "info")
    assert line["timestamp"].endswith("Z")


def test_people_get_text_without_escape_codes_when_stderr_is_not_a_terminal(capsys):
    logs.configure(as_json=False)
    structlog.get_logger().warning("store_away", why="gone")
    err = capsys.readouterr().err
    assert "store_away" in err
    assert "\x1b[" not in err


def test_a_quiet_process_says_only_what_is_wrong(capsys):
    logs.configure(as_json=False, is_quiet=True)
    log = structlog.get_logger()
    log.info("judge_recovered")
    log.warning("rule_left_out")
    err = capsys.readouterr().err
    assert "rule_left_out" in err
    assert "judge_recovered" not in err


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_the_lines_but_no_local_variables(capsys, as_json):
    logs.configure(as_json=as_json)
    failed(structlog.get_logger())
    err = capsys.readouterr().err
    assert "raise ValueError(len(password))" in err
    assert "hushhush" not in err
