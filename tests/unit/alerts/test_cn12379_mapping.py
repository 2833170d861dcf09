from __future__ import annotations

from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.cn12379 import write_cn12379
from alerts.cn12379_mapping import Office, candidates, held, to_cn12379, to_warning, unheld
from alerts.cn12379_reading import read_cn12379
from alerts.errors import CapError
from alerts.hazard import HAZARDS, hazard
from alerts.warning import Area, CapStatus, MessageType, Stage, Text, WarningId
from sensing.level import LADDER, Level
from tests.builders import DIVISION, NOW, a_warning, after
from tests.unit.alerts.test_cn12379 import WORDS

OFFICE = Office(code="41150041600000", methods=("SMS", "SPEAKER", "WEB", "LED"))
NAME = "41150041600000_20260719220000_0"
FIRST = "41150041600000_20260719210000"


def there_and_back(warning, *, first: str = ""):
    message = to_cn12379(warning, office=OFFICE, identifier=NAME, first=first)
    return to_warning(read_cn12379(write_cn12379(message)))


COORDINATES = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))
RINGS = st.lists(COORDINATES, min_size=3, max_size=6).map(lambda points: (*points, points[0]))
AREAS = st.builds(
    Area,
    description=WORDS,
    geocodes=st.lists(st.sampled_from([DIVISION, "411527000000", "411500000000"]), unique=True).map(tuple),
    polygons=st.lists(RINGS, max_size=2).map(tuple),
    circles=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(0, 1e6)), max_size=2).map(tuple),
)


@st.composite
def warnings(draw):
    code = draw(st.sampled_from(sorted(HAZARDS)))
    text = Text(
        language="zh-CN",
        event=draw(st.sampled_from([hazard(code).zh, "别的"])),
        headline=draw(WORDS),
        description=draw(WORDS),
        instruction=draw(WORDS),
        short=draw(WORDS),
        impact=draw(WORDS),
        contact=draw(WORDS),
    )
    kind = draw(st.sampled_from(list(MessageType)))
    return a_warning(
        draw(st.sampled_from([Level.NONE, *LADDER])),
        hazard=code,
        status=draw(st.sampled_from(list(CapStatus))),
        message_type=kind,
        sender_name=draw(WORDS),
        texts=(text, *draw(st.lists(st.just(replace(text, language="en")), max_size=1))),
        area=draw(AREAS),
        station=draw(st.sampled_from(["", "XY-H03"])),
        sent=NOW,
        effective=NOW,
        expires=after(hours=draw(st.integers(1, 240))),
        references=() if kind is MessageType.ALERT else ("a,b,2026-07-19T21:00:00+08:00",),
    )


@given(warnings())
def test_a_warning_comes_back_but_for_what_is_listed(warning):
    first = "" if warning.message_type is MessageType.ALERT else FIRST
    assert there_and_back(warning, first=first) == held(warning, office=OFFICE, identifier=NAME, first=first)


@given(warnings())
def test_what_is_not_listed_is_not_lost(warning):
    first = "" if warning.message_type is MessageType.ALERT else FIRST
    back = there_and_back(warning, first=first)
    lost = {each.field for each in unheld(warning, office=OFFICE)}
    for name in ("status", "message_type", "hazard", "level", "sender_name", "area", "sent", "effective", "expires"):
        assert getattr(back, name) == getattr(warning, name)
    own, told = warning.texts[0], back.texts[0]
    assert (told.headline, told.instruction) == (own.headline, own.instruction)
    assert (told.description == own.description) or "texts.impact" in lost
    assert (told.event == own.event) or "texts.event" in lost
    assert (told.short == own.short) or "texts.short" in lost
    assert (told.contact == own.contact) or "texts.contact" in lost


def test_a_warning_with_nothing_to_lose_comes_back_as_it_was():
    text = Text(
        language="zh-CN", event="洪水", headline="信阳市发布洪水红色预警", description="水位高", instruction="转移"
    )
    warning = a_warning(
        id=WarningId(NAME),
        identifier=NAME,
        sender=OFFICE.code,
        stage=Stage.ISSUED,
        station="",
        texts=(text,),
        area=Area(description="息县", geocodes=(DIVISION,)),
        sent=NOW,
        created=NOW,
        effective=NOW,
        steps=(),
    )
    assert unheld(warning, office=OFFICE) == ()
    assert there_and_back(warning) == warning


def test_what_is_lost_is_named():
    fields = [each.field for each in unheld(a_warning(sent=NOW), office=OFFICE)]
    assert fields == ["texts", "station", "sender"]


def test_a_cancel_says_in_its_note_what_was_lifted_and_when():
    warning = a_warning(message_type=MessageType.CANCEL, sent=NOW)
    message = to_cn12379(warning, office=OFFICE, identifier=NAME, first=FIRST)
    assert message.note == "2026年07月19日22时00分解除洪水红色预警信号"
    assert (message.references, message.urgency) == (FIRST, "Past")


def test_an_exercise_says_so():
    message = to_cn12379(a_warning(status=CapStatus.EXERCISE, sent=NOW), office=OFFICE, identifier=NAME)
    assert message.status == "Exercise"
    assert "演练" in message.note


def test_each_way_is_told_what_fits_it():
    text = replace(a_warning().texts[0], short="请立即撤离")
    message = to_cn12379(a_warning(texts=(text,), sent=NOW), office=OFFICE, identifier=NAME)
    said = {method.name: method.message for method in message.methods}
    assert said["SPEAKER"] == "请立即撤离"
    assert said["LED"] == text.headline
    assert said["SMS"] == f"{text.headline}。{text.description}"


@pytest.mark.parametrize(
    ("warning", "first"),
    [
        (a_warning(sent=None), ""),
        (a_warning(sent=NOW, texts=a_warning().texts[1:]), ""),
        (a_warning(sent=NOW), FIRST),
        (a_warning(sent=NOW, message_type=MessageType.UPDATE), ""),
    ],
    ids=["draft", "no Chinese", "Alert with a reference", "Update without one"],
)
def test_what_has_no_message_is_refused(warning, first: str):
    with pytest.raises(CapError):
        to_cn12379(warning, office=OFFICE, identifier=NAME, first=first)


def test_names_go_on_to_the_next_digit_and_then_the_next_second():
    names = list(islice(candidates(OFFICE, NOW), 11))
    assert (names[0], names[9]) == (NAME, "41150041600000_20260719220000_9")
    assert names[10] == "41150041600000_20260719220001_0"
    plain = Office(code=OFFICE.code, has_serial=False)
    assert list(islice(candidates(plain, NOW), 2)) == ["41150041600000_20260719220000", "41150041600000_20260719220001"]
