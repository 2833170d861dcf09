import hashlib
from dataclasses import replace

from store.codec import dump
from store.governance import MOST_TOLD, WHOLE_CITY, fence_entries, fence_news, next_rule, rule_entry
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


def fenced(*fences):
    return fence_news(fences, known={})


def test_a_fence_is_journalled_where_it_lies():
    news = fenced(a_fence(), replace(a_fence(), division=""))
    assert [entry.division for entry in fence_entries(news, author="li", at=NOON)] == [XIXIAN, WHOLE_CITY]


def test_a_fence_that_says_the_same_is_no_news():
    known = {"zone": (4, dump(a_fence()))}
    assert fence_news([a_fence()], known=known) == []
    changed = fence_news([a_fence(east=115.5), a_fence(east=115.5), a_fence()], known=known)
    assert [(one.fence, one.version) for one in changed] == [(a_fence(east=115.5), 5), (a_fence(), 6)]


def test_very_many_fences_share_rows_of_the_journal():
    entries = fence_entries(fenced(*(a_fence(f"f{n}") for n in range(MOST_TOLD + 1))), author="li", at=NOON)
    assert [len(entry.data["fences"]) for entry in entries] == [MOST_TOLD, 1]
    assert entries[1].data["fences"] == {
        f"f{MOST_TOLD}": [1, hashlib.sha256(dump(a_fence(f"f{MOST_TOLD}")).encode()).hexdigest()]
    }
