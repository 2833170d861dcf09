from __future__ import annotations

import json
from dataclasses import replace

from incidents.acts import acknowledge, comment
from incidents.incident import Remark
from incidents.public import REASONS_IN_A_ROW, incident_json
from sensing.level import Level
from tests.builders import NOW, a_transition, after, an_incident

KEYS = (
    "id rule rule_version hazard title station station_name target division lon lat kind level peak state opened "
    "changed closed acknowledged_by acknowledged_at assignee reasons remarks "
    "escalated_to situation inhibited_by silenced_by evidence"
)


def test_an_incident_has_the_keys_that_the_api_promises():
    assert list(incident_json(an_incident())) == KEYS.split()


def test_levels_are_keys_and_instants_are_utc():
    seen = acknowledge(an_incident(Level.ORANGE), actor="li", now=after(minutes=2))
    shown = incident_json(seen)
    assert (shown["level"], shown["kind"], shown["state"]) == ("orange", "hazard", "acknowledged")
    assert shown["opened"] == "2026-07-19T14:00:00Z"
    assert (shown["acknowledged_by"], shown["acknowledged_at"]) == ("li", "2026-07-19T14:02:00Z")
    assert shown["closed"] is None


def test_each_reason_carries_its_numbers_and_its_sentence():
    (reason,) = incident_json(an_incident(Level.RED))["reasons"]
    assert (reason["change"], reason["before"], reason["after"], reason["reason"]) == ("raise", "none", "red", "held")
    assert (reason["property"], reason["value"], reason["threshold"]) == ("water_level", 43.68, 43.5)
    assert reason["text"]["zh"].startswith("息县站水位 43.68 m")


def test_remarks_are_shown_with_author_and_time():
    shown = incident_json(comment(an_incident(), actor="li", now=NOW, text="已派人"))
    assert shown["remarks"] == [{"t": "2026-07-19T14:00:00Z", "author": "li", "text": "已派人"}]


def test_a_row_shows_the_newest_reasons_and_the_incident_itself_all_it_keeps():
    many = an_incident(transitions=tuple(a_transition(at=after(seconds=n)) for n in range(9)))
    row = incident_json(many, reasons=REASONS_IN_A_ROW)["reasons"]
    assert len(row) == REASONS_IN_A_ROW
    assert row[-1]["t"] == "2026-07-19T14:00:08Z"
    assert len(incident_json(many)["reasons"]) == 9


def test_it_is_plain_json():
    full = replace(an_incident(), remarks=(Remark(at=NOW, author="li", text="x"),))
    assert json.loads(json.dumps(incident_json(full), allow_nan=False)) == incident_json(full)
