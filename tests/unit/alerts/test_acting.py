from __future__ import annotations

from dataclasses import replace

import pytest

from alerts.approval import content_hash
from alerts.drafting import Composition
from alerts.errors import ApprovalError, UnknownWarningError
from alerts.policy import Release, ReleasePolicy
from alerts.warning import MessageType, Stage
from incidents.people import CredentialKind, Role
from sensing.level import Level
from tests.builders import BY_TEST, DIVISION, a_contact, after
from tests.unit.alerts.duty import Duty

YELLOW, ORANGE, RED = Level.YELLOW, Level.ORANGE, Level.RED
TWO = ReleasePolicy(id="two", levels=(RED,), release=Release.TWO)
WORDS = Composition(
    hazard="11A01", level=RED, division=DIVISION, headline={"zh": "息县洪水"}, description={"zh": "水位上涨。"}
)


@pytest.fixture
def duty():
    duty = Duty()
    duty.write(TWO)
    return duty


def code(duty, warning, verb="approve", **facts):
    with pytest.raises(ApprovalError) as refusal:
        duty.act(warning, verb, **facts)
    return refusal.value.code


def test_two_different_people_release_what_the_policy_wants_two_for(duty):
    (draft,) = duty.goes(RED)
    first = duty.act(draft, "approve", actor="li", note="看过", now=after(minutes=1))
    assert (first.stage, first.sent, duty.store.deliveries()) == (Stage.REVIEWED, None, [])
    (word,) = first.approvals
    assert (word.person, word.content, word.credential) == ("li", content_hash(draft), "session")
    second = duty.act(draft, "approve", actor="wang", now=after(minutes=2))
    assert (second.stage, [each.person for each in second.approvals]) == (Stage.ISSUED, ["li", "wang"])
    assert duty.acts()[-2:] == [("approved", "li"), ("issued", "wang")]


def test_the_same_person_twice_is_one_person(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    assert code(duty, draft, actor="li") == "same_person"
    assert duty.store.deliveries() == []


def test_who_wrote_it_is_none_of_the_two(duty):
    draft = duty.by_hand(WORDS, actor="li")
    assert code(duty, draft, actor="li") == "own_draft"
    duty.act(draft, "approve", actor="wang")
    assert duty.act(draft, "approve", actor="zhao").stage is Stage.ISSUED


def test_who_wrote_it_may_release_it_where_one_person_is_enough(duty):
    draft = duty.by_hand(replace(WORDS, level=ORANGE), actor="li")
    assert duty.act(draft, "approve", actor="li").stage is Stage.ISSUED


def test_an_edit_makes_every_approval_void(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    edited = duty.edit(draft, WORDS, actor="zhao", content=content_hash(draft))
    assert (edited.stage, edited.approvals, edited.author) == (Stage.DRAFT, (), "zhao")
    assert duty.act(draft, "approve", actor="wang").stage is Stage.REVIEWED
    assert duty.act(draft, "approve", actor="li").stage is Stage.ISSUED


def test_a_level_that_changed_makes_every_approval_void(duty):
    duty.write(replace(TWO, levels=(ORANGE, RED)))
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    duty.goes(ORANGE, now=after(minutes=1))
    assert duty.act(draft, "approve", actor="wang", now=after(minutes=2)).stage is Stage.REVIEWED


def test_an_approval_counts_only_while_its_giver_may_still_give_it(duty):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    duty.person("li", Role.OFFICER)
    assert duty.act(draft, "approve", actor="wang").stage is Stage.REVIEWED
    assert duty.act(draft, "approve", actor="zhao").stage is Stage.ISSUED


@pytest.mark.parametrize("change", [{"is_disabled": True}, {"division": "411527000000"}])
def test_who_left_or_moved_away_has_not_approved(duty, change):
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    duty.person("li", **change)
    assert duty.act(draft, "approve", actor="wang").stage is Stage.REVIEWED


def test_an_officer_releases_nothing(duty):
    duty.person("sun", Role.OFFICER)
    (draft,) = duty.goes(ORANGE)
    for verb in ("approve", "review", "reject"):
        assert code(duty, draft, verb, actor="sun") == "needs_approver"


def test_outside_one_s_division_there_is_no_warning(duty):
    duty.person("huaibin", division="411527000000")
    (draft,) = duty.goes(ORANGE)
    with pytest.raises(UnknownWarningError) as hidden:
        duty.act(draft, "approve", actor="huaibin")
    with pytest.raises(UnknownWarningError) as unknown:
        duty.act(replace(draft, id="nope"), "approve", actor="huaibin")
    assert str(hidden.value).replace(draft.id, "nope") == str(unknown.value)


def test_a_key_approves_nothing_where_the_policy_wants_a_person(duty):
    (draft,) = duty.goes(RED)
    assert code(duty, draft, credential=CredentialKind.API_KEY) == "needs_person"


@pytest.mark.parametrize("level", [ORANGE, RED])
def test_a_key_approves_nothing_orange_or_red_unless_a_policy_says_so(level):
    duty = Duty()
    (draft,) = duty.goes(level)
    assert code(duty, draft, credential=CredentialKind.API_KEY) == "needs_person"
    duty.write(ReleasePolicy(id="machines", is_personal=False))
    assert duty.act(draft, "approve", credential=CredentialKind.API_KEY).stage is Stage.ISSUED


def test_a_role_above_the_first_turn_s_is_asked_for():
    duty = Duty()
    from alerts.policy import Turn

    duty.write(ReleasePolicy(id="chief", turns=(Turn(role=Role.COMMANDER),)))
    (draft,) = duty.goes(RED)
    assert code(duty, draft) == "needs_approver"
    duty.person("chen", Role.COMMANDER)
    assert duty.act(draft, "approve", actor="chen").stage is Stage.ISSUED


def test_a_retraction_needs_no_second_person_unless_the_policy_says_so(duty):
    duty.store.put_contacts([a_contact()], **BY_TEST)
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    issued = duty.act(draft, "approve", actor="wang")
    cancel = duty.act(issued, "cancel", actor="zhao", now=after(minutes=5))
    assert (cancel.message_type, cancel.stage) == (MessageType.CANCEL, Stage.ISSUED)
    told = {d.recipient for d in duty.store.deliveries(warning=issued.id)}
    assert {d.recipient for d in duty.store.deliveries(warning=cancel.id)} == told


def test_a_retraction_that_needs_two_waits_with_the_word_of_who_asked(duty):
    duty.write(replace(TWO, cancel=Release.TWO))
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    issued = duty.act(draft, "approve", actor="wang")
    waiting = duty.act(issued, "cancel", actor="zhao", now=after(minutes=5))
    assert (waiting.stage, waiting.message_type) == (Stage.REVIEWED, MessageType.CANCEL)
    assert duty.store.warning(issued.id).stage is Stage.ISSUED
    done = duty.act(waiting, "approve", actor="li", now=after(minutes=6))
    assert (done.stage, duty.store.warning(issued.id).stage) == (Stage.ISSUED, Stage.CANCELLED)


@pytest.mark.parametrize("verb", ["cancel", "renew"])
def test_who_asks_for_the_same_again_is_the_second_person(duty, verb):
    duty.write(replace(TWO, cancel=Release.TWO))
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    issued = duty.act(draft, "approve", actor="wang")
    waiting = duty.act(issued, verb, actor="zhao", now=after(minutes=5))
    again = duty.act(issued, verb, actor="zhao", now=after(minutes=6))
    assert (again.stage, duty.store.warning(waiting.id).stage) == (Stage.REVIEWED, Stage.REJECTED)
    done = duty.act(issued, verb, actor="li", now=after(minutes=7))
    assert (done.id, done.stage, [each.person for each in done.approvals]) == (again.id, Stage.ISSUED, ["zhao", "li"])


@pytest.mark.parametrize("verb", ["cancel", "renew"])
def test_who_asks_for_the_same_about_what_was_written_by_hand_is_the_second_person_too(duty, verb):
    duty.write(replace(TWO, cancel=Release.TWO))
    draft = duty.by_hand(WORDS, actor="chen")
    duty.act(draft, "approve", actor="li")
    issued = duty.act(draft, "approve", actor="wang")
    waiting = duty.act(issued, verb, actor="zhao", now=after(minutes=5))
    done = duty.act(issued, verb, actor="li", now=after(minutes=7))
    assert (done.id, done.stage, [each.person for each in done.approvals]) == (waiting.id, Stage.ISSUED, ["zhao", "li"])
    assert len(duty.chain()) == 2


def test_a_retraction_withdraws_the_renewal_that_waits_of_what_was_written_by_hand(duty):
    duty.write(TWO)
    draft = duty.by_hand(WORDS, actor="chen")
    duty.act(draft, "approve", actor="li")
    issued = duty.act(draft, "approve", actor="wang")
    renewal = duty.act(issued, "renew", actor="zhao", now=after(minutes=5))
    cancel = duty.act(issued, "cancel", actor="zhao", now=after(minutes=6))
    assert (cancel.stage, duty.store.warning(renewal.id).stage) == (Stage.ISSUED, Stage.REJECTED)


def test_other_words_are_not_what_the_first_person_asked_for(duty):
    duty.write(replace(TWO, cancel=Release.TWO))
    (draft,) = duty.goes(RED)
    duty.act(draft, "approve", actor="li")
    issued = duty.act(draft, "approve", actor="wang")
    duty.act(issued, "cancel", actor="zhao", note="误报", now=after(minutes=5))
    other = duty.act(issued, "cancel", actor="li", note="演练", now=after(minutes=6))
    assert (other.stage, [each.person for each in other.approvals]) == (Stage.REVIEWED, ["li"])


def test_a_renewal_takes_no_greater_danger_away_that_waits():
    duty = Duty()
    (alert,) = duty.goes(YELLOW)
    (greater,) = duty.goes(RED, now=after(minutes=1))
    assert code(duty, alert, "renew", now=after(minutes=2)) == "already_warned"
    assert duty.store.warning(greater.id).stage is Stage.DRAFT


def test_the_retraction_is_there_before_the_warning_is_issued(duty):
    (draft,) = duty.goes(ORANGE)
    assert draft.retraction[0].headline == "信阳市应急管理局解除洪水橙色预警"
    issued = duty.act(draft, "approve")
    cancel = duty.act(issued, "cancel", now=after(hours=1))
    assert cancel.texts == issued.retraction
    assert issued.retraction == draft.retraction


def test_a_renewal_says_the_same_for_another_span_and_carries_the_chain():
    duty = Duty()
    (alert,) = duty.goes(YELLOW)
    update = duty.act(alert, "renew", now=after(hours=23))
    assert (update.message_type, update.stage, update.texts) == (MessageType.UPDATE, Stage.ISSUED, alert.texts)
    assert update.expires == after(hours=47)
    assert update.references[0].split(",")[1] == alert.identifier
    assert duty.store.warning(alert.id).stage is Stage.SUPERSEDED
    again = duty.act(update, "renew", now=after(hours=46))
    assert len(again.references) == 2


def test_what_is_over_is_not_renewed():
    duty = Duty()
    (alert,) = duty.goes(YELLOW)
    duty.act(alert, "cancel", now=after(minutes=1))
    assert code(duty, alert, "renew", now=after(minutes=2)) == "stale"


def test_nothing_to_look_at_is_signed(duty):
    (draft,) = duty.goes(ORANGE)
    assert code(duty, draft, "sign") == "no_review"
