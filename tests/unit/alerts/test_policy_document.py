from __future__ import annotations

from datetime import timedelta

import pytest

from alerts.policy import DEFAULTS, OnTimeout, Release
from alerts.policy_document import parse_policy, policy_document, read_policy_document
from incidents.people import Role
from sensing.document import read_document, write_document
from sensing.errors import DocumentError
from sensing.level import Level

TEXT = """\
apiVersion: fenghuo/v1
kind: Policy
id: flood-red
title: {zh: 洪水红色, en: Red floods}
hazards: [11A]
levels: [red]
division: "4115"
release: two
turns:
  - {role: approver, duty: watch, within: 10m}
  - {role: commander, within: 5m}
on_timeout: automatic
expires: {most: 24h, notice: 2h}
"""


def test_a_policy_is_read_as_it_is_written():
    policy = parse_policy(TEXT, origin="p.yaml")
    assert (policy.id, policy.release, policy.cancel) == ("flood-red", Release.TWO, Release.ONE)
    assert (policy.hazards, policy.levels, policy.division) == (("11A",), (Level.RED,), "411500000000")
    assert [(t.role, t.duty, t.within) for t in policy.turns] == [
        (Role.APPROVER, "watch", timedelta(minutes=10)),
        (Role.COMMANDER, "", timedelta(minutes=5)),
    ]
    assert (policy.on_timeout, policy.longest, policy.notice) == (
        OnTimeout.AUTOMATIC,
        timedelta(hours=24),
        timedelta(hours=2),
    )
    assert policy.is_personal


def test_a_policy_comes_back_from_its_document():
    policy = parse_policy(TEXT, origin="p.yaml")
    assert parse_policy(write_document(policy_document(policy)), origin="again") == policy


@pytest.mark.parametrize("policy", DEFAULTS, ids=lambda policy: policy.id)
def test_what_is_built_in_can_be_shown_but_not_written(policy):
    with pytest.raises(DocumentError, match="expected another one than those that are built in"):
        parse_policy(write_document(policy_document(policy)), origin="x")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("release: two", "release: tow", 'p.yaml:8: release: unknown value "tow", did you mean "two"?'),
        ("role: commander", "role: officer", 'unknown value "officer"'),
        ("hazards: [11A]", "hazards: [flood]", "p.yaml:5: hazards: expected the beginning of an event code"),
        ('division: "4115"', 'division: "41152"', "expected a code of 2, 4, 6, 9 or 12 digits"),
        (", within: 10m", "", "expected within in every turn but the last"),
        (", within: 5m", "", "on_timeout: automatic needs turns, the last of them with within"),
        ("release: two", "release: automatic", "expected none where release is automatic"),
        ("notice: 2h", "notice: 24h", "expires.notice: expected less than expires.most"),
        ("most: 24h", "most: 11d", "expires.most: expected at most 10d"),
        ("on_timeout", "on_timout", 'unknown key "on_timout", did you mean "on_timeout"?'),
    ],
)
def test_each_mistake_is_told_with_its_line(before, after, said):
    with pytest.raises(DocumentError) as refusal:
        parse_policy(TEXT.replace(before, after), origin="p.yaml")
    assert said in str(refusal.value)


def test_a_document_of_another_kind_is_no_policy():
    document = read_document("apiVersion: fenghuo/v1\nkind: Rule\n", origin="r.yaml", what="policy")
    with pytest.raises(DocumentError):
        read_policy_document(document)
