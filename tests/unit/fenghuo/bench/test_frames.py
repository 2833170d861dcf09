from __future__ import annotations

import json

from fenghuo.bench.frames import frame_text, incident_data
from sensing.instant import parse_instant

SENT = 1_784_469_600.125


def test_a_frame_carries_its_send_time_where_the_listeners_look_for_it():
    reason = incident_data(7, SENT)["incident"]["reasons"][-1]
    assert parse_instant(reason["t"]).timestamp() == SENT


def test_the_peer_s_frame_holds_the_same_data_in_the_form_of_the_feed():
    text = frame_text(7, SENT)
    frame = json.loads(text)
    assert frame["data"] == incident_data(7, SENT)
    assert (frame["seq"], parse_instant(frame["t"]).timestamp()) == (7, SENT)
    assert '"kind":"incident"' in text, "listeners tell incident frames by these letters"


def test_a_frame_is_about_as_long_as_a_real_one():
    assert 1000 < len(frame_text(0, SENT).encode()) < 3000


def test_no_two_frames_are_alike():
    assert len({frame_text(i, SENT) for i in range(100)}) == 100
