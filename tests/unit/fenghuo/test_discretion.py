from __future__ import annotations

import json
import logging

import pytest
import structlog

from fenghuo import logs
from fenghuo.discretion import discreet, plain_text

CANARIES = ["+8613812345678", "13812345678", "fh_abcdefghijklmnopqrstuvwxyz012345", "hunter2-canary"]


@pytest.fixture(autouse=True)
def root_handlers():
    """Let the root logger have the handlers that a process of its own gives it."""
    root = logging.getLogger()
    handlers = root.handlers[:]
    root.handlers.clear()
    yield
    root.handlers[:] = handlers
    structlog.reset_defaults()


@pytest.mark.parametrize("as_json", [True, False])
def test_no_canary_comes_through(as_json, capsys):
    logs.configure(as_json=as_json)
    log = structlog.get_logger("test")
    log.info("sent", address="+8613812345678", detail="to 13812345678 by postgresql://u:hunter2-canary@h/d")
    log.info("asked", header="Bearer fh_abcdefghijklmnopqrstuvwxyz012345", password="hunter2-canary")
    log.info("nested", given={"why": ["no route to +8613812345678"]}, error=ValueError("13812345678"))
    try:
        int("+8613812345678 is no number")
    except ValueError:
        log.exception("failed")
    logging.getLogger("library").warning("sent to %s", "+8613812345678")
    told = capsys.readouterr().err
    assert told.count("****5678") >= 5
    assert [canary for canary in CANARIES if canary in told] == []
    assert "ValueError" in told


def test_one_event_is_one_line_without_control_characters(capsys):
    logs.configure(as_json=True)
    structlog.get_logger("test").info("seen", device='a\r\n{"event": "forged"}\x1b[31m\x07\u202e')
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["device"] == r"a\r\n" + '{"event": "forged"}' + r"\x1b[31m\x07\u202e"


@pytest.mark.parametrize("text", ["2026-11-23T14:00:00Z", "411528000000", "1721000000000", "10.1.2.3:8600", "w-01J9ZK"])
def test_what_is_no_number_of_a_person_stays(text):
    assert plain_text(text) == text


def test_numbers_and_truths_stay_what_they_are():
    assert discreet(None, "", {"count": 3, "is_ok": True, "none": None}) == {"count": 3, "is_ok": True, "none": None}
