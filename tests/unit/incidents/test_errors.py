from __future__ import annotations

from incidents.errors import LifecycleError, UnknownIncidentError
from sensing.errors import FenghuoError


def test_every_refusal_carries_a_stable_code_beside_its_message():
    error = LifecycleError("incident_closed", "incident 1 is closed: it cannot be acknowledged")
    assert error.code == "incident_closed"
    assert str(error) == "incident 1 is closed: it cannot be acknowledged"
    assert UnknownIncidentError.code == "unknown_incident"


def test_they_are_errors_of_fenghuo():
    assert issubclass(LifecycleError, FenghuoError)
    assert issubclass(UnknownIncidentError, FenghuoError)
