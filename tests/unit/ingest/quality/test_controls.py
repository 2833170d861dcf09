from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from ingest.quality.controls import JUMP, controls_of
from ingest.quality.defaults import default_of
from sensing.limits import Limits
from sensing.property import PROPERTIES
from sensing.station import Datastream, DatastreamNumber, Registry
from tests.unit.ingest.quality.series import MINUTE, a_gauge, a_registry, controls

NOTHING = Limits()


@pytest.mark.parametrize("numbers", [(1, 2, 3), (5, 7, 900)])
def test_numbers_lead_to_their_rows_and_unknown_ones_to_the_last(numbers: tuple[int, int, int]) -> None:
    columns = controls(*(a_gauge(f"S{number}", number=number) for number in numbers))
    asked = np.array([*reversed(numbers), 0, 4, 1000], dtype=np.int32)
    assert columns.rows(asked).tolist() == [2, 1, 0, 3, 3, 3]
    assert controls_of(Registry()).rows(asked).tolist() == [0] * 6


def test_what_a_datastream_says_itself_goes_before_the_default() -> None:
    own = controls(a_gauge())
    assert (own.low[0], own.high[0], own.spike[0], own.jump[0]) == (-50, 50, 2, 2)
    assert own.stuck[0] == 20 * MINUTE
    usual = controls(a_gauge(limits=NOTHING))
    default, plausible = default_of("water_level"), PROPERTIES["water_level"]
    assert (usual.low[0], usual.high[0]) == (plausible.low, plausible.high)
    assert default.spike is not None
    assert (usual.spike[0], usual.jump[0]) == (default.spike, default.spike * JUMP)
    assert usual.soft_low is None


def test_a_default_grows_with_the_interval_and_a_limit_of_ones_own_does_not() -> None:
    def of(limits: Limits) -> tuple[float, int]:
        station = a_gauge()
        stream = Datastream(
            number=DatastreamNumber(1), property="water_level", unit="m", interval=timedelta(hours=12), limits=limits
        )
        columns = controls(type(station)(**{**fields_of(station), "datastreams": (stream,)}))
        return float(columns.spike[0]), int(columns.stuck[0]) // MINUTE // 60

    assert of(NOTHING) == (144, 144)
    assert of(Limits(spike=3, stuck=timedelta(hours=5))) == (3, 5)


def fields_of(record: object) -> dict[str, object]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}  # type: ignore[attr-defined]


def test_an_unknown_datastream_is_not_held_against_anything() -> None:
    columns = controls()
    assert columns.low[-1] == -np.inf
    assert columns.calm[-1] == np.inf
    assert columns.clock[-1] == -1


def test_a_neighbour_must_measure_the_same_and_be_another() -> None:
    columns = controls(
        a_gauge(neighbours=("A", "B", "C", "nobody")),
        a_gauge("B", number=2, key="flow", limits=NOTHING),
        a_gauge("C", number=3),
    )
    assert columns.neighbours[0].tolist() == [2]
    assert columns.dependents[2].tolist() == [0]


def test_controls_are_compiled_once_per_registry() -> None:
    registry = a_registry()
    assert controls_of(registry, ()) is controls_of(registry, ())
