"""The root of every error that Fenghuo raises on purpose.

Bad *data* is not an exception: it becomes a quality flag or a quarantined message. These errors are for
broken promises (a rule with a typo, a station file with a duplicate id, a database that went away).
"""


class FenghuoError(Exception):
    """A promise was broken; the message says what was expected, what came and where."""


class RegistryError(FenghuoError):
    """A station, datastream or property definition contradicts itself or the property table."""


class InstantError(FenghuoError):
    """A text or number is not an instant."""
