import hashlib
from dataclasses import replace

from store.codec import dump
from store.governance import WHOLE_CITY, fence_entry, next_rule, rule_entry
from tests.contract.records import NOON, XIXIAN, a_fence, a_rule


def test_the_first_version_is_one_whatever_the_document_claims():
    assert next_rule(a_rule(version=9), known=None) == a_rule(version=1)


def test_saying_the_same_again_is_no_version():
    assert next_rule(a_rule(version=0), known=a_rule(version=3)) is None
    assert next_rule(replace(a_rule(), source="another layout"), known=a_rule(version=3)) is None


def test_a_change_is_the_next_version():
    assert next_rule(a_rule(red=44), known=a_rule(version=3)).version == 4
    assert next_rule(a_rule(is_enabled=False), known=a_rule(version=3)).version == 4


def test_the_journal_holds_the_hash_of_the_stored_document():
    entry = rule_entry(a_rule(version=2), author="li", at=NOON)
    assert (entry.kind, entry.division, entry.data["version"]) == ("rule", WHOLE_CITY, 2)
    assert entry.data["sha256"] == hashlib.sha256(dump(a_rule(version=2)).encode()).hexdigest()


def test_a_fence_is_journalled_where_it_lies():
    assert fence_entry(a_fence(), version=1, author="li", at=NOON).division == XIXIAN
    assert fence_entry(replace(a_fence(), division=""), version=1, author="li", at=NOON).division == WHOLE_CITY
