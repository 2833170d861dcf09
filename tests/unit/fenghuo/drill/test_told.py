from __future__ import annotations

from datetime import timedelta

from fenghuo.drill.told import began_entry, drill_entry, inject_entry
from sensing.level import Level
from simulators.hazard import Danger


def a_danger() -> Danger:
    return Danger(
        hazard="11A01",
        division="411528000000",
        station="XY-H03",
        level=Level.ORANGE,
        from_h=1.0,
        until_h=9.0,
        what_zh="水位",
        what_en="stage",
    )


def test_the_first_entry_says_what_is_true_and_what_is_expected(short):
    data = began_entry(short, truth=[a_danger()], seed=3, now=short.start).data
    assert (data["act"], data["drill"], data["seed"], data["length_s"]) == ("began", "short", 3, 4 * 3600)
    (danger,) = data["truth"]
    assert (danger["level"], danger["from"], danger["until"]) == (
        "orange",
        "2020-07-17T13:00:00Z",
        "2020-07-17T16:00:00Z",
    )
    assert [(each["id"], each["kind"], each["by"]) for each in data["expect"]] == [
        ("expect-1", "warning", "2020-07-17T15:00:00Z")
    ]
    assert [each["from"] for each in data["never"]] == ["2020-07-17T13:00:00Z"]


def test_an_inject_says_to_whom_it_is_shown_and_by_when_a_comment_is_expected(short):
    data = inject_entry(short.injects[1], short, now=short.start + timedelta(minutes=90)).data
    assert (data["inject"], data["id"], data["roles"], data["by"]) == (
        "call",
        "press",
        ["press"],
        "2020-07-17T14:00:00Z",
    )


def test_every_entry_says_who_acted(short):
    assert drill_entry("paused", now=short.start).data == {"act": "paused", "actor": "drill"}
