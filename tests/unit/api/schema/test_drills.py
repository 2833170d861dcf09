from __future__ import annotations

from datetime import timedelta

from api.ports.drills import DrillOrder, PastRun, RunningDrill, SeatView, ShippedDrill
from api.schema.drills import (
    PastRunShape,
    RunningDrillShape,
    ShippedDrillShape,
    past_json,
    running_json,
    shipped_json,
)
from tests.builders import NOW

TITLE = {"title_zh": "失去息县站", "title_en": "A gauge is lost"}


def test_what_ships_is_told_in_its_shape():
    drill = ShippedDrill(
        id="lost-gauge",
        **TITLE,
        story_zh="雨",
        story_en="rain",
        start=NOW,
        length=timedelta(hours=36),
        speed=120.0,
        seed=1,
        participants="people",
        roles=("officer",),
        injects=3,
        expected=9,
    )
    shown = ShippedDrillShape.model_validate(shipped_json(drill))
    assert (shown.length_s, shown.title.zh, shown.roles) == (129600, "失去息县站", ["officer"])


def test_what_runs_names_its_seats_and_no_port_of_the_house():
    order = DrillOrder(drill="lost-gauge", speed=60.0, seed=2, participants="people", by="wang")
    seats = (SeatView(user="chen", role="approver", division="411528000000"),)
    drill = RunningDrill(run="r1", order=order, **TITLE, started=NOW, state="over", trouble="", port=8610, seats=seats)
    shown = running_json(drill)
    assert RunningDrillShape.model_validate(shown).seats[0].division == "411528000000"
    assert "port" not in shown


def test_what_was_recorded_names_the_run_before_it():
    run = PastRun(
        run="r2", drill="lost-gauge", **TITLE, seed=2, speed=60.0, participants="none", by="wang", started=NOW, rows=5
    )
    assert PastRunShape.model_validate(past_json(run, before="r1")).before == "r1"
