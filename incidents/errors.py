"""What can go wrong when a person acts on an incident."""

from __future__ import annotations

from sensing.errors import FenghuoError


class LifecycleError(FenghuoError):
    """A person asked for a move that the incident's state does not allow."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code: ``incident_closed``, ``not_acknowledged``, ``already_acknowledged``, ``empty_text``,
        #: ``empty_actor``, ``unknown_act``, ``already_started``, ``already_cleared``.
        self.code = code


class UnknownIncidentError(FenghuoError):
    """No incident has that id."""

    code = "unknown_incident"


class GaugeError(FenghuoError):
    """A person asked for a mark or a correction that cannot be."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code: ``mark_over``, ``correction_undone``, ``correction_covered``; of values see below.
        self.code = code


class GaugeValueError(GaugeError):
    """What is asked never makes sense: ``bad_span``, ``bad_quality``, ``bad_value``, ``empty_reason``."""


class UnknownGaugeError(GaugeError):
    """There is no such mark, correction or reading: ``unknown_mark``, ``unknown_correction``, ``unknown_reading``."""


class RosterError(FenghuoError):
    """A duty roster that cannot be stood; the message says where, what was expected and what came."""


class SilenceError(FenghuoError):
    """A silence that cannot be."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code: ``empty_matcher``, ``bad_level``, ``empty_reason``, ``bad_span``, ``too_long``.
        self.code = code


class SilenceOverError(SilenceError):
    """A silence that is over cannot be ended: ``silence_over``."""


class SituationError(FenghuoError):
    """A situation that cannot be merged or split so."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code: ``merged_already``, ``same_situation``, ``other_family``, ``not_merged``, ``no_members``,
        #: ``all_members``.
        self.code = code


class TaskError(FenghuoError):
    """A response task whose state does not allow what a person asks."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code: ``task_over``, ``already_accepted``, ``empty_note``.
        self.code = code


class InhibitionError(FenghuoError):
    """Rules of inhibition by which incidents could silence each other in a circle."""

    code = "inhibition_circle"


class UnknownSituationError(FenghuoError):
    """No situation has that id."""

    code = "unknown_situation"


class UnknownSilenceError(FenghuoError):
    """No silence has that id."""

    code = "unknown_silence"


class UnknownTaskError(FenghuoError):
    """No task has that id."""

    code = "unknown_task"
