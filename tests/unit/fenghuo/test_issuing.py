from __future__ import annotations

from datetime import timedelta

from alerts.warning import CapStatus
from fenghuo.issuing import issuer_of
from fenghuo.settings import load


def test_the_issuer_is_the_one_of_the_settings():
    settings = load({"issuer": {"sender": "test.4115", "name": "信阳", "status": "Test", "expires_hours": 6}})
    issuer = issuer_of(settings)
    assert (issuer.sender, issuer.sender_name, issuer.status) == ("test.4115", "信阳", CapStatus.TEST)
    assert issuer.valid_for == timedelta(hours=6)
