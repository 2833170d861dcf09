from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.cap import to_cap
from alerts.cap_document import Form
from alerts.cap_read import read_cap
from alerts.errors import ForeignError
from alerts.untrusted import XmlError, parsed
from alerts.warning import Area, CapStatus, MessageType
from sensing.level import LADDER, Level
from tests.builders import DIVISION, NOW, a_warning, after

SAMPLES = Path(__file__).parents[3] / "../shared/standards/samples/cap12"
RING = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))


def read(warning):
    return read_cap(parsed(to_cap(warning)))


@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("status", list(CapStatus))
def test_what_we_write_says_to_others_what_it_says_here(level: Level, status: CapStatus):
    area = Area(description="信阳市息县", geocodes=(DIVISION,), polygons=(RING,), circles=((114.74, 32.34, 2.5),))
    warning = a_warning(level, status=status, sent=NOW, area=area)
    said = read(warning)
    assert (said.form, said.status, said.level, said.message_type) == (Form.CAP, status, level, MessageType.ALERT)
    assert (said.sender, said.identifier, said.sent) == (warning.sender, warning.identifier, NOW)
    assert (said.event_code, said.severity) == ("11A01", level.severity)
    assert said.area == area
    assert (said.effective, said.expires) == (warning.effective, warning.expires)
    assert [text.headline for text in said.texts] == [text.headline for text in warning.texts]


def test_references_are_taken_apart():
    references = ("a,FH-1,2026-07-19T21:00:00+08:00", "a,FH-2,2026-07-19T21:30:00+08:00")
    assert read(a_warning(message_type=MessageType.UPDATE, sent=NOW, references=references)).references == references


def document(info: str = "", *, head: str = "", status: str = "Actual", kind: str = "Alert") -> bytes:
    return f"""<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier><sender>s</sender>
<sent>2026-07-19T22:00:00+08:00</sent><status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>{head}{info}
</alert>""".encode()


def info(rest: str = "", *, severity: str = "Severe", language: str = "") -> str:
    return f"""<info>{language}<category>Met</category><event>Storm</event><urgency>Future</urgency>
<severity>{severity}</severity><certainty>Likely</certainty>{rest}</info>"""


def test_what_is_left_out_has_the_usual_meaning():
    said = read_cap(parsed(document(info())))
    assert said.texts[0].language == "en-US"
    assert said.effective == said.sent
    assert said.expires == said.sent + timedelta(hours=24)
    assert (said.level, said.event_code, said.onset) == (Level.ORANGE, "", None)


def test_the_worst_part_counts():
    said = read_cap(parsed(document(info(severity="Minor") + info(severity="Extreme") + info())))
    assert (said.level, said.severity) == (Level.RED, "Extreme")


def test_the_chinese_level_goes_before_the_severity():
    level = "<parameter><valueName>cn:level</valueName><value>Blue</value></parameter>"
    assert read_cap(parsed(document(info(level)))).level is Level.BLUE
    assert read_cap(parsed(document(info(level.replace("Blue", "Mauve"))))).level is Level.ORANGE


def test_the_part_that_lasts_longest_decides_when_all_is_over():
    early = "<expires>2026-07-19T23:00:00+08:00</expires>"
    said = read_cap(parsed(document(info(early) + info())))
    assert said.expires == said.sent + timedelta(hours=24)
    assert read_cap(parsed(document(info(early)))).expires == after(hours=1)


def test_six_digits_of_a_division_are_its_full_code():
    geocode = "<geocode><valueName>GB/T 2260</valueName><value>411528</value></geocode>"
    other = "<geocode><valueName>SAME</valueName><value>006109</value></geocode>"
    said = read_cap(parsed(document(info(f"<area><areaDesc>x</areaDesc>{geocode}{other}</area>"))))
    assert said.area.geocodes == (DIVISION,)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (document(status="Draft"), "not_for_people"),
        (document(status="System"), "not_for_people"),
        (document(kind="Ack", head="<references>a,b,2026-07-19T21:00:00+08:00</references>"), "not_a_warning"),
        (document(kind="Update"), "bad_cap"),
        (document(info("<expires>2026-07-19T22:00:00Z</expires>")), "bad_cap"),
        (document().replace(b":cap:1.2", b":cap:1.1"), "not_cap"),
    ],
)
def test_what_is_no_warning_for_people_is_refused(body: bytes, code: str):
    with pytest.raises(ForeignError) as refused:
        read_cap(parsed(body))
    assert refused.value.code == code


@given(st.binary(max_size=300))
def test_garbage_is_refused_and_nothing_else_happens(noise: bytes):
    body = bytearray(document(info()))
    body[100 : 100 + len(noise) // 2] = noise
    with contextlib.suppress(XmlError, ForeignError):
        read_cap(parsed(bytes(body)))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not at hand")
def test_public_samples_are_read_or_told_what_they_are():
    storm = read_cap(parsed((SAMPLES / "thunderstorm.cap").read_bytes()))
    assert (storm.sender, storm.level) == ("KSTO@NWS.NOAA.GOV", Level.ORANGE)
    assert storm.sent == datetime.fromisoformat("2003-06-17T14:57:00-07:00")
    assert len(storm.area.polygons) == 1
    for name, code in (("invalid", "bad_cap"), ("earthquake", "not_cap"), ("weather", "not_cap")):
        with pytest.raises(ForeignError) as refused:
            read_cap(parsed((SAMPLES / f"{name}.cap").read_bytes()))
        assert refused.value.code == code
