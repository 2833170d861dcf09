from __future__ import annotations

from dataclasses import replace

import msgspec

from api import shown
from api.shown import shown_incidents
from incidents.public import incident_json
from sensing.level import Level
from tests.builders import an_incident


def test_incidents_are_shown_as_they_are_told():
    incident = an_incident()
    (found,) = shown_incidents([incident])
    assert msgspec.json.decode(found) == msgspec.json.decode(msgspec.json.encode(incident_json(incident)))


def test_one_record_is_written_once_and_a_changed_one_anew(monkeypatch):
    written = []
    monkeypatch.setattr(shown, "incident_json", lambda incident: written.append(incident) or {"n": len(written)})
    incident = an_incident()
    changed = replace(incident, level=Level.BLUE)
    found = [bytes(each) for each in shown_incidents([incident, incident, changed])]
    assert found == [b'{"n":1}', b'{"n":1}', b'{"n":2}']
