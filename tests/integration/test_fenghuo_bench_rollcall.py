"""``fenghuo bench rollcall``, small: it runs, and every step of the roll call comes to an end."""

from __future__ import annotations

from tests.integration.measuring import bench


def test_every_step_is_measured():
    found = bench("rollcall", "--villages", "60")
    assert found["villages"] == 60
    assert {"start_s", "quiet_ms", "one_answer_ms", "answers_s", "deadline_s", "board_s"} <= set(found)
