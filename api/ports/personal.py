"""What the API needs of a transaction about what is kept of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from alerts.personal import PersonalData


class PersonalBook(Protocol):
    """Everything that is kept of a person who is told about warnings."""

    def personal_data(self, person: str) -> PersonalData:
        """Return everything that is kept of a person; the records are locked."""

    def erase_person(self, data: PersonalData) -> None:
        """Erase what leads to a person; what is evidence stays."""
