from __future__ import annotations

from rules.column import NEVER
from rules.compiler import compile_rules
from rules.silence.state import initial
from tests.unit.rules.builders import a_registry, a_rule, a_silence


def test_another_clock_moves_what_has_begun_and_nothing_else():
    program = compile_rules([a_rule(a_silence(5), id="a"), a_rule(a_silence(5), id="b")], registry=a_registry())
    state = initial(program.silences, size=program.size)
    assert (state.begun.tolist(), state.lost.any()) == ([NEVER, NEVER], False)
    state.begun[0] = 100
    state.shift_clock(by=50)
    assert state.begun.tolist() == [150, NEVER]
