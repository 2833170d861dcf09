from __future__ import annotations

from datetime import timedelta

from alerts.issuer import bare_area
from alerts.warning import CapStatus
from fenghuo.issuing import issuer_of, signing_of
from fenghuo.settings import load
from rules.signing import SigningPolicy
from sensing.level import Level


def test_the_issuer_is_the_one_of_the_settings():
    settings = load({"issuer": {"sender": "test.4115", "name": "信阳", "status": "Test", "expires_hours": 6}})
    issuer = issuer_of(settings)
    assert (issuer.sender, issuer.sender_name, issuer.status) == ("test.4115", "信阳", CapStatus.TEST)
    assert issuer.valid_for == timedelta(hours=6)


def test_nobody_is_asked_for_a_signature_unless_the_settings_say_so():
    assert signing_of(load()) == SigningPolicy()
    asked = load({"rules": {"sign_from": "orange", "sign_hazards": "11A, 12Q02", "needs_reason": True}})
    assert signing_of(asked) == SigningPolicy(level=Level.ORANGE, hazards=("11A", "12Q02"), needs_reason=True)


def test_areas_are_drawn_by_whoever_is_asked_to():
    area = bare_area("411528000000", "息县站")
    assert issuer_of(load(), area=lambda _division, _place: area).area("1", "") is area
    assert issuer_of(load()).area("411528000000", "息县站") == area
