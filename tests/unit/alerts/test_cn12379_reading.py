from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.cap_document import Form
from alerts.cn12379 import file_name, write_cn12379
from alerts.cn12379_reading import area_of, bulletin_of, level_of, read_cn12379
from alerts.errors import CapError, ForeignError
from alerts.untrusted import XmlError, parsed
from alerts.warning import CapStatus, MessageType
from sensing.level import Level
from tests.builders import NOW
from tests.unit.alerts.test_cn12379 import a_message

SAMPLES = Path(__file__).parents[3] / "../shared/standards/samples/cn12379"


def told(**changes):
    return bulletin_of(parsed(write_cn12379(a_message(**changes))))


def test_a_bulletin_says_what_the_message_says():
    bulletin = told()
    assert (bulletin.form, bulletin.level, bulletin.event_code) == (Form.CN12379, Level.RED, "11A01")
    assert (bulletin.sender, bulletin.sender_name) == ("41150041600000", "信阳市应急管理局")
    assert bulletin.texts[0].event == "洪水"
    assert bulletin.expires == NOW + timedelta(hours=24)


def test_divisions_named_twice_are_one():
    bulletin = told(area_desc="河南省,河南省", geocode="410000000000,410000000000")
    assert bulletin.area.geocodes == ("410000000000",)
    assert bulletin.area.description == "河南省"


def test_an_unknown_colour_is_no_level():
    assert level_of(a_message(severity="Unknown")) is Level.NONE


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "Draft"},
        {"message_type": "Ack"},
        {"polygons": ("1,2 3,4",)},
        {"polygons": ("1,2 3,4 5,6 1,2 north",)},
        {"polygons": ("91,2 3,4 5,6 91,2",)},
        {"circles": ("1,2",)},
        {"circles": ("1,2 -3",)},
        {"circles": ("1,2 nan",)},
    ],
)
def test_what_cannot_be_understood_is_refused(changes):
    with pytest.raises(ForeignError) as refused:
        told(**changes)
    assert refused.value.code == "bad_cn12379"


@pytest.mark.parametrize("gone", ["identifier", "senderCode", "sendTime", "severity", "info", "area"])
def test_a_missing_element_is_named(gone: str):
    root = parsed(write_cn12379(a_message()))
    element = root.find(f".//{gone}")
    element.getparent().remove(element)
    with pytest.raises(ForeignError, match="expected"):
        bulletin_of(root)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"<alert>{text}</alert>".encode()))
def test_garbage_is_refused_and_nothing_else_happens(body: bytes):
    with pytest.raises((XmlError, CapError)):
        read_cn12379(body)


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not at hand")
def test_a_public_message_of_a_provincial_office_loses_nothing():
    (path,) = SAMPLES.glob("*.xml")
    message = read_cn12379(path.read_bytes())
    assert file_name(message) == path.name
    assert read_cn12379(write_cn12379(message)) == message
    before, after = parsed(path.read_bytes()), parsed(write_cn12379(message))
    listed = [[(element.tag, (element.text or "").strip()) for element in root.iter()] for root in (before, after)]
    assert listed[0] == listed[1]
    assert area_of(message).geocodes == ("410000000000",) * 2
    bulletin = bulletin_of(before)
    assert (bulletin.status, bulletin.message_type) == (CapStatus.ACTUAL, MessageType.UPDATE)
    assert (bulletin.level, bulletin.references) == (Level.BLUE, ("41000041600000_20200204121842",))
