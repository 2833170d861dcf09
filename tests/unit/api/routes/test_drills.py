from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from api.ports.drills import DrillOrder, DrillRefusedError, PastRun, RunningDrill, SeatView, ShippedDrill
from api.schema.drills import DrillsShape, PastRunShape, RunningDrillShape
from reports.case import facts_of
from tests.builders import NOW
from tests.unit.api.world import a_world

PATH = "/api/v1/drills"
TITLE = {"title_zh": "失去息县站", "title_en": "A gauge is lost"}
SHIPPED = ShippedDrill(
    id="lost-gauge",
    **TITLE,
    story_zh="雨",
    story_en="rain",
    start=NOW,
    length=timedelta(hours=36),
    speed=120.0,
    seed=1,
    participants="scripted",
    roles=("officer", "press"),
    injects=3,
    expected=9,
)
SEATS = (SeatView(user="drill-organiser", role="organiser"), SeatView(user="chen", role="approver"))


@dataclass
class Host:
    """A host that starts nothing."""

    url: str = ""
    started: list[RunningDrill] = field(default_factory=list)
    given: list[tuple] = field(default_factory=list)
    refusal: str = ""
    is_ready: bool = True

    def shipped(self):
        return [SHIPPED]

    def running(self):
        return self.started

    def start(self, order: DrillOrder) -> RunningDrill:
        if self.refusal:
            raise DrillRefusedError(self.refusal)
        run = RunningDrill(
            run="r1", order=order, **TITLE, started=NOW, state="running", trouble="", port=8610, seats=SEATS
        )
        self.started.append(run)
        return run

    def stop(self, run: str) -> bool:
        found = [each for each in self.started if each.run == run]
        self.started = [each for each in self.started if each.run != run]
        return bool(found)

    def seat(self, run: str, user: str, *, who: str):
        self.given.append((run, user, who))
        return (8610, "once-only") if self.is_ready else None

    def past(self):
        one = PastRun(
            run="r1",
            drill="lost-gauge",
            **TITLE,
            seed=1,
            speed=60.0,
            participants="people",
            by="wang",
            started=NOW,
            rows=9,
        )
        return [replace(one, run="r2", started=NOW + timedelta(hours=1)), replace(one, drill="other", run="x"), one]

    def facts(self, run: str, *, now):
        return facts_of([], now=now) if run in {"r1", "r2"} else None


@pytest.fixture
def host() -> Host:
    return Host()


@pytest.fixture
def world(host):
    return a_world(drill_host=host)


def acts(world) -> list[tuple]:
    rows = [row.entry for row in world.store.journal(limit=1000) if row.entry.kind == "rehearsal"]
    return [(entry.data["act"], entry.data["actor"], entry.data["run"]) for entry in rows]


def test_an_installation_that_starts_none_says_so():
    with a_world().client("organiser") as client:
        assert client.get(PATH).json() == {"is_host": False, "items": [], "running": []}
        assert client.post(PATH, json={"drill": "lost-gauge"}).status_code == 404


def test_what_ships_is_offered_to_everybody(world):
    with world.client("viewer") as client:
        shown = client.get(PATH).json()
    DrillsShape.model_validate(shown)
    assert [(each["id"], each["length_s"], each["expected"]) for each in shown["items"]] == [("lost-gauge", 129600, 9)]


def test_a_drill_is_started_as_asked_or_as_its_document_says_and_who_did_is_journalled(world, host):
    with world.client("organiser") as client:
        shown = client.post(PATH, json={"drill": "lost-gauge", "speed": 600, "seed": 0, "participants": "people"})
        assert shown.status_code == 201
        RunningDrillShape.model_validate(shown.json())
        assert client.post(PATH, json={"drill": "lost-gauge"}).status_code == 201
    asked, usual = (run.order for run in host.started)
    who = "organiser-1"
    assert asked == DrillOrder(drill="lost-gauge", speed=600, seed=0, participants="people", by=who)
    assert usual == DrillOrder(drill="lost-gauge", speed=120, seed=1, participants="scripted", by=who)
    assert acts(world) == [("started", who, "r1")] * 2


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"drill": "none"}, 404),
        ({"drill": ""}, 422),
        ({"drill": "lost-gauge", "speed": 0}, 422),
        ({"drill": "lost-gauge", "speed": 3601}, 422),
        ({"drill": "lost-gauge", "seed": -1}, 422),
        ({"drill": "lost-gauge", "participants": "ghosts"}, 422),
        ({"drill": "lost-gauge", "record": "/etc"}, 422),
    ],
)
def test_what_makes_no_sense_starts_nothing(world, host, body, status):
    with world.client("organiser") as client:
        assert client.post(PATH, json=body).status_code == status
    assert host.started == []
    assert acts(world) == []


def test_one_that_cannot_be_started_is_refused_with_the_reason_and_not_journalled(world, host):
    host.refusal = "expected fewer than 1 running drills; end one first"
    with world.client("organiser") as client:
        answer = client.post(PATH, json={"drill": "lost-gauge"})
    assert (answer.status_code, answer.json()["detail"]) == (409, host.refusal)
    assert acts(world) == []


def test_a_seat_is_a_link_to_the_drills_own_origin_and_nothing_of_the_session_is_in_it(world, host):
    with world.client("organiser") as client:
        client.post(PATH, json={"drill": "lost-gauge"})
    with world.client("viewer") as client:
        answer = client.post(f"{PATH}/r1/seats", json={"user": "chen"})
        assert (answer.status_code, answer.json()) == (201, {"url": "http://testserver:8610/#/join/once-only"})
        host.url = "https://drill.example"
        assert (
            client.post(f"{PATH}/r1/seats", json={"user": "chen"}).json()["url"].startswith("https://drill.example/#")
        )
    assert host.given == [("r1", "chen", "viewer-1")] * 2
    assert world.tokens["viewer"] not in answer.text
    assert acts(world)[1:] == [("seated", "viewer-1", "r1")] * 2


def test_the_organisers_seat_is_for_organisers(world, host):
    with world.client("organiser") as client:
        client.post(PATH, json={"drill": "lost-gauge"})
        assert client.post(f"{PATH}/r1/seats", json={"user": "drill-organiser"}).status_code == 201
    with world.client("commander") as client:
        assert client.post(f"{PATH}/r1/seats", json={"user": "drill-organiser"}).status_code == 403
        assert client.post(f"{PATH}/r1/seats", json={"user": "nobody"}).status_code == 404
        assert client.post(f"{PATH}/r9/seats", json={"user": "chen"}).status_code == 404
        host.is_ready = False
        assert client.post(f"{PATH}/r1/seats", json={"user": "chen"}).json()["code"] == "not_ready"


def test_only_organisers_end_a_drill(world):
    with world.client("organiser") as client:
        client.post(PATH, json={"drill": "lost-gauge"})
    with world.client("commander") as client:
        assert client.delete(f"{PATH}/r1").status_code == 403
    with world.client("administrator") as client:
        assert client.delete(f"{PATH}/r1").status_code == 204
        assert client.delete(f"{PATH}/r1").status_code == 404
    assert [act for act, *_ in acts(world)] == ["started", "stopped"]


def test_past_runs_name_the_run_of_the_same_drill_before_them(world):
    with world.client("organiser") as client:
        items = client.get(f"{PATH}/runs").json()["items"]
    for item in items:
        PastRunShape.model_validate(item)
    assert [(item["run"], item["before"]) for item in items] == [("r2", "r1"), ("x", ""), ("r1", "")]


def test_a_report_of_a_record_is_made_in_each_form_and_held_against_another(world):
    with world.client("organiser") as client:
        page = client.get(f"{PATH}/runs/r2/report", params={"lang": "en", "compare": "r1"})
        assert page.headers["content-type"].startswith("text/html")
        assert "sandbox" in page.headers["content-security-policy"]
        plain = client.get(f"{PATH}/runs/r2/report", params={"format": "json"})
        assert plain.status_code == 200
        assert client.get(f"{PATH}/runs/none/report").status_code == 404
        assert client.get(f"{PATH}/runs/r2/report", params={"compare": "none"}).status_code == 404
    with world.client("commander") as client:
        assert client.get(f"{PATH}/runs/r2/report").status_code == 403
