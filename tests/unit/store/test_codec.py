import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.rule import Direction, Inside, Rule, Silence, Threshold
from rules.threshold.ladder import Clear, Pace, StationLadder, Steps
from sensing.level import Level
from store.codec import clean, dump, json_text, load
from store.errors import StoreError
from tests.contract.records import a_delivery, a_fence, a_rule, a_transition, a_warning, an_incident

LADDER = Threshold(
    property="water_level",
    direction=Direction.ABOVE,
    levels={Level.RED: 3.0},
    paces={Level.RED: Pace(hold=timedelta(minutes=1), clear_at=2.0)},
    months={"6-9": Steps(levels={Level.BLUE: 1.0}, paces={Level.BLUE: Pace(clear_by=0.5)})},
    stations={"A": StationLadder(levels={Level.RED: 5.0}, clear=Clear(readings=2, fastest=1.5))},
    clear_fastest=1.0,
)

RECORDS = [
    a_rule(),
    a_rule(when=Silence(after=timedelta(microseconds=1), level=Level.RED, property="flow")),
    a_rule(when=Inside(fence="zone", level=Level.BLUE)),
    a_rule(when=LADDER, lateness=timedelta(minutes=20)),
    a_fence(),
    an_incident(),
    a_warning(),
    a_delivery(),
]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back(record):
    assert load(type(record), dump(record)) == record


@given(
    value=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    facts=st.dictionaries(st.text(st.characters(codec="utf-8")), st.floats(allow_nan=False, allow_infinity=False)),
    text=st.text(st.characters(codec="utf-8")),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_any_incident_comes_back(value, facts, text, at):
    incident = an_incident(transitions=(a_transition(value=value, facts=facts, at=at),), assignee=text, changed=at)
    assert load(type(incident), dump(incident)) == incident


def test_an_older_document_gets_the_defaults_of_newer_fields():
    document = json.loads(dump(a_delivery()))
    del document["attempts"]
    document["gone"] = 1
    assert load(type(a_delivery()), json.dumps(document)) == a_delivery()


def test_instants_are_kept_in_utc():
    beijing = datetime(2026, 7, 19, 20, tzinfo=timezone(timedelta(hours=8)))
    assert json.loads(dump(a_delivery(created=beijing)))["created"] == "2026-07-19T12:00:00+00:00"


def test_numpy_numbers_are_kept_as_numbers():
    incident = an_incident(level=np.int8(4), lon=np.float32(0.5), transitions=(a_transition(facts={"n": np.int64(3)}),))
    document = json.loads(dump(incident))
    assert (document["level"], document["lon"], document["transitions"][0]["facts"]) == (4, 0.5, {"n": 3.0})


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_not_finite_is_refused(value):
    with pytest.raises(StoreError, match="expected plain finite JSON values"):
        dump(an_incident(lat=value))


def test_a_value_that_is_not_plain_is_refused():
    with pytest.raises(StoreError, match="expected plain finite JSON values"):
        json_text({"when": object()})


def test_a_type_nobody_stores_is_refused():
    @dataclass
    class Odd:
        values: set

    with pytest.raises(StoreError, match="no way to store a value of type <class 'set'>"):
        dump(Odd(values=set()))


def test_a_rule_is_told_apart_by_the_kind_of_its_condition():
    assert json.loads(dump(a_rule()))["when"]["type"] == "Threshold"
    assert load(Rule, dump(a_rule())).when == a_rule().when


def test_text_is_made_fit_for_a_column():
    assert clean("水\x00位") == "水\ufffd位"
    assert clean("a\ud800") == "a\ufffd\ufffd\ufffd"
    assert json_text("水\x00\ud800") == '"水\\u0000\ufffd\ufffd\ufffd"'


def test_geometry_keeps_every_bit():
    fence = a_fence(east=114.10000000000001)
    assert load(type(fence), dump(fence)).geometry.equals_exact(fence.geometry, 0)
    assert dump(load(type(fence), dump(fence))) == dump(fence)
    assert dump(replace(fence, geometry=a_fence().geometry)) != dump(fence)
