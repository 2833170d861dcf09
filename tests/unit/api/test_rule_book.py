from __future__ import annotations

from dataclasses import replace

import pytest

from api.problem import ApiError
from api.rule_book import changes, compiled, current_records, known_record, put, put_many, remove, roll_back
from rules.composite.condition import Composite, Member, Need
from rules.document import parse_rule
from rules.errors import RuleError
from rules.record import RecordError, Terms
from rules.rule import Scope
from rules.signing import SigningPolicy
from sensing.level import Level
from store.memory import MemoryStore
from tests.builders import BY_TEST
from tests.unit.api.world import NOW, RULE, Clock, a_station, parts_of

RULE_ONE = parse_rule(RULE, origin="test")
CHANGED = parse_rule(RULE.replace("hold: 10m", "hold: 20m"), origin="test")


def parts(**changed):
    store = MemoryStore()
    store.put_stations([a_station()], **BY_TEST)
    return parts_of(store, Clock(), **changed)


def test_a_rule_is_put_removed_and_rolled_back():
    book = parts()
    assert put(book, RULE_ONE, author="li", terms=Terms())["phase"] == "in_force"
    assert put(book, CHANGED, author="li", terms=Terms(reason="why"))["version"] == 2
    assert remove(book, "stage-xixian", author="li", reason="")["removal"]
    with pytest.raises(ApiError, match="there is no rule"):
        known_record(book, "stage-xixian")
    assert roll_back(book, "stage-xixian", version=None, author="li", reason="")["document"]["when"]["hold"] == "20m"


def test_a_rule_that_a_composite_counts_on_is_not_removed():
    book = parts()
    other = replace(RULE_ONE, id="other")
    put_many(book, [RULE_ONE, other], author="li", reason="", is_dry=False)
    members = tuple(Member(rule=id_, at=Level.RED) for id_ in ("stage-xixian", "other"))
    both = replace(RULE_ONE, id="both", scope=Scope(), when=Composite(need=Need(count=2, of=members)))
    put(book, both, author="li", terms=Terms())
    with pytest.raises(RecordError, match="rule both counts on rule other"):
        remove(book, "other", author="li", reason="")
    remove(book, "both", author="li", reason="")
    assert remove(book, "other", author="li", reason="")["removal"]


def test_the_version_that_people_mean_is_the_one_in_force_or_else_the_newest():
    book = parts(signing=SigningPolicy(level=Level.BLUE))
    put(book, RULE_ONE, author="li", terms=Terms())
    assert known_record(book, "stage-xixian")[0].version == 1
    book.store.sign_rule("stage-xixian", version=1, signer="wang", at=NOW)
    put(book, CHANGED, author="li", terms=Terms())
    assert known_record(book, "stage-xixian")[0].version == 1
    ((record, versions),) = current_records(book.store.rule_records(at=NOW), at=NOW)
    assert (record.version, [each.version for each in versions]) == (1, [1, 2])


def test_many_are_stored_together_and_those_that_say_nothing_new_are_told_apart():
    book = parts()
    put(book, RULE_ONE, author="li", terms=Terms())
    other = replace(RULE_ONE, id="other")
    assert put_many(book, [RULE_ONE, other], author="li", reason="", is_dry=True) == []
    found = put_many(book, [RULE_ONE, other], author="li", reason="", is_dry=False)
    assert [(record.rule.id, is_news) for record, is_news in found] == [("stage-xixian", False), ("other", True)]


def test_a_rule_is_compiled_as_if_it_were_enabled():
    with pytest.raises(RuleError, match="XY-H99"):
        compiled(parts(), [replace(RULE_ONE, is_enabled=False, scope=replace(RULE_ONE.scope, stations=("XY-H99",)))])


def test_nothing_is_rolled_back_to_what_names_a_station_that_is_gone():
    book = parts()
    gone = replace(RULE_ONE, scope=replace(RULE_ONE.scope, stations=("GONE",)))
    book.store.put_rule(gone, author="li", at=NOW)
    put(book, RULE_ONE, author="li", terms=Terms())
    with pytest.raises(RuleError, match="GONE"):
        roll_back(book, "stage-xixian", version=None, author="li", reason="")
    with pytest.raises(RecordError):
        roll_back(book, "stage-xixian", version=2, author="li", reason="")


def test_what_differs_is_told_by_the_path_of_each_field():
    assert changes(RULE_ONE, RULE_ONE) == {}
    assert changes(RULE_ONE, CHANGED) == {"when.hold": {"from": "10m", "to": "20m"}}
