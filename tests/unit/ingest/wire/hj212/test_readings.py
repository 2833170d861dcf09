from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wire.hj212.readings import Measured, measure
from ingest.wire.hj212.times import parse_time
from ingest.wire.raw import RawReading
from ingest.wire.refusal import Code
from sensing.quality import Check, Quality
from tests.unit.ingest.wire.hj212.builders import MN, a_segment


def measured(cp: str, **head: object) -> Measured:
    segment = a_segment(cp, **head)
    return measure(segment, segment.body)


def mains(cp: str, **head: object) -> list[RawReading]:
    return [reading for reading in measured(cp, **head).readings if not reading.is_optional]


def test_real_time_data_is_dated_at_its_instant():
    (reading,) = mains("DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=N")
    assert reading == RawReading("w01018-Rtd", "cod", parse_time("20160801085857"), 40.1, address=MN)


@pytest.mark.parametrize("cn", ["2051", "2061", "2031", "2111"])
def test_interval_data_gives_the_mean_at_the_start_of_the_interval(cn: str):
    cp = "DataTime=20160801084000;w01018-Cou=63.0,w01018-Min=40.0,w01018-Avg=40.1,w01018-Max=40.2,w01018-Flag=N"
    found = measured(cp, cn=cn, qn="20160801085000001")
    (main,) = [reading for reading in found.readings if not reading.is_optional]
    assert (main.source, main.property, main.value) == ("w01018-Avg", "cod", 40.1)
    assert main.time == parse_time("20160801084000")
    named = {reading.source: reading.value for reading in found.readings}
    assert named["w01018-Max"] == named[f"{cn}/w01018-Max"] == 40.2
    assert not found.refusals


def test_separators_do_not_matter():
    one = measured("DataTime=20160801085857;w01018-Rtd=40.1,w01018-Flag=M")
    other = measured("DataTime=20160801085857,w01018-Rtd=40.1;w01018-Flag=M;")
    assert one == other
    assert one.readings[0].why == Check.MAINTENANCE


def test_codes_of_2005_are_known():
    (reading,) = mains("DataTime=20160801085857;011-Rtd=231.0,011-Flag=N", flag=0)
    assert (reading.source, reading.property) == ("011-Rtd", "cod")


def test_the_time_of_a_sample_wins():
    (reading,) = mains("DataTime=20160801085857;w01018-SampleTime=20160801080000,w01018-Rtd=40.1")
    assert reading.time == parse_time("20160801080000")


def test_one_bad_sample_time_costs_one_factor():
    found = measured("DataTime=20160801085857;w01018-SampleTime=soon,w01018-Rtd=1;w01001-Rtd=7")
    assert [refusal.code for refusal in found.refusals] == [Code.BAD_TIME]
    assert {reading.property for reading in found.readings if not reading.is_optional} == {"ph"}


def test_an_instant_without_data_time_is_that_of_the_request_number():
    (reading,) = mains("w01018-Rtd=40.1")
    assert reading.time == parse_time("20160801085857223")


@pytest.mark.parametrize(
    ("cp", "head", "code"),
    [
        ("w01018-Avg=40.1", {"cn": "2051"}, Code.MISSING_FIELD),
        ("w01018-Rtd=40.1", {"qn": ""}, Code.MISSING_FIELD),
        ("DataTime=20161301000000;w01018-Rtd=40.1", {}, Code.BAD_TIME),
        ("DataTime=20160801085857;w01018-Rtd=none", {}, Code.BAD_VALUE),
        ("DataTime=20160801085857;w01018-Rtd=NaN", {}, Code.BAD_VALUE),
        ("DataTime=20160801085857;w01018-Rtd=", {}, Code.BAD_VALUE),
        ("DataTime=20160801085857;nonsense", {}, Code.BAD_VALUE),
    ],
)
def test_what_cannot_be_read_is_refused(cp: str, head: dict[str, str], code: Code):
    found = measured(cp, **head)
    assert [refusal.code for refusal in found.refusals] == [code]
    assert not found.readings


def test_a_repeated_factor_counts_as_it_was_said_last_and_is_doubted():
    (reading,) = mains("DataTime=20160801085857;e01001-Rtd=1.1;e01001-Rtd=2.2", st="52")
    assert (reading.value, reading.quality, reading.why) == (2.2, Quality.DOUBTFUL, Check.CONFLICT)
    (same,) = mains("DataTime=20160801085857;a21-Rtd=0.00;a21-Rtd=0.00")
    assert same.quality is Quality.GOOD


def test_a_factor_may_come_at_several_times():
    cp = "w01018-SampleTime=20160801080000,w01018-Rtd=1;w01018-SampleTime=20160801090000,w01018-Rtd=2,w01018-Flag=D"
    first, second = mains(cp)
    assert (first.value, first.why) == (1.0, Check.NONE)
    assert (second.value, second.why) == (2.0, Check.FAULT)


def test_states_and_texts_are_for_those_who_registered_them():
    assert not mains("DataTime=20160801085857;SB1-RS=1;SB2-RS=0", cn="2021")
    found = measured("DataTime=20160801085857;i13004-Info=168.0;i11001-Info=//清洗//", cn="3020")
    assert [reading.source for reading in found.readings] == ["i13004-Info", "3020/i13004-Info"]
    assert not found.refusals


def test_noise_of_a_day_gives_one_reading_per_level():
    cp = "DataTime=20160801000000;L5-Data=53.0;L5-DayData=52.0;L5-NightData=51.0;Ld-DayData=52.5;Ln-NightData=49.5"
    values = {reading.property: reading.value for reading in mains(cp, cn="2031", st="23")}
    assert values == {"noise_l5": 53.0, "noise_day": 52.5, "noise_night": 49.5}


codes = st.sampled_from(["w01018", "a34004", "LA", "x", ""])
suffixes = st.sampled_from(["Rtd", "Avg", "Flag", "SampleTime", "Cou", ""])
bodies = st.lists(st.tuples(codes, suffixes, st.text(max_size=12)), max_size=6).map(
    lambda items: ";".join(f"{code}-{suffix}={value}" for code, suffix, value in items)
)


@given(st.one_of(bodies, st.text(max_size=80)), st.sampled_from(["2011", "2051", "2021", "3020"]))
def test_nothing_said_raises(cp: str, cn: str):
    segment = a_segment("", cn=cn)
    assert isinstance(measure(segment, cp), Measured)
