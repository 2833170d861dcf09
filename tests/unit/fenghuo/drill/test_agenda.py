from __future__ import annotations

from fenghuo.drill.agenda import Agenda
from sensing.instant import Micros


def test_acts_happen_by_their_instant_and_those_of_one_instant_in_the_order_in_which_they_were_put():
    agenda, done = Agenda(), []
    for at, name in ((20, "c"), (10, "a"), (10, "b"), (30, "d")):
        agenda.put(Micros(at), lambda name=name: done.append(name))
    assert agenda.due == 10
    assert agenda.carry_out(Micros(20)) == 3
    assert done == ["a", "b", "c"]
    assert agenda.due == 30


def test_what_an_act_plans_for_now_is_done_at_once():
    agenda, done = Agenda(), []
    agenda.put(Micros(1), lambda: agenda.put(Micros(1), lambda: done.append("later")))
    assert agenda.carry_out(Micros(1)) == 2
    assert done == ["later"]
    assert agenda.due is None
