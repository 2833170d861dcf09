"""What can be wrong with a rule, said so that an officer can mend it."""

from __future__ import annotations

from sensing.errors import DocumentError


class RuleError(DocumentError):
    """A rule document or a rule in its place cannot be used; the origin of the latter is ``rule <id>``."""
