from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.approval import MOVES, POLICY_ACTOR, Act, Grant, Grounds, check_person, content_hash, moved
from alerts.approval import issued as really_issued
from alerts.errors import ApprovalError
from alerts.warning import CapStatus, Stage
from sensing.level import Level
from tests.builders import NOW, a_warning, after


def marked(headline: str, status: CapStatus):
    warning = a_warning(stage=Stage.DRAFT, status=status)
    zh, en = warning.texts
    en_mark = {"Actual": "", "Exercise": "[EXERCISE] ", "Test": "[TEST] "}[status]
    return replace(warning, texts=(replace(zh, headline=headline), replace(en, headline=en_mark + en.headline)))


def issued(draft, *, actor, now, note="", content=""):
    grant = Grant(grounds=Grounds.APPROVED, actor=actor, content=content or content_hash(draft))
    return really_issued(draft, grant=grant, now=now, note=note)


def test_issuing_freezes_the_time_and_starts_the_life():
    draft = a_warning(stage=Stage.DRAFT, created=NOW)
    warning = issued(draft, actor="li", now=after(minutes=7, microseconds=123), note="已核实")
    assert (warning.stage, warning.sent, warning.effective) == (Stage.ISSUED, after(minutes=7), after(minutes=7))
    assert warning.expires == after(minutes=7, hours=24)
    step = warning.steps[-1]
    assert (step.actor, step.act, step.note) == ("li", "issued", "已核实")
    assert warning.texts == draft.texts


def test_approving_what_was_changed_since_it_was_read_is_refused():
    read = a_warning(stage=Stage.DRAFT)
    changed = replace(read, level=Level.ORANGE)
    with pytest.raises(ApprovalError, match="changed since it was read") as refusal:
        issued(changed, actor="li", now=NOW, content=content_hash(read))
    assert refusal.value.code == "content_changed"
    assert issued(read, actor="li", now=NOW, content=content_hash(read)).stage is Stage.ISSUED


@pytest.mark.parametrize(
    "change",
    [
        {"level": Level.BLUE},
        {"hazard": "11B03"},
        {"status": CapStatus.TEST},
        {"division": "411527000000"},
        {"sender_name": "别人"},
        {"texts": ()},
        {"references": ("a,b,c",)},
        {"expires": after(hours=48)},
    ],
)
def test_the_hash_covers_everything_that_people_are_told(change):
    warning = a_warning(stage=Stage.DRAFT)
    assert content_hash(replace(warning, **change)) != content_hash(warning)


def test_the_hash_does_not_change_by_reviewing_or_issuing():
    draft = a_warning(stage=Stage.DRAFT)
    reviewed = moved(draft, Act.REVIEWED, actor="li", now=after(minutes=1))
    done = issued(reviewed, actor="wang", now=after(minutes=2))
    assert content_hash(draft) == content_hash(reviewed) == content_hash(done)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage not in {Stage.DRAFT, Stage.REVIEWED}])
def test_nothing_is_issued_twice_or_after_its_end(stage):
    with pytest.raises(ApprovalError, match="it cannot be issued") as refusal:
        issued(a_warning(stage=stage), actor="li", now=NOW)
    assert refusal.value.code == f"already_{stage.value}"


def test_only_an_issued_warning_can_be_cancelled_and_only_a_draft_reviewed():
    with pytest.raises(ApprovalError) as refusal:
        moved(a_warning(stage=Stage.DRAFT), Act.CANCELLED, actor="li", now=NOW)
    assert refusal.value.code == "not_issued"
    with pytest.raises(ApprovalError) as refusal:
        moved(a_warning(stage=Stage.REVIEWED), Act.REVIEWED, actor="li", now=NOW)
    assert refusal.value.code == "already_reviewed"


@given(st.lists(st.sampled_from(list(Act)), max_size=12))
def test_an_issued_warning_never_becomes_a_draft_again(acts):
    warning, was_issued = a_warning(stage=Stage.DRAFT), False
    for act in acts:
        try:
            warning = moved(warning, act, actor="li", now=NOW)
        except ApprovalError:
            continue
        was_issued = was_issued or warning.stage is Stage.ISSUED
        assert not (was_issued and warning.stage in {Stage.DRAFT, Stage.REVIEWED, Stage.REJECTED})
    assert len(warning.steps) <= 1 + len(acts)


def test_every_stage_but_the_ends_can_be_left():
    ends = set(Stage) - {stage for (stage, _), after in MOVES.items() if after is not stage}
    assert ends == {Stage.REJECTED, Stage.SUPERSEDED, Stage.CANCELLED, Stage.EXPIRED}


@pytest.mark.parametrize(
    ("headline", "status"),
    [
        ("发布洪水红色预警", CapStatus.EXERCISE),
        ("发布洪水红色预警", CapStatus.TEST),
        ("【测试】发布洪水红色预警", CapStatus.EXERCISE),
        ("【演练】发布洪水红色预警", CapStatus.ACTUAL),
        ("【测试】【演练】发布洪水红色预警", CapStatus.TEST),
    ],
)
def test_a_drill_that_reads_like_the_real_thing_and_the_reverse_are_refused(headline, status):
    with pytest.raises(ApprovalError, match="must begin with") as refusal:
        issued(marked(headline, status), actor="li", now=NOW)
    assert refusal.value.code == "wrong_mark"


@pytest.mark.parametrize(
    ("headline", "status"),
    [("【演练】x", CapStatus.EXERCISE), ("【测试】x", CapStatus.TEST), ("x", CapStatus.ACTUAL)],
)
def test_a_headline_with_its_own_mark_goes_out(headline, status):
    assert issued(marked(headline, status), actor="li", now=NOW).stage is Stage.ISSUED


@pytest.mark.parametrize("name", ["", "  ", POLICY_ACTOR])
def test_nobody_and_the_policy_are_no_persons(name):
    with pytest.raises(ApprovalError) as refusal:
        check_person(name)
    assert refusal.value.code == "not_a_person"


def test_a_drafted_span_is_kept_however_long_the_approval_takes():
    draft = a_warning(stage=Stage.DRAFT, expires=after(hours=6))
    assert issued(draft, actor="li", now=after(hours=5)).expires - after(hours=5) == timedelta(hours=6)
