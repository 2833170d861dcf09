"""What can go wrong between a draft and a telephone."""

from __future__ import annotations

from sensing.errors import DocumentError, FenghuoError


class ApprovalError(FenghuoError):
    """A person or a policy asked for a move that the warning does not allow."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code, e.g. ``already_issued``, ``content_changed``, ``not_issued``.
        self.code = code


class PermissionRefusedError(ApprovalError):
    """The person's role, credential or division does not allow it."""


class UnknownWarningError(FenghuoError):
    """No warning has that id."""

    code = "unknown_warning"


class CapError(FenghuoError):
    """A warning cannot be written as valid CAP 1.2."""

    code = "bad_cap"


class SignatureError(FenghuoError):
    """A document is not signed by whom it should be."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: ``unsigned``, ``unknown_key`` or ``bad_signature``.
        self.code = code


class ForeignError(FenghuoError):
    """A message of another agency is refused."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the stable code beside the message."""
        super().__init__(message)
        #: Stable code, e.g. ``unknown_sender``, ``outside``, ``expired``.
        self.code = code


class ChannelError(FenghuoError):
    """A channel could not take messages at all; whether trying again helps is said by ``is_retryable``."""

    def __init__(self, message: str, *, is_retryable: bool = True) -> None:
        """Keep whether trying again helps beside the message."""
        super().__init__(message)
        self.is_retryable = is_retryable


class TemplateError(DocumentError):
    """A template cannot be used, or a value that it names is missing."""

    code = "bad_template"


class RelayError(FenghuoError):
    """A short message cannot be written or read; the message says what was expected and what came."""
