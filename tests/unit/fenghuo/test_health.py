from __future__ import annotations

import threading

import pytest

from fenghuo import health, metrics
from fenghuo.health import Health, Pulse
from tests.running import eventually


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look often."""
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.005)


def test_trouble_keeps_the_instant_at_which_it_began_whatever_its_words():
    parts, trouble = Health(), ["refused"]
    parts.add("broker", lambda: trouble[0])
    first = str(parts.readiness()["broker"])
    assert first.startswith("refused (since 20")
    trouble[0] = "lost"
    assert str(parts.readiness()["broker"]) == first.replace("refused", "lost")
    trouble[0] = ""
    assert parts.readiness() == {"broker": True}


def test_changes_are_noticed_without_being_asked_and_shown_as_a_metric():
    parts, trouble = Health(), ["away"]
    parts.add("test-part", lambda: trouble[0])
    parts.start()
    shown = metrics.part_ready.labels("test-part")
    eventually(lambda: "test-part" in parts._since, within=10)
    assert shown._value.get() == 0
    trouble[0] = ""
    eventually(lambda: shown._value.get() == 1, within=10)
    parts.stop()


def test_a_check_that_fails_hides_no_other(capsys: pytest.CaptureFixture[str]):
    parts = Health()
    parts.add("odd", lambda: 1 // 0 or "")
    parts.add("test-other", lambda: "away")
    parts.start()
    eventually(lambda: "test-other" in parts._since, within=10)
    parts.stop()


def test_a_pulse_says_what_is_wrong_in_the_words_of_the_error():
    def ping() -> None:
        raise OSError("connection refused")

    pulse = Pulse(ping, name="test")
    pulse._ask()
    assert pulse.trouble == "connection refused"
    pulse._ping = lambda: None
    pulse._ask()
    assert pulse.trouble == ""


def test_a_pulse_that_hangs_is_told_without_waiting_for_it():
    gate = threading.Event()
    asked: list[int] = []

    def ping() -> None:
        asked.append(1)
        if len(asked) > 1:
            gate.wait(30)

    pulse = Pulse(ping, name="test", silent=0.02)
    pulse.start()
    eventually(lambda: pulse.trouble.startswith("no answer for"), within=10)
    gate.set()
    eventually(lambda: pulse.trouble == "", within=10)
    pulse.stop()
