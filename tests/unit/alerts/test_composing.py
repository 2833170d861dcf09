from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.drafting import Composition
from alerts.errors import ApprovalError
from alerts.warning import CapStatus, MessageType, Stage
from incidents.errors import UnknownIncidentError
from incidents.incident import IncidentKind, State
from sensing.level import Level
from tests.builders import DIVISION, NOW, after, an_incident
from tests.unit.alerts.duty import Duty


def a_composition(**changes) -> Composition:
    words = {
        "hazard": "11A02",
        "level": Level.YELLOW,
        "division": DIVISION,
        "headline": {"zh": "城区内涝黄色预警"},
        "description": {"zh": "息县城关多处积水。"},
    }
    return Composition(**words | changes)


@pytest.fixture
def duty():
    return Duty()


def test_a_warning_by_hand_waits_even_at_a_level_the_policy_would_release(duty):
    draft = duty.by_hand(a_composition())
    assert (draft.stage, draft.message_type, draft.incident) == (Stage.DRAFT, MessageType.ALERT, None)
    assert duty.acts() == [("drafted", "li")]
    assert duty.act(draft, "approve", actor="wang").stage is Stage.ISSUED


def test_what_was_left_out_is_filled_and_never_left_empty(duty):
    zh, en = duty.by_hand(a_composition()).texts
    assert zh.instruction.startswith("沿河低洼处")
    assert en.headline == "Yellow warning: Urban flooding"
    assert en.description == en.headline
    assert en.instruction


def test_what_a_person_wrote_stays_as_written(duty):
    words = {"zh": "绕行淮河大道。", "en": "Avoid Huaihe Avenue."}
    draft = duty.by_hand(a_composition(instruction=words, valid_for=timedelta(hours=2)))
    assert [text.instruction for text in draft.texts] == [words["zh"], words["en"]]
    assert draft.expires - draft.effective == timedelta(hours=2)


def test_a_drill_wears_its_mark_once_whether_typed_or_not():
    drill = Duty(CapStatus.EXERCISE)
    for typed in ("城区内涝黄色预警", "【演练】城区内涝黄色预警"):
        draft = drill.by_hand(a_composition(headline={"zh": typed}))
        assert draft.texts[0].headline == "【演练】城区内涝黄色预警"
        assert draft.texts[1].headline.startswith("[EXERCISE] ")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": Level.NONE}, "bad_level"),
        ({"headline": {"zh": " ", "en": "x"}}, "empty_text"),
        ({"description": {}}, "empty_text"),
        ({"valid_for": timedelta(0)}, "bad_expiry"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_code(duty, change, code):
    with pytest.raises(ApprovalError) as refusal:
        duty.by_hand(a_composition(**change))
    assert refusal.value.code == code
    assert duty.store.warnings() == []


def test_a_person_may_warn_of_an_incident_that_no_policy_warns_of(duty):
    lost = an_incident(Level.BLUE, kind=IncidentKind.LOST)
    duty.follows(lost)
    draft = duty.for_incident(lost.id)
    assert (draft.stage, draft.incident, draft.level) == (Stage.DRAFT, lost.id, Level.BLUE)


def test_a_person_warns_of_an_incident_in_his_own_words_in_one_step(duty):
    lost = an_incident(Level.BLUE, kind=IncidentKind.LOST)
    duty.follows(lost)
    before = len(duty.acts())
    words = a_composition(hazard="", level=Level.NONE, division="", valid_for=timedelta(hours=2))
    draft = duty.for_incident(lost.id, words=words)
    assert (draft.incident, draft.level, draft.division) == (lost.id, Level.BLUE, lost.division)
    assert draft.texts[0].headline == "城区内涝黄色预警"
    assert draft.expires - draft.effective == timedelta(hours=2)
    assert duty.acts()[before:] == [("drafted", "li")]


def test_bad_words_about_an_incident_leave_no_draft(duty):
    lost = an_incident(Level.BLUE, kind=IncidentKind.LOST)
    duty.follows(lost)
    before = duty.store.warnings()
    with pytest.raises(ApprovalError, match="lasts from"):
        duty.for_incident(lost.id, words=a_composition(valid_for=timedelta(0)))
    assert duty.store.warnings() == before


def test_a_second_warning_about_the_same_level_is_refused(duty):
    duty.goes(Level.RED)
    (incident,) = duty.store.incidents()
    with pytest.raises(ApprovalError) as refusal:
        duty.for_incident(incident.id)
    assert refusal.value.code == "already_warned"
    duty.act(duty.store.warnings()[0], "reject")
    assert duty.for_incident(incident.id, now=after(minutes=1)).stage is Stage.DRAFT


def test_a_person_may_update_what_was_told_when_the_level_has_moved_on(duty):
    duty.goes(Level.YELLOW)
    (update,) = duty.goes(Level.RED, now=after(minutes=1))
    duty.act(update, "reject")
    (incident,) = duty.store.incidents()
    assert duty.for_incident(incident.id, now=after(minutes=2)).message_type is MessageType.UPDATE


def test_an_incident_that_is_over_or_unknown_is_refused(duty):
    over = an_incident(Level.NONE, state=State.CLEARED)
    duty.follows(over)
    with pytest.raises(ApprovalError) as refusal:
        duty.for_incident(over.id)
    assert refusal.value.code == "incident_over"
    with pytest.raises(UnknownIncidentError):
        duty.for_incident("nope", now=NOW)
