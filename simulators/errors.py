"""The errors of the simulators: a scenario, a replay map or a broker that does not keep its promise."""

from __future__ import annotations

from sensing.errors import FenghuoError


class SimulatorError(FenghuoError):
    """A scenario, map or city file is wrong; the message names file and line."""


class PublishError(FenghuoError):
    """The broker cannot be reached or refuses; retryable once it is back."""
