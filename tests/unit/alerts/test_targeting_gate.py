"""What may not be aimed at, when it is drafted and again when it is issued."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from alerts.approval import Grounds
from alerts.drafting import Composition
from alerts.errors import ApprovalError, PermissionRefusedError
from alerts.target import Aim, Extent
from alerts.targeting_extent import Limits, extent_of, token
from alerts.targeting_gate import Gate
from alerts.targeting_ground import Ground
from alerts.warning import Area, CapStatus, MessageType, Stage
from alerts.world import World
from incidents.people import Role
from sensing.level import Level
from tests.builders import BY_TEST, NOW, a_contact, a_warning, after, an_issuer
from tests.unit.alerts.duty import Duty
from tests.unit.alerts.ground import (
    CITY,
    DRAWN,
    FAR,
    NEAR,
    POINT,
    SOUTH,
    XINXIAN,
    XIXIAN,
    a_fence,
    divisions,
    places,
    square,
)
from tests.unit.alerts.test_composing import a_composition

ROUND_NEAR = Aim(polygons=(square(114.55, 32.25),))


@pytest.fixture
def duty():
    duty = Duty()
    duty.ground = places()
    duty.issuer = an_issuer(places=lambda: duty.ground, authority=CITY)
    villages = {NEAR: "near", FAR: "far", SOUTH: "south"}
    duty.store.put_contacts(
        [
            a_contact(id=name, division=code, address=f"+86138000000{number:02}")
            for number, (code, name) in enumerate(villages.items())
        ]
        + [a_contact(id="county", division=XIXIAN, address="+8613800000050", groups=("防汛队",))],
        **BY_TEST,
    )
    return duty


def aimed(target: Aim | None = ROUND_NEAR, **changes) -> Composition:
    return replace(a_composition(division="" if target else XIXIAN), target=target, **changes)


def told(duty, warning) -> set[str]:
    return {each.recipient for each in duty.store.deliveries(warning=warning.id)} - {"screens"}


def refused(act, *args, **facts) -> ApprovalError:
    with pytest.raises(ApprovalError) as refusal:
        act(*args, **facts)
    return refusal.value


def test_whoever_is_in_line_with_the_aimed_village_is_told_and_nobody_else(duty):
    draft = duty.by_hand(aimed())
    assert (draft.division, draft.area.geocodes, draft.target) == (NEAR, (NEAR,), ROUND_NEAR)
    assert draft.extent == Extent(km2=pytest.approx(104.4, abs=0.5), people=500, contacts=2)
    issued = duty.act(draft, "approve")
    assert (issued.area, issued.target) == (draft.area, ROUND_NEAR)
    assert told(duty, issued) == {"near", "county"}


def test_groups_are_told_besides_and_alone(duty):
    boat = a_contact(id="boat", division=XINXIAN, address="+8613800000077", groups=("船",))
    duty.store.put_contacts([boat], **BY_TEST)
    both = duty.act(duty.by_hand(aimed(replace(ROUND_NEAR, groups=("船",)))), "approve")
    assert told(duty, both) == {"near", "county", "boat"}
    alone = duty.by_hand(replace(a_composition(division=XIXIAN), target=Aim(groups=("船",))))
    assert told(duty, duty.act(alone, "approve")) == {"boat"}


def test_a_telephone_in_two_records_is_called_once(duty):
    duty.store.put_contacts([a_contact(id="again", division=NEAR, address="+8613800000000")], **BY_TEST)
    draft = duty.by_hand(aimed())
    assert draft.extent.contacts == 2
    assert len(told(duty, duty.act(draft, "approve"))) == 2


def test_a_drill_is_counted_among_those_who_take_part_in_drills(duty):
    duty.issuer = replace(duty.issuer, status=CapStatus.EXERCISE)
    error = refused(duty.act, duty.by_hand(aimed()), "approve")
    assert error.code == "empty_area"
    duty.store.put_contacts([a_contact(id="drill", division=NEAR, world=World.DRILL)], **BY_TEST)
    assert told(duty, duty.act(duty.by_hand(aimed()), "approve")) == {"drill"}


def test_a_place_without_anybody_is_refused(duty):
    duty.store.put_contacts([a_contact(id="county", division=XINXIAN, address="+8613800000050")], **BY_TEST)
    error = refused(duty.act, duty.by_hand(aimed(Aim(circles=((114.70, 32.40, 500.0),)))), "approve")
    assert error.code == "empty_area"


def test_what_lies_outside_the_authority_is_refused_and_named(duty):
    duty.issuer = replace(duty.issuer, authority=XIXIAN)
    error = refused(duty.by_hand, aimed(Aim(divisions=(SOUTH,))))
    assert isinstance(error, PermissionRefusedError)
    assert error.code == "outside_authority"
    assert f"新县戊村 ({SOUTH})" in str(error)


def test_what_lies_outside_the_persons_own_division_is_refused(duty):
    duty.person("chen", division=XINXIAN)
    assert refused(duty.by_hand, aimed(), actor="chen").code == "outside_authority"


def test_an_authority_that_was_taken_away_meanwhile_stops_the_issue(duty):
    draft = duty.by_hand(aimed())
    duty.issuer = replace(duty.issuer, authority=XINXIAN)
    assert refused(duty.act, draft, "approve").code == "outside_authority"
    assert duty.store.deliveries() == []


def test_an_approver_of_one_county_does_not_release_what_reaches_another(duty):
    draft = duty.by_hand(aimed(Aim(divisions=(NEAR, SOUTH))))
    assert draft.division == CITY
    inside = replace(draft, division=XIXIAN)
    with duty.store.begin() as tx:
        tx.save_warnings([inside])
    duty.person("chen", division=XIXIAN)
    assert refused(duty.act, inside, "approve", actor="chen").code == "outside_authority"


def test_a_fence_that_moved_since_the_draft_was_read_stops_the_issue_until_it_is_edited(duty):
    draft = duty.by_hand(aimed(Aim(fences=("dam",))))
    moved = a_fence(geometry=shapely.Polygon(square(114.75, 32.45)))
    duty.ground = places(fences={"dam": moved})
    assert refused(duty.act, draft, "approve").code == "target_moved"
    edited = duty.edit(draft, replace(a_composition(), target=None))
    assert edited.area.geocodes == (FAR,)
    assert told(duty, duty.act(edited, "approve")) == {"far", "county"}


def test_a_map_that_is_away_stops_the_issue(duty):
    draft = duty.by_hand(aimed())

    def away():
        raise ConnectionError

    duty.issuer = replace(duty.issuer, places=away)
    with pytest.raises(ConnectionError):
        duty.act(draft, "approve")
    assert duty.store.deliveries() == []


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(km2=50), "104 km² is more than 50 km²"),
        (Limits(people=400), "500 people are more than 400"),
        (Limits(share=0.01), "is more than 1% of"),
    ],
)
def test_a_large_area_needs_the_token_of_a_preview_with_the_same_figures(duty, limits, said):
    duty.issuer = replace(duty.issuer, limits=limits)
    error = refused(duty.act, duty.by_hand(aimed()), "approve")
    assert error.code == "large_area"
    assert said in str(error)
    meant = token(duty.issuer.gate.aim(ROUND_NEAR), contacts=2)
    assert refused(duty.act, duty.by_hand(aimed(confirm="0" * 32)), "approve").code == "large_area"
    draft = duty.by_hand(aimed(confirm=meant))
    assert draft.extent.confirmed == meant
    assert duty.act(draft, "approve").stage is Stage.ISSUED


def test_a_token_does_not_cover_many_more_people_than_were_read(duty):
    duty.issuer = replace(duty.issuer, limits=Limits(km2=50))
    draft = duty.by_hand(aimed(confirm=token(duty.issuer.gate.aim(ROUND_NEAR), contacts=2)))
    more = [a_contact(id=f"m{n}", division=NEAR, address=f"+861390000000{n}") for n in range(3)]
    duty.store.put_contacts(more, **BY_TEST)
    assert refused(duty.act, draft, "approve").code == "large_area"


def test_a_whole_city_needs_a_second_word_also_without_a_target(duty):
    duty.issuer = replace(duty.issuer, limits=Limits(km2=3000, share=0))
    draft = duty.by_hand(a_composition(division=CITY))
    assert refused(duty.act, draft, "approve").code == "large_area"
    confirm = token(duty.issuer.gate.aim(Aim(divisions=(CITY,)), owner=CITY), contacts=draft.extent.contacts)
    again = duty.by_hand(a_composition(division=CITY, confirm=confirm))
    assert duty.act(again, "approve").stage is Stage.ISSUED


def test_a_draft_about_an_incident_can_be_aimed_and_its_update_by_a_rule_stays_there(duty):
    (draft,) = duty.goes(Level.ORANGE)
    edited = duty.edit(draft, replace(a_composition(), target=ROUND_NEAR))
    assert (edited.division, edited.area.geocodes) == (XIXIAN, (NEAR,))
    assert edited.retraction[0].headline
    issued = duty.act(edited, "approve")
    (update,) = duty.goes(Level.RED, now=after(minutes=10))
    assert (update.target, update.area, update.message_type) == (ROUND_NEAR, issued.area, MessageType.UPDATE)
    assert told(duty, duty.act(update, "approve", now=after(minutes=11))) == {"near", "county"}


def test_an_update_does_not_grow_in_silence(duty):
    (draft,) = duty.goes(Level.ORANGE)
    duty.act(duty.edit(draft, replace(a_composition(), target=ROUND_NEAR)), "approve")
    (update,) = duty.goes(Level.RED, now=after(minutes=10))
    wider = Aim(divisions=(NEAR, FAR))
    grown = duty.edit(update, replace(a_composition(), target=wider), now=after(minutes=11))
    error = refused(duty.act, grown, "approve", now=after(minutes=12))
    assert error.code == "enlarged_area"
    assert f"{FAR} were not told before" in str(error)
    meant = token(duty.issuer.gate.aim(wider), contacts=grown.extent.contacts)
    confirmed = duty.edit(grown, replace(a_composition(), target=wider, confirm=meant), now=after(minutes=13))
    assert duty.act(confirmed, "approve", now=after(minutes=14)).stage is Stage.ISSUED


def test_a_cancel_goes_to_whoever_was_told_however_the_limits_are_now(duty):
    issued = duty.act(duty.by_hand(aimed()), "approve")
    duty.issuer = replace(duty.issuer, authority=XINXIAN, limits=Limits(km2=1))
    duty.ground = places(fences={})
    cancel = duty.act(issued, "cancel", now=after(minutes=5))
    assert (cancel.stage, told(duty, cancel)) == (Stage.ISSUED, {"near", "county"})


def test_what_a_rule_says_by_itself_stays_where_the_danger_is(duty):
    over = a_warning(incident="i", area=Area(description="x", geocodes=(XIXIAN, XINXIAN)))
    for grounds in (Grounds.AUTOMATIC, Grounds.DECLARED):
        error = refused(Gate().check, over, replaced=None, grounds=grounds, contacts=5)
        assert error.code == "outside_authority"
    Gate().check(over, replaced=None, grounds=Grounds.APPROVED, contacts=5)


def test_a_station_outside_the_authority_is_not_warned_of_by_itself(duty):
    duty.issuer = replace(duty.issuer, authority=XINXIAN)
    (draft,) = duty.goes(Level.YELLOW)
    assert draft.stage is Stage.DRAFT
    assert "lies outside" in duty.store.journal()[-1].entry.data["note"]


def test_a_division_that_does_not_hold_the_target_is_refused(duty):
    error = refused(duty.by_hand, replace(a_composition(division=XINXIAN), target=ROUND_NEAR))
    assert error.code == "bad_target"
    assert f"{XINXIAN} lacks {NEAR}" in str(error)


def test_a_token_of_other_figures_confirms_nothing():
    gate = Gate(places=places)
    known = gate.aim(ROUND_NEAR)
    assert extent_of(known, contacts=3, confirm=token(known, contacts=2)).confirmed == ""
    assert token(known, contacts=2) != token(gate.aim(Aim(divisions=(NEAR,))), contacts=2)


def test_an_officer_may_aim_and_an_issue_needs_an_approver(duty):
    duty.person("gao", role=Role.OFFICER)
    draft = duty.by_hand(aimed(), actor="gao")
    assert refused(duty.act, draft, "approve", actor="gao", now=NOW).code == "needs_approver"
    assert draft.area.geocodes == (NEAR,) != (DRAWN, POINT)


def test_a_county_without_known_villages_is_told_only_when_it_is_named(duty):
    duty.ground = places(ground=Ground([each for each in divisions() if each.code != SOUTH]))
    across = Aim(polygons=(square(114.55, 32.15, 0.2),))
    error = refused(duty.by_hand, aimed(across))
    assert error.code == "coarse_area"
    assert f"新县 ({XINXIAN})" in str(error)
    assert duty.by_hand(aimed(replace(across, divisions=(XINXIAN,)))).area.geocodes == (XINXIAN, NEAR)
    duty.issuer = replace(duty.issuer, authority="")
    whole = duty.by_hand(aimed(Aim(polygons=(square(114.4, 31.7, 0.7),))))
    assert XINXIAN in whole.area.geocodes
