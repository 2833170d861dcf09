from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.asking import due
from alerts.drafting import Composition
from alerts.errors import ApprovalError
from alerts.policy import OnTimeout, Release, ReleasePolicy, Turn
from alerts.warning import MessageType, Stage
from incidents.people import Role
from rules.transition import Reason
from sensing.level import Level
from tests.builders import DIVISION, NOW, after, an_incident
from tests.unit.alerts.duty import Duty

RED, NONE = Level.RED, Level.NONE
TURNS = (
    Turn(role=Role.APPROVER, within=timedelta(minutes=10)),
    Turn(role=Role.COMMANDER, within=timedelta(minutes=5)),
)
WAIT = ReleasePolicy(id="p", levels=(RED,), release=Release.TWO, turns=TURNS)
AUTO = replace(WAIT, on_timeout=OnTimeout.AUTOMATIC)


def a_duty(policy=WAIT):
    duty = Duty()
    duty.person("chen", Role.COMMANDER)
    duty.write(policy)
    return duty


def second_witness(duty):
    with duty.store.begin() as tx:
        other = an_incident(RED, station="XY-H09", target="XY-H09", rule="other", division=DIVISION)
        tx.save_incidents([other])


def run(duty, minutes):
    """Let the warden look every minute."""
    changed = []
    for minute in range(minutes + 1):
        changed += duty.clock(after(minutes=minute))
    return changed


def test_who_is_asked_is_named_with_a_deadline_once_the_warden_looks():
    duty = a_duty()
    (draft,) = duty.goes(RED)
    assert (draft.asking.turn, draft.asking.asked, draft.asking.is_told) == (0, (), False)
    (named,) = duty.clock(after(seconds=1))
    assert named.asking.asked == ("chen", "li", "wang", "zhao")
    assert named.asking.deadline == after(seconds=1, minutes=10)
    assert named.steps[-1].act == "asked"
    assert duty.clock(after(seconds=2)) == []


def test_time_out_asks_the_next_ones_and_the_last_time_out_is_loud():
    duty = a_duty()
    duty.goes(RED)
    acts = [w.steps[-1].act for w in run(duty, 30)]
    assert acts == ["asked", "asked", "unanswered"]
    (draft,) = duty.store.warnings()
    assert (draft.stage, draft.asking.turn, draft.asking.is_overdue, due(draft)) == (Stage.DRAFT, 1, True, None)
    assert draft.asking.asked == ("chen",)


def test_an_approval_stops_no_clock_but_an_issue_does():
    duty = a_duty()
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    (named,) = duty.clock(after(minutes=1))
    assert "li" not in named.asking.asked
    duty.act(draft, "approve", actor="wang", now=after(minutes=2))
    assert run(duty, 30) == []


def test_corroborated_evidence_is_declared_issued_after_the_last_time_out_and_must_be_looked_at():
    duty = a_duty(AUTO)
    duty.goes(RED)
    second_witness(duty)
    issued = run(duty, 16)[-1]
    assert (issued.stage, issued.steps[-1].actor) == (Stage.ISSUED, "policy")
    assert issued.sent == after(minutes=15)
    assert "witnesses (XY-H03, XY-H09)" in issued.review.why
    assert [w.id for w in duty.store.warnings(is_waiting=True)] == [issued.id]
    signed = duty.act(issued, "sign", actor="li", note="属实", now=after(minutes=40))
    assert (signed.review.by, signed.review.note) == ("li", "属实")
    assert duty.store.warnings(is_waiting=True) == []
    with pytest.raises(ApprovalError, match="nobody's review"):
        duty.act(issued, "sign", actor="wang")


def test_one_gauge_alone_waits_loudly_and_goes_out_when_a_second_one_says_the_same():
    duty = a_duty(AUTO)
    duty.goes(RED)
    acts = [w.steps[-1].act for w in run(duty, 20)]
    assert acts[:3] == ["asked", "asked", "unanswered"]
    assert duty.store.warnings()[0].stage is Stage.DRAFT
    assert "not_corroborated" in duty.store.warnings()[0].steps[-1].note
    assert [step.act for step in duty.store.warnings()[0].steps].count("unanswered") == 1
    second_witness(duty)
    assert duty.clock(after(minutes=21))[-1].stage is Stage.ISSUED


def test_what_may_not_be_spoken_of_any_more_is_not_declared():
    duty = a_duty(AUTO)
    (draft,) = duty.goes(RED)
    second_witness(duty)
    with duty.store.begin() as tx:
        third = an_incident(RED, station="XY-H10", target="XY-H10", rule="third", division=DIVISION)
        tx.save_incidents([third, replace(duty.store.incident(draft.incident), silenced_by=("s-1",))])
    run(duty, 30)
    assert [each.stage for each in duty.store.warnings()] == [Stage.DRAFT]


def test_a_composite_rule_is_enough():
    duty = a_duty(AUTO)
    duty.goes(RED, reason=Reason.AGREED)
    assert run(duty, 16)[-1].stage is Stage.ISSUED


def test_what_a_person_wrote_is_never_declared():
    duty = a_duty(AUTO)
    words = Composition(
        hazard="11A01", level=RED, division=DIVISION, headline={"zh": "息县洪水"}, description={"zh": "上涨"}
    )
    duty.by_hand(words)
    second_witness(duty)
    run(duty, 40)
    (draft,) = duty.store.warnings()
    assert (draft.stage, draft.asking.is_overdue) == (Stage.DRAFT, True)
    assert "by_hand" in draft.steps[-1].note


def test_no_all_clear_by_the_clock():
    duty = a_duty(replace(AUTO, cancel=Release.ONE))
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    duty.act(draft, "approve", actor="wang")
    duty.goes(NONE, now=after(minutes=1))
    second_witness(duty)
    run(duty, 60)
    cancel = duty.store.warnings(limit=1)[0]
    assert (cancel.message_type, cancel.stage) == (MessageType.CANCEL, Stage.DRAFT)
    assert "lowers" in cancel.steps[-1].note


def test_a_warden_that_was_away_asks_before_any_turn_runs_out():
    duty = a_duty(AUTO)
    duty.goes(RED)
    second_witness(duty)
    (named,) = duty.clock(after(hours=3))
    assert (named.stage, named.asking.turn, named.asking.deadline) == (Stage.DRAFT, 0, after(hours=3, minutes=10))


def test_a_policy_that_was_changed_begins_the_clock_again():
    duty = a_duty()
    (draft,) = duty.goes(RED)
    run(duty, 12)
    duty.write(replace(WAIT, release=Release.ONE))
    duty.clock(after(minutes=30))
    again = duty.store.warning(draft.id).asking
    assert (again.turn, again.needs, again.version) == (0, "one", 2)


def test_a_level_that_swings_does_not_begin_the_first_turn_again():
    duty = a_duty(replace(WAIT, levels=(Level.ORANGE, RED)))
    duty.goes(RED)
    run(duty, 12)
    duty.goes(Level.ORANGE, now=after(minutes=13))
    assert duty.store.warnings()[0].asking.turn == 1


def test_a_warning_that_ends_soon_says_so_once_and_waits_for_whoever_knows_where_nothing_shows_its_danger():
    duty = Duty()
    (alert,) = duty.goes(Level.YELLOW)
    assert alert.renew_at == after(hours=23)
    with duty.store.begin() as tx:
        tx.save_incidents([replace(duty.store.incident(alert.incident), silenced_by=("s-1",))])
    assert duty.clock(after(hours=22)) == []
    (asked,) = duty.clock(after(hours=23))
    assert (asked.is_renewal_due, asked.steps[-1].act) == (True, "expiring")
    assert duty.clock(after(hours=23, minutes=1)) == []
    assert duty.store.warnings(is_waiting=True) == [asked]
    duty.act(asked, "renew", now=after(hours=23, minutes=2))
    assert duty.store.warnings(is_waiting=True) == []


def test_a_cancel_ends_without_being_renewed():
    duty = Duty()
    (alert,) = duty.goes(Level.YELLOW)
    cancel = duty.act(alert, "cancel")
    assert (cancel.renew_at, due(cancel)) == (None, None)


def test_looking_twice_at_once_does_everything_once():
    duty = a_duty()
    duty.goes(RED)
    ids = [w.id for w, _ in duty.store.clocked_warnings(limit=10)]
    duty.clock(NOW)
    from alerts.escalation import move_on

    with duty.store.begin() as tx:
        again = move_on(tx, ids, roster=duty, groups=dict, issuer=duty.issuer, now=NOW)
    assert again == []


def test_nobody_to_ask_is_said():
    duty = Duty()
    duty.write(replace(WAIT, turns=(Turn(role=Role.COMMANDER, within=timedelta(minutes=1)),)))
    duty.goes(RED)
    (asked,) = duty.clock(NOW)
    assert "nobody is there with the role commander" in asked.steps[-1].note
