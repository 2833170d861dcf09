from __future__ import annotations

from statistics import stdev

from simulators.ground import offset_m
from simulators.moving.moving import MovingPlan, Patrol
from simulators.moving.round import Round
from simulators.scenario import scenario
from simulators.world import World
from tests.unit.simulators.parts import START, station, the_city

ROUND = Round(course=((114.88, 31.64), (114.98, 31.63)), speed=30_000)
PLAN = MovingPlan(patrols=(Patrol(station="XY-V01", round=ROUND, from_h=2, jitter_m=8),))


def moving(seed: int = 1):
    return PLAN.hazard(the_city(), start=START, length_h=24, seed=seed)


def test_it_waits_at_the_start_and_the_receiver_errs_as_asked():
    errors = [offset_m(ROUND.course[0], moving().place("XY-V01", minute / 60))[0] for minute in range(118)]
    assert 5 < stdev(errors) < 11
    assert max(map(abs, errors)) < 40


def test_it_drives_once_it_left():
    here = moving().place("XY-V01", 2.2)
    east, _ = offset_m(ROUND.course[0], here)
    assert 5_900 < east < 6_100


def test_what_it_does_not_move_it_does_not_know():
    assert moving().place("XY-V02", 5) is None


def test_the_same_seed_gives_the_same_places():
    assert moving().place("XY-V01", 3.3) == moving().place("XY-V01", 3.3)
    assert moving().place("XY-V01", 3.3) != moving(2).place("XY-V01", 3.3)


def test_it_changes_nothing_and_is_no_danger():
    assert moving().changed(station("XY-V01"), {"a": 1.0}, at_h=5) == {"a": 1.0}
    assert moving().sightings(station("XY-C01"), at_h=5, span_h=1) == ()
    assert moving().truth() == ()


class Ground:
    """A danger that tells the longitude at which a station feels it."""

    def changed(self, station, values, *, at_h):
        return {"lon": station.lon}

    def sightings(self, station, *, at_h, span_h):
        return ()

    def truth(self):
        return ()


def test_the_world_says_where_it_is_and_dangers_meet_it_there():
    world = World(the_city(), scenario("calm"), seed=1, hazards=[Ground()], movers=[moving()])
    vehicle = station("XY-V01")
    place = world.place(vehicle, 2.2)
    assert place == moving().place("XY-V01", 2.2)
    assert world.told(vehicle, {"lon": 0.0}, at_h=2.2) == {"lon": round(place[0], 1)}
    assert world.place(station("XY-M01"), 2.2) is not None, "the boats of the city go on"
    assert world.place(station("XY-C01"), 2.2) is None
