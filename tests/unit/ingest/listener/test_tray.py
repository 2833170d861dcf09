from __future__ import annotations

from ingest.listener.conversation import Step
from ingest.listener.tray import HALF_FRAME, HalfFrame, Tray
from sensing.instant import Micros

NOW = Micros(1_000_000)


def test_a_tray_gives_what_gathered_once():
    tray = Tray()
    tray.send += b"ack"
    tray.turned_away.append("why")
    assert tray.emptied() == Step(send=b"ack", turned_away=("why",))
    assert tray.emptied() == Step()


def test_half_a_frame_is_given_up_once_after_its_time():
    half = HalfFrame()
    assert (half.deadline, half.is_over(NOW)) == ([], False)
    half.note(pending=3, is_moving=False, now=NOW)
    assert half.deadline == [NOW + HALF_FRAME]
    assert not half.is_over(Micros(NOW + HALF_FRAME - 1))
    assert half.is_over(Micros(NOW + HALF_FRAME))
    assert not half.is_over(Micros(NOW + HALF_FRAME))


def test_bytes_behind_a_whole_frame_begin_to_wait_anew():
    half = HalfFrame()
    half.note(pending=3, is_moving=False, now=NOW)
    half.note(pending=3, is_moving=False, now=Micros(NOW + 5))
    assert half.deadline == [NOW + HALF_FRAME]
    half.note(pending=2, is_moving=True, now=Micros(NOW + 5))
    assert half.deadline == [NOW + 5 + HALF_FRAME]
    half.note(pending=0, is_moving=True, now=Micros(NOW + 6))
    assert half.deadline == []
