from __future__ import annotations

from alerts.target import Aim, Stretch


def test_a_target_knows_whether_it_names_a_place_and_draws_one():
    assert not Aim(groups=("a",)).has_place
    assert Aim(divisions=("411528000000",)).has_place
    assert not Aim(divisions=("411528000000",)).is_drawn
    for drawn in (Aim(fences=("dam",)), Aim(stretches=(Stretch(station="A", hours=1.0),)), Aim(circles=((1, 2, 3),))):
        assert drawn.is_drawn
        assert drawn.has_place
