from __future__ import annotations

from simulators.participants.approver import Approver, Verdict


def test_who_always_answers_answers_within_his_delay_and_always_the_same():
    approver = Approver(name="chen")
    decided = approver.decides("w1", seed=1)
    assert decided is not None
    after, verdict = decided
    assert approver.delay.least <= after <= approver.delay.most
    assert verdict is Verdict.APPROVE
    assert approver.decides("w1", seed=1) == decided != approver.decides("w2", seed=1)


def test_who_never_answers_is_never_heard():
    assert Approver(name="chen", answers=0).decides("w1", seed=1) is None


def test_who_refuses_refuses_a_part_of_what_he_is_asked():
    verdicts = [Approver(name="chen", refuses=0.5).decides(f"w{n}", seed=1) for n in range(400)]
    refused = sum(each is not None and each[1] is Verdict.REJECT for each in verdicts)
    assert 140 < refused < 260
