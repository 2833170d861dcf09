"""What can go wrong when a person acts on an incident."""

from __future__ import annotations

from sensing.errors import FenghuoError


class LifecycleError(FenghuoError):
    """A person asked for a move that the incident's state does not allow."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code: ``incident_closed``, ``not_acknowledged``, ``already_acknowledged``, ``empty_text``,
        #: ``empty_actor``, ``unknown_act``.
        self.code = code


class UnknownIncidentError(FenghuoError):
    """No incident has that id."""

    code = "unknown_incident"
