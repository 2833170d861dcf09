from __future__ import annotations

import pytest

from fenghuo.edge.ledger_file import LedgerError, LedgerFile
from incidents.lifecycle import Move
from sensing.level import Level
from tests.builders import NOW
from tests.unit.incidents.convergence.nodes import SUBJECT, Node, hour


@pytest.fixture
def edge():
    node = Node("village")
    node.says(Level.RED, hour(1))
    node.does(Move.ACKNOWLEDGED, hour(1.5))
    return node


def ledger(tmp_path, name="village"):
    return LedgerFile(tmp_path / "facts.ledger", node=name, now=hour(5))


def filled(tmp_path, edge):
    book = ledger(tmp_path)
    for row, fact in enumerate(sorted(edge.facts, key=lambda fact: fact.number), start=7):
        book.write([(row, fact)], pen=edge.pen)
    return book


def test_what_was_kept_is_there_after_a_restart(tmp_path, edge):
    filled(tmp_path, edge)
    again = ledger(tmp_path)
    assert again.facts == frozenset(edge.facts)
    assert (again.row, again.pen, again.heads()) == (8, edge.pen, {"village": 2})
    assert set(again.about(SUBJECT)) == edge.facts
    assert again.trouble() == ""


@pytest.mark.parametrize("cut", [1, 20, 300])
def test_a_line_that_the_power_cut_off_is_dropped_and_its_row_is_read_again(tmp_path, edge, cut):
    filled(tmp_path, edge)
    path = tmp_path / "facts.ledger"
    path.write_bytes(path.read_bytes()[:-cut])
    again = ledger(tmp_path)
    assert (again.row, again.heads()) == (7, {"village": 1})
    assert path.read_bytes().endswith(b"\n")
    last = max(edge.facts, key=lambda fact: fact.number)
    again.write([(8, last)], pen=edge.pen)
    assert ledger(tmp_path).facts == frozenset(edge.facts)


def test_a_line_that_was_changed_in_the_middle_is_told_with_its_place(tmp_path, edge):
    filled(tmp_path, edge)
    path = tmp_path / "facts.ledger"
    path.write_bytes(path.read_bytes().replace(b'"village"', b"village", 1))
    with pytest.raises(LedgerError, match=r"facts\.ledger:1: expected a fact"):
        ledger(tmp_path)


def test_what_is_taken_twice_is_kept_once(tmp_path, edge):
    book = ledger(tmp_path, "center")
    assert len(book.take(list(edge.facts) * 2, now=NOW)) == 2
    assert book.take(list(edge.facts), now=NOW) == []
    assert (tmp_path / "facts.ledger").read_bytes().count(b"\n") == 2
    assert book.row == 0


def test_whoever_has_heard_goes_on_after_it(tmp_path, edge):
    book = ledger(tmp_path, "center")
    book.take(list(edge.facts), now=hour(2))
    assert book.pen.clock == max(fact.stamp for fact in edge.facts)
    assert ledger(tmp_path, "center").pen.clock == book.pen.clock


def test_a_peer_gets_what_it_lacks(tmp_path, edge):
    book = filled(tmp_path, edge)
    assert [fact.number for fact in book.since({"village": 1})] == [2]
