"""Several stations of one situation and what people hear of them: once, at the highest level that speaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.approval import content_hash
from alerts.cap import to_cap
from alerts.errors import ApprovalError
from alerts.issuing import follow
from alerts.policy import Release, ReleasePolicy
from alerts.warning import MessageType, Stage
from incidents.board import NO_RIVERS
from incidents.silencing import end_silence
from incidents.situating import merge, split
from rules.transition import Reason
from sensing.level import Level
from tests.builders import BY_TEST, DIVISION, NOW, a_contact, after
from tests.unit.alerts.oasis import oasis_faults
from tests.unit.alerts.river import OTHER, River, silence

NONE, BLUE, YELLOW, ORANGE, RED = Level


@pytest.fixture
def river():
    return River()


def test_a_storm_over_one_county_is_one_warning(river):
    river.store.put_contacts([a_contact()], **BY_TEST)
    river.say(("A", YELLOW))
    for minute, key in enumerate("BCD", start=1):
        assert river.say((key, YELLOW), now=after(minutes=minute)) == []
    assert river.chain() == [("Alert", "yellow", "issued")]
    assert len(river.store.deliveries()) == 2


def test_another_county_is_told_for_itself(river):
    river.say(("A", YELLOW), ("X", YELLOW))
    assert {(each.division, each.message_type) for each in river.store.warnings()} == {
        (DIVISION, MessageType.ALERT),
        (OTHER, MessageType.ALERT),
    }


def test_a_station_that_stands_higher_is_an_update_about_it_and_names_both(river):
    river.say(("A", BLUE))
    (_, update) = river.say(("B", YELLOW), now=after(minutes=5))
    assert river.chain() == [("Alert", "blue", "superseded"), ("Update", "yellow", "issued")]
    lead, higher = river.at("A").id, river.at("B").id
    assert (update.incident, update.incidents, update.station) == (lead, (higher, lead), "B")
    assert "B站" in update.texts[0].description
    cap = to_cap(update)
    assert f"<incidents>{lead} {higher}</incidents>".encode() in cap
    assert oasis_faults(cap) == []


def test_what_is_told_falls_only_with_the_last_that_stands_so_high(river):
    river.say(("A", YELLOW), ("B", YELLOW), ("C", BLUE))
    assert river.say(("A", BLUE), now=after(minutes=1)) == []
    river.say(("B", NONE), now=after(minutes=2))
    assert river.chain()[-1] == ("Update", "blue", "issued")
    assert river.say(("A", NONE), now=after(minutes=3)) == []
    river.say(("C", NONE), now=after(minutes=4))
    assert river.chain()[-2:] == [("Update", "blue", "cancelled"), ("Cancel", "blue", "issued")]


def test_the_words_after_a_fall_are_about_one_that_still_stands(river):
    river.say(("A", YELLOW), ("B", BLUE))
    *_, update = river.say(("A", NONE), now=after(minutes=5))
    assert (update.level, update.station) == (BLUE, "B")
    assert "B站" in update.texts[0].description


def test_joining_a_draft_leaves_every_approval_of_it_as_it_is(river):
    river.write(ReleasePolicy(id="two", levels=(RED,), release=Release.TWO))
    (draft,) = river.say(("A", RED))
    river.act(draft, "approve", actor="li")
    before = river.store.warning(draft.id)
    assert river.say(("B", RED), ("C", ORANGE), now=after(minutes=1)) == []
    assert river.store.warning(draft.id) == before
    assert river.act(draft, "approve", actor="wang", content=content_hash(draft)).stage is Stage.ISSUED


def test_a_higher_one_rewrites_the_draft_and_whoever_read_it_must_read_it_again(river):
    (draft,) = river.say(("A", ORANGE))
    (higher,) = river.say(("B", RED), now=after(minutes=1))
    assert (higher.id, higher.level, higher.station) == (draft.id, RED, "B")
    with pytest.raises(ApprovalError) as refusal:
        river.act(draft, "approve", content=content_hash(draft))
    assert refusal.value.code == "content_changed"


def test_what_goes_out_by_itself_does_not_wait_behind_a_higher_draft(river):
    river.say(("A", RED))
    river.say(("B", YELLOW), now=after(minutes=1))
    assert river.chain() == [("Alert", "red", "draft"), ("Alert", "yellow", "issued")]
    assert river.say(("C", YELLOW), ("D", BLUE), now=after(minutes=2)) == []


def test_what_waited_below_a_refused_draft_is_told_for_itself(river):
    (draft,) = river.say(("A", RED))
    assert river.say(("B", ORANGE), now=after(minutes=1)) == []
    river.act(draft, "reject", now=after(minutes=2), note="仪器故障")
    assert river.chain() == [("Alert", "red", "rejected"), ("Alert", "orange", "draft")]
    assert river.store.warnings()[0].station == "B"
    river.say(("B", NONE), now=after(minutes=3))
    assert river.chain()[-1] == ("Alert", "orange", "rejected")


def test_what_stands_between_what_was_told_and_what_was_refused_is_an_update(river):
    river.say(("C", YELLOW))
    (draft,) = river.say(("A", RED), now=after(minutes=1))
    river.say(("B", ORANGE), now=after(minutes=2))
    river.act(draft, "reject", now=after(minutes=3))
    assert river.chain() == [
        ("Alert", "yellow", "issued"),
        ("Update", "red", "rejected"),
        ("Update", "orange", "draft"),
    ]


def test_a_refusal_is_not_asked_about_again_because_a_lower_station_stirs(river):
    river.say(("C", YELLOW))
    (draft,) = river.say(("A", RED), now=after(minutes=1))
    river.act(draft, "reject", now=after(minutes=2))
    assert river.say(("B", BLUE), now=after(minutes=3)) == []
    river.say(("D", RED), now=after(minutes=4))
    assert river.chain()[-1] == ("Update", "red", "draft")
    assert river.store.warnings()[0].station == "D"


def test_after_a_refused_alert_another_station_as_high_is_a_warning_of_its_own(river):
    (draft,) = river.say(("A", RED))
    river.act(draft, "reject")
    river.say(("B", RED), now=after(minutes=1))
    assert river.chain() == [("Alert", "red", "rejected"), ("Alert", "red", "draft")]
    assert river.store.warnings()[0].incident == river.at("B").id
    river.say(("B", NONE), now=after(minutes=2))
    assert river.chain()[-1] == ("Alert", "red", "rejected"), "A belongs to what was refused"


def test_a_cancel_that_waits_goes_when_any_of_them_rises_again(river):
    (draft,) = river.say(("A", RED))
    river.act(draft, "approve")
    river.say(("B", BLUE), now=after(minutes=1))
    river.say(("A", NONE), ("B", NONE), now=after(hours=1))
    assert river.chain()[-1] == ("Cancel", "red", "draft")
    river.say(("B", RED), ("C", RED), now=after(hours=2))
    assert river.chain() == [("Alert", "red", "issued"), ("Cancel", "red", "rejected")]


def test_a_person_s_cancel_that_waits_for_the_second_is_left_alone_by_a_lower_station(river):
    river.write(ReleasePolicy(id="two", levels=(RED,), release=Release.ONE, cancel=Release.TWO))
    (draft,) = river.say(("A", RED))
    alert = river.act(draft, "approve")
    cancel = river.act(alert, "cancel", actor="li", now=after(minutes=1))
    assert river.say(("B", BLUE), now=after(minutes=2)) == []
    assert river.act(cancel, "approve", actor="wang", now=after(minutes=3)).stage is Stage.ISSUED


def test_the_all_clear_of_a_chain_waits_for_a_person_when_one_of_them_was_no_longer_judged(river):
    river.say(("A", YELLOW), ("B", BLUE))
    river.say(("A", NONE), now=after(hours=1), reason=Reason.RULE_CHANGED)
    river.say(("B", NONE), now=after(hours=2))
    assert river.chain()[-1] == ("Cancel", "blue", "draft")


def test_closing_one_by_hand_takes_back_nothing_while_another_stands(river):
    river.say(("A", YELLOW), ("B", YELLOW))
    river.close("A", now=after(minutes=1))
    assert river.chain() == [("Alert", "yellow", "issued")]
    river.close("B", now=after(minutes=2))
    assert river.chain()[-1] == ("Cancel", "yellow", "issued")


def test_a_silenced_one_keeps_what_was_told_and_raises_nothing(river):
    river.say(("A", YELLOW), ("B", BLUE))
    silence(river, "A", after(minutes=1))
    assert river.at("A").is_muted
    assert river.say(("B", NONE), now=after(minutes=2)) == []
    assert river.chain() == [("Alert", "yellow", "issued")]
    river.say(("A", NONE), now=after(minutes=3))
    assert river.chain()[-1] == ("Cancel", "yellow", "issued")


def test_a_draft_about_one_that_is_silenced_falls_to_the_next_that_speaks(river):
    river.say(("A", RED), ("B", ORANGE))
    silence(river, "A", after(minutes=1))
    assert river.chain() == [("Alert", "orange", "draft")]
    assert river.store.warnings()[0].station == "B"


def test_a_draft_speaks_of_another_one_as_high_when_its_own_is_silenced(river):
    (draft,) = river.say(("A", RED))
    assert river.say(("B", RED), now=after(minutes=1)) == []
    silence(river, "A", after(minutes=2))
    again = river.store.warning(draft.id)
    assert (again.level, again.station, again.stage) == (RED, "B", Stage.DRAFT)
    assert "B站" in again.texts[0].description


def test_merged_and_split_situations_leave_what_was_told_with_those_it_was_told_of(river):
    river.say(("A", YELLOW), ("B", YELLOW))
    home = river.at("A").situation
    with river.store.begin() as tx:
        apart = split(tx, home, [river.at("A").id], actor="li", now=after(minutes=1))
    assert river.say(("A", NONE), now=after(minutes=2)) == []
    river.say(("B", BLUE), now=after(minutes=3))
    assert river.chain()[-1] == ("Update", "blue", "issued")
    with river.store.begin() as tx:
        merge(tx, home, apart.id, actor="li", now=after(minutes=4))
    assert river.say(("C", BLUE), now=after(minutes=5)) == []
    river.say(("B", NONE), ("C", NONE), now=after(minutes=6))
    assert river.chain()[-1] == ("Cancel", "blue", "issued")


def test_a_person_who_asks_for_a_lower_one_does_not_lower_what_is_told(river):
    river.say(("A", YELLOW), ("B", BLUE))
    with pytest.raises(ApprovalError) as refusal:
        river.for_incident(river.at("B").id, now=after(minutes=1))
    assert refusal.value.code == "already_warned"


def test_the_warnings_of_an_incident_are_those_that_it_is_told_with(river):
    river.say(("A", YELLOW), ("B", BLUE))
    (warning,) = river.store.warnings(incident=river.at("B").id)
    assert warning.incident == river.at("A").id


_SAID = st.tuples(st.sampled_from("ABC"), st.sampled_from([NONE, BLUE, YELLOW]))


@given(st.lists(st.lists(_SAID, min_size=1, max_size=4), max_size=8))
def test_what_is_told_is_the_highest_that_stands_whatever_the_batches(batches):
    river = River()
    for minute, batch in enumerate(batches):
        river.say(*batch, now=after(minutes=minute))
        in_force = [
            each
            for each in river.store.warnings()
            if each.stage is Stage.ISSUED and each.message_type is not MessageType.CANCEL
        ]
        top = max(river.levels.values())
        assert [each.level for each in in_force] == ([top] if top else [])


_ACTS = st.sampled_from(["approve", "reject", "cancel", "review"])
_ANY = st.tuples(st.sampled_from("ABC"), st.sampled_from(list(Level)))


@given(st.lists(st.one_of(_ACTS, st.lists(_ANY, min_size=1, max_size=3)), max_size=12))
def test_nothing_stands_untold_without_a_person_having_said_so(words):
    """Whatever stands at a level that needs nobody is told, waits, or was refused or taken back by a person."""
    river, has_refused = River(), False
    for minute, word in enumerate(words):
        now = after(minutes=minute)
        if isinstance(word, list):
            river.say(*word, now=now)
        else:
            for warning in river.store.warnings(limit=1):
                try:
                    river.act(warning, word, now=now)
                except ApprovalError:
                    continue
                has_refused |= word in {"reject", "cancel"}
        current = [w for w in river.store.warnings() if w.message_type is not MessageType.CANCEL]
        told = max((w.level for w in current if w.stage is Stage.ISSUED), default=NONE)
        waits = max((w.level for w in current if w.stage in {Stage.DRAFT, Stage.REVIEWED}), default=NONE)
        top = max(river.levels.values())
        if not has_refused:
            assert max(told, waits) >= top
            assert top or not waits
        issued = [w for w in river.store.warnings() if w.sent is not None]
        assert all(w.level < ORANGE or any(s.actor == "li" and s.act == "issued" for s in w.steps) for w in issued)


def test_a_chain_that_a_person_took_back_is_not_begun_again_by_its_fellows(river):
    river.say(("A", YELLOW), ("B", YELLOW))
    (alert,) = river.store.warnings()
    river.act(alert, "cancel", now=after(minutes=1))
    assert river.say(("A", BLUE), now=after(minutes=2)) == []
    river.say(("C", BLUE), now=after(minutes=3))
    assert river.chain()[-1] == ("Alert", "blue", "issued")
    river.say(("C", NONE), now=after(minutes=4))
    assert river.chain()[-1] == ("Cancel", "blue", "issued"), "A and B belong to what was taken back"


def test_end_of_a_silence_is_told(river):
    silence(river, "A", NOW)
    river.say(("A", YELLOW), now=after(minutes=1))
    assert river.store.warnings() == []
    with river.store.begin() as tx:
        spoke = end_silence(tx, "s-A", actor="li", network=NO_RIVERS, now=after(minutes=2))
        follow(tx, spoke, policy=river.policy, issuer=river.issuer, now=after(minutes=2))
    assert river.chain() == [("Alert", "yellow", "issued")]


def test_a_draft_keeps_its_codes_when_another_station_takes_it_over(river):
    (draft,) = river.say(("A", ORANGE))
    (higher,) = river.say(("B", RED), now=after(minutes=1))
    assert higher.area.geocodes == draft.area.geocodes


@pytest.mark.parametrize("is_marked", [True, False])
def test_a_greater_danger_that_waits_is_not_lost_when_what_people_were_told_runs_out(is_marked):
    river = River()
    river.say(("A", YELLOW))
    (draft,) = river.say(("B", RED), now=after(hours=1))
    if is_marked:
        river.expire(after(hours=30))
    river.say(("A", BLUE), now=after(hours=30))
    assert river.chain() == [("Alert", "yellow", "expired"), ("Alert", "red", "draft")]
    found = river.act(draft, "approve", now=after(hours=30, minutes=1))
    assert (found.stage, found.references) == (Stage.ISSUED, ())


def test_a_cancel_that_waits_goes_with_what_ran_out():
    river = River()
    river.say(("A", YELLOW))
    river.say(("A", NONE), now=after(hours=1), reason=Reason.RULE_CHANGED)
    river.expire(after(hours=30))
    assert river.chain() == [("Alert", "yellow", "expired"), ("Cancel", "yellow", "rejected")]


def test_a_draft_speaks_of_another_one_as_high_when_its_own_has_cleared(river):
    (draft,) = river.say(("A", RED))
    river.say(("B", RED), now=after(minutes=1))
    river.say(("A", NONE), now=after(minutes=2))
    again = river.store.warning(draft.id)
    assert (again.level, again.station, again.stage) == (RED, "B", Stage.DRAFT)
    assert "B站" in again.texts[0].description
    assert "A站" not in again.texts[0].description


def test_whoever_has_approved_it_or_read_it_finds_the_draft_as_he_left_it(river):
    river.write(ReleasePolicy(id="two", levels=(RED,), release=Release.TWO))
    for verb in ("approve", "review"):
        (draft,) = river.say(("A", RED))
        river.say(("B", RED), now=after(minutes=1))
        read = river.act(draft, verb, now=after(minutes=2))
        river.say(("A", NONE), now=after(minutes=3))
        kept = river.store.warning(draft.id)
        assert (content_hash(kept), kept.approvals) == (content_hash(read), read.approvals)
        river.act(draft, "reject", now=after(minutes=4))
        river.say(("B", NONE), now=after(minutes=5))
