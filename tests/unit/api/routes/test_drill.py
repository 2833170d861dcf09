from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from api.ports.drills import DrillView, InjectView, Interruption
from api.schema.drill import DrillShape
from tests.builders import NOW
from tests.unit.api.world import a_world

PATH = "/api/v1/drill"


def an_inject(id_: str, *, is_thrown: bool) -> InjectView:
    return InjectView(id=id_, kind="call", at=NOW, text_zh="来电", text_en="call", roles=(), is_thrown=is_thrown)


@dataclass
class Rehearsed:
    """A drill that writes down what is asked of it."""

    asked: list[tuple] = field(default_factory=list)
    shown: DrillView = field(
        default_factory=lambda: DrillView(
            id="short",
            title_zh="短",
            title_en="Short",
            story_zh="雨",
            story_en="rain",
            start=NOW,
            until=NOW + timedelta(hours=4),
            now=NOW,
            speed=60.0,
            seed=1,
            is_paused=False,
            is_over=False,
            interruption=None,
            trouble="",
            injects=(an_inject("a", is_thrown=True), an_inject("b", is_thrown=False)),
        )
    )

    def view(self) -> DrillView:
        return self.shown

    def pause(self, *, actor: str) -> None:
        self.asked.append(("pause", actor))
        self.shown = replace(self.shown, is_paused=True)

    def resume(self, *, actor: str) -> None:
        self.asked.append(("resume", actor))

    def set_speed(self, speed: float, *, actor: str) -> None:
        self.asked.append(("speed", speed, actor))

    def step(self, *, actor: str) -> None:
        self.asked.append(("step", actor))

    def inject(self, inject: str, *, actor: str) -> bool:
        self.asked.append(("inject", inject, actor))
        return inject == "b"

    def comment(self, text: str, *, inject: str, actor: str) -> None:
        self.asked.append(("comment", text, inject, actor))

    def improvise(self, text: str, *, actor: str) -> None:
        self.asked.append(("improvise", text, actor))

    def admit(self, token: str) -> str | None:
        self.asked.append(("admit", token))
        return {"good": "officer-1", "stranger": "nobody"}.get(token)

    def end(self, *, actor: str) -> None:
        self.asked.append(("end", actor))


@pytest.fixture
def rehearsed() -> Rehearsed:
    return Rehearsed()


@pytest.fixture
def drilling(rehearsed):
    return a_world(drill=rehearsed)


def test_an_installation_that_runs_no_drill_has_none(client):
    assert client.get(PATH).status_code == 404
    assert client.post(PATH, json={"act": "pause"}).status_code == 404


def test_the_organiser_sees_what_comes_and_those_who_are_tried_what_came(drilling):
    seen = {}
    for role in ("organiser", "administrator", "officer", "viewer"):
        with drilling.client(role) as client:
            shown = client.get(PATH).json()
            DrillShape.model_validate(shown)
            seen[role] = [each["id"] for each in shown["injects"]]
    assert seen == {"organiser": ["a", "b"], "administrator": ["a", "b"], "officer": ["a"], "viewer": ["a"]}


def test_every_act_of_the_organiser_reaches_the_drill(drilling, rehearsed):
    with drilling.client("organiser") as client:
        acts = ("pause", "step", "resume", "end")
        for body in (*({"act": act} for act in acts), {"act": "speed", "speed": 600}, {"act": "inject", "inject": "b"}):
            assert client.post(PATH, json=body).status_code == 200
        assert client.get(PATH).json()["is_paused"]
    who = "organiser-1"
    assert rehearsed.asked == [
        ("pause", who),
        ("step", who),
        ("resume", who),
        ("end", who),
        ("speed", 600, who),
        ("inject", "b", who),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"act": "speed"}, 422),
        ({"act": "speed", "speed": 0}, 422),
        ({"act": "speed", "speed": 3601}, 422),
        ({"act": "inject", "inject": "z"}, 404),
        ({"act": "leak"}, 422),
        ({"act": "pause", "live": True}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(drilling, body, status):
    with drilling.client("organiser") as client:
        assert client.post(PATH, json=body).status_code == status


def test_only_the_organiser_runs_it_and_any_officer_says_something(drilling, rehearsed):
    with drilling.client("commander") as client:
        assert client.post(PATH, json={"act": "pause"}).status_code == 403
    with drilling.client("officer") as client:
        assert client.post(f"{PATH}/comments", json={"text": "正在核实", "inject": "a"}).status_code == 200
    assert rehearsed.asked == [("comment", "正在核实", "a", "officer-1")]


def test_a_text_that_stands_in_no_script_is_thrown_in(drilling, rehearsed):
    with drilling.client("organiser") as client:
        assert client.post(PATH, json={"act": "inject", "text": " 县长来电 "}).status_code == 200
    assert rehearsed.asked == [("improvise", "县长来电", "organiser-1")]


def test_whoever_shows_a_link_is_signed_in_to_the_account_of_the_seat(drilling):
    with drilling.client(None) as client:
        opened = client.post(f"{PATH}/join", json={"token": "good"})
        assert opened.status_code == 201
        assert opened.json()["user"]["name"] == "officer-1"
        headers = {"authorization": f"Bearer {opened.json()['token']}"}
        assert client.get(PATH, headers=headers).status_code == 200
    ways = [row.entry.data for row in drilling.store.journal(limit=1000) if row.entry.kind == "user"]
    assert ways[-1]["way"] == "join"


@pytest.mark.parametrize("token", ["spent", "stranger", ""])
def test_a_link_that_opens_nothing_signs_nobody_in(drilling, token):
    with drilling.client(None) as client:
        assert client.post(f"{PATH}/join", json={"token": token}).json()["code"] == "wrong_credentials"


def test_nobody_joins_where_no_drill_runs(client):
    assert client.post(f"{PATH}/join", json={"token": "good"}).status_code == 404


def test_the_report_waits_for_the_end(drilling, rehearsed):
    with drilling.client("viewer") as client:
        assert client.get(f"{PATH}/report").json()["code"] == "not_over"
        rehearsed.shown = replace(rehearsed.shown, is_over=True)
        page = client.get(f"{PATH}/report", params={"lang": "en"})
        assert page.headers["content-type"].startswith("text/html")


def test_the_door_says_that_this_is_a_drill(drilling):
    with drilling.client(None) as client:
        said = client.get("/api/v1/site").json()["exercise"]
    assert (said["title"], said["interruption"]) == ({"zh": "短", "en": "Short"}, None)


def test_a_real_warning_is_told_at_the_door_and_inside_in_both_languages(drilling, rehearsed):
    told = Interruption(identifier="FH-1", headline_zh="洪水", headline_en="Flood")
    rehearsed.shown = replace(rehearsed.shown, interruption=told)
    expected = {"identifier": "FH-1", "headline": {"zh": "洪水", "en": "Flood"}}
    with drilling.client(None) as client:
        assert client.get("/api/v1/site").json()["exercise"]["interruption"] == expected
    with drilling.client("viewer") as client:
        assert client.get(PATH).json()["interruption"] == expected


def test_pages_behind_links_wear_stripes_in_a_drill(drilling):
    with drilling.client(None) as client:
        assert "EXERCISE" in client.get("/a/unknown").text
        assert "EXERCISE" in client.get("/t/unknown").text


def test_nothing_of_a_live_installation_wears_them(client):
    assert client.get("/api/v1/site").json() == {"exercise": None}
    assert "EXERCISE" not in client.get("/a/unknown").text
    assert "EXERCISE" not in client.get("/t/unknown").text
