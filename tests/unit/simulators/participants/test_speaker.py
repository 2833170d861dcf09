from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from simulators.participants.delay import Delay
from simulators.participants.speaker import Speaker

TEN = Delay(least=timedelta(minutes=10), usual=timedelta(minutes=10), most=timedelta(minutes=10))


@given(call=st.text(max_size=8), seed=st.integers(0, 99))
def test_what_is_said_depends_on_the_call_and_the_seed_alone(call, seed):
    speaker = Speaker(role="press", delay=TEN, text="正在核实")
    reply = speaker.reply(call, seed=seed)
    assert reply == speaker.reply(call, seed=seed)
    assert reply is not None
    assert (reply.after, reply.text) == (timedelta(minutes=10), "正在核实")


def test_who_never_answers_says_nothing():
    assert Speaker(answers=0.0).reply("press", seed=1) is None
