from __future__ import annotations

import json

from alerts.contact_document import make_contact
from fenghuo.clock import now


def test_a_person_is_exported_and_erased_in_two_steps(run, stored):
    contact = make_contact(id="c", name="王", division="4115", channel="", address="13800000000", person="wang")
    stored.put_contacts([contact], actor="a", at=now())
    shown = json.loads(run("contact", "export", "wang").stdout)
    assert shown["contacts"][0]["address"] == "+8613800000000"
    asked = run("contact", "erase", "wang", "--reason", "left")
    assert (asked.exit_code, f"--confirm {shown['confirm']}" in asked.stderr) == (1, True)
    done = run("contact", "erase", "wang", "--reason", "left", "--confirm", shown["confirm"])
    assert (done.exit_code, done.stdout.startswith("erased: 1 contacts")) == (0, True)
    assert run("contact", "export", "wang").stderr == "fenghuo: no contact of 'wang'\n"
