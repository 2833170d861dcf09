from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from alerts.cap import Imprint, cap_time, description_of, to_cap
from alerts.cap_check import NAMESPACE, validate_cap
from alerts.errors import CapError
from alerts.warning import Area, CapStatus, MessageType, Stage
from sensing.level import LADDER, Level
from tests.builders import DIVISION, NOW, a_warning, after
from tests.unit.alerts.oasis import oasis_faults

PATH = {"c": NAMESPACE}
RING = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))
REFERENCE = "xinyang.fenghuo.example,FH-1,2026-07-19T22:00:00+08:00"


def read(warning):
    return etree.fromstring(to_cap(warning))


def texts(root, path):
    return [element.text for element in root.findall(path, PATH)]


@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("status", list(CapStatus))
@pytest.mark.parametrize("kind", list(MessageType))
@pytest.mark.parametrize("station", ["XY-H03", ""])
def test_every_kind_of_warning_passes_the_oasis_schema(level, status, kind, station):
    references = () if kind is MessageType.ALERT else (REFERENCE,)
    warning = a_warning(level, status=status, message_type=kind, references=references, station=station)
    assert oasis_faults(to_cap(warning)) == []


def test_elements_stand_in_the_order_of_the_standard():
    warning = a_warning(
        message_type=MessageType.UPDATE,
        status=CapStatus.EXERCISE,
        references=(REFERENCE,),
        incident="019f7aad-3700-7000-8646-b4d49ae8dc84",
        area=Area(description="信阳市息县", geocodes=(DIVISION,), polygons=(RING,)),
    )
    root = read(warning)
    assert [etree.QName(element).localname for element in root] == [
        "identifier", "sender", "sent", "status", "msgType", "scope", "note", "references", "incidents", "info", "info",
    ]  # fmt: skip
    info = [etree.QName(element).localname for element in root.find("c:info", PATH)]
    assert info == [
        "language", "category", "category", "event", "responseType", "responseType", "urgency", "severity", "certainty",
        "eventCode", "effective", "expires", "senderName", "headline", "description", "instruction", "parameter",
        "area",
    ]  # fmt: skip


def test_both_languages_tell_the_same_level_code_and_time():
    root = read(a_warning(Level.ORANGE))
    assert texts(root, "c:info/c:language") == ["zh-CN", "en"]
    assert texts(root, "c:info/c:event") == ["洪水", "Flood"]
    assert texts(root, "c:info/c:severity") == ["Severe", "Severe"]
    assert texts(root, "c:info/c:eventCode/c:valueName") == ["GB/T 35561"] * 2
    assert texts(root, "c:info/c:eventCode/c:value") == ["11A01"] * 2
    assert texts(root, "c:info/c:parameter/c:value") == ["Orange"] * 2
    assert texts(root, "c:info/c:area/c:geocode/c:value") == [DIVISION] * 2


@pytest.mark.parametrize(
    ("level", "severity", "urgency"),
    [
        (Level.BLUE, "Minor", "Future"),
        (Level.YELLOW, "Moderate", "Expected"),
        (Level.ORANGE, "Severe", "Expected"),
        (Level.RED, "Extreme", "Immediate"),
    ],
)
def test_the_four_levels_become_the_four_severities(level, severity, urgency):
    root = read(a_warning(level))
    assert texts(root, "c:info/c:severity")[0] == severity
    assert texts(root, "c:info/c:urgency")[0] == urgency


def test_a_cancel_says_all_clear_and_past():
    root = read(a_warning(message_type=MessageType.CANCEL, references=(REFERENCE, REFERENCE)))
    assert texts(root, "c:info/c:responseType") == ["AllClear"] * 2
    assert texts(root, "c:info/c:urgency") == ["Past"] * 2
    assert root.findtext("c:references", namespaces=PATH) == f"{REFERENCE} {REFERENCE}"


def test_times_carry_the_beijing_offset_and_no_fraction():
    assert cap_time(after(microseconds=999_999)) == "2026-07-19T22:00:00+08:00"
    root = read(a_warning())
    assert root.findtext("c:sent", namespaces=PATH) == "2026-07-19T22:00:00+08:00"
    assert texts(root, "c:info/c:expires")[0] == "2026-07-20T22:00:00+08:00"


def test_a_polygon_is_written_latitude_first():
    root = read(a_warning(area=Area(description="x", polygons=(RING,))))
    assert texts(root, "c:info/c:area/c:polygon")[0].split() == [
        "32.300000,114.700000",
        "32.300000,114.800000",
        "32.400000,114.800000",
        "32.300000,114.700000",
    ]


@given(st.lists(st.tuples(st.floats(73, 136), st.floats(3, 54)), min_size=3, max_size=8))
def test_any_ring_in_the_country_is_written_so_that_it_is_valid_and_reads_back(points):
    ring = (*points, points[0])
    root = read(a_warning(area=Area(description="x", polygons=(ring,))))
    pairs = [tuple(map(float, pair.split(","))) for pair in texts(root, "c:info/c:area/c:polygon")[0].split()]
    assert [(lon, lat) for lat, lon in pairs] == [pytest.approx(point, abs=1e-6) for point in ring]


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_any_words_survive_the_way_into_xml(words):
    warning = a_warning()
    zh, en = warning.texts
    try:
        shown = read(replace(warning, texts=(replace(zh, description=words), en)))
    except CapError as error:
        # Non-characters such as U+FFFE have no place in XML.
        assert "cannot be written as XML" in str(error)  # noqa: PT017
    else:
        assert texts(shown, "c:info/c:description")[0] == words


def test_measured_is_observed_and_written_by_hand_is_likely():
    assert texts(read(a_warning()), "c:info/c:certainty")[0] == "Observed"
    assert texts(read(a_warning(station="")), "c:info/c:certainty")[0] == "Likely"


def test_a_drill_says_so_in_status_and_note():
    root = read(a_warning(status=CapStatus.EXERCISE))
    assert root.findtext("c:status", namespaces=PATH) == "Exercise"
    assert "演练" in root.findtext("c:note", namespaces=PATH)
    assert read(a_warning()).find("c:note", PATH) is None


def test_a_draft_has_no_cap_message():
    with pytest.raises(CapError, match="was not issued"):
        to_cap(a_warning(stage=Stage.DRAFT))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sender": "two words"}, "sender"),
        ({"identifier": "a,b"}, "identifier"),
        ({"message_type": MessageType.UPDATE}, "needs references"),
        ({"expires": NOW}, "is not after effective"),
        ({"area": Area(description="", geocodes=(DIVISION,))}, "areaDesc"),
        ({"area": Area(description="x", polygons=(RING[:3],))}, "polygon"),
        ({"area": Area(description="x", polygons=(((32.3, 114.7), *RING[1:3], (32.3, 114.7)),))}, "lat,lon in degrees"),
        ({"sender_name": "x\x00y"}, "cannot be written as XML"),
    ],
)
def test_what_would_be_invalid_is_refused_and_said(change, expected):
    with pytest.raises(CapError, match=expected):
        to_cap(a_warning(**change))


def test_the_message_shown_in_the_documents_is_valid():
    page = (Path(__file__).parents[3] / "docs/wire/cap.md").read_text("utf-8")
    xml = page.split("```xml\n")[1].split("```")[0].encode()
    assert validate_cap(xml) == []
    assert oasis_faults(xml) == []


def test_circles_stand_after_polygons_with_their_radius_in_kilometres():
    area = Area(description="x", geocodes=(DIVISION,), polygons=(RING,), circles=((114.74, 32.34, 2.5),))
    xml = to_cap(a_warning(area=area))
    assert texts(etree.fromstring(xml), "c:info/c:area/c:circle") == ["32.340000,114.740000 2.500"] * 2
    assert oasis_faults(xml) == []


@pytest.mark.parametrize(
    ("hazard", "level", "responses"),
    [
        ("11A01", Level.RED, ["Execute", "Evacuate"]),
        ("11B06", Level.RED, ["Execute", "Shelter"]),
        ("12Q01", Level.RED, ["Execute"]),
        ("11A01", Level.ORANGE, ["Prepare"]),
    ],
)
def test_a_red_warning_says_whether_to_leave_or_to_stay(hazard, level, responses):
    root = read(a_warning(level, hazard=hazard))
    assert texts(root, "c:info/c:responseType") == responses * 2


def test_contact_page_and_impact_are_told():
    own = replace(a_warning().texts[0], contact="0376-119", impact="沿河低洼处将进水。")
    warning = a_warning(texts=(own, a_warning().texts[1]))
    xml = to_cap(warning, imprint=Imprint(base_url="https://warn.example", contact="0376-110"))
    root = etree.fromstring(xml)
    assert texts(root, "c:info/c:contact") == ["0376-119", "0376-110"]
    assert texts(root, "c:info/c:web") == [f"https://warn.example/feeds/cap/{warning.identifier}.xml"] * 2
    assert texts(root, "c:info/c:description")[0] == own.description + own.impact
    assert oasis_faults(xml) == []


@pytest.mark.parametrize(
    ("language", "description", "impact", "told"),
    [
        ("zh-CN", "水位高", "低洼处进水", "水位高。低洼处进水"),
        ("zh-CN", "水位高。", "低洼处进水", "水位高。低洼处进水"),
        ("en", "High water", "Low places flood.", "High water. Low places flood."),
        ("en", "High water.", "", "High water."),
    ],
)
def test_description_and_impact_are_two_sentences(language, description, impact, told):
    text = replace(a_warning().texts[0], language=language, description=description, impact=impact)
    assert description_of(text) == told
