import pytest

from sensing.errors import RegistryError
from store.numbering import numbered
from tests.contract.records import a_station


def numbers(stations) -> list[list[int]]:
    return [[stream.number for stream in station.datastreams] for station in stations]


def test_the_first_datastreams_are_numbered_from_one():
    assert numbers(numbered([a_station("A", "flow", "water_level"), a_station("B")], known={})) == [[1, 2], [3]]


def test_known_numbers_are_kept_and_new_ones_follow_the_highest_ever():
    known = {("A", "flow"): 1, ("gone", "pm25"): 9}
    assert numbers(numbered([a_station("A", "water_level", "flow")], known=known)) == [[10, 1]]


def test_numbers_that_a_caller_invents_count_for_nothing():
    (station,) = numbered([a_station("A")], known={("A", "water_level"): 5})
    assert numbers(numbered([station], known={})) == [[1]]


@pytest.mark.parametrize(
    ("stations", "message"),
    [
        ([a_station("A"), a_station("A")], "station id 'A' occurs twice"),
        ([a_station("A", "flow", "flow")], "lists property 'flow' twice"),
    ],
)
def test_a_double_is_refused(stations, message):
    with pytest.raises(RegistryError, match=message):
        numbered(stations, known={})
