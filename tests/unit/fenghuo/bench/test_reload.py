from __future__ import annotations

from fenghuo.bench.reload import ReloadOptions, run


def test_what_is_added_beside_running_rules_takes_no_raised_level_away():
    found = run(ReloadOptions(datastreams=300, rules=600, news=60), say=lambda _: None)
    steps = {step["step"]: step for step in found["steps"]}
    assert list(steps) == ["none", "add", "change", "remove"]
    assert steps["none"]["raised_before"] > 0
    for step in ("none", "add"):
        assert (steps[step]["told"], steps[step]["raised_after"]) == (0, steps[step]["raised_before"])
    assert steps["remove"]["raised_after"] == steps["remove"]["raised_before"] - steps["remove"]["told"]
