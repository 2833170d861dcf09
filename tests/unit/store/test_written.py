from __future__ import annotations

from dataclasses import replace

from alerts.policy import Release, ReleasePolicy
from alerts.template import Template
from store.written import division_of, is_same, written_entry
from tests.builders import NOW

POLICY = ReleasePolicy(id="p", division="411528000000", version=2)
TEMPLATE = Template(id="t", language="zh-CN", parts={"headline": "x"}, version=1)


def test_two_documents_are_the_same_wherever_they_were_written():
    assert is_same(POLICY, replace(POLICY, version=9))
    assert not is_same(POLICY, replace(POLICY, release=Release.TWO))
    assert is_same(TEMPLATE, replace(TEMPLATE, origin="x.yaml", lines={"headline": 3}, version=4))
    assert not is_same(TEMPLATE, replace(TEMPLATE, parts={"headline": "y"}))


def test_the_journal_says_who_wrote_what_in_the_chain_of_its_division():
    entry = written_entry(POLICY, author="chen", at=NOW)
    assert (entry.kind, entry.division, entry.data["policy"], entry.data["version"]) == (
        "policy",
        "411528000000",
        "p",
        2,
    )
    ended = written_entry(TEMPLATE, author="chen", at=NOW, act="ended")
    assert (ended.kind, ended.division, ended.data["act"], ended.data["parts"]) == (
        "template",
        "000000000000",
        "ended",
        ["headline"],
    )
    assert (division_of(POLICY), division_of(TEMPLATE)) == ("411528000000", "")
