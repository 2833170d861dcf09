"""Situations, silences, tasks and documents, on every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from incidents.incident import State
from incidents.inhibition import Around
from incidents.plan import Verb, Who, WhoKind
from incidents.procedure import ProcedureKind
from incidents.silence import Matcher, Silence, SilenceId
from incidents.situation import Situation, SituationId
from incidents.task import Task, TaskId, TaskMove, TaskState, TaskStep
from rules.transition import RuleId, Target
from sensing.level import Level
from store.errors import ConflictError
from tests.contract.records import NOON, XIXIAN, an_entry, an_incident, later

HUAIBIN = "411527000000"


def saved(store, *incidents):
    with store.begin() as tx:
        tx.save_incidents(incidents)


def at(key, *, target=None, **changes):
    place = target or key
    return an_incident(key, target=Target(place), station=place, **changes)


def a_situation(key="s1", **changes):
    situation = Situation(
        id=SituationId(key),
        family="storm",
        division=XIXIAN,
        opened=NOON,
        changed=NOON,
        peak=Level.RED,
        standing=(0, 0, 0, 0, 1),
        members=1,
        counties=("411528",),
        basins=("huai",),
        cells=((1, -2), (3, 4)),
    )
    return replace(situation, **changes)


def a_silence(key="q1", **changes):
    silence = Silence(
        id=SilenceId(key),
        matcher=Matcher(stations=("G1",), division="411528", hazards=("11A",), level=Level.ORANGE),
        author="li",
        reason="闸门检修",
        start=later(60),
        end=later(3660),
        made=NOON,
    )
    return replace(silence, **changes)


def a_task(key="t1", **changes):
    task = Task(
        id=TaskId(key),
        incident=an_incident().id,
        key=f"flood/{key}",
        plan_version=2,
        verb=Verb.EVACUATE,
        who=Who(kind=WhoKind.DUTY, name="grid"),
        what_zh="转移",
        what_en="Move people",
        hazard="11A01",
        level=Level.RED,
        division=XIXIAN,
        place="息县站",
        state=TaskState.OPEN,
        opened=NOON,
        due=later(1800),
        changed=NOON,
        steps=(TaskStep(at=NOON, actor="li", move=TaskMove.SENT, evidence=("ab" * 32,)),),
    )
    return replace(task, **changes)


def test_incidents_around_are_those_at_the_stations_or_in_the_divisions_or_subtrees_that_are_not_closed(store):
    saved(
        store,
        at("i1"),
        at("i2", division=HUAIBIN),
        at("i3", division=HUAIBIN, state=State.CLOSED, closed=NOON),
        at("i4", division=HUAIBIN),
    )
    with store.begin() as tx:
        found = tx.incidents_around(Around(stations=frozenset({"i1", "i2"}), divisions=frozenset()))
        assert [each.id for each in found] == ["i1", "i2"]
        found = tx.incidents_around(Around(divisions=frozenset({HUAIBIN})))
        assert [each.id for each in found] == ["i2", "i4"]
        city = f"{HUAIBIN[:4]}00000000"
        assert tx.incidents_around(Around(divisions=frozenset({city}))) == []
        found = tx.incidents_around(Around(subtrees=frozenset({city})))
        assert {"i2", "i4"} <= {each.id for each in found}
        assert tx.incidents_around(Around(subtrees=frozenset({"420000000000"}))) == []


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        (Matcher(), ["i1", "i2", "i3"]),
        (Matcher(stations=("i1", "i3")), ["i1", "i3"]),
        (Matcher(division="411527"), ["i2"]),
        (Matcher(hazards=("11B", "12")), ["i3"]),
        (Matcher(rules=("other",)), ["i2"]),
        (Matcher(level=Level.BLUE, stations=("i1",)), ["i1"]),
    ],
)
def test_incidents_meant_by_a_matcher_at_some_level(store, matcher, expected):
    saved(store, at("i1"), at("i2", division=HUAIBIN, rule=RuleId("other")), at("i3", hazard="11B03"))
    saved(store, at("i9", state=State.CLOSED, closed=NOON))
    with store.begin() as tx:
        assert [each.id for each in tx.incidents_meant(matcher)] == expected


def test_what_was_acknowledged_too_long_ago_is_found_by_level(store):
    seen = {"state": State.ACKNOWLEDGED, "acknowledged_by": "li"}
    saved(
        store,
        at("i1", **seen, acknowledged_at=NOON),
        at("i2", **seen, acknowledged_at=later(120)),
        at("i3", **seen, acknowledged_at=NOON, level=Level.BLUE),
        at("i4", state=State.IN_PROGRESS, acknowledged_by="li", acknowledged_at=NOON),
        at("i5", state=State.ASSIGNED, acknowledged_by="li", acknowledged_at=NOON, assignee="wang"),
    )
    with store.begin() as tx:
        found = tx.lapsed_incidents({Level.RED: later(60), Level.ORANGE: later(600)})
    assert [each.id for each in found] == ["i1", "i5"]


def test_incidents_are_listed_within_a_subtree_and_by_situation(store):
    saved(store, at("i1", situation="s1"), at("i2", division=HUAIBIN, situation="s1"), at("i3"))
    assert [each.id for each in store.incidents(within="411528")] == ["i3", "i1"]
    assert [each.id for each in store.incidents(situation="s1")] == ["i2", "i1"]
    assert [each.id for each in store.incidents(situation="s1", within="4115", is_open=True, limit=1)] == ["i2"]
    assert store.incidents(within="4201") == []


def test_incidents_of_an_instant_are_those_that_were_open_then(store):
    saved(
        store,
        at("i1", opened=NOON, changed=NOON),
        at("i2", opened=NOON, changed=later(90), closed=later(60), state=State.CLOSED),
        at("i3", opened=later(50), changed=later(50), division=HUAIBIN),
        at("i4", opened=later(70), changed=later(70)),
    )
    assert [each.id for each in store.incidents_at(later(59))] == ["i3", "i2", "i1"]
    assert [each.id for each in store.incidents_at(later(60))] == ["i3", "i1"]
    assert [each.id for each in store.incidents_at(later(59), within="411528")] == ["i2", "i1"]
    assert [each.id for each in store.incidents_at(later(59), limit=1)] == ["i3"]
    assert store.incidents_at(later(-1)) == []


def test_a_situation_comes_back_as_it_was(store):
    with store.begin() as tx:
        tx.save_situations([a_situation()])
    assert store.situation("s1") == a_situation()
    with store.begin() as tx:
        assert tx.situations(["s1", "s2"]) == {"s1": a_situation()}
        near = tx.situations_near({"storm", "air"}, since=NOON)
        assert near == [a_situation()]
        assert tx.situations_near({"storm"}, since=later(1)) == []
        assert tx.situations_near({"air"}, since=NOON) == []


def test_situations_are_listed_to_those_who_have_a_member(store):
    saved(store, at("i1", situation="s1"), at("i2", division=HUAIBIN, situation="s2"))
    with store.begin() as tx:
        tx.save_situations([a_situation(), a_situation("s2", standing=(0,) * 5, closed=NOON)])
        tx.save_situations([a_situation("s3", merged_into="s1", opened=later(5))])
    assert [each.id for each in store.situations()] == ["s2", "s1"]
    assert [each.id for each in store.situations(is_open=True)] == ["s1"]
    assert [each.id for each in store.situations(within="411527")] == ["s2"]
    assert [each.id for each in store.situations(before="s2")] == ["s1"]
    assert store.situation_parts("s1", since=NOON) == ["s3"]


def test_members_move_to_another_situation_and_back(store):
    saved(store, at("i1", situation="s1"), at("i2", situation="s2"), at("i3", situation="s2", was_in=("s0",)))
    with store.begin() as tx:
        tx.move_members("s2", "s1")
        assert tx.member_counts("s1") == (3, (0, 0, 0, 0, 3), [XIXIAN])
    moved = store.incident("i3")
    assert (moved.situation, moved.was_in) == ("s1", ("s0", "s2"))
    assert replace(moved, situation="s2", was_in=("s0",)) == at("i3", situation="s2", was_in=("s0",))
    with store.begin() as tx:
        tx.return_members("s1", "s2")
        assert tx.member_counts("s1")[0] == 1
    assert (store.incident("i3").situation, store.incident("i3").was_in) == ("s2", ("s0",))
    assert store.member_counts("s2", within="411527") == (0, (0,) * 5, [])


def test_silences_in_force_and_due(store):
    with store.begin() as tx:
        tx.save_silences([a_silence(), a_silence("q2", matcher=Matcher(rules=("r",)), ended=NOON, ended_by="li")])
    assert store.silence("q1") == a_silence()
    with store.begin() as tx:
        assert tx.silences_in_force(NOON) == []
        assert [each.id for each in tx.silences_in_force(later(60))] == ["q1"]
        assert tx.silences_in_force(later(3660)) == []
        assert [each.id for each in tx.silences_due(later(60), limit=5)] == ["q1", "q2"]
        assert [each.id for each in tx.silences_due(later(60), limit=1)] == ["q1"]
        tx.save_silences([replace(a_silence(), applied=later(60)), replace(tx.silence("q2"), lifted=later(60))])
    with store.begin() as tx:
        assert tx.silences_due(later(60), limit=5) == []
        assert [each.id for each in tx.silences_due(later(180), limit=5)] == ["q2"]
        tx.save_silences([replace(tx.silence("q2"), swept=later(180))])
        assert tx.silences_due(later(180), limit=5) == []
        assert [each.id for each in tx.silences_due(later(3660) - timedelta(minutes=30), limit=5)] == ["q1"]
    assert [each.id for each in store.silences(now=NOON, is_over=False)] == ["q1"]
    assert [each.id for each in store.silences(now=NOON, is_over=True)] == ["q2"]
    assert [each.id for each in store.silences(now=NOON, within="4115")] == ["q1"]


def test_tasks_late_unsent_and_listed(store):
    saved(store, an_incident())
    with store.begin() as tx:
        tx.save_tasks([a_task(), a_task("t2", level=Level.BLUE, state=TaskState.ACCEPTED, sent=NOON)])
        tx.save_tasks([a_task("t3", state=TaskState.DONE, division=HUAIBIN), a_task("t4", level=Level.ORANGE)])
    assert store.task("t1") == a_task()
    with store.begin() as tx:
        assert [each.id for each in tx.unsent_tasks(limit=9)] == ["t1", "t4"]
        assert tx.late_tasks(later(1799), limit=9) == []
        assert [each.id for each in tx.late_tasks(later(1800), limit=9)] == ["t1", "t2", "t4"]
        assert tx.task("t9") is None
    assert [each.id for each in store.tasks(within="411527")] == ["t3"]
    assert [each.id for each in store.tasks(states=[TaskState.OPEN], incident="i1")] == ["t4", "t1"]
    assert store.tasks(incident="i2") == []


def test_an_incident_has_one_task_of_each_key(store):
    saved(store, an_incident())
    with pytest.raises(ConflictError), store.begin() as tx:
        tx.save_tasks([a_task(), replace(a_task("t2"), key="flood/t1")])
    assert store.tasks() == []


def test_documents_keep_every_version(store):
    with store.begin() as tx:
        tx.put_procedure(ProcedureKind.PLAN, "flood", source="一", author="li", at=NOON)
        tx.put_procedure(ProcedureKind.INHIBITION, "flood", source="x", author="li", at=NOON)
        tx.put_procedure(ProcedureKind.PLAN, "flood", source="二", author="wang", at=later(1))
        newest = tx.put_procedure(ProcedureKind.PLAN, "fire", source="三", author="li", at=NOON, is_ended=True)
        assert newest.version == 1
    found = [(each.kind.value, each.id, each.version, each.source) for each in store.procedures()]
    assert found == [("inhibition", "flood", 1, "x"), ("plan", "fire", 1, "三"), ("plan", "flood", 2, "二")]
    versions = store.procedure_versions(ProcedureKind.PLAN, "flood")
    assert [(each.version, each.author, each.is_ended) for each in versions] == [(1, "li", False), (2, "wang", False)]


def test_the_story_of_an_incident_is_its_journal_rows(store):
    with store.begin() as tx:
        tx.journal([an_entry(i, incident={"id": "i1" if i % 2 else "i2"}) for i in range(4)])
        tx.journal([replace(an_entry(), kind="situation", data={"act": "opened", "situation": {"id": "i1"}})])
    assert [row.seq for row in store.story_of_incident("i1")] == [2, 4]
    assert [row.seq for row in store.story_of_situation("i1")] == [5]
    assert store.story_of_incident("i3") == []
