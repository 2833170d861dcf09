"""What the tests of tables share: reading one as an import does, and stations of any kind."""

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from sensing.exchange.column import STATION_NAMES, columns_of
from sensing.exchange.plan import Plan, settle
from sensing.exchange.station_row import read_rows
from sensing.exchange.table import Table
from sensing.limits import Limits
from sensing.property import PROPERTIES
from sensing.station import Datastream, Station, StationId, StationKind


def as_it_is(datum: str, lon: float, lat: float) -> tuple[float, float]:
    if datum not in {"", "wgs84"}:
        message = f"unknown datum {datum!r}"
        raise ValueError(message)
    return lon, lat


def planned(table: Table, *known: Station, mapping: dict[str, str] | None = None, **how: Any) -> Plan:
    places, _ = columns_of(table.header, names=STATION_NAMES, mapping=mapping or {})
    stored = {str(station.id): station for station in known}
    outcomes, given = read_rows(table, places, known=stored, datum="", place=how.pop("place", as_it_is))
    return settle(outcomes, given=given, known=stored, **how)


def a_station(key: str = "A", *properties: str, **changes: Any) -> Station:
    facts: dict[str, Any] = {
        "id": StationId(key),
        "name": "息县",
        "kind": StationKind.RIVER_GAUGE,
        "division": "411528000000",
        "lon": 114.74,
        "lat": 32.34,
        "datastreams": tuple(Datastream(property=each, unit=PROPERTIES[each].unit) for each in properties),
    }
    return Station(**(facts | changes))


_texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
_dangerous = st.builds("{}{}".format, st.sampled_from(["=", "+", "-", "@", "\t", "\r", "'", " ", ""]), _texts)
_five = st.text("0123456789ABCDEF", min_size=10, max_size=10)
_mns = st.text("ABCxyz019", min_size=1, max_size=8)
_ids = st.text("ABCxyz019._-", min_size=1, max_size=8)
_numbers = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)
_positive = st.none() | st.floats(min_value=1e-9, max_value=1e9)
_ranges = st.tuples(_numbers, _numbers).filter(lambda pair: pair[0] < pair[1])
_spans = st.integers(1, 31 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def _streams(draw: st.DrawFn) -> Datastream:
    key = draw(st.sampled_from(list(PROPERTIES)))
    return Datastream(
        property=key,
        unit=draw(st.sampled_from([PROPERTIES[key].unit, *PROPERTIES[key].accepts])),
        interval=draw(_spans),
        source=draw(_dangerous),
        limits=Limits(
            hard=draw(st.none() | _ranges),
            soft=tuple(
                draw(
                    st.just([])
                    | st.lists(_ranges, min_size=1, max_size=1)
                    | st.lists(_ranges, min_size=12, max_size=12)
                )
            ),
            stuck=draw(st.none() | _spans),
            neighbours=tuple(draw(st.lists(_ids, max_size=3, unique=True))),
            **{name: draw(_positive) for name in ("rise", "fall", "spike", "shift", "oscillation", "disagreement")},
        ),
    )


@st.composite
def stations(draw: st.DrawFn) -> Station:
    return Station(
        id=StationId(draw(_ids)),
        name=draw(_dangerous.filter(bool)),
        kind=draw(st.sampled_from(StationKind)),
        division=draw(st.sampled_from(["411528000000", "411528102003"])),
        lon=draw(st.floats(55, 180) | st.floats(-180, 2)),
        lat=draw(st.floats(-90, 90)),
        datastreams=tuple(draw(st.lists(_streams(), max_size=3, unique_by=lambda stream: stream.property))),
        river=draw(_dangerous),
        addresses=draw(st.fixed_dictionaries({}, optional={"sl651": _five, "szy206": _five, "hj212": _mns})),
        gateway=draw(st.just("") | _ids),
        is_demo=draw(st.booleans()),
        notes=draw(st.dictionaries(_texts, _dangerous, max_size=2)),
    )
