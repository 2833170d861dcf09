from __future__ import annotations

from datetime import timedelta

import pytest

from sensing.errors import DocumentError
from simulators.drill import parse_drill
from simulators.faults.outage import Outage
from simulators.faults.torn import Torn
from simulators.inject import faults_of
from tests.unit.simulators.drills import written

LOSS = "{at: 1h, kind: lose_station, station: XY-H03}"


def test_a_lost_station_is_torn_away_and_a_dark_division_is_not_heard():
    text = written(LOSS, f'{LOSS}\n  - {{at: 1h, for: 30m, kind: power_down, division: "411528000000"}}')
    drill = parse_drill(text, origin="d")
    torn, outage = faults_of(drill.injects, stations=drill.world.city.stations)
    assert isinstance(torn, Torn)
    assert (torn.station, torn.at_s) == ("XY-H03", 3600)
    assert isinstance(outage, Outage)
    assert set(outage.homes.values()) == {"411528000000"}
    assert (outage.window.from_s, outage.window.until_s, outage.stores) == (3600, 5400, 0)


def test_an_inject_without_a_span_lasts_to_the_end():
    drill = parse_drill(written(LOSS, "{at: 1h, kind: approver_silent, name: chen-approver}"), origin="d")
    assert drill.injects[0].until == timedelta(hours=4)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{at: 1h, kind: lose_station}", 'missing key "station"'),
        ("{at: 1h, kind: lose_station, station: XY-H03, roles: [press]}", 'an inject "lose_station" has no "roles"'),
        ("{at: 1h, kind: call}", 'missing key "text"'),
        ("{at: 1h, kind: approver_silent, name: chen-aprover}", 'did you mean "chen-approver"'),
        ("{at: 5h, kind: approver_silent, name: chen-approver}", "outside the drill"),
    ],
)
def test_an_inject_has_the_keys_of_its_kind_and_names_what_there_is(line, told):
    with pytest.raises(DocumentError) as caught:
        parse_drill(written(LOSS, line), origin="d")
    assert told in str(caught.value)
