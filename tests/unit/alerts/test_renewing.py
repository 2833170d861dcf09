"""A warning that ends soon while its danger stands is drafted anew: once, for the policy's people, in words of now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.drafting import Composition
from alerts.errors import ApprovalError
from alerts.escalation import move_on
from alerts.policy import OnTimeout, Release, ReleasePolicy, Turn
from alerts.renewing import Prospect
from alerts.warning import MessageType, Stage
from incidents.people import Role
from rules.transition import Reason
from sensing.level import Level
from tests.builders import DIVISION, NOW, after
from tests.unit.alerts.duty import Duty
from tests.unit.alerts.river import River, silence
from tests.unit.alerts.test_lasting import a_reading

NONE, BLUE, YELLOW, ORANGE, RED = Level
ASKED = (Turn(role=Role.APPROVER, within=timedelta(minutes=10)), Turn(role=Role.COMMANDER, within=timedelta(minutes=5)))
SOON = timedelta(hours=23)
LAPSED = timedelta(hours=25)


@pytest.fixture
def river():
    return River()


def red(river, *, now=NOW):
    """Return what people were told of a red station A."""
    (draft,) = river.say(("A", RED), now=now)
    return river.act(draft, "approve", now=now)


def waiting(duty):
    return [each for each in duty.store.warnings() if each.stage in {Stage.DRAFT, Stage.REVIEWED}]


def prospect(duty, warning):
    return next(step.note for step in duty.store.warning(warning.id).steps if step.act == "expiring")


def test_what_needs_nobody_is_renewed_by_itself_with_the_whole_chain_of_references():
    duty = Duty()
    (alert,) = duty.goes(YELLOW)
    duty.clock(after(hours=23))
    assert duty.chain() == [("Alert", "yellow", "superseded"), ("Update", "yellow", "issued")]
    renewal = duty.store.warnings(limit=1)[0]
    assert (renewal.is_renewal, renewal.replaces, len(renewal.references)) == (True, alert.id, 1)
    assert renewal.expires == after(hours=47)
    assert duty.store.warnings(is_waiting=True) == []


def test_a_red_one_waits_for_the_policy_s_people_and_their_clock():
    duty = Duty()
    duty.write(ReleasePolicy(id="p", levels=(RED,), release=Release.TWO, turns=ASKED))
    (draft,) = duty.goes(RED)
    for name in ("li", "wang"):
        alert = duty.act(draft, "approve", actor=name)
    duty.clock(after(hours=23))
    (renewal,) = waiting(duty)
    assert (renewal.level, renewal.asking.needs, renewal.incident) == (RED, "two", alert.incident)
    assert prospect(duty, alert) == Prospect.RENEWED.value
    duty.clock(after(hours=23, minutes=1))
    duty.clock(after(hours=23, minutes=12))
    assert duty.store.warning(renewal.id).asking.turn == 1
    for name in ("li", "wang"):
        duty.act(renewal, "approve", actor=name, now=after(hours=23, minutes=13))
    assert duty.chain() == [("Alert", "red", "superseded"), ("Update", "red", "issued")]


def test_it_says_that_it_goes_on_with_the_newest_reading():
    duty = Duty()
    duty.goes(YELLOW)
    ids = [each.id for each in duty.store.warnings()]
    with duty.store.begin() as tx:
        move_on(
            tx, ids, roster=duty, groups=dict, issuer=duty.issuer, now=after(hours=23), newest=lambda _: [a_reading()]
        )
    zh, en = duty.store.warnings(limit=1)[0].texts
    assert "继续发布" in zh.headline
    assert "44.10 m，险情仍在持续" in zh.description
    assert "goes on" in en.headline


def test_it_is_drafted_in_time_for_everybody_who_may_be_asked():
    duty = Duty()
    slow = tuple(replace(turn, within=timedelta(hours=4)) for turn in ASKED)
    duty.write(ReleasePolicy(id="p", levels=(RED,), release=Release.ONE, turns=slow))
    (draft,) = duty.goes(RED)
    assert duty.act(draft, "approve").renew_at == after(hours=24 - 8)


def test_what_was_refused_does_not_come_back_but_the_board_goes_on_saying_that_it_ends(river):
    alert = red(river)
    river.say(("B", YELLOW), now=after(minutes=1))
    river.clock(NOW + SOON)
    (renewal,) = waiting(river)
    river.act(renewal, "reject", now=NOW + SOON + timedelta(minutes=1), note="险情已过峰")
    for minute in range(2, 30):
        river.clock(NOW + SOON + timedelta(minutes=minute))
    assert river.say(("B", BLUE), now=NOW + SOON + timedelta(minutes=31)) == []
    assert waiting(river) == []
    assert [each.id for each in river.store.warnings(is_waiting=True)] == [alert.id]
    assert river.act(alert, "renew", now=NOW + SOON + timedelta(minutes=40)).stage is Stage.ISSUED


def test_who_asks_for_a_renewal_is_led_to_the_one_that_waits_and_its_newer_words_stay(river):
    alert = red(river)
    river.clock(NOW + SOON)
    (drafted,) = waiting(river)
    with pytest.raises(ApprovalError, match=drafted.identifier) as refusal:
        river.act(alert, "renew", now=NOW + SOON + timedelta(minutes=1))
    assert refusal.value.code == "renewal_waits"
    assert waiting(river) == [drafted]
    river.act(drafted, "reject", now=NOW + SOON + timedelta(minutes=2))
    assert river.act(alert, "renew", now=NOW + SOON + timedelta(minutes=3)).texts == alert.texts


def test_who_asks_for_a_renewal_takes_nobody_s_words_away(river):
    river.write(ReleasePolicy(id="p", levels=(RED,), release=Release.TWO))
    (draft,) = river.say(("A", RED))
    for name in ("li", "wang"):
        alert = river.act(draft, "approve", actor=name)
    own = river.act(alert, "renew", actor="li", now=after(hours=1))
    words = Composition(
        hazard="11A01", level=RED, division=DIVISION, headline={"zh": "洪水"}, description={"zh": "涨。"}
    )
    edited = river.edit(own, words, actor="li", now=after(hours=1, minutes=1))
    for name in ("li", "wang"):
        with pytest.raises(ApprovalError) as refusal:
            river.act(alert, "renew", actor=name, now=after(hours=1, minutes=2))
        assert refusal.value.code == "renewal_waits"
    assert [each.id for each in waiting(river)] == [edited.id]


def test_what_was_refused_comes_back_with_a_change_of_level(river):
    (draft,) = river.say(("A", ORANGE))
    river.act(draft, "approve")
    river.clock(NOW + SOON)
    river.act(waiting(river)[0], "reject", now=NOW + SOON)
    (update,) = river.say(("A", RED), now=NOW + SOON + timedelta(minutes=1))
    assert (update.message_type, update.level, update.is_renewal) == (MessageType.UPDATE, RED, False)


def test_a_danger_that_clears_while_the_renewal_waits_takes_it_away(river):
    red(river)
    river.clock(NOW + SOON)
    river.say(("A", NONE), now=NOW + SOON + timedelta(minutes=1))
    assert river.chain() == [("Alert", "red", "issued"), ("Update", "red", "rejected"), ("Cancel", "red", "draft")]


def test_a_level_that_changes_while_the_renewal_waits_makes_another_update_of_it(river):
    red(river)
    river.clock(NOW + SOON)
    (renewal,) = waiting(river)
    river.say(("A", ORANGE), now=NOW + SOON + timedelta(minutes=1))
    (lower,) = waiting(river)
    assert (lower.id, lower.level, lower.is_renewal) == (renewal.id, ORANGE, False)
    assert "降级" in lower.texts[0].headline
    river.say(("A", RED), now=NOW + SOON + timedelta(minutes=2))
    (again,) = waiting(river)
    assert (again.level, again.is_renewal) == (RED, True), "the level people know, and their warning ends soon"


def test_a_station_that_stirs_below_leaves_the_renewal_alone(river):
    red(river)
    river.say(("B", BLUE), now=after(minutes=1))
    river.clock(NOW + SOON)
    (renewal,) = waiting(river)
    assert river.say(("B", ORANGE), now=NOW + SOON + timedelta(minutes=1)) == []
    assert waiting(river) == [river.store.warning(renewal.id)]


def test_a_renewal_speaks_of_another_one_as_high_once_its_own_has_cleared(river):
    red(river)
    river.say(("B", RED), now=after(minutes=1))
    river.clock(NOW + SOON)
    (renewal,) = waiting(river)
    river.say((renewal.station, NONE), now=NOW + SOON + timedelta(minutes=1))
    (again,) = waiting(river)
    assert (again.id, again.station, again.is_renewal) == (renewal.id, "B", True)
    assert "继续发布" in again.texts[0].headline


def test_one_that_still_waits_when_the_other_lapses_stays_as_an_alert_to_be_read_again(river):
    red(river)
    river.clock(NOW + SOON)
    river.expire(NOW + LAPSED)
    assert river.chain() == [("Alert", "red", "expired"), ("Alert", "red", "draft")]
    (alert,) = waiting(river)
    assert (alert.is_renewal, alert.replaces, alert.references) == (False, None, ())
    assert river.act(alert, "approve", now=NOW + LAPSED).stage is Stage.ISSUED


def test_a_refused_rise_leaves_the_level_that_people_know_to_be_renewed(river):
    (draft,) = river.say(("A", ORANGE))
    river.act(draft, "approve")
    river.say(("B", BLUE), now=after(minutes=1))
    (higher,) = river.say(("B", RED), now=after(hours=22))
    river.clock(NOW + SOON)
    assert waiting(river) == [river.store.warning(higher.id)], "one draft of a chain at a time"
    river.act(higher, "reject", now=NOW + SOON + timedelta(minutes=1))
    (renewal,) = waiting(river)
    assert (renewal.level, renewal.is_renewal, renewal.station) == (ORANGE, True, "A")


def test_a_rise_that_sank_again_leaves_the_level_that_people_know_to_be_renewed(river):
    (draft,) = river.say(("A", ORANGE))
    river.act(draft, "approve")
    river.say(("B", BLUE), now=after(minutes=1))
    river.say(("B", RED), now=after(hours=22))
    river.clock(NOW + SOON)
    river.say(("B", NONE), now=NOW + SOON + timedelta(minutes=1))
    (renewal,) = waiting(river)
    assert (renewal.level, renewal.is_renewal) == (ORANGE, True)


def test_who_refused_a_higher_level_still_hears_the_known_one_in_the_words_he_knows(river):
    (draft,) = river.say(("A", ORANGE))
    alert = river.act(draft, "approve")
    (higher,) = river.say(("A", RED), now=after(hours=1))
    river.act(higher, "reject", now=after(hours=2))
    river.clock(NOW + SOON)
    (renewal,) = waiting(river)
    assert (renewal.level, renewal.texts) == (ORANGE, alert.texts)


def test_a_refused_lowering_is_a_person_s_word_that_a_person_goes_on_from(river):
    alert = red(river)
    (lower,) = river.say(("A", ORANGE), now=after(hours=1))
    river.act(lower, "reject", now=after(hours=2))
    river.clock(NOW + SOON)
    assert (waiting(river), prospect(river, alert)) == ([], Prospect.NOT_SO_HIGH.value)


def test_what_is_silenced_is_not_told_again(river):
    river.say(("A", YELLOW))
    silence(river, "A", after(hours=22), end=after(hours=40))
    river.clock(NOW + SOON)
    assert river.chain() == [("Alert", "yellow", "issued")]
    assert len(river.store.warnings(is_waiting=True)) == 1


def test_one_chain_is_renewed_once_however_many_stations_stand(river):
    river.say(*((name, YELLOW) for name in "ABCD"))
    river.clock(NOW + SOON)
    assert river.chain() == [("Alert", "yellow", "superseded"), ("Update", "yellow", "issued")]
    assert len(river.store.warnings(limit=1)[0].incidents) == 4


def test_two_wardens_and_one_that_was_away_draft_one(river):
    red(river)
    ids = [each.id for each in river.store.warnings()]
    for _ in range(2):
        with river.store.begin() as tx:
            move_on(tx, ids, roster=river, groups=dict, issuer=river.issuer, now=after(hours=23, minutes=50))
    assert len(waiting(river)) == 1


def test_what_a_person_wrote_waits_for_a_person_in_his_words():
    duty = Duty()
    words = {"hazard": "11A01", "division": DIVISION, "headline": {"zh": "息县洪水"}, "description": {"zh": "上涨"}}
    draft = duty.by_hand(Composition(level=YELLOW, **words))
    alert = duty.act(draft, "approve", actor="wang")
    duty.clock(after(hours=23))
    (renewal,) = waiting(duty)
    assert (renewal.author, renewal.texts, renewal.is_renewal) == ("li", alert.texts, True)
    assert prospect(duty, alert) == Prospect.BY_HAND.value
    issued = duty.act(renewal, "approve", actor="zhao", now=after(hours=23))
    duty.act(issued, "renew", actor="wang", now=after(hours=24))
    duty.clock(after(hours=48))
    (third,) = waiting(duty)
    assert third.author == "wang", "a person's words never go out by themselves, however often they were renewed"


def test_the_clock_declares_a_renewal_only_as_the_policy_allows_it():
    for on_timeout, stage in ((OnTimeout.WAIT, "draft"), (OnTimeout.AUTOMATIC, "issued")):
        duty = Duty()
        duty.write(ReleasePolicy(id="p", levels=(RED,), turns=ASKED, on_timeout=on_timeout))
        (draft,) = duty.goes(RED, reason=Reason.AGREED)
        duty.act(draft, "approve")
        for minute in range(30):
            duty.clock(after(hours=23, minutes=minute))
        assert duty.chain()[-1] == ("Update", "red", stage)


def test_a_cancel_that_waits_is_not_renewed(river):
    alert = red(river)
    river.say(("A", NONE), now=after(hours=1))
    river.clock(NOW + SOON)
    assert prospect(river, alert) == Prospect.WAITS.value
    assert river.chain()[-1] == ("Cancel", "red", "draft")


@pytest.mark.parametrize("is_expired_first", [False, True])
def test_what_ran_out_while_nobody_looked_is_told_anew_as_an_alert(is_expired_first):
    """After hours without a warden: the old one is over, nothing refers to it, and the danger is told again."""
    duty = Duty()
    (alert,) = duty.goes(YELLOW)
    if is_expired_first:
        duty.expire(NOW + LAPSED)
    duty.clock(NOW + LAPSED)
    duty.clock(NOW + LAPSED)
    assert duty.chain() == [("Alert", "yellow", "expired"), ("Alert", "yellow", "issued")]
    assert prospect(duty, alert) == Prospect.LAPSED.value
    again = duty.store.warnings(limit=1)[0]
    assert (again.references, again.replaces, again.is_renewal, again.incident) == ((), None, False, alert.incident)


@pytest.mark.parametrize("is_expired_first", [False, True])
def test_what_ran_out_unseen_and_needs_a_person_waits_for_one(river, is_expired_first):
    red(river)
    if is_expired_first:
        river.expire(NOW + LAPSED)
    river.clock(NOW + LAPSED)
    assert river.chain() == [("Alert", "red", "expired"), ("Alert", "red", "draft")]
    river.act(waiting(river)[0], "approve", now=NOW + LAPSED)
    river.say(("A", NONE), now=NOW + LAPSED)
    assert river.chain()[1:] == [("Alert", "red", "issued"), ("Cancel", "red", "draft")]


def test_what_a_person_wrote_and_ran_out_unseen_waits_for_a_person():
    duty = Duty()
    words = {"hazard": "11A01", "division": DIVISION, "headline": {"zh": "息县洪水"}, "description": {"zh": "上涨"}}
    duty.act(duty.by_hand(Composition(level=YELLOW, **words)), "approve", actor="wang")
    duty.expire(NOW + LAPSED)
    duty.clock(NOW + LAPSED)
    assert duty.chain() == [("Alert", "yellow", "expired"), ("Alert", "yellow", "draft")]


def test_what_waited_when_it_ran_out_unseen_waits_on_alone(river):
    (draft,) = river.say(("A", ORANGE))
    river.act(draft, "approve")
    river.say(("A", RED), now=after(hours=1))
    river.expire(NOW + LAPSED)
    river.clock(NOW + LAPSED)
    assert river.chain() == [("Alert", "orange", "expired"), ("Alert", "red", "draft")]


def test_what_ran_out_unseen_and_is_over_stays_over(river):
    (draft,) = river.say(("A", ORANGE))
    river.act(draft, "approve")
    river.expire(NOW + LAPSED)
    river.say(("A", NONE), now=NOW + LAPSED)
    river.clock(NOW + LAPSED)
    assert river.chain() == [("Alert", "orange", "expired")]


def test_what_sank_after_it_ran_out_unseen_is_told_at_its_level(river):
    (draft,) = river.say(("A", ORANGE))
    river.act(draft, "approve")
    river.expire(NOW + LAPSED)
    river.say(("A", YELLOW), now=NOW + LAPSED)
    river.clock(NOW + LAPSED)
    assert river.chain() == [("Alert", "orange", "expired"), ("Alert", "yellow", "issued")]


_EVENTS = st.one_of(
    st.sampled_from(["approve", "reject", "cancel", "renew", "clock", "expire"]),
    st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(list(Level))), min_size=1, max_size=2),
)


@given(st.lists(st.tuples(_EVENTS, st.integers(1, 12)), max_size=14))
def test_no_danger_that_people_know_lapses_unseen(events):
    """Whatever people and rivers do: what runs out has said so in time, and one draft at most follows a warning."""
    river, now = River(), NOW
    for word, hours in events:
        # The warden looks every hour, whatever else happens.
        for _ in range(hours):
            now += timedelta(hours=1)
            river.clock(now)
        do(river, word, now)
        check(river)


def do(river, word, now):
    if isinstance(word, list):
        river.say(*word, now=now)
    elif word == "expire":
        river.expire(now)
    elif word != "clock":
        for warning in river.store.warnings(limit=1):
            with suppress(ApprovalError):
                river.act(warning, word, now=now)


def check(river):
    known = river.store.warnings(limit=500)
    followed = [each.replaces for each in known if each.replaces and each.stage in {Stage.DRAFT, Stage.REVIEWED}]
    assert len(followed) == len(set(followed)), "one draft follows a warning"
    lapsed = [each for each in known if each.stage is Stage.EXPIRED and each.message_type is not MessageType.CANCEL]
    assert all(each.is_renewal_due for each in lapsed), "nothing lapses without having said so"
    for each in known:
        if each.is_renewal and each.sent is not None:
            assert each.level is river.store.warning(each.replaces).level
            issued = next(step for step in each.steps if step.act == "issued")
            assert each.level < ORANGE or issued.actor == "li", "what needs a person is renewed by one"
