from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from incidents.convergence.fact import Fact, FactKind, made
from incidents.convergence.ledger import faults, heads, since, united
from incidents.convergence.stamp import Stamp


def chain(node: str, length: int) -> list[Fact]:
    facts: list[Fact] = []
    for number in range(length):
        last = facts[-1] if facts else None
        facts.append(
            made(node=node, after=last, stamp=Stamp(ms=number), kind=FactKind.ANSWER, subject="s", told={"n": number})
        )
    return facts


def test_a_head_ends_before_the_first_gap():
    a, b = chain("a", 5), chain("b", 2)
    assert heads([*a[:2], *a[3:], *b]) == {"a": 2, "b": 2}
    assert heads(b[1:]) == {"b": 0}


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_peer_gets_what_it_lacks_and_nothing_else(mine, theirs):
    facts = chain("a", mine)
    known = facts[:theirs]
    sent = since(facts, heads(known))
    assert united(known, sent) == frozenset(facts)
    assert not set(sent) & set(known)


def test_a_whole_chain_has_no_fault():
    assert faults(chain("a", 4)) == []


def test_two_facts_of_one_number_are_a_fork_and_both_are_kept():
    facts = chain("a", 2)
    other = replace(facts[1], body='{"n":9}')
    assert faults([*facts, other]) == ["a: 2 different facts have the number 2: was its disk copied?"]
    assert len(united(facts, [other])) == 3


def test_a_fact_that_continues_another_chain_shows():
    facts = chain("a", 2)
    assert faults([facts[0], replace(facts[1], previous="0" * 64)]) == ["a: fact 2 does not continue fact 1"]
