from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.cap import to_cap
from alerts.cap_check import validate_cap
from alerts.drafting import drafted_alert, drafted_update, redrafted
from alerts.sequel import chain, drafted_cancel
from alerts.warning import Area, CapStatus, MessageType
from sensing.level import LADDER, Level
from tests.builders import DIVISION, NOW, a_transition, after, an_incident, an_issuer
from tests.unit.alerts.duty import issued


def alert(level=Level.RED, status=CapStatus.ACTUAL):
    return drafted_alert(an_incident(level), issuer=an_issuer(status), actor="rule:x", now=NOW)


def test_an_alert_says_who_warns_of_what_how_badly_and_why():
    zh, en = alert().texts
    assert zh.headline == "信阳市应急管理局发布洪水红色预警[Ⅰ级/特别严重]"
    assert zh.description == (
        "7月19日22时00分，息县站水位 43.68 m，超红色阈值（43.50 m）0.18 m，已持续 10 分钟。影响区域：息县站附近。"
    )
    assert zh.instruction.startswith("沿河低洼处人员立即按预案转移")
    assert en.headline == "Red warning: Flood"
    assert en.description.startswith("2026-07-19 22:00 Beijing time: 息县站: water level 43.68 m")


@pytest.mark.parametrize(
    ("level", "grade"),
    [
        (Level.RED, "[Ⅰ级/特别严重]"),
        (Level.ORANGE, "[Ⅱ级/严重]"),
        (Level.YELLOW, "[Ⅲ级/较重]"),
        (Level.BLUE, "[Ⅳ级/一般]"),
    ],
)
def test_each_level_has_its_numeral_and_grade(level, grade):
    assert alert(level).texts[0].headline.endswith(grade)


def test_the_area_comes_from_the_issuer_s_map():
    ring = ((114.7, 32.3), (114.8, 32.3), (114.8, 32.4), (114.7, 32.3))

    def on_map(division, place):
        return Area(description=f"河南省信阳市息县（{place}）", geocodes=(division,), polygons=(ring,))

    draft = drafted_alert(an_incident(), issuer=an_issuer(area=on_map), actor="rule:x", now=NOW)
    assert draft.area == on_map(DIVISION, "息县站")
    assert "影响区域：河南省信阳市息县（息县站）。" in draft.texts[0].description


def test_an_update_names_the_level_before_and_now():
    told = issued(alert(Level.YELLOW), actor="policy", now=NOW)
    worse = an_incident(Level.RED, transitions=(a_transition(Level.YELLOW, Level.RED),))
    update = drafted_update(worse, told, issuer=an_issuer(), actor="rule:x", now=after(minutes=5))
    assert update.texts[0].headline == "信阳市应急管理局将洪水黄色预警升级为红色预警[Ⅰ级/特别严重]"
    assert update.texts[1].headline == "Red warning (raised from yellow): Flood"
    assert (update.message_type, update.replaces, update.references) == (MessageType.UPDATE, told.id, chain(told))
    better = an_incident(Level.BLUE, transitions=(a_transition(Level.YELLOW, Level.BLUE),))
    lower = drafted_update(better, told, issuer=an_issuer(), actor="rule:x", now=after(minutes=5))
    assert "降级为蓝色预警" in lower.texts[0].headline


def test_a_redraft_keeps_its_identity_and_its_span():
    draft = alert(Level.ORANGE)
    worse = an_incident(Level.RED)
    again = redrafted(draft, worse, before=None, issuer=an_issuer(), now=after(minutes=3))
    assert (again.id, again.identifier, again.level) == (draft.id, draft.identifier, Level.RED)
    assert again.expires - again.effective == timedelta(hours=24)
    assert [step.act for step in again.steps] == ["drafted", "redrafted"]


@pytest.mark.parametrize("status", list(CapStatus))
@pytest.mark.parametrize("level", LADDER)
@pytest.mark.parametrize("hazard", ["11A01", "11B03", "12Q02", "99999"])
def test_every_draft_can_be_issued_as_valid_cap(status, level, hazard):
    incident = replace(an_incident(level), hazard=hazard)
    draft = drafted_alert(incident, issuer=an_issuer(status), actor="rule:x", now=NOW)
    told = issued(draft, actor="li", now=NOW)
    cancel = drafted_cancel(told, why={"zh": "x", "en": "x"}, actor="li", now=after(hours=1))
    assert validate_cap(to_cap(told)) == []
    assert validate_cap(to_cap(issued(cancel, actor="li", now=after(hours=1)))) == []


def test_a_draft_says_what_must_be_said_beside():
    issuer = an_issuer(caveat=lambda now: {"zh": f"（规则已过期，{now.year}）", "en": "(old rules)"})
    zh, en = drafted_alert(an_incident(), issuer=issuer, actor="rule:x", now=NOW).texts
    assert zh.sms.count("（规则已过期，2026）") == zh.description.count("（规则已过期，2026）") == 1
    assert en.description.endswith("(old rules)")
