"""Which incidents are told together, how high they stand, and how they ended."""

import threading
import time
from dataclasses import replace

import pytest

from alerts.escalation import move_on
from alerts.fellows import Fellow, Lead
from alerts.grant import Person
from alerts.issuing import act_by_person, follow
from alerts.policy import Policy
from alerts.warning import MessageType, Stage
from incidents.incident import IncidentKind, State
from incidents.people import Role
from rules.transition import Reason
from sensing.level import Level
from store.errors import StoreError
from tests.builders import an_issuer
from tests.contract.records import a_transition, a_warning, an_incident, later

YELLOW, ORANGE, RED = Level.YELLOW, Level.ORANGE, Level.RED


def some(*ids, **changes):
    return [an_incident(id_, **{"rule": f"r-{id_}", "situation": "s1"} | changes) for id_ in ids]


def told(store, incidents, leads, *, warnings=(), fresh=()):
    with store.begin() as tx:
        tx.save_incidents(incidents)
        tx.save_warnings(warnings)
        tx.save_leads(leads, fresh=fresh)


def test_nobody_is_told_with_anybody_at_first(store):
    told(store, some("i1"), {})
    with store.begin() as tx:
        assert tx.leads_of(["i1", "nope"]) == {}
        assert tx.leads_of([]) == {}
        assert tx.leads_near(situations={"s1"}, divisions={"411528000000"}) == []
        assert tx.fellows_of(["i1"], most=5) == []
        assert tx.ends_of("i1") == set()
        assert tx.incidents_seen(["nope"]) == []
    assert store.fellows_of(["i1"], most=5) == []


def test_whoever_joins_another_one_leaves_the_last_one(store):
    told(store, some("i1", "i2", "i3"), {"i1": "i1", "i2": "i1", "i3": "i3"})
    told(store, [], {"i2": "i3"})
    with store.begin() as tx:
        assert tx.leads_of(["i1", "i2", "i3"]) == {"i1": "i1", "i2": "i3", "i3": "i3"}


def test_a_lead_that_begins_anew_begins_alone(store):
    told(store, some("i1", "i2"), {"i1": "i1", "i2": "i1"})
    told(store, [], {"i1": "i1"}, fresh=["i1"])
    with store.begin() as tx:
        assert tx.leads_of(["i1", "i2"]) == {"i1": "i1"}


def test_the_highest_that_stand_come_first_those_that_are_muted_apart(store):
    incidents = [
        *some("i1", "i2", level=ORANGE),
        *some("i3", level=RED),
        *some("i4", level=RED, silenced_by=("x",)),
        *some("i5", level=RED, inhibited_by=("i1",)),
        *some("i6", level=Level.NONE, state=State.CLEARED),
        *some("i7", level=RED, state=State.CLOSED, closed=later(5)),
    ]
    told(store, incidents, {each.id: "i1" for each in incidents})
    expected = [
        Fellow(id="i3", lead="i1", level=RED, is_muted=False),
        Fellow(id="i4", lead="i1", level=RED, is_muted=True),
        Fellow(id="i5", lead="i1", level=RED, is_muted=True),
        Fellow(id="i1", lead="i1", level=ORANGE, is_muted=False),
        Fellow(id="i2", lead="i1", level=ORANGE, is_muted=False),
    ]
    assert store.fellows_of(["i1"], most=5) == expected
    with store.begin() as tx:
        assert tx.fellows_of(["i1", "nope"], most=1) == [expected[0], expected[1]]


def test_a_lead_is_near_while_its_warning_counts_and_where_its_situation_is_now(store):
    incidents = [*some("i1", "i2", "i3"), *some("i4", kind=IncidentKind.LOST)]
    warnings = [
        a_warning("w1", incident="i1"),
        a_warning("w2", incident="i2", stage=Stage.REJECTED),
        a_warning("w3", incident="i3", division="110000000000"),
        a_warning("w4", incident="i4"),
    ]
    told(store, incidents, {}, warnings=warnings)
    place = incidents[0]
    with store.begin() as tx:
        near = tx.leads_near(situations={"s1", "s2"}, divisions={place.division})
        assert near == [Lead(id="i1", situation="s1", division=place.division, hazard=place.hazard)]
        assert tx.leads_near(situations={"s2"}, divisions={place.division}) == []
        assert tx.leads_near(situations=set(), divisions=set()) == []
    told(store, some("i1", situation="s2"), {})
    with store.begin() as tx:
        assert [each.situation for each in tx.leads_near(situations={"s2"}, divisions={place.division})] == ["s2"]


def test_why_dangers_ended_is_asked_of_those_that_are_over(store):
    over = a_transition(after=Level.NONE, reason=Reason.RULE_CHANGED)
    incidents = [*some("i1"), *some("i2", level=Level.NONE, state=State.CLEARED, transitions=(a_transition(), over))]
    told(store, incidents, {"i1": "i1", "i2": "i1"})
    with store.begin() as tx:
        assert tx.ends_of("i1") == {Reason.RULE_CHANGED.value}
        assert [each.id for each in tx.incidents_seen(["i2", "i1"])] == ["i1", "i2"]


def test_the_warnings_of_an_incident_are_those_it_is_told_with(store):
    told(store, some("i1", "i2"), {"i1": "i1", "i2": "i1"}, warnings=[a_warning("w1", incident="i1")])
    assert [each.id for each in store.warnings(incident="i2")] == ["w1"]
    assert [each.id for each in store.warnings(incident="i1")] == ["w1"]
    assert store.warnings(incident="i3") == []


def test_what_a_warning_tells_of_is_frozen_with_it(store):
    issued = a_warning("w1", incident="i1", incidents=("i2", "i1"), stage=Stage.ISSUED, sent=later(1))
    told(store, some("i1", "i2"), {}, warnings=[issued])
    assert store.warning("w1").incidents == ("i2", "i1")
    with pytest.raises(StoreError, match="incidents cannot change"), store.begin() as tx:
        tx.save_warnings([replace(issued, incidents=("i1",))])


def test_that_a_warning_is_a_renewal_is_frozen_with_it(store):
    issued = a_warning("w1", incident=None, stage=Stage.ISSUED, sent=later(1))
    told(store, [], {}, warnings=[issued])
    with pytest.raises(StoreError, match="is_renewal cannot change"), store.begin() as tx:
        tx.save_warnings([replace(issued, is_renewal=True)])


def test_who_waits_for_a_chain_sees_what_was_done_under_it(store):
    told(store, some("i1", "i2"), {"i1": "i1", "i2": "i1"}, warnings=[a_warning("w1", incident="i1")])
    seen = []

    def second() -> None:
        with store.begin() as tx:
            tx.latest_warnings(["i1"])
            seen.extend((each.id, each.level) for each in tx.fellows_of(["i1"], most=5))

    thread = threading.Thread(target=second)
    with store.begin() as tx:
        tx.latest_warnings(["i1"])
        thread.start()
        tx.save_incidents(some("i2", level=ORANGE))
    thread.join(timeout=20)
    assert seen == [("i1", RED), ("i2", ORANGE)]


def test_who_holds_a_chain_reads_its_warnings_without_their_incidents(store):
    told(store, some("i1"), {"i1": "i1"}, warnings=[a_warning("w1", incident="i1")])
    with store.begin() as tx:
        assert tx.warnings(["w1", "nope"], is_held=True) == tx.warnings(["w1", "nope"])


def test_the_newest_draft_that_is_to_replace_a_warning_is_found_by_it(store):
    first = a_warning("w1", incident=None, stage=Stage.ISSUED)
    drafts = [a_warning(f"w{n}", incident=None, stage=Stage.DRAFT, replaces="w1") for n in (2, 3)]
    over = a_warning("w4", incident=None, stage=Stage.REJECTED, replaces="w1")
    told(store, [], {}, warnings=[first, *drafts, over, a_warning("w5", incident=None, stage=Stage.DRAFT)])
    with store.begin() as tx:
        found = tx.follower_of("w1")
        assert found is not None
        assert (found.id, tx.follower_of("w2"), tx.follower_of("nope")) == ("w3", None, None)


def test_who_takes_a_draft_without_an_incident_holds_first_what_it_is_to_replace(store):
    draft = a_warning("w2", incident=None, stage=Stage.DRAFT, replaces="w1")
    told(store, [], {}, warnings=[a_warning("w1", incident=None, stage=Stage.ISSUED), draft])
    seen = []

    def approving() -> None:
        with store.begin() as tx:
            found = tx.warning("w2")
            seen.append((None if found is None else found.stage, tx.warning("w1").stage))

    thread = threading.Thread(target=approving)
    with store.begin() as tx:
        tx.warning("w1")
        thread.start()
        time.sleep(0.2)
        tx.save_warnings([replace(tx.follower_of("w1"), stage=Stage.REJECTED)])
    thread.join(timeout=20)
    assert seen == [(Stage.REJECTED, Stage.ISSUED)]


def test_one_that_rises_in_the_instant_of_a_refusal_is_told_with_what_is_left(store):
    """The later transaction sees the earlier: no chain begins beside the one that the refusal left."""
    office = an_issuer()
    first, second, third = (
        an_incident(
            f"i{number}",
            rule=f"r-{number}",
            situation="s1",
            level=level,
            transitions=(a_transition(before=Level.NONE, after=level, rule=f"r-{number}"),),
        )
        for number, level in ((1, RED), (2, ORANGE), (3, ORANGE))
    )
    with store.begin() as tx:
        tx.save_incidents([first, second])
        (draft,) = follow(tx, [first, second], policy=Policy(), issuer=office, now=later(0))

    def rising() -> None:
        with store.begin() as tx:
            tx.save_incidents([third])
            follow(tx, [third], policy=Policy(), issuer=office, now=later(61))

    thread = threading.Thread(target=rising)
    person = Person(name="li", role=Role.APPROVER)
    with store.begin() as tx:
        act_by_person(tx, draft.id, "reject", person=person, issuer=office, now=later(60))
        thread.start()
        time.sleep(0.2)
    thread.join(timeout=20)
    chain = [(each.level, each.stage) for each in reversed(store.warnings())]
    assert chain == [(RED, Stage.REJECTED), (ORANGE, Stage.DRAFT)]
    with store.begin() as tx:
        assert set(tx.leads_of(["i2", "i3"]).values()) == {"i2"}


class _Nobody:
    """A roster on which nobody stands."""

    def approvers(self, division, *, role, duty, at):
        """Return nobody."""
        return ()


def _look(tx, id_, now):
    move_on(tx, [id_], roster=_Nobody(), groups=dict, issuer=an_issuer(), now=now)


def _warned(store):
    """Return an incident at yellow, and what people were told of it."""
    seen = an_incident("i1", level=YELLOW, transitions=(a_transition(before=Level.NONE, after=YELLOW),))
    with store.begin() as tx:
        tx.save_incidents([seen])
        (alert,) = follow(tx, [seen], policy=Policy(), issuer=an_issuer(), now=later(0))
    return seen, alert


def test_a_danger_that_clears_in_the_instant_of_its_renewal_takes_the_renewal_back(store):
    seen, alert = _warned(store)
    soon = alert.renew_at
    over = replace(
        seen,
        level=Level.NONE,
        state=State.CLEARED,
        transitions=(*seen.transitions, a_transition(before=YELLOW, after=Level.NONE)),
    )

    def clearing() -> None:
        with store.begin() as tx:
            tx.save_incidents([over])
            follow(tx, [over], policy=Policy(), issuer=an_issuer(), now=soon)

    thread = threading.Thread(target=clearing)
    with store.begin() as tx:
        _look(tx, alert.id, soon)
        thread.start()
        time.sleep(0.2)
    thread.join(timeout=20)
    update, cancel = store.warnings()[1::-1]
    assert [(each.message_type, each.stage) for each in (update, cancel)] == [
        (MessageType.UPDATE, Stage.CANCELLED),
        (MessageType.CANCEL, Stage.ISSUED),
    ]
    assert (cancel.replaces, len(cancel.references)) == (update.id, 2)


def test_two_wardens_in_one_instant_renew_once(store):
    _, alert = _warned(store)

    def second() -> None:
        with store.begin() as tx:
            _look(tx, alert.id, alert.renew_at)

    thread = threading.Thread(target=second)
    with store.begin() as tx:
        _look(tx, alert.id, alert.renew_at)
        thread.start()
        time.sleep(0.2)
    thread.join(timeout=20)
    assert [each.stage for each in store.warnings()] == [Stage.ISSUED, Stage.SUPERSEDED]
