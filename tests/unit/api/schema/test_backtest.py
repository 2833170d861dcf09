from __future__ import annotations

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from api.schema.backtest import BacktestBody, report_json
from rules.backtest.comparison import compare
from rules.backtest.label import LabelledEvent, Whereabouts
from rules.backtest.label_table import BadRow, Labels
from rules.backtest.score import score
from rules.backtest.summary import Report
from rules.backtest.trial import Backtest
from rules.transition import Target
from sensing.level import Level
from tests.unit.rules.backtest.episodes import T0, an_episode, hours
from tests.unit.rules.builders import a_rule

END = T0 + timedelta(days=2)


def test_a_report_says_everything_in_json():
    episodes = (an_episode(1, 3), an_episode(30, None, peak=Level.RED))
    events = (LabelledEvent(start=hours(2), end=hours(2), station="A"),)
    found = Backtest(readings=9, transitions=(), transition_count=0, episodes=episodes, targets=1)
    report = Report(
        rule=a_rule(),
        start=T0,
        end=END,
        found=found,
        score=score(episodes, events, places=Whereabouts(division={Target("A"): "41"}), span=(T0, END)),
        comparison=compare(episodes, episodes[:1], version=4),
    )
    shown = report_json(report, labels=Labels(events=events, bad=(BadRow(row=3, detail="x"),)), charts=[])
    assert json.loads(json.dumps(shown)) == shown
    (match,) = shown["score"]["overall"]["matches"]
    assert (match["hit"], match["lead_s"], match["episode"]["opened"]) == (True, 3600.0, "2026-07-01T01:00:00Z")
    assert shown["score"]["overall"]["false"] == [shown["episodes"][1]]
    assert [each["kind"] for each in shown["comparison"]["differences"]] == ["same", "new"]
    assert shown["labels"] == {"events": 1, "bad": [{"row": 3, "detail": "x"}], "ignored": []}
    assert shown["id"] == shown["summary"]["id"]


def test_unknown_fields_are_refused():
    span = {"from": "2026-07-01T00:00:00Z", "to": "2026-07-02T00:00:00Z"}
    assert BacktestBody.model_validate(span).tolerances == (timedelta(hours=6), timedelta(hours=1))
    with pytest.raises(ValidationError):
        BacktestBody.model_validate(span | {"label": "x"})
