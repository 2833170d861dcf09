from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.approval import content_hash
from alerts.cap import to_cap
from alerts.delivery import DeliveryState
from alerts.errors import ApprovalError, UnknownWarningError
from alerts.warning import CapStatus, MessageType, Stage
from incidents.board import Act, act_by_person
from incidents.incident import IncidentKind, State
from incidents.journal import first_broken
from incidents.lifecycle import VERBS
from rules.transition import Reason
from sensing.level import Level
from tests.builders import BY_TEST, NOW, a_contact, a_transition, after, an_incident
from tests.unit.alerts.duty import Duty
from tests.unit.alerts.oasis import oasis_faults

NONE, BLUE, YELLOW, ORANGE, RED = Level


@pytest.fixture
def duty():
    return Duty()


def test_a_yellow_level_is_warned_of_by_itself(duty):
    duty.store.put_contacts([a_contact()], **BY_TEST)
    (warning,) = duty.goes(YELLOW)
    assert (warning.stage, warning.message_type, warning.sent) == (Stage.ISSUED, MessageType.ALERT, NOW)
    assert warning.texts[0].headline == "信阳市应急管理局发布洪水黄色预警[Ⅲ级/较重]"
    assert warning.texts[0].description.startswith("7月19日22时00分，息县站水位 43.68 m，超黄色阈值")
    assert {(d.recipient, d.channel, d.state) for d in duty.store.deliveries()} == {
        ("screens", "screens", DeliveryState.QUEUED),
        ("c-1", "sms", DeliveryState.QUEUED),
    }
    assert duty.acts() == [("drafted", "rule:stage-xixian@3"), ("issued", "policy")]
    assert duty.acts("delivery") == [("queued", "policy")] * 2


def test_a_red_level_waits_for_a_person_and_nothing_is_sent_meanwhile(duty):
    (draft,) = duty.goes(RED)
    assert (draft.stage, draft.sent) == (Stage.DRAFT, None)
    assert duty.store.deliveries() == []
    issued = duty.act(draft, "approve", now=after(minutes=2), note="已核实", content=content_hash(draft))
    assert (issued.stage, issued.sent) == (Stage.ISSUED, after(minutes=2))
    assert len(duty.store.deliveries(warning=issued.id)) == 1
    assert duty.acts()[-1] == ("issued", "li")


def test_the_chain_runs_alert_update_cancel_with_growing_references(duty):
    duty.goes(BLUE)
    duty.goes(YELLOW, now=after(minutes=10))
    duty.goes(NONE, now=after(hours=2))
    assert duty.chain() == [
        ("Alert", "blue", "superseded"),
        ("Update", "yellow", "cancelled"),
        ("Cancel", "yellow", "issued"),
    ]
    alert, update, cancel = reversed(duty.store.warnings())
    assert update.references == (f"xinyang.fenghuo.example,{alert.identifier},2026-07-19T22:00:00+08:00",)
    assert cancel.references == (
        *update.references,
        f"xinyang.fenghuo.example,{update.identifier},2026-07-19T22:10:00+08:00",
    )
    assert (update.replaces, cancel.replaces) == (alert.id, update.id)
    assert update.texts[0].headline.startswith("信阳市应急管理局将洪水蓝色预警升级为黄色预警")
    assert cancel.texts[0].headline == "信阳市应急管理局解除洪水黄色预警"
    assert all(oasis_faults(to_cap(warning)) == [] for warning in (alert, update, cancel))
    assert first_broken(duty.store.journal()) is None


def test_a_whole_flood_in_one_batch_leaves_the_same_chain(duty):
    duty.goes(BLUE, YELLOW, NONE)
    assert duty.chain() == [
        ("Alert", "blue", "superseded"),
        ("Update", "yellow", "cancelled"),
        ("Cancel", "yellow", "issued"),
    ]


def test_a_draft_that_was_never_released_is_rewritten_not_piled_up(duty):
    (orange,) = duty.goes(ORANGE)
    duty.act(orange, "review")
    (red,) = duty.goes(RED, now=after(minutes=5))
    assert red.id == orange.id
    assert (red.level, red.stage) == (RED, Stage.DRAFT)
    assert "红色" in red.texts[0].headline
    with pytest.raises(ApprovalError) as refusal:
        duty.act(red, "approve", content=content_hash(orange))
    assert refusal.value.code == "content_changed"


def test_a_draft_that_falls_to_an_automatic_level_goes_out(duty):
    duty.goes(RED)
    duty.goes(YELLOW, now=after(minutes=5))
    assert duty.chain() == [("Alert", "yellow", "issued")]


def test_what_people_were_told_stays_in_force_until_the_update_is_released(duty):
    duty.goes(YELLOW)
    (update,) = duty.goes(RED, now=after(minutes=5))
    assert duty.chain() == [("Alert", "yellow", "issued"), ("Update", "red", "draft")]
    duty.act(update, "approve", now=after(minutes=6))
    assert duty.chain() == [("Alert", "yellow", "superseded"), ("Update", "red", "issued")]


def test_falling_back_to_what_people_were_told_withdraws_the_draft(duty):
    duty.goes(YELLOW)
    duty.goes(RED, now=after(minutes=5))
    duty.goes(YELLOW, now=after(minutes=8))
    assert duty.chain() == [("Alert", "yellow", "issued"), ("Update", "red", "rejected")]
    assert duty.acts()[-1][0] == "withdrawn"


def test_no_red_warning_is_lowered_or_ended_without_a_person(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve")
    (lower,) = duty.goes(BLUE, now=after(hours=1))
    assert (lower.message_type, lower.level, lower.stage) == (MessageType.UPDATE, BLUE, Stage.DRAFT)
    (ending,) = (w for w in duty.goes(NONE, now=after(hours=2)) if w.message_type is MessageType.CANCEL)
    assert ending.stage is Stage.DRAFT
    assert duty.chain() == [("Alert", "red", "issued"), ("Update", "blue", "rejected"), ("Cancel", "red", "draft")]
    duty.act(ending, "approve", now=after(hours=3))
    assert duty.chain()[0] == ("Alert", "red", "cancelled")


def test_a_danger_that_returns_takes_the_waiting_cancel_away(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve")
    duty.goes(NONE, now=after(hours=1))
    duty.goes(RED, now=after(hours=2))
    assert duty.chain() == [("Alert", "red", "issued"), ("Cancel", "red", "rejected")]


def test_a_draft_whose_danger_ended_is_withdrawn_and_nobody_is_told_anything(duty):
    duty.goes(RED)
    duty.goes(NONE, now=after(minutes=5))
    assert duty.chain() == [("Alert", "red", "rejected")]
    assert duty.store.deliveries() == []


@pytest.mark.parametrize("reason", [Reason.RULE_CHANGED, Reason.LATE_READING])
def test_a_rule_taken_away_and_a_late_reading_are_no_all_clear(duty, reason):
    duty.goes(YELLOW)
    duty.goes(NONE, now=after(hours=1), reason=reason)
    assert duty.chain() == [("Alert", "yellow", "issued"), ("Cancel", "yellow", "draft")]


def test_a_lost_gauge_is_no_public_warning(duty):
    lost = an_incident(RED, kind=IncidentKind.LOST)
    assert duty.follows(lost) == []
    assert duty.store.warnings() == []


def test_an_incident_closed_by_hand_takes_its_warning_back(duty):
    duty.goes(YELLOW)
    (incident,) = duty.store.incidents()
    with duty.store.begin() as tx:
        act_by_person(tx, incident.id, Act(move=VERBS["ack"], actor="li"), now=NOW)
        closed = act_by_person(tx, incident.id, Act(move=VERBS["close"], actor="li"), now=NOW)
    assert closed.state is State.CLOSED
    duty.follows(closed, now=after(minutes=1))
    assert duty.chain() == [("Alert", "yellow", "cancelled"), ("Cancel", "yellow", "issued")]
    assert "经值班人员核实，事件已关闭" in duty.store.warnings()[0].texts[0].description


def test_a_refused_warning_comes_back_only_when_the_danger_grows(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "reject", note="仪器故障")
    duty.goes(ORANGE, now=after(minutes=5))
    assert duty.chain() == [("Alert", "red", "rejected")]
    duty.goes(RED, now=after(minutes=9))
    assert duty.chain() == [("Alert", "red", "rejected"), ("Alert", "red", "draft")]


def test_a_retraction_is_one_step_for_any_issued_warning(duty):
    duty.store.put_contacts([a_contact()], **BY_TEST)
    (alert,) = duty.goes(YELLOW)
    duty.goes(RED, now=after(minutes=1))
    cancel = duty.act(alert, "cancel", now=after(minutes=2), note="误发")
    assert (cancel.message_type, cancel.stage, cancel.replaces) == (MessageType.CANCEL, Stage.ISSUED, alert.id)
    assert "误发" in cancel.texts[0].description
    assert duty.chain() == [
        ("Alert", "yellow", "cancelled"),
        ("Update", "red", "rejected"),
        ("Cancel", "yellow", "issued"),
    ]
    told = {d.recipient for d in duty.store.deliveries(warning=alert.id)}
    assert {d.recipient for d in duty.store.deliveries(warning=cancel.id)} == told


def test_a_retraction_goes_to_those_who_got_the_original_though_the_contact_list_changed(duty):
    duty.store.put_contacts([a_contact()], **BY_TEST)
    (alert,) = duty.goes(YELLOW)
    told = {(d.recipient, d.address) for d in duty.store.deliveries(warning=alert.id)}
    moved_away = [replace(contact, division="110000000000") for contact in duty.store.contacts()]
    duty.store.put_contacts([*moved_away, a_contact(id="newcomer", address="+8616000000099")], **BY_TEST)
    cancel = duty.act(alert, "cancel", now=after(minutes=2), note="误发")
    assert {(d.recipient, d.address) for d in duty.store.deliveries(warning=cancel.id)} == told


def test_after_a_retraction_the_next_raise_is_a_new_alert(duty):
    (alert,) = duty.goes(BLUE)
    duty.act(alert, "cancel", now=after(minutes=1))
    duty.goes(YELLOW, now=after(minutes=2))
    assert duty.chain()[-1] == ("Alert", "yellow", "issued")
    assert duty.store.warnings()[0].references == ()


@pytest.mark.parametrize(("verb", "code"), [("cancel", "not_issued"), ("burn", "unknown_act")])
def test_a_draft_cannot_be_cancelled_nor_anything_burnt(duty, verb, code):
    (draft,) = duty.goes(RED)
    with pytest.raises(ApprovalError) as refusal:
        duty.act(draft, verb)
    assert refusal.value.code == code


def test_approving_twice_is_refused_and_sends_nothing_twice(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve")
    with pytest.raises(ApprovalError) as refusal:
        duty.act(draft, "approve", actor="wang")
    assert refusal.value.code == "already_issued"
    assert len(duty.store.deliveries()) == 1


def test_the_policy_s_name_is_no_signature(duty):
    (draft,) = duty.goes(RED)
    with pytest.raises(ApprovalError, match="needs a named person"):
        duty.act(draft, "approve", actor="policy")


def test_an_unknown_warning_is_refused_by_name(duty):
    with pytest.raises(UnknownWarningError, match="no warning has the id"):
        duty.act(replace(duty.goes(RED)[0], id="nope"), "approve")


def test_an_update_of_something_that_ran_out_is_stale(duty):
    duty.goes(YELLOW)
    (update,) = duty.goes(RED, now=after(hours=1))
    with pytest.raises(ApprovalError) as refusal:
        duty.act(update, "approve", now=after(hours=25))
    assert refusal.value.code == "stale"


def test_what_has_run_out_is_marked_and_journalled_once(duty):
    duty.goes(YELLOW)
    assert duty.expire(after(hours=23)) == []
    assert [warning.stage for warning in duty.expire(after(hours=24))] == [Stage.EXPIRED]
    assert duty.expire(after(hours=25)) == []
    assert duty.acts()[-1] == ("expired", "policy")


def test_a_raise_after_the_end_of_life_is_a_new_alert(duty):
    duty.goes(YELLOW)
    duty.goes(RED, now=after(hours=30))
    assert duty.chain() == [("Alert", "yellow", "expired"), ("Alert", "red", "draft")]


def test_a_name_that_xml_cannot_hold_waits_for_a_person_and_stops_nothing(duty):
    duty.issuer = replace(duty.issuer, sender_name="信阳\x00市")
    (draft,) = duty.goes(YELLOW)
    assert draft.stage is Stage.DRAFT
    last = duty.store.journal()[-1].entry.data
    assert "cannot be written as XML" in last["note"]


def test_a_drill_office_drafts_drills_only():
    drill = Duty(CapStatus.EXERCISE)
    (warning,) = drill.goes(YELLOW)
    assert warning.status is CapStatus.EXERCISE
    assert [text.headline[:4] for text in warning.texts] == ["【演练】", "[EXE"]
    (cancel,) = [w for w in drill.goes(NONE, now=after(hours=1)) if w.message_type is MessageType.CANCEL]
    assert cancel.status is CapStatus.EXERCISE
    assert cancel.texts[0].headline.startswith("【演练】")


@given(st.lists(st.sampled_from([NONE, BLUE, YELLOW, ORANGE, RED, "approve", "reject", "cancel"]), max_size=14))
def test_at_any_time_at_most_one_warning_is_in_force_and_one_waits(words):
    duty = Duty()
    for minute, word in enumerate(words):
        now = after(minutes=minute)
        if isinstance(word, Level):
            if word is not duty.level:
                duty.goes(word, now=now)
        else:
            for warning in duty.store.warnings(limit=1):
                try:
                    duty.act(warning, word, now=now)
                except ApprovalError:
                    continue
        stages = [(w.message_type, w.stage) for w in duty.store.warnings()]
        in_force = [kind for kind, stage in stages if stage is Stage.ISSUED and kind is not MessageType.CANCEL]
        waiting = [stage for _, stage in stages if stage in {Stage.DRAFT, Stage.REVIEWED}]
        assert len(in_force) <= 1
        assert len(waiting) <= 1
        issued = [w for w in duty.store.warnings() if w.sent is not None]
        assert all(w.level < ORANGE or any(s.actor == "li" and s.act == "issued" for s in w.steps) for w in issued)
        assert {d.warning for d in duty.store.deliveries()} == {w.id for w in issued}


def test_each_batch_of_a_storm_writes_once(duty):
    calls: list[str] = []

    class Counting:
        def __init__(self, tx):
            self.tx = tx

        def __getattr__(self, name):
            calls.append(name)
            return getattr(self.tx, name)

    incidents = [an_incident(BLUE, target=f"T{n}", transitions=(a_transition(after=BLUE),)) for n in range(50)]
    from alerts.issuing import follow

    with duty.store.begin() as tx:
        tx.save_incidents(incidents)
        follow(Counting(tx), incidents, policy=duty.policy, issuer=duty.issuer, now=NOW)
    once = [
        "contacts_in",
        "journal",
        "policies",
        "save_cap_documents",
        "save_deliveries",
        "save_leads",
        "save_warnings",
        "templates",
    ]
    assert sorted(calls) == once
