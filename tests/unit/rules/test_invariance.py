"""Shuffled, late, repeated and cut up: the same readings say the same, whenever the engine restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest import mock

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.column import NEVER
from rules.compiler import compile_rules
from rules.document import parse_rules
from rules.engine import evaluate, initial, recover, tick
from rules.history import History
from rules.part import PARTS
from rules.rule import Silence
from rules.standing import standing
from sensing.batch import concat
from sensing.instant import Micros
from sensing.level import Level
from tests.unit.rules.builders import MINUTE
from tests.unit.rules.oracle import Oracle
from tests.unit.rules.worlds import FENCES, REGISTRY, as_batch, orderly_rows, rule_sets, told, verdicts

if TYPE_CHECKING:
    from rules.program import Program
    from rules.state import State
    from rules.transition import Transition

#: No reading comes later than this, minutes: less than any rule of these worlds allows.
LATEST = 5
#: The clock is never asked about an instant further after the newest reading, minutes.
AHEAD = 4

#: Raw material: how late each reading comes, which come twice, where batches end, when the clock is asked.
_stuff = st.binary(min_size=64, max_size=64)


def timed_rules():
    """Return rules that go by the time of the readings; silence goes by arrival, which a shuffle changes."""
    timed = rule_sets().map(lambda rules: [rule for rule in rules if not isinstance(rule.when, Silence)])
    return timed.filter(bool)


def delivered(rows, stuff: bytes):
    """Return the rows as they come: late, twice, in batches between which the clock is asked, or None."""
    bits = [stuff[i % len(stuff)] ^ (i * 37 % 256) for i in range(len(rows))]
    coming = [(row[1] + bit % (LATEST + 1), i, row) for i, (row, bit) in enumerate(zip(rows, bits, strict=True))]
    again = [(row[1] + LATEST, i, row) for i, (row, bit) in enumerate(zip(rows, bits, strict=True)) if bit % 5 == 0]
    parts: list[tuple[list, int | None]] = [([], None)]
    for (_, _, row), bit in zip(sorted([*coming, *again]), [*bits, *bits], strict=False):
        parts[-1][0].append(row)
        if bit % 3 == 0:
            parts[-1] = (parts[-1][0], (bit >> 4) % (AHEAD + 1) if bit % 2 else None)
            parts.append(([], None))
    return [(as_batch(part), ask) for part, ask in parts if part]


class Run:
    """An engine that is fed, and everything it ever said."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.state: State = initial(program)
        self.said: list[Transition] = []
        self.fed = []

    def feed(self, batch, ask: int | None) -> None:
        self.state, said = evaluate(self.program, self.state, batch)
        self.fed.append(batch)
        self.said += said
        if ask is not None:
            self.ask(Micros(self.state.clock + ask * MINUTE))

    def ask(self, now: Micros) -> None:
        self.state, said, _ = tick(self.program, self.state, now=now)
        self.said += said

    def restart(self) -> None:
        levels = told({}, self.said)
        self.state, said = recover(self.program, levels=levels, tail=concat(self.fed), now=Micros(self.state.clock))
        self.said += said

    def canonical(self) -> list[Transition]:
        history = self.state.history
        return [each for chapter in history.chapters for said in chapter.said.values() for each in said]


def columns(program: Program, state: State) -> dict:
    """Return what the timed kinds remember; what an idle slot remembers of its last reading does not count."""
    active = state.thresholds.active
    found = {}
    for part in PARTS:
        for name, own in part.columns(state).items():
            column = own
            is_last = name in {"value", "quality", "read", "stated"}
            idle = ~active if part.name == "thresholds" and is_last else np.zeros(len(column), bool)
            if name == "steady":
                # Readings are counted while a level recedes, where the rule asks for several.
                counts = (state.thresholds.receding != NEVER) & (program.thresholds.readings > 1)[:, None]
                column = np.where(counts, column, 0)
            kept = np.where(idle.reshape(len(column), *[1] * (column.ndim - 1)), 0, column)
            found[part.name, name] = np.nan_to_num(kept, nan=-1).tolist()
    return found | {"heard": state.heard.tolist(), "seen": state.seen.tolist(), "busy": state.thresholds.busy.tolist()}


def never_forget(_self, _clock):
    """Keep all chapters, so that everything canonical can be compared."""


def prepared(rules, rows):
    program = compile_rules(rules, registry=REGISTRY, fences=FENCES)
    end = Micros((max(row[1] for row in rows) + 100) * MINUTE)
    return program, end


@settings(max_examples=3 * settings.default.max_examples)
@given(rules=timed_rules(), rows=orderly_rows(), stuff=_stuff)
def test_order_batches_and_repetition_do_not_matter(rules, rows, stuff):
    program, end = prepared(rules, rows)
    with mock.patch.object(History, "_forget", never_forget):
        run, plain = Run(program), Run(program)
        for part in delivered(rows, stuff):
            run.feed(*part)
        run.ask(end)
        plain.feed(as_batch(rows), None)
        plain.ask(end)
    assert columns(program, run.state) == columns(program, plain.state)
    assert verdicts(run.canonical()) == verdicts(plain.canonical())
    oracle = Oracle(rules, registry=REGISTRY, fences=FENCES)
    assert verdicts(run.canonical()) == sorted([*oracle.evaluate(as_batch(rows)), *oracle.tick(end)])
    assert told({}, run.said) == standing(program, run.state) == oracle.levels()
    assert_no_peak_untold(run.said, run.canonical())


def assert_no_peak_untold(said, canonical):
    for each in canonical:
        key = (each.rule, each.target)
        assert max(one.after for one in said if (one.rule, one.target) == key) >= each.after


RATE = """
apiVersion: fenghuo/v1
kind: Rule
id: rate
hazard: "11A01"
title: {{zh: 涨速, en: Rate}}
when: {{kind: rate, property: water_level, direction: {way}, window: {window}m, levels: {{blue: 3, red: 30}},
  hold: {hold}m, clear: {{by: 0.5, for: {clear}m}}}}
"""
_spans = st.sampled_from([1, 5, 10, 30])


@given(
    way=st.sampled_from(["rise", "fall"]), window=_spans, hold=_spans, clear=_spans, rows=orderly_rows(), stuff=_stuff
)
def test_order_does_not_matter_for_numbers_that_look_back(way, window, hold, clear, rows, stuff):
    rules = parse_rules(RATE.format(way=way, window=window, hold=hold, clear=clear), origin="test")
    program, end = prepared(rules, rows)
    with mock.patch.object(History, "_forget", never_forget):
        run, plain = Run(program), Run(program)
        for part in delivered(rows, stuff):
            run.feed(*part)
        run.ask(end)
        plain.feed(as_batch(rows), None)
        plain.ask(end)
    assert verdicts(run.canonical()) == verdicts(plain.canonical())
    assert columns(program, run.state) == columns(program, plain.state)
    assert told({}, run.said) == standing(program, run.state)


@given(rules=timed_rules(), rows=orderly_rows(), stuff=_stuff)
def test_every_transition_goes_on_from_what_was_told_last(rules, rows, stuff):
    program, end = prepared(rules, rows)
    run = Run(program)
    for part in delivered(rows, stuff):
        run.feed(*part)
    run.ask(end)
    levels: dict = {}
    for each in run.said:
        assert each.before == levels.get((each.rule, each.target), Level.NONE)
        assert each.after != each.before
        levels[each.rule, each.target] = each.after


@given(rules=timed_rules(), rows=orderly_rows(), stuff=_stuff, data=st.data())
def test_a_restart_at_any_point_changes_nothing(rules, rows, stuff, data):
    program, end = prepared(rules, rows)
    run, plain = Run(program), Run(program)
    parts = delivered(rows, stuff)
    stop = data.draw(st.integers(0, len(parts) - 1))
    for number, part in enumerate(parts):
        run.feed(*part)
        if number == stop:
            run.restart()
    run.ask(end)
    plain.feed(as_batch(rows), None)
    plain.ask(end)
    assert told({}, run.said) == standing(program, run.state) == standing(program, plain.state)
