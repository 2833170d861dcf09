"""History: what became of every fact, in words, for whoever asks which rule has won. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from incidents.convergence.fold import histories
from incidents.convergence.ruling import ruling_text
from sensing.instant import format_instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from incidents.convergence.fact import Fact
    from incidents.convergence.ruling import Ruled
    from incidents.incident import Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact of a danger and what became of it."""

    #: The incident that it belongs to; None: to none.
    incident: Incident | None
    ruled: Ruled

    def told(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        fact, incident = self.ruled.fact, self.incident
        return {
            "incident": incident.id if incident else None,
            "subject": fact.subject,
            "opened": format_instant(incident.opened) if incident else None,
            "fact": fact.id,
            "node": fact.node,
            "kind": fact.kind,
            "said": fact.told(),
            "ruling": self.ruled.ruling.value,
            "by": self.ruled.by,
        }

    def text(self) -> str:
        """Return it as a line for people."""
        fact, said = self.ruled.fact, self.ruled.fact.told()
        what = f"{said.get('act') or said.get('after')} {said.get('actor', '')}".strip()
        words = ruling_text(self.ruled.ruling)
        by = f" ← {self.ruled.by[:8]}" if self.ruled.by else ""
        return (
            f"{said.get('t', '')} {fact.subject} {fact.node} {what} [{fact.id[:8]}]: {words['zh']} / {words['en']}{by}"
        )


def lines_of(facts: Iterable[Fact]) -> Iterator[Line]:
    """Yield every fact about dangers with what became of it, danger by danger."""
    for found in histories(facts).values():
        for episode in found.episodes:
            for ruled in episode.ruled:
                yield Line(incident=episode.incident, ruled=ruled)
        for ruled in found.apart:
            yield Line(incident=None, ruled=ruled)
