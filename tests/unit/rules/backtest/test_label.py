from rules.backtest.label import LabelledEvent, Whereabouts
from rules.transition import Target
from tests.unit.rules.backtest.episodes import T0

PLACES = Whereabouts(division={Target("A"): "411528102000", Target("B"): "411500000000", Target("411528"): "411528"})


def concerned(**where) -> set[str]:
    return set(PLACES.concerned(LabelledEvent(start=T0, end=T0, **where)))


def test_an_event_finds_its_station_its_division_or_everything():
    assert concerned(station="A") == {"A"}
    assert concerned(division="411528") == {"A", "411528"}
    assert concerned() == {"A", "B", "411528"}
    assert concerned(station="Z") == set()
