"""Release policies, templates, the clock's view of warnings, and what an issued warning may still become."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.policy import Release, ReleasePolicy
from alerts.template import Template
from alerts.warning import Stage
from sensing.level import Level
from store.errors import ConflictError
from tests.builders import NOW, a_warning, after, an_incident

POLICY = ReleasePolicy(id="flood", hazards=("11A",), levels=(Level.RED,), release=Release.TWO)
TEMPLATE = Template(
    id="own", language="zh-CN", parts={"headline": "{{ event }}"}, origin="t.yaml", lines={"headline": 3}
)


def put(store, *warnings):
    with store.begin() as tx:
        tx.save_warnings(warnings)


def test_every_version_is_kept_and_the_newest_holds(store):
    assert store.put_policy(POLICY, author="chen", at=NOW).version == 1
    assert store.put_policy(replace(POLICY, release=Release.ONE), author="wang", at=after(hours=1)).version == 2
    (held,) = store.policies()
    assert (held.release, held.version) == (Release.ONE, 2)
    assert [(v.version, v.author, v.at, v.record.release) for v in store.policy_versions("flood")] == [
        (1, "chen", NOW, Release.TWO),
        (2, "wang", after(hours=1), Release.ONE),
    ]
    entries = [row.entry for row in store.journal() if row.entry.kind == "policy"]
    assert [(entry.data["act"], entry.data["actor"], entry.data["version"]) for entry in entries] == [
        ("put", "chen", 1),
        ("put", "wang", 2),
    ]


def test_what_says_nothing_new_is_no_version(store):
    store.put_policy(POLICY, author="chen", at=NOW)
    assert store.put_policy(POLICY, author="wang", at=after(hours=1)).version == 1
    store.put_template(TEMPLATE, author="chen", at=NOW)
    assert store.put_template(replace(TEMPLATE, origin="u.yaml", lines={}), author="wang", at=NOW).version == 1


def test_what_ended_holds_no_longer_and_can_begin_again(store):
    store.put_policy(POLICY, author="chen", at=NOW)
    assert store.end_policy("flood", author="chen", at=after(hours=1)).id == "flood"
    assert store.policies() == []
    assert store.end_policy("flood", author="chen", at=after(hours=1)) is None
    assert store.end_policy("unknown", author="chen", at=NOW) is None
    assert [version.is_ended for version in store.policy_versions("flood")] == [False, True]
    assert store.put_policy(POLICY, author="chen", at=after(hours=2)).version == 3
    assert [policy.id for policy in store.policies()] == ["flood"]


def test_a_subtree_sees_its_own_policies_only(store):
    store.put_policy(POLICY, author="chen", at=NOW)
    store.put_policy(replace(POLICY, id="xixian", division="411528000000"), author="chen", at=NOW)
    store.put_policy(replace(POLICY, id="huaibin", division="411527000000"), author="chen", at=NOW)
    assert [policy.id for policy in store.policies(within="411528")] == ["xixian"]
    assert store.policy_versions("huaibin", within="411528") == []
    assert len(store.policies()) == 3


def test_templates_are_kept_beside_policies_of_the_same_id(store):
    store.put_policy(replace(POLICY, id="own"), author="chen", at=NOW)
    store.put_template(TEMPLATE, author="chen", at=NOW)
    (held,) = store.templates()
    assert (held.parts, held.origin, held.version) == (TEMPLATE.parts, "t.yaml", 1)
    assert [version.version for version in store.template_versions("own")] == [1]
    store.end_template("own", author="chen", at=NOW)
    assert store.templates() == []
    assert len(store.policies()) == 1


def test_a_transaction_sees_what_holds(store):
    store.put_policy(POLICY, author="chen", at=NOW)
    store.put_template(TEMPLATE, author="chen", at=NOW)
    with store.begin() as tx:
        assert [policy.id for policy in tx.policies()] == ["flood"]
        assert [template.id for template in tx.templates()] == ["own"]
        assert tx.person("nobody") is None


def test_dangers_that_stand_are_those_of_the_hazard_in_the_subtree(store):
    here = an_incident(Level.RED)
    calm = an_incident(Level.NONE, target="B")
    other = an_incident(Level.RED, target="C", hazard="11B03")
    away = an_incident(Level.RED, target="D", division="411527000000")
    with store.begin() as tx:
        tx.save_incidents([here, calm, other, away])
    with store.begin() as tx:
        assert [each.id for each in tx.dangers(hazard="11A01", within="411528")] == [here.id]


def test_the_clock_sees_what_is_due_soonest_first(store):
    late, soon = a_warning(renew_at=after(hours=9)), a_warning(renew_at=after(hours=2))
    # One that ran out while nobody looked is still to be told anew.
    gone = a_warning(stage=Stage.EXPIRED, renew_at=after(hours=1))
    put(store, late, soon, a_warning(), gone)
    assert [(w.id, due) for w, due in store.clocked_warnings(limit=9)] == [
        (gone.id, after(hours=1)),
        (soon.id, after(hours=2)),
        (late.id, after(hours=9)),
    ]
    assert len(store.clocked_warnings(limit=1)) == 1
    put(store, replace(soon, is_renewal_due=True))
    assert [w.id for w, _ in store.clocked_warnings(limit=9)] == [gone.id, late.id]


def test_warnings_are_listed_by_subtree_and_by_whether_they_wait(store):
    here, away = a_warning(), a_warning(stage=Stage.DRAFT, division="411527000000")
    put(store, here, away)
    assert [w.id for w in store.warnings(within="411528")] == [here.id]
    assert [w.id for w in store.warnings(is_waiting=True)] == [away.id]
    assert store.warnings(is_waiting=True, within="411528") == []


@pytest.mark.parametrize(
    "change",
    [
        {"level": Level.BLUE},
        {"expires": after(days=3)},
        {"sent": after(seconds=1)},
        {"texts": a_warning(Level.BLUE).texts},
        {"texts": a_warning().texts[:1]},
        {"retraction": a_warning().texts},
        {"area": replace(a_warning().area, geocodes=("411527000000",))},
        {"references": ("a,b,c",)},
        {"sender_name": "别人"},
        {"author": "li"},
        {"stage": Stage.DRAFT},
        {"stage": Stage.REJECTED},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("stage", [Stage.ISSUED, Stage.EXPIRED])
def test_what_was_told_stays_what_was_told(store, stage, change):
    warning = a_warning(stage=stage)
    put(store, warning)
    with pytest.raises(ConflictError, match="an issued warning is frozen"):
        put(store, replace(warning, **change))
    assert store.warning(warning.id) == warning


def test_what_is_noted_about_an_issued_warning_may_change(store):
    warning = a_warning()
    put(store, warning)
    after_all = replace(warning, stage=Stage.SUPERSEDED, is_renewal_due=True, renew_at=NOW + timedelta(hours=1))
    put(store, after_all)
    assert store.warning(warning.id) == after_all


def test_a_draft_may_change_in_every_way(store):
    draft = a_warning(stage=Stage.DRAFT)
    put(store, draft)
    put(store, replace(draft, level=Level.BLUE, texts=a_warning(Level.BLUE).texts, expires=after(days=2)))
    assert store.warning(draft.id).level is Level.BLUE
