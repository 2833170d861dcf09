"""Hazard list: the hazards that a document of the installation is about, by the beginnings of their codes. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sensing.section import Section

_BEGINNING: Final = re.compile(r"[0-9][0-9A-Z]{1,4}")


def read_hazards(section: Section) -> tuple[str, ...]:
    """Return the codes, or beginnings of codes, under ``hazards``; none stands for every hazard.

    Raises:
        DocumentError: If one is neither; carries file and line.
    """
    hazards = section.texts("hazards", absent="every hazard")
    wrong = next((code for code in hazards if not _BEGINNING.fullmatch(code)), None)
    if wrong is not None:
        section.fail(
            f'hazards: expected the beginning of an event code such as 11A or 11A01, got "{wrong}"', key="hazards"
        )
    return hazards
