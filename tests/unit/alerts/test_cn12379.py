from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.cn12379 import Cn12379, Method, cn_time, file_name, parse_cn_time, write_cn12379
from alerts.cn12379_reading import read_cn12379
from alerts.errors import CapError
from tests.builders import NOW


def a_message(**changes) -> Cn12379:
    facts = {
        "identifier": "41150041600000_20260719220000_0",
        "sender": "信阳市应急管理局",
        "sender_code": "41150041600000",
        "send_time": NOW,
        "status": "Actual",
        "message_type": "Alert",
        "event_type": "11A01",
        "severity": "Red",
        "headline": "信阳市应急管理局发布洪水红色预警[I级/特别严重]",
        "description": "息县站水位 43.68 m。",
        "area_desc": "息县",
        "geocode": "411528000000",
    }
    return Cn12379(**(facts | changes))


#: What XML can carry, line ends as XML keeps them.
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40
)
SOLID = WORDS.map(str.strip).filter(bool)
INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda instant: instant.replace(microsecond=0)
)
TEXTS = (
    "sender", "classification", "note", "references", "language", "urgency", "certainty", "sender_name", "headline",
    "description", "instruction", "web", "area_desc", "geocode",
)  # fmt: skip
METHODS = st.builds(Method, name=WORDS, message=WORDS, audience_group=WORDS, audience=WORDS)


@given(
    words=st.fixed_dictionaries(dict.fromkeys(TEXTS, WORDS)),
    needed=st.fixed_dictionaries(
        dict.fromkeys(("sender_code", "status", "message_type", "scope", "event_type"), SOLID)
    ),
    severity=st.sampled_from(["Red", "Orange", "Yellow", "Blue", "Unknown"]),
    times=st.fixed_dictionaries({name: st.none() | INSTANTS for name in ("effective", "onset", "expires")}),
    methods=st.lists(METHODS, max_size=4).map(tuple),
    shapes=st.tuples(st.lists(SOLID, max_size=3).map(tuple), st.lists(SOLID, max_size=3).map(tuple)),
)  # fmt: skip
def test_what_is_written_is_read_again_word_for_word(words, needed, severity, times, methods, shapes):
    message = a_message(
        **words, **needed, **times, severity=severity, methods=methods, polygons=shapes[0], circles=shapes[1]
    )
    assert read_cn12379(write_cn12379(message)) == message


def test_times_have_a_blank_and_the_beijing_offset():
    assert cn_time(NOW) == "2026-07-19 22:00:00+08:00"
    assert parse_cn_time("2026-07-19 22:00:00+08:00") == NOW
    assert (cn_time(None), parse_cn_time("")) == ("", None)


@pytest.mark.parametrize(
    "text", ["2026-07-19T22:00:00+08:00", "2026-07-19 22:00:00", "2026-07-19 22:00:00Z", "2026-13-19 22:00:00+08:00"]
)
def test_other_times_are_refused(text: str):
    with pytest.raises(CapError, match="expected a time"):
        parse_cn_time(text)


def test_the_file_is_named_as_the_system_names_it():
    assert file_name(a_message()) == "41150041600000_20260719220000_0_11A01_RED_Alert.xml"


def test_the_system_s_own_spelling_is_kept():
    xml = write_cn12379(a_message(methods=(Method(name="SMS", message="x"),))).decode()
    assert "<audenceprt/>" in xml
    assert "xmlns" not in xml


@pytest.mark.parametrize(
    "changes",
    [{"identifier": "FH-1"}, {"identifier": "41150041600000_20260719220000_10"}, {"severity": "red"}, {"note": "a\0b"}],
)
def test_what_the_system_would_refuse_is_not_written(changes):
    with pytest.raises(CapError):
        write_cn12379(replace(a_message(), **changes))
